"""What a person's page and the facts about a person know from this room: applications, enrolments, their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dayaq.programmes.models import Application, Enrolment
from dayaq.programmes.states import ApplicationState
from dayaq.programmes.words import EVENTS
from dayaq.registry import api as registry
from dayaq.registry.models import Person, RegisterCheck

if TYPE_CHECKING:
    from dayaq.accounts.models import User
    from dayaq.core.errors import Text

RUNNING_CONTRACT = "running_self_employment_contract"
SELF_EMPLOYMENT = "self_employment"


def panel(person: Person, user: User) -> registry.PersonPanel | None:
    """The applications of ``person`` that ``user`` may see; None for whoever sees no applications. One statement."""
    if not user.may("application.view"):
        return None
    applications = (
        Application.objects.visible_to(user).filter(person=person).select_related("programme").order_by("-pk")[:20]
    )
    return registry.PersonPanel(
        title=_("Applications"),
        rows=[_row(application) for application in applications],
        empty=_("No application yet."),
        new_url_name="applications:new",
        new_label=_("New application"),
        new_permission="application.draft",
    )


def _row(application: Application) -> registry.PanelRow:
    return registry.PanelRow(
        title=application.number or _("Draft"),
        state=application.state,
        state_label=application.get_state_display(),
        on=application.state_at.date(),
        due=application.due_on,
        url_name="applications:show",
        pk=application.pk,
        note=application.programme.name,
    )


def affected(person: Person, user: User, _fields: Collection[str]) -> list[registry.Affected]:
    """What a change of the person means for their open applications. One statement."""
    if not user.may("application.view"):
        return []
    rows = Application.objects.visible_to(user).open().filter(person=person).select_related("programme").order_by("pk")
    return [
        registry.Affected(
            title=application.number or _("Draft"),
            state=application.state,
            state_label=application.get_state_display(),
            url_name="applications:show",
            pk=application.pk,
            means=_meaning(application),
        )
        for application in rows
    ]


def _meaning(application: Application) -> Text:
    if application.state in (ApplicationState.APPROVED, ApplicationState.WAITLISTED, ApplicationState.APPEALED):
        return _("Decided on the earlier facts; the decision keeps them.")
    if application.assessed_by_id is not None:
        return _("Assessed on the earlier data: have it assessed again before it is decided.")
    return _("Will be examined on the new data.")


def facts_of(person: Person, on: date) -> Mapping[str, registry.Fact]:
    """Whether a self-employment support runs: our own enrolments are a register of it.

    None running here says "no", unless somebody asked the register of contracts: then its answer holds.
    """
    running = Enrolment.objects.filter(person=person, programme__code=SELF_EMPLOYMENT).running().order_by("-pk").first()
    if running is not None:
        return {RUNNING_CONTRACT: registry.Fact(True, f"programmes.enrolment:{running.pk}", on, "verified")}
    asked = RegisterCheck.objects.filter(
        person=person, register=RegisterCheck.Register.SELF_EMPLOYMENT, checked_on__lte=on
    )
    if asked.exists():
        return {}
    return {RUNNING_CONTRACT: registry.Fact(False, "programmes.enrolment", on, "computed")}


def open_in_one_programme(one: Person, other: Person) -> list[Text]:
    """A programme in which both take part or wait: one person cannot do so twice. Two statements."""
    both = [one.pk, other.pk]
    words: dict[int, str] = {}
    numbers: dict[int, dict[int, str]] = {}
    applications = Application.objects.open().filter(person__in=both).select_related("programme")
    enrolments = Enrolment.objects.running().filter(person__in=both).select_related("programme", "application")
    found = [(row, row.number) for row in applications] + [(row, row.application.number) for row in enrolments]
    for row, number in found:
        words[row.programme_id] = row.programme.name
        numbers.setdefault(row.programme_id, {})[row.person_id] = number or str(_("Draft"))
    return [
        _("Both records stand in one programme: %(programme)s (%(numbers)s).")
        % {"programme": words[programme], "numbers": ", ".join(held[pk] for pk in both)}
        for programme, held in numbers.items()
        if len(held) == 2
    ]


def join() -> None:
    """Register with the registry."""
    registry.register_belonging(registry.Belonging("programmes.application", _("Applications"), grows=True))
    registry.register_belonging(registry.Belonging("programmes.enrolment", _("Enrolments"), grows=True))
    registry.register_objection(open_in_one_programme)
    registry.register_person_panel("programmes.applications", panel, order=30)
    registry.register_facts(facts_of)
    registry.register_affected("programmes.applications", affected)
    registry.register_timeline(
        registry.TimelineProvider(
            "programmes.application",
            lambda person, user: Application.objects.visible_to(user).filter(person=person).values("pk"),
            EVENTS,
            "applications:show",
            _("Applications"),
        )
    )
    registry.register_timeline(
        registry.TimelineProvider(
            "programmes.enrolment",
            lambda person, user: Enrolment.objects.visible_to(user).filter(person=person).values("pk"),
            EVENTS,
            title=_("Enrolments"),
        )
    )
