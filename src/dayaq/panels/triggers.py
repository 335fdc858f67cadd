"""What the database itself refuses about criteria and scores."""

from __future__ import annotations

import pgtrigger

PUBLISHED_IS_FINAL = pgtrigger.Protect(
    name="published_is_final",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__state="published"),
)

OVER_IS_OVER = pgtrigger.Protect(
    name="over_is_over",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=~pgtrigger.Q(old__state="open"),
)

CRITERION_OF_DRAFT = pgtrigger.Trigger(
    name="criterion_of_draft",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
    IF EXISTS (
        SELECT FROM panels_criteriaset s
        WHERE s.state = 'published'
          AND ((TG_OP <> 'INSERT' AND s.id = OLD.criteria_set_id) OR (TG_OP <> 'DELETE' AND s.id = NEW.criteria_set_id))
    ) THEN
        RAISE EXCEPTION 'criteria that are published never change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
    """,
)

SITTING_IS_OPEN = pgtrigger.Trigger(
    name="sitting_is_open",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
    IF EXISTS (
        SELECT FROM panels_sitting s
        WHERE s.state <> 'open'
          AND ((TG_OP <> 'INSERT' AND s.id = OLD.sitting_id) OR (TG_OP <> 'DELETE' AND s.id = NEW.sitting_id))
    ) THEN
        RAISE EXCEPTION 'the sitting is over: nothing in it changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
    """,
)

SCORE_IS_ALLOWED = pgtrigger.Trigger(
    name="score_is_allowed",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
    IF TG_OP <> 'INSERT' AND NOT EXISTS (
        SELECT FROM panels_scoresheet h JOIN panels_sitting s ON s.id = h.sitting_id
        WHERE h.id = OLD.sheet_id AND s.state = 'open'
    ) THEN
        RAISE EXCEPTION 'the sitting is over: nothing in it changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NOT EXISTS (
        SELECT FROM panels_scoresheet h
        JOIN panels_sitting s ON s.id = h.sitting_id
        JOIN panels_criterion c ON c.criteria_set_id = s.criteria_set_id
        WHERE h.id = NEW.sheet_id AND s.state = 'open' AND c.id = NEW.criterion_id AND NEW.points <= c.max_points
    ) THEN
        RAISE EXCEPTION 'not a criterion of this open sitting, or more points than it has'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_is_allowed';
    END IF;
    RETURN NEW;
    """,
)
