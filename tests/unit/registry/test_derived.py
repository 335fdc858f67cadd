"""Statuses that follow from rules: opened, prolonged, ended, told; the set agrees with one person after the other."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dayaq.accounts.api import system_user
from dayaq.core import clock, events
from dayaq.core.api import run_worker_once
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.core.periods import add_months, add_years, years_between
from dayaq.law.api import load_law
from dayaq.law.models import Parameter
from dayaq.registry import api
from dayaq.registry.actions import rechecking
from dayaq.registry.models import (
    HouseholdIncome,
    Person,
    PersonRelation,
    Status,
    StatusGround,
    StatusKind,
    StatusRecheck,
)
from tests.unit.registry.given import caseworker, everywhere, person

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 15)


@pytest.fixture
def by(db):
    with clock.frozen(datetime(2024, 6, 15, 8, tzinfo=UTC)):
        load_law()
        api.load_status_kinds()
        yield everywhere()


@pytest.fixture
def told(monkeypatch):
    """The names of those to whom a gain or a loss was told: (event, person, kind)."""
    heard = []
    monkeypatch.setitem(events._handlers, "status.gained", [lambda said: heard.append(("gained", *_who(said)))])
    monkeypatch.setitem(events._handlers, "status.lost", [lambda said: heard.append(("lost", *_who(said)))])

    def drain():
        events.dispatch_all()
        found, heard[:] = sorted(heard), []
        return found

    return drain


def _who(said):
    return said["person"], said["kind"]


def recheck(on=TODAY, **values):
    return api.recheck_statuses(by=system_user(), on=on, **values)


def at(day):
    return clock.frozen(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))


def derived(one, on=TODAY, kind=None):
    found = Status.objects.on(on).filter(person=one, origin__startswith="derived:").exclude(verification="refuted")
    return found.get(kind__code=kind) if kind else sorted(found.values_list("kind__code", flat=True))


def certify(by, one, kind, **values):
    usual = {"valid_from": date(2020, 1, 1), "evidence": "Vəsiqə 1"}
    status = api.add_status(by=by, person=one, kind=kind, **{**usual, **values})
    return api.verify_status(by=by, status=status)


def fallen(by, **values):
    one = person(by, given_name="Şəhid", birth_date=date(1980, 1, 1), **values)
    Person.objects.filter(pk=one.pk).update(death_date=date(2020, 10, 20))
    certify(by, one, "martyr", conflict="patriotic_war_2020", valid_from=date(2020, 10, 20))
    return one


def relate(by, one, martyr, role, **values):
    return api.add_relation(by=by, person=martyr, relative=one, role=role, evidence="Akt 1", **values)


# Age


def test_a_child_is_one_until_the_eighteenth_birthday(by):
    child = person(by, birth_date=date(2010, 8, 20))
    recheck()
    status = derived(child, kind="child")
    assert (status.valid_from, status.valid_to, status.verification) == (TODAY, date(2028, 8, 20), "verified")
    assert status.origin == "derived:child@2016-01-01"
    assert (status.ground.rule, status.ground.facts) == ("child", {"age": 13})


def test_whoever_was_born_on_the_29th_of_february_comes_of_age_on_the_first_of_march(by):
    child = person(by, birth_date=date(2008, 2, 29))
    recheck()
    assert derived(child, kind="child").valid_to == date(2026, 3, 1)


def test_the_elderly_are_so_for_good(by):
    elder, younger = (person(by, birth_date=birth) for birth in (date(1954, 6, 15), date(1954, 6, 16)))
    recheck()
    assert derived(elder, kind="elderly").valid_to is None
    assert derived(younger) == []
    with at(TODAY + timedelta(days=1)):
        recheck(None)
    assert derived(younger, TODAY + timedelta(days=1)) == ["elderly"]


def test_the_dead_and_those_without_a_birth_date_are_neither_children_nor_elderly(by):
    dead = person(by, birth_date=date(1940, 1, 1))
    Person.objects.filter(pk=dead.pk).update(death_date=TODAY)
    unknown = person(by, birth_date=None)
    recheck()
    assert derived(dead) == derived(unknown) == []


def test_a_corrected_birth_date_ends_what_rested_on_it(by, told):
    elder = person(by, birth_date=date(1940, 1, 1))
    recheck(TODAY - timedelta(days=2))
    told()
    api.correct_person(by=by, person=elder, changes={"birth_date": date(1970, 1, 1)}, reason="səhv")
    recheck()
    status = Status.objects.get(person=elder)
    assert (status.valid_to, derived(elder)) == (TODAY, [])
    assert told() == [("lost", elder.pk, "elderly")]


def test_a_status_of_today_that_does_not_hold_never_was(by):
    elder = person(by, birth_date=date(1940, 1, 1))
    recheck()
    api.correct_person(by=by, person=elder, changes={"birth_date": date(1970, 1, 1)}, reason="səhv")
    recheck()
    assert not Status.objects.filter(person=elder).exists()


# The family of a martyr


def test_spouse_and_parents_belong_to_the_family_for_good(by):
    martyr = fallen(by)
    wife, father = person(by, sex="f", father_name=""), person(by, birth_date=date(1950, 1, 1))
    relate(by, wife, martyr, "spouse", valid_from=date(2005, 1, 1), valid_to=date(2020, 10, 20))
    relate(by, father, martyr, "parent")
    recheck()
    for one in (wife, father):
        status = derived(one, kind="martyr_family")
        assert (status.conflict, status.valid_to) == ("patriotic_war_2020", None)
    assert derived(martyr) == []


def test_a_marriage_that_was_divorced_before_makes_nobody_a_member(by):
    martyr, wife = fallen(by), person(by, sex="f", father_name="")
    relate(by, wife, martyr, "spouse", valid_from=date(2005, 1, 1), valid_to=date(2015, 1, 1))
    recheck()
    assert derived(wife) == []


def test_a_child_is_looked_at_again_at_eighteen_and_at_twenty_three(by, told):
    martyr = fallen(by)
    child = person(by, given_name="Orxan", birth_date=date(2006, 9, 1))
    relate(by, child, martyr, "child")
    recheck()
    assert derived(child, kind="martyr_family").valid_to == date(2024, 9, 1)
    certify(by, child, "full_time_student", valid_from=date(2024, 6, 1), valid_to=date(2031, 7, 1))
    eighteen, twenty_three = date(2024, 9, 1), date(2029, 9, 1)
    with at(eighteen):
        told()
        recheck(None)
        assert ("lost", child.pk, "child") in told()  # grown up, and still of the family
        status = derived(child, eighteen, "martyr_family")
        assert (status.valid_from, status.valid_to) == (TODAY, twenty_three)
    with at(twenty_three):
        recheck(None)
        assert derived(child, twenty_three) == []
        assert told() == [("lost", child.pk, "martyr_family")]
        recheck(None)
        assert told() == []


def test_a_disability_from_childhood_keeps_a_child_in_the_family(by):
    martyr = fallen(by)
    children = [person(by, given_name=name, birth_date=date(2000, 1, 1)) for name in ("Orxan", "Aysel", "Tural")]
    for child in children:
        relate(by, child, martyr, "child")
    certify(by, children[0], "disability_under_18", percent=70, valid_from=date(2010, 1, 1))
    certify(by, children[1], "disability", percent=70, valid_from=date(2019, 1, 1))
    recheck()
    assert [derived(child) for child in children] == [["martyr_family"], [], []]


def test_siblings_and_grandparents_belong_only_where_the_law_says_so(by):
    martyr = fallen(by)
    sister, ward = (person(by, given_name=name, birth_date=date(2010, 1, 1)) for name in ("Aysel", "Banu"))
    grandmothers = [person(by, given_name="Xədicə", birth_date=date(1950, 1, 1)) for _ in range(2)]
    for one, role in ((sister, "sibling"), (ward, "sibling"), (grandmothers[0], "grandparent")):
        relate(by, one, martyr, role)
    relate(by, grandmothers[1], martyr, "grandparent")
    certify(by, ward, "institution_resident")
    certify(by, grandmothers[1], "no_legal_supporter")
    recheck()
    assert [derived(one) for one in (sister, ward)] == [["child"], ["child", "martyr_family"]]
    assert [derived(one) for one in grandmothers] == [["elderly"], ["elderly", "martyr_family"]]


def test_a_refuted_martyr_has_no_family(by):
    martyr, father = fallen(by), person(by, birth_date=date(1960, 1, 1))
    relate(by, father, martyr, "parent")
    api.refute_status(by=by, status=Status.objects.get(person=martyr), reason="səhv")
    recheck()
    assert derived(father) == []


# Low income


def household(by, amount, **values):
    head = person(by, **values)
    home = api.create_household(by=by, head=head, valid_from=date(2020, 1, 1))
    for back in range(1, 13):
        api.record_income(by=by, household=home, month=add_months(TODAY, -back), source="wage", amount=Decimal(amount))
    return head, home


def test_low_income_is_below_the_threshold_of_the_day_and_relied_on_for_a_term(by):
    (poor, _home), (rich, _other) = household(by, "269.99"), household(by, "270.00")  # 2024: 270 manat
    recheck()
    status = derived(poor, kind="low_income")
    assert (status.verification, status.valid_to) == ("declared", date(2025, 6, 1))
    assert status.ground.facts == {"family_income_per_head": 26999}
    assert derived(rich) == []


def test_verified_incomes_make_a_verified_status(by):
    poor, _home = household(by, "100.00")
    HouseholdIncome.objects.update(basis="register", is_verified=True)
    recheck()
    assert derived(poor, kind="low_income").verification == "verified"


def test_what_is_no_longer_known_ends_with_the_term_and_a_known_no_at_once(by, told):
    (poor, _home), (other, home) = household(by, "100.00"), household(by, "100.00")
    recheck()
    later = date(2024, 9, 20)
    with at(later):
        for back in range(1, 4):
            month = add_months(later, -back)
            api.record_income(by=by, household=home, month=month, source="wage", amount=Decimal("5000.00"))
        told()
        recheck(None)
        assert derived(poor, later, "low_income").valid_to == date(2025, 6, 1)
        assert (derived(other, later), told()) == ([], [("lost", other.pk, "low_income")])


# What people do to them


def test_a_derived_status_is_refuted_by_hand_but_neither_verified_nor_ended(by):
    elder = person(by, birth_date=date(1940, 1, 1))
    recheck()
    status = derived(elder, kind="elderly")
    with pytest.raises(WrongState) as caught:
        api.end_status(by=by, status=status, on=date(2024, 7, 1), reason="səhv")
    assert caught.value.code == "derived"
    with pytest.raises(WrongState):
        api.verify_status(by=by, status=status)
    api.refute_status(by=by, status=status, reason="şəxsiyyət vəsiqəsi saxtadır")
    recheck()
    assert Status.objects.get(person=elder).verification == "refuted"
    api.verify_status(by=by, status=status, evidence="araşdırma")
    assert derived(elder) == ["elderly"]


def test_a_recorded_status_of_the_same_kind_stands_beside_it(by):
    elder = person(by, birth_date=date(1940, 1, 1))
    certify(by, elder, "elderly", valid_from=TODAY)
    recheck()
    assert derived(elder) == []  # the same kind from the same day: tomorrow is soon enough
    with at(TODAY + timedelta(days=1)):
        recheck(None)
        assert derived(elder, TODAY + timedelta(days=1)) == ["elderly"]
        assert Status.objects.filter(person=elder).count() == 2


# Terms and last days


def test_a_status_with_a_term_gets_its_last_day_when_it_is_recorded(by):
    one = person(by)
    status = api.add_status(by=by, person=one, kind="released_from_custody", valid_from=date(2024, 1, 10))
    assert status.valid_to == date(2025, 1, 10)
    kept = api.add_status(
        by=by, person=one, kind="care_leaver", valid_from=date(2024, 1, 10), valid_to=date(2024, 12, 1)
    )
    assert kept.valid_to == date(2024, 12, 1)


def test_a_status_that_came_without_its_term_gets_it_and_the_loss_is_told_once(by, told):
    one, kind = person(by), StatusKind.objects.get(code="released_from_custody")
    old = Status.objects.create(person=one, kind=kind, valid_from=date(2023, 1, 10))
    Status.objects.create(person=person(by), kind=kind, valid_from=date(2024, 1, 10))
    assert recheck().counts["expiry"] == {"opened": 0, "prolonged": 2, "ended": 0, "gained": 0, "lost": 1}
    old.refresh_from_db()
    assert old.valid_to == date(2024, 1, 10)
    assert told() == [("lost", one.pk, "released_from_custody")]
    recheck()
    assert told() == []


def test_the_last_day_of_a_recorded_status_is_told_once(by, told):
    one = person(by)
    certify(by, one, "tsa_recipient", valid_from=date(2023, 6, 1), valid_to=TODAY)
    for _ in range(2):
        recheck()
    assert told() == [("lost", one.pk, "tsa_recipient")]


# The pass


def test_a_second_pass_changes_nothing_and_leaves_no_trace(by):
    person(by, birth_date=date(2015, 1, 1))
    household(by, "100.00")
    recheck()
    rows, events_before = list(Status.objects.values().order_by("pk")), AuditEvent.objects.count()
    report = recheck()
    assert {number for counts in report.counts.values() for number in counts.values()} == {0}
    assert list(Status.objects.values().order_by("pk")) == rows
    assert AuditEvent.objects.count() == events_before


def test_each_stretch_that_changed_something_is_one_chained_event(by):
    for _ in range(5):
        person(by, birth_date=date(2015, 1, 1))
    recheck(size=2)
    found = list(AuditEvent.objects.filter(event="statuses.rechecked").order_by("pk"))
    assert [event.detail["opened"] for event in found] == [2, 2, 1]
    assert len({event.detail["digest"] for event in found}) == 3
    assert found[0].object_type == "registry.status"


def test_a_pass_that_was_cut_short_goes_on_where_it_was(by, monkeypatch):
    for _ in range(5):
        person(by, birth_date=date(2015, 1, 1))
    real, done = rechecking.derive_stretch, []

    def dies(rule, *args):
        if len(done) == 2:
            raise RuntimeError("killed")
        done.append(rule.code)
        return real(rule, *args)

    monkeypatch.setattr(rechecking, "derive_stretch", dies)
    with pytest.raises(RuntimeError), transaction.atomic():
        recheck(size=2)
    monkeypatch.setattr(rechecking, "derive_stretch", real)
    assert recheck(size=2).counts["child"]["opened"] == 5
    assert Status.objects.filter(kind__code="child").count() == 5


def test_the_past_is_not_computed_anew_and_the_future_not_yet(by):
    recheck()
    for day, code in ((TODAY - timedelta(days=1), "before_last"), (TODAY + timedelta(days=1), "future")):
        with pytest.raises(Invalid) as caught:
            recheck(day)
        assert caught.value.code == code


def test_nobody_but_the_system_computes_statuses(by):
    with pytest.raises(Denied):
        api.recheck_statuses(by=caseworker())


def test_the_worker_does_it_once_a_day(by):
    child = person(by, birth_date=date(2015, 1, 1))
    while run_worker_once():
        pass
    assert derived(child) == ["child"]
    assert StatusRecheck.objects.filter(on=TODAY, finished_at__isnull=False).count() == len(api.derived_rules()) + 1
    assert run_worker_once() == 0


def test_a_rule_whose_law_has_no_value_says_nothing(by):
    child = person(by, birth_date=date(2015, 1, 1))
    Parameter.objects.filter(code="child.age").delete()
    recheck()
    assert derived(child) == []


def statements(size):
    with CaptureQueriesContext(connection) as seen:
        recheck(size=size)
    return len(seen)


def test_a_pass_runs_a_fixed_number_of_statements(by):
    def crowd(number):
        for _ in range(number):
            person(by, birth_date=date(2015, 1, 1))
            household(by, "100.00")

    crowd(1)
    recheck()
    few = statements(1_000)
    crowd(6)
    opened = statements(1_000)
    assert statements(1_000) == few  # nothing changed
    assert opened - few <= 6  # an event for each of the two rules that opened something


# The set against one person after the other


def holds(status, on):
    return status.valid_from <= on and (status.valid_to is None or status.valid_to > on)


def known(one, kinds, on):
    rows = [row for row in Status.objects.filter(person=one, kind__code__in=kinds) if not row.is_derived]
    now = [row for row in rows if holds(row, on)]
    return any(row.verification == "verified" for row in now)


def plainly(one, on):
    """What the rules say in words of one person on one day: {(kind, conflict)}. No SQL of ours."""
    if one.death_date is not None and one.death_date <= on:
        return set()
    found = set()
    age = years_between(one.birth_date, on) if one.birth_date and one.birth_date <= on else None
    if age is not None and age < 18:
        found.add(("child", ""))
    if age is not None and age >= 70:
        found.add(("elderly", ""))
    turned = {"parent": "child", "grandparent": "grandchild", "guardian": "ward"}
    for tie in PersonRelation.objects.all():
        for me, other, role in (
            (tie.person, tie.relative, tie.kind), (tie.relative, tie.person, turned.get(tie.kind, tie.kind)),
        ):  # fmt: skip
            over = tie.valid_to is not None and (other.death_date is None or tie.valid_to < other.death_date)
            if me.pk != one.pk or tie.valid_from > on or over:
                continue
            honours = Status.objects.filter(person=other, kind__code="martyr", verification="verified")
            for honour in honours:
                if holds(honour, on) and belongs(one, role, age, on):
                    found.add(("martyr_family", honour.conflict))
    return found


def belongs(one, role, age, on):
    young = age is not None and (age < 18 or (age < 23 and known(one, ["full_time_student"], on)))
    if role in ("spouse", "parent"):
        return True
    if role == "child":
        kinds = ["disability", "disability_under_18"]
        since = [
            row.valid_from for row in Status.objects.filter(person=one, kind__code__in=kinds, verification="verified")
        ]
        early = bool(since) and one.birth_date is not None and one.birth_date <= min(since) < add_18(one.birth_date)
        return young or (early and known(one, kinds, on))
    if role == "sibling":
        return young and known(one, ["care_leaver", "institution_resident"], on)
    return role == "grandparent" and known(one, ["no_legal_supporter"], on)


def add_18(born):
    day = add_years(born, 18)
    return day + timedelta(days=1) if (born.month, born.day, day.day) == (2, 29, 28) else day


days = st.dates(date(2015, 1, 1), date(2030, 1, 1))
births = st.one_of(
    st.none(),
    st.dates(date(1950, 1, 1), date(1956, 12, 31)),
    st.dates(date(2000, 1, 1), date(2008, 12, 31)),
    st.just(date(2004, 2, 29)),
)
FACTS = ("full_time_student", "disability", "disability_under_18", "institution_resident", "no_legal_supporter")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_set_says_what_one_person_after_the_other_says_and_until_when(by, data):
    with transaction.atomic():
        martyr = fallen(by)
        people = [person(by, birth_date=data.draw(births)) for _ in range(4)]
        for one in people:
            kind = data.draw(st.sampled_from(["parent", "spouse", "sibling", "grandparent", "guardian"]))
            first, second = data.draw(st.sampled_from([(one, martyr), (martyr, one)]))
            if kind in ("spouse", "sibling"):
                first, second = sorted((first, second), key=lambda each: each.pk)
            begins = data.draw(st.dates(date(2010, 1, 1), date(2024, 6, 1)))
            ends = data.draw(st.sampled_from([None, date(2020, 10, 20), date(2029, 1, 1)]))
            PersonRelation.objects.create(
                person=first, relative=second, kind=kind, basis="child" if kind == "guardian" else "", evidence="x",
                valid_from=begins, valid_to=ends if ends and begins < ends else None,
            )  # fmt: skip
            for code in data.draw(st.sets(st.sampled_from(FACTS), max_size=3)):
                start = data.draw(days)
                Status.objects.create(
                    person=one, kind=StatusKind.objects.get(code=code), valid_from=start,
                    valid_to=data.draw(st.none() | st.dates(start + timedelta(days=1), date(2031, 1, 1))),
                    verification=data.draw(st.sampled_from(["verified", "verified", "declared", "refuted"])),
                )  # fmt: skip
        with at(date(2031, 1, 1)):
            for on in sorted(data.draw(st.sets(st.dates(TODAY, date(2029, 12, 31)), min_size=1, max_size=3))):
                recheck(on)
                for one in people:
                    rows = Status.objects.on(on).filter(person=one, origin__startswith="derived:")
                    assert {(row.kind.code, row.conflict) for row in rows} == plainly(one, on)
                    for row in rows:
                        foreseen(one, row, on)
        transaction.set_rollback(True)


def foreseen(one, row, on):
    """The last day of a status is where, as things are recorded, the answer changes for the first time."""
    mark = (row.kind.code, row.conflict)
    if row.valid_to is not None:
        assert mark not in plainly(one, row.valid_to)
        assert mark in plainly(one, row.valid_to - timedelta(days=1))
        span = (row.valid_to - on).days
    else:
        span = 365 * 12
    for step in range(1, 12):
        assert mark in plainly(one, on + timedelta(days=span * step // 12))


def test_the_ground_of_a_status_goes_with_it(by):
    person(by, birth_date=date(2015, 1, 1))
    recheck()
    assert StatusGround.objects.count() == Status.objects.count() == 1
    assert not OutboxEvent.objects.filter(name__startswith="status.").exists()  # nobody listens: nothing is stored
