"""What the registry tells lower rooms: which persons an account may see, what waits for it, what the worker does."""

from __future__ import annotations

from django.utils import timezone

from dayaq.accounts.api import system_user
from dayaq.core import subjects
from dayaq.core.api import chore, clock
from dayaq.core.work import register_work
from dayaq.registry import erasing  # noqa: F401  # registers what is erased with a person
from dayaq.registry.actions import find_exact_pairs, recheck_round
from dayaq.registry.imports.work import work_on_imports
from dayaq.registry.linkage import exact
from dayaq.registry.merging import own
from dayaq.registry.models import ErasureRequest, LinkageRun, Person
from dayaq.registry.panels import register_person_panel
from dayaq.registry.queries.erasures import waiting_erasures
from dayaq.registry.work import changes_panel, own_conflicts, waiting_changes

subjects.register("registry.person", visible=lambda user: Person.objects.reached_by(user))
subjects.register("registry.erasurerequest", visible=lambda user: ErasureRequest.objects.visible_to(user))
register_work(waiting_changes)
register_work(own_conflicts)
register_work(waiting_erasures)
register_person_panel("registry.changes", changes_panel, order=10)
own.join()


ROUND = 5_000  # persons of a round, so that letters and events do not wait long


@chore
def derive_statuses() -> int:
    """Once a day: bring derived statuses to what holds today, a stretch of persons a round."""
    return recheck_round(by=system_user(), size=ROUND)


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
