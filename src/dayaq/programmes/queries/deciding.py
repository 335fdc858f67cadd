"""Reads about decisions: what holds, whether it computes again, who took part."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.errors import WrongState
from dayaq.programmes.models import Application, Assessment, DecisionRecord
from dayaq.programmes.states import Outcome
from dayaq.rules.api import Decision, Eligibility
from dayaq.rules.api import recompute as recompute_rules


def latest_assessment(application: Application) -> Assessment:
    """The assessment that counts; WrongState when there is none."""
    found = application.assessments.select_related("rule_version", "by").order_by("-pk").first()
    if found is None:
        raise WrongState(_("Nobody has assessed this application yet."), code="not_assessed")
    return found


def latest_record(application: Application) -> DecisionRecord:
    """The record that holds: the one that nothing supersedes. WrongState where nothing was decided."""
    found = (
        application.decisions.filter(superseded_by__isnull=True)
        .select_related("rule_version", "author", "approver")
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise WrongState(_("Nothing has been decided yet."), code="not_decided")
    return found


def recompute(record: DecisionRecord | Assessment) -> Decision:
    """Decide again from the stored facts under the rules of that time: equal to ``record.result`` unless altered."""
    return recompute_rules(record.decision, record.rule_version.rules)


def recomputes(record: DecisionRecord) -> bool:
    """Whether the stored decision computes to itself and carries the outcome: approved only where eligible."""
    again = recompute(record)
    carried = record.outcome != Outcome.APPROVED or again.outcome is Eligibility.ELIGIBLE
    return carried and again == record.result


def took_part(application: Application) -> list[User]:
    """Everyone whose eyes have seen the case: drafted, submitted, took, asked, assessed, decided."""
    ids: set[int | None] = {
        application.drafted_by_id,
        application.submitted_by_id,
        application.taken_by_id,
        application.assessed_by_id,
        application.decided_by_id,
    }
    ids.update(application.assessments.values_list("by_id", flat=True))
    for author, approver in application.decisions.values_list("author_id", "approver_id"):
        ids.update((author, approver))
    for asked_by, answered_by in application.information_requests.values_list("asked_by_id", "answered_by_id"):
        ids.update((asked_by, answered_by))
    ids.update(application.appeals.values_list("submitted_by_id", flat=True))
    return list(User.objects.filter(pk__in=[pk for pk in ids if pk is not None]))
