"""Panels for tests."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from dayaq.accounts.models import Organisation, User
from dayaq.panels import actions
from dayaq.panels.actions import CriterionData
from dayaq.panels.models import CriteriaSet, Panel, Sitting
from tests import make

_number = count(1)


def secretary() -> User:
    return make.user("programme_officer")


def member(panel: Panel, human: str = "", **kwargs: Any) -> User:
    """A committee member who sits on ``panel``."""
    user = make.user("committee_member", human=human)
    actions.appoint_member(by=secretary(), panel=panel, user=user, **kwargs)
    return user


def panel(quorum: int | None = 3) -> Panel:
    code = f"panel-{next(_number)}"
    return actions.create_panel(
        by=secretary(), code=code, label={"az": code, "en": code}, organisation=make.organisation(), quorum=quorum
    )


def label(text: str) -> dict[str, str]:
    return {"az": text, "en": text}


def criteria(*maxima: int, weights: tuple[str, ...] = ()) -> CriteriaSet:
    """Published criteria ``c1``, ``c2`` … with these maxima (60 and 40 when none are given)."""
    maxima = maxima or (60, 40)
    data = [
        CriterionData(
            code=f"c{place}",
            label=label(f"Criterion {place}"),
            max_points=most,
            weight=Decimal(weights[place - 1]) if weights else Decimal(1),
        )
        for place, most in enumerate(maxima, start=1)
    ]
    by = secretary()
    drafted = actions.draft_criteria(by=by, code=f"set-{next(_number)}", label=label("Criteria"), criteria=data)
    return actions.publish_criteria(by=by, criteria_set=drafted)


def subject() -> Organisation:
    """Any record may be scored: here, an organisation."""
    return make.organisation(f"subject-{next(_number)}", "other")


def sitting(members: int = 3, quorum: int | None = 3, **changes: Any) -> tuple[Sitting, list[User]]:
    """An open sitting with this many members on its panel."""
    on = panel(quorum)
    users = [member(on) for _ in range(members)]
    fields: dict[str, Any] = {"by": secretary(), "panel": on, "subject": subject(), "criteria_set": criteria()}
    return actions.open_sitting(**{**fields, **changes}), users
