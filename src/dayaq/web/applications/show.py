"""The page of an application: one line, what is next, facts against conditions, decision, place, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.core.models import AuditEvent
from dayaq.core.policies import can
from dayaq.documents.models import Document
from dayaq.law.api import parameter
from dayaq.programmes import api, policies
from dayaq.programmes.models import Application, Assessment, DecisionRecord
from dayaq.web.applications import steps
from dayaq.web.applications.reading import Reading, read, stored_facts
from dayaq.web.guard import guard
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

EVENTS_SHOWN = 60
WITH = ("person", "programme", "unit", "basis_consent", "assessed_by", "decided_by", "drafted_by", "enrolment__fund")
_LIVE = (
    api.ApplicationState.DRAFT,
    api.ApplicationState.SUBMITTED,
    api.ApplicationState.IN_ASSESSMENT,
    api.ApplicationState.NEEDS_INFORMATION,
)


@guard("application.view")
def application(request: Request, pk: int) -> HttpResponse:
    """Everything about one application; a fixed number of statements in each state."""
    user = request.user
    found = get_visible(Application.objects.select_related(*WITH), user, pk=pk)
    records = list(found.decisions.select_related("rule_version", "author", "approver").order_by("-pk"))
    record = records[0] if records else None
    assessment = found.assessments.select_related("rule_version", "by").order_by("-pk").first()
    place = api.place_of(found)
    standing = steps.Standing(found, record, place)
    context: dict[str, Any] = {
        "application": found,
        "next": steps.next_step(standing, user),
        "reading": _reading(found, record, assessment, user),
        "live": found.state in _LIVE and not found.assessed_by_id,
        "assessment": assessment,
        "record": record,
        "reason": record.reason_in(request.LANGUAGE_CODE).splitlines() if record else [],
        "records": records,
        "appeals": found.appeals.select_related("decided_by").order_by("-pk"),
        "asked": found.information_requests.select_related("asked_by", "answered_by").order_by("-pk"),
        "documents": Document.objects.about(found) if user.may("document.view") else [],
        "place": place,
        "enrolment": getattr(found, "enrolment", None),
        "appeal_term": parameter("appeal.days", clock.today()) if record and record.appeal_deadline else None,
        "events": _events(found),
        "may": _may(user, found),
    }
    return render(request, "applications/application_show.html", context)


def _reading(
    application: Application, record: DecisionRecord | None, assessment: Assessment | None, user: User
) -> Reading:
    """What was decided on; before that what was recommended on; before that what the rules say today."""
    stored = record or (assessment if application.assessed_by_id else None)
    if stored is not None:
        return read(stored.result, stored.rule_version, stored_facts(stored.facts), user)
    examined = api.examine(application, on=clock.today())
    return read(examined.decision, examined.rule_version, examined.facts, user)


@dataclass(frozen=True)
class May:
    """Which side doors the reader may use."""

    edit: bool
    request: bool
    assess_again: bool
    withdraw: bool
    correct: bool


def _may(user: User, application: Application) -> May:
    in_assessment = application.state == api.ApplicationState.IN_ASSESSMENT
    decided = application.decided_on is not None
    assesses = in_assessment and can(policies.check_assess, user, application)
    return May(
        edit=can(policies.check_edit_draft, user, application),
        request=assesses,
        assess_again=assesses and application.assessed_by_id is not None,
        withdraw=api.APPLICATION.allows(application.state, api.ApplicationState.WITHDRAWN)
        and can(policies.check_withdraw, user, application),
        correct=decided and can(policies.check_correct, user, application),
    )


def _events(application: Application) -> list[dict[str, Any]]:
    """What happened, newest first; two statements."""
    rows = list(
        AuditEvent.objects.filter(object_type="programmes.application", object_id=application.pk).order_by("-pk")[
            :EVENTS_SHOWN
        ]
    )
    names = dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "display_name"))
    return [
        {
            "at": row.at,
            "title": api.EVENT_WORDS.get(row.event, row.event),
            "by": names.get(row.actor_id) or _("the system"),
            "note": row.reason,
            "tone": row.event.rsplit(".", 1)[-1],
            "url": "",
        }
        for row in rows
    ]
