"""The tests' own house: what every other test relies on."""

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.db import connection
from pytest_socket import SocketConnectBlockedError


def _role() -> tuple[str, bool, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, EXISTS (SELECT FROM pg_tables WHERE tableowner = current_user)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        return cursor.fetchone()


@pytest.mark.django_db
def test_the_tests_connect_as_a_role_that_owns_nothing_and_is_no_superuser() -> None:
    assert _role() == ("dayaq_app", False, False)


@pytest.mark.django_db
def test_a_test_can_tamper_as_superuser_and_is_the_application_again(
    superuser: Callable[[], AbstractContextManager[None]],
) -> None:
    with superuser():
        assert _role()[:2] == ("postgres", True)
    assert _role()[0] == "dayaq_app"


@pytest.mark.django_db(transaction=True)
def test_a_second_connection_is_the_application_too(second_connection: psycopg.Connection) -> None:
    assert second_connection.execute("SELECT current_user").fetchone() == ("dayaq_app",)


def test_the_network_is_off() -> None:
    # it warns before it raises, and warnings are errors here
    with pytest.raises((SocketConnectBlockedError, UserWarning)), socket.socket() as attempt:
        attempt.connect(("192.0.2.1", 80))
