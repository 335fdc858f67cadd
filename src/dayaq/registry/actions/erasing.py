"""Anonymising people as a set: identifying values go everywhere, what is counted stays."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import WrongState, emit
from dayaq.core.erasure import erase
from dayaq.notices.api import forget_letters
from dayaq.registry import policies
from dayaq.registry.erasing import notices_to
from dayaq.registry.holdings import grounds_against, holdings
from dayaq.registry.models import NameToken, Person, PersonName

PERSON = "registry.person"


@transaction.atomic
def erase_persons(*, by: User, persons: Collection[int], why: str) -> dict[str, int]:
    """Erase the values of ``persons`` (keys) in every room; returns how many rows of each kind were emptied or removed.

    All or nothing. ``why`` is a code that stands in the audit log ("erasure:17", "retention:3"). WrongState when a
    legal ground stands against one of them. Who was erased before is passed over, so it may be run again.
    """
    policies.check_decide_erasure(by)
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=list(persons), erased_at__isnull=True)
    going = list(rows.order_by("pk").values_list("pk", flat=True))
    if not going:
        return {}
    if grounds_against(going):
        raise WrongState(
            _("A legal ground stands against erasing these data."),
            code="grounds",
            remedy=_("Examine the request again to see which."),
        )
    reached = [(holding, holding.keys_going(going)) for holding in holdings() if holding.erase is not None]
    letters = list(notices_to(going))
    counts = {}
    for holding, keys in sorted(reached, key=lambda pair: (pair[0].label == PERSON, pair[0].label)):
        if keys:
            counts[holding.label] = erase(by=by, model=holding.model, keys=keys, why=why)
    _forget_names(going)
    for key in going:
        emit("person.erased", id=key)
    transaction.on_commit(lambda: forget_letters(letters))
    return counts


def _forget_names(persons: Collection[int]) -> None:
    """Names leave the index; a word of the dictionary that nobody else bears leaves it too."""
    names = PersonName.objects.filter(person__in=list(persons))
    words = set(names.values_list("token", flat=True))
    names.delete()
    borne = PersonName.objects.filter(token__in=words).values_list("token", flat=True).distinct()
    NameToken.objects.filter(pk__in=words - set(borne)).delete()
