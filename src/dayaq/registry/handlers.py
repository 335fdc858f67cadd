"""What the registry tells lower rooms: which persons an account may see, what waits for it, what the worker does."""

from __future__ import annotations

from dayaq.accounts.api import system_user
from dayaq.core import subjects
from dayaq.core.api import chore
from dayaq.core.work import register_work
from dayaq.registry import erasing  # noqa: F401  # registers what is erased with a person
from dayaq.registry.actions import recheck_round
from dayaq.registry.imports.work import work_on_imports
from dayaq.registry.models import ErasureRequest, Person
from dayaq.registry.panels import register_person_panel
from dayaq.registry.queries.erasures import waiting_erasures
from dayaq.registry.work import changes_panel, own_conflicts, waiting_changes

subjects.register("registry.person", visible=lambda user: Person.objects.visible_to(user))
subjects.register("registry.erasurerequest", visible=lambda user: ErasureRequest.objects.visible_to(user))
register_work(waiting_changes)
register_work(own_conflicts)
register_work(waiting_erasures)
register_person_panel("registry.changes", changes_panel, order=10)


ROUND = 5_000  # persons of a round, so that letters and events do not wait long


@chore
def derive_statuses() -> int:
    """Once a day: bring derived statuses to what holds today, a stretch of persons a round."""
    return recheck_round(by=system_user(), size=ROUND)


@chore
def check_and_take_in() -> int:
    """Go on with a file that is being checked or taken in."""
    return work_on_imports()
