"""The wall of one connection: raised, lifted, lowered, and never left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.core.signals import request_finished
from django.db import DatabaseError, connection, transaction

from dayaq.cli import embedded
from dayaq.core import rowsecurity
from dayaq.core.rowsecurity import Scope, behind, lifted, lower_wall, past_the_wall, raise_wall
from tests import make
from tests.unit.registry import given

APP, WEB = embedded.APP_ROLE, embedded.WEB_ROLE


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        name: str = cursor.fetchone()[0]
        return name


@pytest.fixture(autouse=True)
def _lowered() -> Iterator[None]:
    yield
    connection.dayaq_scope = None


def test_the_embedded_database_makes_the_role_that_requests_take_on():
    assert embedded.WEB_ROLE == rowsecurity.WALLED


@pytest.mark.django_db
def test_a_wall_is_raised_lifted_and_lowered(django_assert_num_queries):
    assert role() == APP
    with django_assert_num_queries(1):
        raise_wall(Scope())
    assert role() == WEB
    with lifted():
        assert role() == APP
        with lifted():
            assert role() == APP
        assert role() == APP
    assert role() == WEB
    lower_wall()
    assert role() == APP
    with django_assert_num_queries(0):
        lower_wall()


@pytest.mark.django_db
def test_a_function_may_look_past_the_wall():
    @past_the_wall
    def asked(word: str) -> str:
        """A reason."""
        return f"{word} {role()}"

    with behind(Scope()):
        assert asked("as") == f"as {APP}"
        assert role() == WEB
    assert asked.__doc__ == "A reason."


@pytest.mark.django_db
def test_a_wall_within_a_wall_gives_way_to_the_first_again():
    person = given.person()
    with behind(Scope(units=[person.unit_id])):
        with behind(Scope()):
            assert not type(person).objects.exists()
        assert type(person).objects.exists()
    assert role() == APP


@pytest.mark.django_db
def test_keys_of_a_queryset_are_read_with_the_wall(django_assert_num_queries):
    person = given.person()
    units = type(make.unit()).objects.filter(code="AZ-LER").values_list("pk", flat=True)
    with django_assert_num_queries(1):
        raise_wall(Scope(units=units))
    assert type(person).objects.count() == 1
    lower_wall()


@pytest.mark.django_db
def test_an_action_that_fails_leaves_the_wall_where_it_was():
    with behind(Scope()):
        with pytest.raises(DatabaseError), lifted(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select nothing from nowhere")
        assert role() == WEB
        with pytest.raises(DatabaseError), transaction.atomic(), lifted(), connection.cursor() as cursor:
            cursor.execute("select nothing from nowhere")
        assert role() == WEB
        with pytest.raises(RuntimeError), transaction.atomic(), lifted():
            raise RuntimeError
        assert role() == WEB
    assert role() == APP


@pytest.mark.django_db(transaction=True)
def test_a_connection_made_anew_stands_behind_the_same_wall():
    raise_wall(Scope())
    connection.close()
    assert role() == WEB
    request_finished.send(None)
    assert role() == APP


@pytest.mark.django_db(transaction=True)
def test_a_broken_transaction_takes_no_wall_into_the_next_request():
    raise_wall(Scope())
    transaction.set_autocommit(False)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("select nothing from nowhere")
    lower_wall()
    assert connection.connection is None
    transaction.set_autocommit(True)
    assert role() == APP


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_gone_needs_no_lowering():
    raise_wall(Scope())
    connection.close()
    lower_wall()
    assert role() == APP


@pytest.mark.django_db
def test_copy_works_for_the_application_and_not_behind_the_wall():
    statement = "copy registry_personname (token_id, person_id, part) from stdin"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="row-level security"), transaction.atomic():  # noqa: SIM117
        with behind(Scope()), connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write("")
    assert role() == APP


@pytest.mark.django_db
def test_what_the_wall_hides_can_be_neither_changed_nor_deleted():
    person = given.person()
    with behind(Scope()):
        assert type(person).objects.filter(pk=person.pk).update(phone="1") == 0
        assert type(person).objects.filter(pk=person.pk).delete()[0] == 0
    assert type(person).objects.get(pk=person.pk).phone != "1"


@pytest.mark.django_db
def test_the_superuser_of_the_tests_is_not_disturbed(superuser: Callable[[], AbstractContextManager[None]]):
    with superuser():
        assert role() == "postgres"
    assert role() == APP
