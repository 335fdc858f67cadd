"""What a family has for each of its people: the mean of the twelve months before the month of a day (TSA-2).

Who shares a budget: those who depend on the household, and those who live in it and depend on no other. Counted are

* what came in for these people, wherever it was recorded (it goes with them when they leave or a household is divided);
* what came in for the household as a whole, and for those that were joined to it.

A month in which the household, or one joined to it, existed needs an entry of that household (0 is one); a month before
it existed needs an entry of one of its people. Where a month has none, the mean is not known: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import connection

from dayaq.core.periods import add_months

MONTHS: Final = 12

#: Continues ``with recursive home (id) as (…)``: one row of ``average`` for each home with people on the day.
AVERAGES: Final = """
, budget as (
  select member.household_id as home, member.person_id
    from registry_householdmember member join home on home.id = member.household_id
   where member.valid_from <= %(on)s and (member.valid_to is null or member.valid_to > %(on)s)
     and (member.kind = 'dependent' or not exists (
       select from registry_householdmember elsewhere
        where elsewhere.person_id = member.person_id and elsewhere.kind = 'dependent'
          and elsewhere.valid_from <= %(on)s and (elsewhere.valid_to is null or elsewhere.valid_to > %(on)s)))
), part (home, id, until) as (
  select id, id, null::date from home
  union all
  select part.home, joined.id, least(part.until, joined.ended_on)
    from part join registry_household joined on joined.merged_into_id = part.id
   where joined.ended_on <= %(on)s
), existed as (
  select part.home, part.id, date_trunc('month', min(member.valid_from))::date as since,
         date_trunc('month', part.until)::date as until
    from part left join registry_householdmember member on member.household_id = part.id
   group by part.home, part.id, part.until
), month as (
  select generate_series(%(first)s::date, %(last)s::date, '1 month')::date as day
), own as (
  select budget.home, income.month, income.amount, income.created_at, income.is_verified
    from budget join registry_householdincome income on income.person_id = budget.person_id
   where income.month between %(first)s and %(last)s
), entry as (
  select * from own
  union all
  select part.home, income.month, income.amount, income.created_at, income.is_verified
    from part join registry_householdincome income on income.household_id = part.id and income.person_id is null
   where income.month between %(first)s and %(last)s
), gap as (
  select distinct existed.home from existed cross join month
   where (existed.until is null or month.day < existed.until)
     and not exists (select from registry_householdincome income
                      where income.household_id = existed.id and income.month = month.day)
     and (month.day >= existed.since or (existed.id = existed.home and not exists (
       select from own where own.home = existed.home and own.month = month.day)))
), size as (
  select home, count(*) as people from budget group by home
), average as (
  select size.home, size.people, sum(entry.amount) as total, max(entry.created_at) as latest,
         bool_and(entry.is_verified) as is_verified,
         round(sum(entry.amount) * 100 / (12 * size.people))::bigint as per_head
    from size join entry on entry.home = size.home
   where not exists (select from gap where gap.home = size.home)
   group by size.home, size.people
)
"""
_ONE: Final = f"""
with recursive home (id) as (select unnest(%(homes)s::bigint[])) {AVERAGES}
select home, people, total, per_head, latest, is_verified from average
"""  # noqa: S608 – both parts are ours, values go as parameters


@dataclass(frozen=True)
class FamilyIncome:
    """``total`` of the twelve months; ``per_head``: a month and person, in whole qəpik, halves up.

    ``latest``: when the last of the entries was made. ``is_verified``: every one of them is.
    """

    household: int
    people: int
    total: Decimal
    per_head: int
    latest: datetime
    is_verified: bool

    @property
    def manat(self) -> Decimal:
        """A month and person, as an amount."""
        return Decimal(self.per_head) / 100


def window(on: date) -> dict[str, date]:
    """First days of the first and the last month that count on ``on``."""
    this = on.replace(day=1)
    return {"on": on, "first": add_months(this, -MONTHS), "last": add_months(this, -1)}


def family_incomes(households: Iterable[int], on: date) -> dict[int, FamilyIncome]:
    """The mean of each household for which it is known on ``on``. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, {"homes": list(households), **window(on)})
        return {row[0]: FamilyIncome(*row) for row in cursor.fetchall()}
