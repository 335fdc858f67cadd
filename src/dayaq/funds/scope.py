"""Who sees which fund."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from dayaq.accounts.api import ROLES, granted_ids
from dayaq.accounts.models import Organisation, User

NOTHING = Q(pk__in=())
GRANT_SCOPE = "funds.fundsource"


def visible_funds(user: User) -> Q:
    """A filter on funds.

    Whoever holds ``fund.view`` in the ministry's own work sees all. A partner's officer sees the funds of the
    organisation they work for, of its parents (a member union acts on behalf of the confederation: inventory ACT-05),
    of its member organisations, and those opened to it by an ``accounts.Grant`` of scope ``funds.fundsource``.
    """
    if not user.may("fund.view"):
        return NOTHING
    if user.is_system or any(_is_internal(membership.role) for membership in user.memberships_today):
        return Q()
    organisations = related_organisations(user.organisation_ids("partner.view"))
    return Q(organisation__in=organisations) | Q(pk__in=granted_ids(user, GRANT_SCOPE))


def _is_internal(role: str) -> bool:
    permissions = ROLES[role].permissions
    return "fund.view" in permissions and "partner.view" not in permissions


def related_organisations(organisations: Iterable[int]) -> frozenset[int]:
    """The organisations themselves, everything above them and everything below them; one statement."""
    own = set(organisations)
    if not own:
        return frozenset()
    parents = dict(Organisation.objects.values_list("pk", "parent_id"))
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for organisation, parent in parents.items():
        children[parent].append(organisation)
    found = set(own)
    for organisation in own:
        above = parents.get(organisation)
        while above is not None and above not in found:
            found.add(above)
            above = parents[above]
    waiting = list(own)
    while waiting:
        below = [child for child in children[waiting.pop()] if child not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)
