"""Writing visits and broken contracts of the past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dayaq.seeds.accounts import Staff
from dayaq.seeds.calendar import Calendar
from dayaq.seeds.copying import FALSE, NULL, TRUE, day, line, money, text
from dayaq.seeds.dice import Dice
from dayaq.seeds.history.delivery import BROKEN, Delivery, Story, visit_days
from dayaq.seeds.press import Press
from dayaq.selfemployment.api import BreachState
from dayaq.selfemployment.models import Breach, MonitoringVisit

STOPPED: Final = text("Fəaliyyət müvəqqəti dayandırılıb.")
NEAR: Final = ("AZ-LAN", "AZ-MAS")
"""Codes of the districts whose coming visits the demonstration's monitor makes; a colleague makes the others."""


def write_visits(
    stories: Sequence[Story],
    delivery: Delivery,
    calendar: Calendar,
    staff: Staff,
    near: frozenset[int],
    *,
    press: Press,
) -> None:
    """Visits that were made, and those to come."""
    dice, today = Dice("visits"), delivery.people.today
    past, mine, theirs = (staff[name].pk for name in ("past_monitor", "monitor", "monitor_regions"))

    def lines() -> Iterator[str]:
        for story in stories:
            entry = story.entry
            if not entry.equipped:
                continue
            last = entry.ended if entry.end in ("breached", "exited") else 0
            for month, due in visit_days(story):
                if last and due > last:
                    break
                created = delivery.at(entry.equipped, story)
                if due >= today:
                    who = mine if story.place in near else theirs
                    yield line(
                        story.key, month, day(due), who, NULL, NULL, FALSE, NULL, NULL, NULL, NULL, NULL, "", created
                    )
                    continue
                trading = entry.end == "" or dice.chance(0.8 if month == 24 else 0.93)
                made = day(min(calendar.on_or_before(due + dice.between(0, 8)), today - 1))
                seen = TRUE if trading else FALSE
                income = money(story.kit.income * dice.between(50, 130) // 100) if trading else money(0)
                yield line(
                    story.key, month, day(due), NULL, made, past, FALSE, seen, seen, TRUE, income,
                    1 + dice.chance(0.3) if trading else 0, "" if trading else STOPPED, created,
                )  # fmt: skip

    press.write(
        event="visit.seeded",
        model=MonitoringVisit,
        columns="case_id month due_on assigned_to_id made_on made_by_id called_off trading matches_plan assets_present "
        "income employed findings created_at",
        lines=lines(),
    )


def write_breaches(stories: Sequence[Story], delivery: Delivery, staff: Staff, *, press: Press) -> None:
    """Contracts that were broken: found, notified, not put right within the term, decided."""
    kinds = [kind.value for kind in Breach.Kind]
    monitor, officer = staff["past_monitor"].pk, staff["past_programme_officer"].pk
    press.write(
        event="breach.seeded",
        model=Breach,
        columns="created_at state_at version case_id state kind finding found_by_id found_on notified_on remedy_until "
        "decided_by_id decided_on decision",
        lines=(
            line(
                delivery.at(story.entry.ended - 45, story), delivery.at(story.entry.ended, story), 3, story.key,
                BreachState.CONFIRMED.value, kinds[story.key % len(kinds)], STOPPED, monitor,
                day(story.entry.ended - 45), day(story.entry.ended - 40), day(story.entry.ended - 10), officer,
                day(story.entry.ended), BROKEN,
            )
            for story in stories
            if story.entry.end == "breached"
        ),
    )  # fmt: skip
