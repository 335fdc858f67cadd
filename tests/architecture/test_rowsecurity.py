"""The second wall, asked in plain SQL: what hangs on a person is behind it, and it lets nobody else through.

The people of these tests live in Lerik, with everything that a full case leaves behind. What stands in the tables is
counted as the role of a request, with the scope of somebody there, of somebody elsewhere, and of a partner.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F

from dayaq.accounts.models import Grant, User
from dayaq.accounts.roles import ROLES
from dayaq.core import clock
from dayaq.core.rowsecurity import Scope, behind
from dayaq.funds.models import FundSource
from dayaq.notices.models import Notice
from dayaq.programmes.api import scope_of
from dayaq.programmes.scope import SEEING
from dayaq.registry import api as registry
from dayaq.registry.models import (
    CandidatePair,
    Household,
    ImportBatch,
    ImportSource,
    MergedRow,
    Person,
    PersonMerge,
    StagedRow,
    Status,
    StatusKind,
)
from dayaq.selfemployment.models import Case
from tests import make
from tests.unit.registry.given import person as registered
from tests.unit.selfemployment import given

PERSON = "registry_person"
#: Tables whose subject is a kind and a number, not a foreign key.
BY_SUBJECT = {"documents_document", "notices_notice"}
#: Files on their way in: whoever brought one sees it, wherever the people in it live.
BY_ACCOUNT = {"registry_importbatch", "registry_importfile", "registry_stagedrow", "registry_importchange"}


def walled() -> set[str]:
    """Tables under row security."""
    return _names("select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity")


def _names(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {name for (name,) in cursor.fetchall()}


def unwalled() -> set[str]:
    """Tables that hang on a person, at whatever distance, and are not under row security."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f'"
        )
        links = set(cursor.fetchall())
    for model in apps.get_models(include_auto_created=True):  # row history has no constraint
        for field in model._meta.concrete_fields:
            if field.related_model:
                links.add((model._meta.db_table, field.related_model._meta.db_table))
    hanging = {PERSON}
    while more := {table for table, on in links if on in hanging} - hanging:
        hanging |= more
    return (hanging | BY_SUBJECT) - walled()


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def counts(scope: Scope) -> dict[str, int]:
    """Rows of every table behind the wall that ``scope`` lets through, tables without any left out."""
    tables = sorted(walled())
    with behind(scope):
        return {table: found for table in tables if (found := count(table))}


def everything() -> dict[str, int]:
    return {table: found for table in sorted(walled()) if (found := count(table))}


@pytest.fixture
def country(db: None) -> Iterator[given.World]:
    """One full case in Lerik with a household, a change, a letter and a file."""
    with clock.frozen(given.NOW, seed="wall"):
        world = given.world()
        case = given.noticed(world).case
        clerk, person = world.caseworker, case.person
        kind = StatusKind.objects.get(code="war_participant")
        registry.add_status(by=clerk, person=person, kind=kind, valid_from=given.TODAY, evidence="card")
        registry.add_document(by=clerk, person=person, kind="other", number="N1")
        household = registry.create_household(by=clerk, head=person, valid_from=given.TODAY)
        relative = given.person(given_name="Nərgiz", birth_date=given.TODAY.replace(year=given.TODAY.year - 9))
        registry.add_relation(by=clerk, person=person, relative=relative, role="child", evidence="card")
        registry.request_change(by=clerk, person=person, changes={"surname": "Rzayev"}, reason="x", evidence="y")
        registry.record_life_event(
            by=clerk, person=person, on=given.TODAY, details=registry.Release(), evidence="paper"
        )
        registry.request_erasure(by=clerk, person=person, identity_check="FIN")
        officer = make.user("data_protection_officer")
        registry.place_hold(by=officer, person=person, reason="court")
        registry.open_person(by=officer, person=person)
        registry.give_consent(by=clerk, person=person, purpose="application")
        office = ImportSource.objects.create(code="office", name="Office")
        batch = ImportBatch.objects.create(source=office, file_name="a.csv", file_digest="0" * 64, created_by=clerk)
        Person.objects.update(version=F("version") + 1)  # the row before a change goes into the history
        Status.objects.update(version=F("version") + 1)
        Case.objects.update(version=F("version") + 1)
        StagedRow.objects.create(batch=batch, row=1, raw=["x"])
        registry.record_income(
            by=clerk, household=household, month=given.TODAY.replace(month=1, day=1), source="wage", amount=Decimal(1)
        )
        yield world


