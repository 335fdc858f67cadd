"""What the registry tells lower rooms, which persons an account may see, and what the worker does for it: imports."""

from __future__ import annotations

from django.utils import timezone

from dayaq.accounts.api import system_user
from dayaq.core import subjects
from dayaq.core.api import chore, clock
from dayaq.registry.actions import find_exact_pairs
from dayaq.registry.imports.work import work_on_imports
from dayaq.registry.linkage import exact
from dayaq.registry.merging import own
from dayaq.registry.models import LinkageRun, Person

subjects.register("registry.person", visible=lambda user: Person.objects.reached_by(user))
own.join()


@chore
def look_for_duplicates() -> int:
    """Once a day: records that agree in an exact key go into the queue of possible duplicates."""
    last = LinkageRun.objects.filter(model=exact.MODEL).order_by("-pk").first()
    if last is not None and timezone.localdate(last.created_at) >= clock.today():
        return 0
    return find_exact_pairs(by=system_user()).added


@chore
def check_and_take_in() -> int:
    """Go on with a file that is being checked or taken in."""
    return work_on_imports()
