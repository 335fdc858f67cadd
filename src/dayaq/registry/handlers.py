"""What the registry tells lower rooms: which persons an account may see, what waits for it, what the worker does."""

from __future__ import annotations

from dayaq.core import subjects
from dayaq.core.api import chore
from dayaq.core.work import register_work
from dayaq.registry.imports.work import work_on_imports
from dayaq.registry.models import Person
from dayaq.registry.panels import register_person_panel
from dayaq.registry.work import changes_panel, own_conflicts, waiting_changes

subjects.register("registry.person", visible=lambda user: Person.objects.visible_to(user))
register_work(waiting_changes)
register_work(own_conflicts)
register_person_panel("registry.changes", changes_panel, order=10)


@chore
def check_and_take_in() -> int:
    """Go on with a file that is being checked or taken in."""
    return work_on_imports()