def person_of(world: given.World) -> Person:
    return Person.objects.get(cases__isnull=False)


def elsewhere() -> Scope:
    return Scope(units=[make.unit("AZ-MAS", "Masallı").pk])


def in_lerik(**changes: Any) -> Scope:
    return Scope(units=[make.unit().pk], **changes)


# Which tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_table_that_hangs_on_a_person_is_under_row_security():
    assert unwalled() == set()


@pytest.mark.django_db
def test_a_table_added_without_row_security_is_found(superuser):
    with superuser(), connection.cursor() as cursor:
        cursor.execute("create table careless (id int primary key, person_id bigint references registry_person)")
        cursor.execute("create table more_careless (careless_id int references careless)")
    assert unwalled() == {"careless", "more_careless"}


@pytest.mark.django_db
def test_nobody_but_the_owner_owns_what_is_behind_the_wall():
    owners = _names("select distinct pg_get_userbyid(relowner) from pg_class where relrowsecurity")
    assert owners == {"dayaq_owner"}
    passing = _names("select rolname from pg_roles where rolname like 'dayaq%' and (rolsuper or rolbypassrls)")
    assert passing == {"dayaq_app"}


# Who sees what --------------------------------------------------------------------------------------------------------


def test_another_district_counts_nothing_of_any_table(country):
    assert len(everything()) > 35
    assert counts(elsewhere()) == {}


def test_without_a_scope_nobody_is_seen(country):
    assert counts(Scope()) == {}


def test_the_role_of_requests_sees_nobody_before_a_scope_was_ever_given(country, superuser):
    with superuser(), connection.cursor() as cursor:
        cursor.execute("reset all")
        cursor.execute("set role dayaq_web")
        assert {table for table in walled() if count(table)} == set()


def test_the_own_district_sees_everything_that_hangs_on_its_people(country):
    assert counts(in_lerik(account=country.caseworker.pk)) == everything()


def test_the_whole_country_sees_everything(country):
    assert counts(Scope(units=None)) == everything()


def test_a_protected_person_is_not_there_and_nothing_that_hangs_on_them(country):
    protected = person_of(country)
    before = counts(in_lerik())
    Person.objects.filter(pk=protected.pk).update(is_restricted=True)
    after = counts(in_lerik())
    assert after[PERSON] == before[PERSON] - 1
    with behind(in_lerik()):
        assert not Person.objects.filter(pk=protected.pk).exists()
    assert "programmes_application" not in after
    assert "selfemployment_case" not in after
    assert "documents_document" not in after
    assert "registry_status" not in after
    with behind(in_lerik(restricted=True)):
        assert Person.objects.filter(pk=protected.pk).exists()


def test_a_household_of_which_all_members_are_hidden_is_not_an_empty_one(country):
    Person.objects.update(is_restricted=True)
    assert "registry_household" not in counts(in_lerik())
    empty = Household.objects.create(unit=make.unit())
    with behind(in_lerik()):
        assert list(Household.objects.all()) == [empty]
    assert "registry_household" not in counts(elsewhere())


def test_a_record_elsewhere_that_became_one_of_ours_is_seen_with_it_and_their_pair_by_nobody_there(country):
    ours = person_of(country)
    theirs = registered(unit=make.unit("AZ-MAS", "Masallı"))
    left, right = sorted((ours, theirs), key=lambda one: one.pk)
    CandidatePair.objects.create(left=left, right=right, probability=0.9)
    with behind(in_lerik()):
        assert not Person.objects.filter(pk=theirs.pk).exists()
        assert not CandidatePair.objects.exists()
    Person.objects.filter(pk=theirs.pk).update(merged_into=ours)
    merge = PersonMerge.objects.create(survivor=ours, merged=theirs, reason="one person", by=country.caseworker)
    MergedRow.objects.create(merge=merge, position=1, what="moved", model="registry.status", key=1, column="person")
    tables = {"registry_candidatepair", "registry_personmerge", "registry_mergedrow"}
    with behind(in_lerik()):
        assert Person.objects.filter(pk=theirs.pk).exists()
    assert tables <= set(counts(in_lerik()))
    assert tables.isdisjoint(counts(elsewhere()))


