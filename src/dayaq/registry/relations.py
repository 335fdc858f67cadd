"""What the members of a household are to a new head, from what they and the new head were to the former one.

Where two answers are possible ("grandchild" of the former head may be a child or a nephew of the new one) the general
one stands: an officer who knows better says so on the page of the household.
"""

from __future__ import annotations

from typing import Final

from dayaq.registry.models import HouseholdMember

R = HouseholdMember.Relation

#: relation of the new head to the former → relation of a member to the former → to the new
_TO_NEW_HEAD: Final[dict[str, dict[str, str]]] = {
    R.SPOUSE: {R.CHILD: R.CHILD, R.GRANDCHILD: R.GRANDCHILD},
    R.CHILD: {R.SPOUSE: R.PARENT, R.CHILD: R.SIBLING, R.PARENT: R.GRANDPARENT},
    R.PARENT: {R.PARENT: R.SPOUSE, R.CHILD: R.GRANDCHILD, R.SIBLING: R.CHILD},
    R.SIBLING: {R.SIBLING: R.SIBLING, R.PARENT: R.PARENT, R.GRANDPARENT: R.GRANDPARENT},
    R.GRANDCHILD: {R.SPOUSE: R.GRANDPARENT},
    R.GRANDPARENT: {R.GRANDPARENT: R.SPOUSE},
}
_OF_CHILD: Final[dict[str, str]] = {
    R.HEAD: R.CHILD,
    R.SPOUSE: R.CHILD,
    R.CHILD: R.GRANDCHILD,
    R.PARENT: R.SIBLING,
}
_KEPT: Final = (R.NOT_RELATED, R.WARD)


def to_new_head(new_head: str, member: str) -> str:
    """The relation of a member (``member`` to the former head) to somebody who was ``new_head`` to the former head."""
    if member in _KEPT:
        return member
    return _TO_NEW_HEAD.get(new_head, {}).get(member, R.NOT_RELATED if new_head in _KEPT else R.OTHER_RELATIVE)


def of_child(parent: str) -> str:
    """What a newborn child is to the head, from what its parent is."""
    return _OF_CHILD.get(parent, parent if parent in _KEPT else R.OTHER_RELATIVE)


def of_spouse(host: str) -> str:
    """What somebody who marries into a household is to its head, from what their spouse is."""
    if host == R.HEAD:
        return R.SPOUSE
    return R.NOT_RELATED if host in _KEPT else R.OTHER_RELATIVE
