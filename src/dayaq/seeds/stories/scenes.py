"""Which stories are told, so that every state is there and every role finds work: overdue, today, this week, later.

Each scene is a row: district, where the story stops, how many days ago it had its day (see ``Way.day``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from dayaq.seeds.calendar import Calendar
from dayaq.seeds.stories.journeys import Way
from dayaq.seeds.stories.participation import ENROLLED, HANDED, OVER, QUARTER

LAN, MAS, SUM, GAN = "AZ-LAN", "AZ-MAS", "AZ-SM", "AZ-GA"
PARTNER, GRANT = "ahik-2022", "world-bank"
SPENT: Final = 6
"""So many days ago the state budget's money of the year was found to be needed elsewhere: since then people wait."""
_LINES: Final = ("sheep", "cattle", "poultry", "beekeeping", "sewing", "bakery", "car_wash", "hairdresser", "doner")
_LOW: Final = (0.5, 0.45, 0.55)
_FIRST: Final = HANDED + QUARTER  # days from the beginning of the training to the visit after three months

# A decision is due 15 working days after receipt, so the age of an application says how urgent it is.
_APPLICATIONS: Final = (
    (LAN, "draft", 1), (LAN, "draft", 4), (MAS, "draft", 1), (MAS, "draft", 3),
    (LAN, "submitted", 30), (LAN, "submitted", 25), (MAS, "submitted", 27), (LAN, "submitted", 21),
    (LAN, "submitted", 20), (MAS, "submitted", 19), (LAN, "submitted", 18), (LAN, "submitted", 9),
    (MAS, "submitted", 5), (LAN, "submitted", 2), (SUM, "submitted", 12),
    (LAN, "in_assessment", 26), (LAN, "in_assessment", 21), (LAN, "in_assessment", 19), (MAS, "in_assessment", 14),
    (LAN, "in_assessment", 7), (GAN, "in_assessment", 15),
    (LAN, "needs_information", 24), (MAS, "needs_information", 12), (LAN, "needs_information", 10),
    (LAN, "answered", 13),
    (LAN, "assessed", 25), (LAN, "assessed", 21), (LAN, "assessed", 17), (SUM, "assessed", 12), (MAS, "assessed", 9),
    (LAN, "withdrawn", 33), (MAS, "withdrawn", 15),
    (LAN, "approved", 9), (LAN, "approved", 7), (MAS, "approved", 8), (SUM, "approved", 11),
    (LAN, "waiting", 11), (LAN, "waiting", 10), (MAS, "waiting", 11), (LAN, "waiting", 9), (GAN, "waiting", 10),
)  # fmt: skip
#: of people who receive unemployment insurance, so that the rules are against them
_AGAINST: Final = (
    (MAS, "assessed", 20), (LAN, "assessed", 6), (LAN, "refused", 12), (MAS, "refused", 20), (LAN, "refused", 70),
    (LAN, "appealed", 25), (MAS, "appealed", 31), (LAN, "upheld", 45), (LAN, "overturned", 60),
)  # fmt: skip
_LANDOWNERS: Final = ((LAN, "waiting", 8), (MAS, "waiting", 9), (LAN, "assessed", 8))
_PARTICIPANTS: Final = (
    (LAN, "enrolled", -5), (LAN, "enrolled", -2), (MAS, "enrolled", 2), (LAN, "enrolled", 9),
    (LAN, "direction_chosen", 1), (MAS, "direction_chosen", 5), (LAN, "direction_chosen", 16),
    (LAN, "in_training", 6), (LAN, "in_training", 6), (MAS, "in_training", 7), (LAN, "in_training", 48),
    (LAN, "trained", 20), (LAN, "plan_drafted", 20), (MAS, "trained", 38), (LAN, "exited", 34),
    (LAN, "plan_returned", 41), (MAS, "plan_refused", 41), (LAN, "plan_approved", 34), (GAN, "plan_approved", 41),
    (LAN, "contract_signed", 48), (MAS, "contract_signed", 41), (LAN, "assets_ordered", 41),
    (LAN, "assets_ordered", 76), (LAN, "received", 55), (MAS, "paid", 55), (SUM, "paid", 62),
    (LAN, "in_monitoring", _FIRST + 8), (LAN, "in_monitoring", _FIRST + 4), (MAS, "in_monitoring", _FIRST - 1),
    (LAN, "in_monitoring", _FIRST - 4), (LAN, "breach_found", _FIRST + 3), (LAN, "breach_notified", _FIRST + 9),
    (MAS, "breach_notified", _FIRST + 40), (LAN, "breach", _FIRST + 60), (LAN, "visited", _FIRST + 45),
    (LAN, "term_over", OVER + 3), (MAS, "completed", OVER + 20),
)  # fmt: skip
#: plans before the committee: (district, days, the share of points that each member has given so far)
_SCORED: Final = (
    (LAN, 34, ()), (MAS, 27, (0.8, 0.7)), (LAN, 41, (0.9, 0.7, 0.8)), (LAN, 22, (0.85,)), (MAS, 20, ()),
)  # fmt: skip
_SPONSORED: Final = (
    (LAN, "in_monitoring", _FIRST - 2, PARTNER, "war_participant"), (SUM, "paid", 55, PARTNER, "martyr_family"),
    (LAN, "trained", 27, PARTNER, "war_participant"), (SUM, "in_training", 6, PARTNER, "martyr_family"),
    (LAN, "trained", 20, GRANT, "disability"),
)  # fmt: skip


class Scenes:
    """The ways of all stories, counted back from a day."""

    def __init__(self, today: int, calendar: Calendar) -> None:
        self.today, self.calendar = today, calendar

    def back(self, days: int) -> int:
        """The working day at or before so many days ago; ahead when negative."""
        return self.calendar.on_or_before(self.today - days)

    def _way(self, district: str, stop: str, days: int, **more: object) -> Way:
        line = _LINES[(days + len(stop)) % len(_LINES)]
        return Way(district, stop, self.back(days), line, **more)  # type: ignore[arg-type]  # fields of Way by name

    def applications(self) -> Iterator[Way]:
        """Stories that end before enrolment."""
        yield from (self._way(*row) for row in _APPLICATIONS)
        yield from (self._way(*row, insured=True) for row in _AGAINST)
        yield from (self._way(*row, landowner=True) for row in _LANDOWNERS)

    def participants(self) -> Iterator[Way]:
        """Stories of those who were enrolled."""
        for district, stop, days in _PARTICIPANTS:
            low = {"scores": _LOW} if stop in ("plan_returned", "plan_refused") else {}
            yield self._way(district, stop, days, **low)
        for district, days, scores in _SCORED:
            yield self._way(district, "plan_submitted", days, scores=scores)
        for district, stop, days, fund, category in _SPONSORED:
            yield self._way(district, stop, days, fund=fund, category=category, attendance="AHİK nümayəndəsi")

    def enrolments(self) -> list[int]:
        """The days on which the participants of the stories are enrolled; none of them is a landowner."""
        return sorted(way.day + ENROLLED for way in self.participants())

    def year_begins(self) -> int:
        """The first day of the year of today, over which the cap on landowners is counted."""
        return date(date.fromordinal(self.today).year, 1, 1).toordinal()