def test_a_restricted_kind_of_status_is_not_there_without_the_right(country):
    kind = StatusKind.objects.get(code="war_participant")
    StatusKind.objects.filter(pk=kind.pk).update(sensitivity=StatusKind.Sensitivity.RESTRICTED)
    statuses = count("registry_status")
    assert counts(in_lerik()).get("registry_status", 0) == statuses - Status.objects.filter(kind=kind).count()
    assert counts(in_lerik(restricted=True))["registry_status"] == statuses
    assert counts(in_lerik(restricted=True))["registry_statusevent"] > counts(in_lerik()).get("registry_statusevent", 0)


def test_a_partner_with_a_grant_sees_that_very_person(country):
    partner = make.organisation("partner", "ngo")
    opened = person_of(country)
    grant = Grant.objects.create(
        organisation=partner,
        scope_type="registry.person",
        scope_id=opened.pk,
        reason="memorandum",
        valid_from=given.TODAY,
    )
    seen = Scope(organisations=[partner.pk])
    with behind(seen):
        assert list(Person.objects.values_list("pk", flat=True)) == [opened.pk]
    assert counts(Scope(organisations=[make.organisation("other", "ngo").pk])) == {}
    Grant.objects.filter(pk=grant.pk).update(valid_from=given.TODAY.replace(year=2020), valid_to=given.TODAY)
    assert counts(seen) == {}


def test_a_partner_sees_whom_its_funds_pay_for_and_nobody_else(country):
    fund = FundSource.objects.get()
    with behind(Scope(funds=[fund.pk])):
        assert list(Person.objects.values_list("pk", flat=True)) == [person_of(country).pk]
    assert counts(Scope(funds=[fund.pk + 1])) == {}


def test_somebody_who_moved_away_is_still_seen_where_they_applied(country):
    moved = person_of(country)
    Person.objects.filter(pk=moved.pk).update(unit=make.unit("AZ-MAS", "Masallı"))
    with behind(in_lerik()):
        assert Person.objects.filter(pk=moved.pk).exists()


def test_letters_about_something_nobody_declared_are_seen_by_nobody(country):
    Notice.objects.update(recipient_type="somewhere.else")
    assert "notices_notice" not in counts(Scope(units=None, restricted=True))


# The scope of an account ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_shows_people_is_known_to_the_wall(role):
    """Areas of permissions whose records carry people; the partner's are opened one by one."""
    areas = {permission.partition(".")[0] for permission in ROLES[role].permissions}
    if areas & {"person", "application", "case", "change", "status", "appeal", "erasure"} and role != "partner":
        assert ROLES[role].permissions & SEEING


@pytest.mark.django_db
def test_the_scope_is_that_of_the_districts_in_which_people_are_seen():
    lerik = make.unit()
    village = make.unit("AZ-LER-1", "Kənd", kind="village")
    type(village).objects.filter(pk=village.pk).update(parent=lerik)
    scope = scope_of(make.user("caseworker", in_unit=lerik))
    assert set(scope.units or ()) == {lerik.pk, village.pk}
    assert not scope.restricted
    assert scope_of(make.user("caseworker")).units is None
    for role in ("analyst", "auditor", "administrator", "committee_member"):
        assert scope_of(make.user(role)).units == ()
    protector = scope_of(make.user("data_protection_officer"))
    assert protector.units is None
    assert protector.restricted


@pytest.mark.django_db
def test_a_token_that_shows_nobody_has_no_districts():
    limited: User = make.user("caseworker", in_unit=make.unit())
    limited.limited_to = frozenset({"law.view"})
    assert scope_of(limited).units == ()


@pytest.mark.django_db
def test_a_closed_account_has_no_scope():
    closed = make.user("caseworker")
    closed.is_active = False
    assert scope_of(closed) == Scope(account=closed.pk, organisations=frozenset())


@pytest.mark.django_db
def test_the_view_past_the_wall_tells_keys_alone_and_only_conditions_by_name_read_it() -> None:
    assert _names("select attname from pg_attribute where attrelid = 'registry_bearer'::regclass and attnum > 0") == {
        "token_id",
        "person_id",
    }
    source = Path(registry.__file__).parent.parent
    reading = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if "migrations" not in path.parts and "registry_bearer" in path.read_text(encoding="utf-8")
    }
    assert reading == {"registry/queries/bearers.py"}


@pytest.mark.django_db
def test_no_policy_lets_postgresql_list_a_whole_table_beforehand() -> None:
    assert _names("select tablename || '.' || policyname from pg_policies where qual ilike '%exists (%'") == set()
    assert _names("select policyname from pg_policies where qual ilike '%limit 1%'") > {"with_person", "with_case"}
