"""What the registry tells lower rooms, which persons an account may see, and its chores: imports, derived statuses."""

from __future__ import annotations

from dayaq.accounts.api import system_user
from dayaq.core import subjects
from dayaq.core.api import chore
from dayaq.registry.actions import recheck_round
from dayaq.registry.imports.work import work_on_imports
from dayaq.registry.models import Person

subjects.register("registry.person", visible=lambda user: Person.objects.visible_to(user))


ROUND = 5_000  # persons of a round, so that letters and events do not wait long


@chore
def derive_statuses() -> int:
    """Once a day: bring derived statuses to what holds today, a stretch of persons a round."""
    return recheck_round(by=system_user(), size=ROUND)


@chore
def check_and_take_in() -> int:
    """Go on with a file that is being checked or taken in."""
    return work_on_imports()
