"""What a person's page knows from this room: the cases, and what happened in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dayaq.registry import api as registry
from dayaq.registry.models import Person
from dayaq.selfemployment.models import (
    Asset,
    Breach,
    BusinessPlan,
    Case,
    Contract,
    HandoverAct,
    HandoverItem,
    MonitoringVisit,
)
from dayaq.selfemployment.words import EVENTS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dayaq.accounts.models import User

URL = "cases:show"


def panel(person: Person, user: User) -> registry.PersonPanel | None:
    """The self-employment cases of ``person`` that ``user`` may see; None for whoever sees no cases. One statement."""
    if not user.may("case.view"):
        return None
    cases = (
        Case.objects.visible_to(user)
        .filter(person=person)
        .select_related("line", "enrolment__application")
        .order_by("-pk")[:20]
    )
    return registry.PersonPanel(
        title=_("Self-employment"),
        rows=[
            registry.PanelRow(
                title=case.number,
                state=case.state,
                state_label=case.get_state_display(),
                on=case.state_at.date(),
                due=case.due_on,
                url_name=URL,
                pk=case.pk,
                note=case.line.name if case.line else "",
            )
            for case in cases
        ],
        empty=_("Not enrolled in self-employment."),
    )


def held_through(moved: Mapping[str, Collection[int]]) -> QuerySet[Any]:
    """Things in somebody's hands through acts of the moved cases, whichever case they were bought for."""
    cases = moved.get("selfemployment.case", ())
    items = HandoverItem.objects.filter(ended_on__isnull=True, act__case__in=cases)
    return Asset.objects.filter(pk__in=items.values("asset"))


def affected(person: Person, user: User, _fields: Collection[str]) -> list[registry.Affected]:
    """What a change of the person means for their open cases. One statement."""
    if not user.may("case.view"):
        return []
    rows = Case.objects.visible_to(user).open().filter(person=person).select_related("enrolment__application")
    return [
        registry.Affected(
            title=case.number,
            state=case.state,
            state_label=case.get_state_display(),
            url_name=URL,
            pk=case.pk,
            means=_("Papers already issued keep the earlier data; later ones carry the new."),
        )
        for case in rows.order_by("pk")
    ]


def join() -> None:
    """Register with the registry."""
    registry.register_belonging(registry.Belonging("selfemployment.case", _("Self-employment cases"), grows=True))
    registry.register_belonging(registry.Belonging("selfemployment.handoveract", _("Handover acts")))
    registry.register_belonging(registry.Belonging("selfemployment.asset", _("Things in hand"), along=held_through))
    registry.register_person_panel("selfemployment.cases", panel, order=40)
    registry.register_affected("selfemployment.cases", affected)
    registry.register_timeline(registry.TimelineProvider("selfemployment.case", _own_cases, EVENTS, URL, _("Cases")))
    registry.name_records(Asset, _("Assets"))
    registry.name_records(HandoverAct, _("Handover acts"))
    for model in (BusinessPlan, Contract, HandoverAct, MonitoringVisit, Breach):
        _join_part(model)


def _own_cases(person: Person, user: User) -> QuerySet[Any, Any]:
    return Case.objects.visible_to(user).filter(person=person).values("pk")


def _join_part(model: type[Model]) -> None:
    """Records that hang on a case are seen with it."""

    def ids(person: Person, user: User) -> QuerySet[Any, Any]:
        return model._default_manager.filter(case__in=_own_cases(person, user)).values("pk")

    registry.register_timeline(registry.TimelineProvider(model._meta.label_lower, ids, EVENTS))
