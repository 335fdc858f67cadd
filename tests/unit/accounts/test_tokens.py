"""Tokens: made by their owner, never more than the owner, dead at once when they should be."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from dayaq.accounts import roles
from dayaq.accounts.actions import deactivate_account, end_role
from dayaq.accounts.api import create_once, create_token, revoke_token, scopes_of, use_token
from dayaq.accounts.models import ApiCreation, ApiToken, User
from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.user("caseworker", in_unit=make.unit())


def make_token(owner, *scopes, days=30, name="Exchange"):
    last_day = clock.today() + timedelta(days=days)
    return create_token(by=owner, name=name, scopes=scopes or ("person.view",), last_day=last_day)


def fresh(user):
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


# Making --------------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_only_its_digest_is_stored(owner):
    token = make_token(owner)
    assert len(token.secret) > 60
    stored = ApiToken.objects.get()
    assert stored.secret == ""
    with connection.cursor() as cursor:
        cursor.execute("select accounts_apitoken::text from accounts_apitoken")
        assert token.secret not in cursor.fetchone()[0]


def test_making_a_token_is_in_the_audit_log_without_its_secret(owner):
    token = make_token(owner)
    event = AuditEvent.objects.get(event="token.created")
    assert event.actor_id == owner.pk
    assert event.detail["scopes"] == ["person.view"]
    assert token.secret not in str(event.detail)


@pytest.mark.parametrize(
    ("scope", "code"), [("account.manage", "unknown_scope"), ("person.restricted", "scope_not_held")]
)
def test_a_token_is_never_given_what_its_owner_does_not_hold(owner, scope, code):
    with pytest.raises(Invalid) as refused:
        make_token(owner, "person.view", scope)
    assert refused.value.code == code
    assert not ApiToken.objects.exists()


def test_a_token_without_scopes_is_not_made(owner):
    with pytest.raises(Invalid) as refused:
        create_token(by=owner, name="Empty", scopes=[], last_day=clock.today())
    assert refused.value.code == "no_scope"


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b"])
def test_a_token_says_what_it_is_for(owner, name):
    with pytest.raises(Invalid) as refused:
        make_token(owner, name=name)
    assert refused.value.field == "name"


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (366, "too_long")])
def test_a_token_ends_within_the_longest_time(owner, days, code):
    with pytest.raises(Invalid) as refused:
        make_token(owner, days=days)
    assert refused.value.code == code


def test_the_longest_time_is_a_setting(owner, settings):
    settings.TOKEN_DAYS = 7
    make_token(owner, days=7)
    with pytest.raises(Invalid):
        make_token(owner, days=8)


@pytest.mark.parametrize("role", [role for role in roles.ROLES if role not in ("caseworker", "programme_officer")])
def test_roles_that_do_not_use_the_interface_make_no_tokens(role):
    with pytest.raises(Denied):
        make_token(make.user(role))


def test_a_token_makes_and_revokes_no_tokens(owner):
    token = make_token(owner)
    machine = use_token(token.secret).user
    with pytest.raises(Denied):
        make_token(machine)
    with pytest.raises(Denied):
        revoke_token(by=machine, token=token)


def test_only_scopes_that_one_holds_are_offered(owner):
    people = ["person.search", "person.view", "person.register", "person.edit", "person.import"]
    assert list(scopes_of(owner)) == [*people, "service.view"]
    assert list(scopes_of(make.user("committee_member"))) == []


def test_the_database_refuses_a_token_without_scopes_or_without_a_time(owner):
    for changes in ({"scopes": []}, {"expires_at": clock.now() - timedelta(days=1)}, {"revoked_at": clock.now()}):
        fields = {"owner": owner, "name": "x", "scopes": ["person.view"], "digest": "0" * 64}
        fields["expires_at"] = clock.now() + timedelta(days=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.create(**{**fields, **changes})


# Using ---------------------------------------------------------------------------------------------------------------


def test_what_a_request_may_is_what_scopes_and_roles_both_allow(owner):
    user = use_token(make_token(owner, "person.view", "person.edit").secret).user
    assert user.permissions == {"person.view", "person.edit"}
    assert user.district_ids("person.view") == {make.unit().pk}
    assert user.district_ids("person.register") == frozenset()
    assert user.organisation_ids("person.register") == frozenset()


def test_a_role_that_lost_a_permission_takes_it_from_its_tokens_too(owner, monkeypatch):
    token = make_token(owner, "person.view", "person.edit")
    narrower = roles.Role("caseworker", "", "", roles.ROLES["caseworker"].permissions - {"person.edit"})
    monkeypatch.setitem(roles.ROLES, "caseworker", narrower)
    assert use_token(token.secret).user.permissions == {"person.view"}


@pytest.mark.parametrize("secret", ["", "dyq_", "Bearer", "dyq_" + "0" * 64, "dyq_" + "ə" * 64, "x" * 10_000])
def test_what_is_no_token_opens_nothing(owner, secret):
    make_token(owner)
    assert use_token(secret) is None


def test_a_token_works_until_the_end_of_its_last_day(owner):
    token = make_token(owner, days=1)
    assert token.last_day == clock.today() + timedelta(days=1)
    with clock.frozen(token.expires_at - timedelta(seconds=1)):
        assert use_token(token.secret) is not None
    with clock.frozen(token.expires_at):
        assert use_token(token.secret) is None
        assert ApiToken.objects.get().state == "expired"


def test_a_closed_account_closes_its_tokens_at_once(owner):
    token = make_token(owner)
    deactivate_account(by=make.user("administrator"), account=owner, reason="left")
    assert use_token(token.secret) is None


def test_a_role_that_ended_ends_what_its_tokens_may_at_once(owner):
    token = make_token(owner)
    end_role(by=make.user("administrator"), membership=owner.memberships.get(), reason="moved")
    assert use_token(token.secret) is None


def test_a_revoked_token_opens_nothing(owner):
    token = make_token(owner)
    revoke_token(by=owner, token=token)
    assert use_token(token.secret) is None
    assert ApiToken.objects.get().state == "revoked"


def test_using_a_token_leaves_when_it_was_used(owner):
    token = make_token(owner)
    assert ApiToken.objects.get().last_used_at is None
    use_token(token.secret)
    assert ApiToken.objects.get().last_used_at is not None


def test_a_minute_has_so_many_requests_and_the_next_begins_anew(owner, settings):
    settings.TOKEN_RATE = 2
    token = make_token(owner)
    moment = clock.now().replace(second=20, microsecond=0)
    with clock.frozen(moment):
        uses = [use_token(token.secret) for _ in range(3)]
    assert [(use.remaining, use.exceeded, use.reset) for use in uses] == [(1, False, 40), (0, False, 40), (0, True, 40)]
    with clock.frozen(moment + timedelta(seconds=40)):
        assert not use_token(token.secret).exceeded


def test_each_token_has_its_own_minute(owner, settings):
    settings.TOKEN_RATE = 1
    first, second = make_token(owner), make_token(owner)
    with clock.frozen(clock.now()):
        assert not use_token(first.secret).exceeded
        assert not use_token(second.secret).exceeded
        assert use_token(first.secret).exceeded


# Revoking ------------------------------------------------------------------------------------------------------------


def test_owner_and_administrator_revoke_and_it_is_recorded(owner):
    admin = make.user("administrator")
    for by in (owner, admin):
        revoke_token(by=by, token=make_token(owner))
    assert [event.actor_id for event in AuditEvent.objects.filter(event="token.revoked").order_by("pk")] == [
        owner.pk,
        admin.pk,
    ]


def test_nobody_else_revokes_a_token_or_sees_it(owner):
    other = make.user("caseworker")
    token = make_token(owner)
    with pytest.raises(Denied) as refused:
        revoke_token(by=other, token=token)
    assert refused.value.code == "hidden"
    assert not ApiToken.objects.visible_to(other).exists()
    assert ApiToken.objects.visible_to(make.user("administrator")).exists()


def test_a_token_is_revoked_once(owner):
    token = make_token(owner)
    revoke_token(by=owner, token=token)
    with pytest.raises(WrongState):
        revoke_token(by=owner, token=token)


# Creating once -------------------------------------------------------------------------------------------------------


def creation(token, key="a-key", request=b"body", name="made"):
    def action():
        return make.organisation(name)

    return create_once(token_id=token.pk, key=key, sent=request, action=action, load=lambda pk: pk)


def test_a_key_runs_its_action_once(owner):
    token = make_token(owner)
    made, first = creation(token)
    again, second = creation(token, name="other")
    assert (first, second) == (True, False)
    assert again == made.pk
    assert "body" not in str(ApiCreation.objects.values().get())


def test_a_key_that_was_used_for_another_request_is_refused(owner):
    token = make_token(owner)
    creation(token)
    with pytest.raises(Invalid) as refused:
        creation(token, request=b"other")
    assert refused.value.code == "key_reused"


def test_a_failed_action_leaves_its_key_free(owner):
    token = make_token(owner)

    def failing():
        raise Invalid("no")

    with pytest.raises(Invalid):
        create_once(token_id=token.pk, key="a-key", sent=b"body", action=failing, load=lambda pk: pk)
    assert creation(token)[1]


def test_a_fault_of_the_database_in_the_action_is_not_taken_for_a_second_request(owner):
    token = make_token(owner)

    def breaking():
        return ApiToken.objects.create(owner=owner, name="x", scopes=[], digest="1" * 64, expires_at=clock.now())

    with pytest.raises(IntegrityError):
        create_once(token_id=token.pk, key="a-key", sent=b"body", action=breaking, load=lambda pk: pk)
