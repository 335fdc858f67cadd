"""Life events: what each kind needs to be told, and which statuses it begins and ends. One table, shown in
docs/reference/changes.md."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from dayaq.places.models import AdministrativeUnit
from dayaq.registry.change_classes import FIELD_LABELS
from dayaq.registry.models import LifeEvent, Person

if TYPE_CHECKING:
    from dayaq.core.errors import Text

K = LifeEvent.Kind

WHOLE, LEAVES, STAYS = "whole", "leaves", "stays"
APART, JOINS, SPOUSE_JOINS = "apart", "joins", "spouse_joins"


@dataclass(frozen=True)
class Birth:
    """A child of the person, born alive. ``father_name`` only where the father is not registered."""

    given_name: str
    sex: str
    surname: str = ""
    father_name: str = ""
    fin: str = ""
    certificate: str = ""
    other_parent: Person | None = None
    judged_different: Collection[int] = ()


@dataclass(frozen=True)
class Death:
    """``new_head``: who heads the household from the next day, where the person did and others remain."""

    new_head: Person | None = None


@dataclass(frozen=True)
class Move:
    """``household``: the whole of it moves, the person leaves it, or stays a member and lives elsewhere."""

    unit: AdministrativeUnit
    address: str = ""
    household: str = WHOLE
    new_head: Person | None = None


@dataclass(frozen=True)
class Marriage:
    """``surname``: the new one, asked for as a change of identity data. ``household``: who joins whose, or nobody."""

    spouse: Person
    surname: str = ""
    household: str = APART
    new_head: Person | None = None


@dataclass(frozen=True)
class Divorce:
    """From the recorded spouse, where one is recorded."""

    surname: str = ""
    household: str = STAYS
    new_head: Person | None = None


@dataclass(frozen=True)
class Disability:
    """Established with ``percent`` of impairment, until the day of review where there is one."""

    percent: int
    until: date | None = None


@dataclass(frozen=True)
class DisabilityEnd:
    """A disability is no longer established."""


@dataclass(frozen=True)
class Release:
    """Released from custody; the status lasts as long as a dated rule says."""


@dataclass(frozen=True)
class CareExit:
    """Left a state institution for children."""


Details = Birth | Death | Move | Marriage | Divorce | Disability | DisabilityEnd | Release | CareExit


@dataclass(frozen=True)
class EventKind:
    """``starts``: the kind of status that begins; ``ends``: kinds that end, ``EVERY`` for all of them.

    ``months``: the dated parameter (months) after which the begun status ends. ``about`` says what follows from it.
    """

    details: type[Details]
    about: Text
    starts: str = ""
    ends: tuple[str, ...] = ()
    months: str = ""


EVERY: Final = ("*",)
DISABILITIES: Final = ("disability", "disability_under_18")
KINDS: Final[dict[str, EventKind]] = {
    K.BIRTH: EventKind(Birth, _("The child is registered with its parents and joins the household of this person.")),
    K.DEATH: EventKind(
        Death,
        _("Membership of the household and all statuses end; where the person was its head, another becomes it."),
        ends=EVERY,
    ),
    K.MOVE: EventKind(Move, _("District and address change, of the person alone or of the household.")),
    K.MARRIAGE: EventKind(
        Marriage, _("The spouses are recorded; one may join the other's household; a new surname waits for approval.")
    ),
    K.DIVORCE: EventKind(
        Divorce, _("The marriage ends; the person may leave the household; a new surname waits for approval.")
    ),
    K.DISABILITY: EventKind(
        Disability,
        _("The status begins as declared, until it is verified; an earlier one ends."),
        starts=DISABILITIES[0],
        ends=DISABILITIES,
    ),
    K.DISABILITY_END: EventKind(DisabilityEnd, _("The status of disability ends."), ends=DISABILITIES),
    K.RELEASE: EventKind(
        Release,
        _("The status of a released person begins, for as long as the law says."),
        starts="released_from_custody",
        months="status.released_months",
    ),
    K.CARE_EXIT: EventKind(
        CareExit,
        _("The status of a care leaver begins; those of a resident and of a child without parental care end."),
        starts="care_leaver",
        ends=("institution_resident", "without_parental_care"),
    ),
}
KIND_OF: Final[dict[type[Details], str]] = {kind.details: code for code, kind in KINDS.items()}

VALUE_LABELS: Final[dict[str, Text]] = {
    **FIELD_LABELS,
    "relation": _("Relation to the head"),
    "kind": _("Relation"),
    "valid_from": _("Holds from"),
    "valid_to": _("First day on which it no longer holds"),
}
EFFECT_LABELS: Final[dict[str, Text]] = {
    "person": _("Data of the person changed"),
    "person_registered": _("Person registered"),
    "document_recorded": _("Identity document recorded"),
    "member_left": _("Membership of the household ended"),
    "member_joined": _("Became a member of the household"),
    "relation_changed": _("Relation to the head changed"),
    "household_moved": _("Household moved"),
    "relation_recorded": _("Relation recorded"),
    "relation_ended": _("Relation ended"),
    "status_ended": _("Status ended"),
    "status_added": _("Status recorded"),
    "change_requested": _("A change of data waits for approval"),
    "no_head": _("The household has no head now: choose one on its page"),
    "no_adult": _("No adult remains in the household: a legal representative is needed"),
}
