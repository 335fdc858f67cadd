import pytest

from dayaq.accounts.actions import create_account, deactivate_account, end_role, give_role, reset_password
from dayaq.accounts.models import Membership, User
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "teal pillar by the river"


@pytest.fixture
def admin():
    return make.user("administrator")


def told(event):
    return AuditEvent.objects.filter(event=event).count()


def open_account(admin, **changes):
    fields = {"username": "Leyla", "display_name": "Leyla", "human_id": "5abcd12", "password": PASSWORD}
    return create_account(by=admin, **{**fields, **changes})


def test_an_administrator_opens_an_account_which_may_do_nothing_yet(admin):
    account = open_account(admin)
    assert account.check_password(PASSWORD)
    assert account.roles == []
    assert told("account.created") == 1


def test_the_person_behind_an_account_is_written_in_one_way(admin):
    assert open_account(admin).human_id == "5ABCD12"


def test_only_an_administrator_opens_accounts():
    with pytest.raises(Denied):
        open_account(make.user("caseworker"))
    assert not User.objects.filter(username="leyla").exists()


def test_a_user_name_is_given_once_whatever_its_case(admin):
    open_account(admin)
    with pytest.raises(Invalid) as caught:
        open_account(admin, username="LEYLA")
    assert caught.value.field == "username"


def test_a_weak_password_is_refused(admin):
    with pytest.raises(Invalid) as caught:
        open_account(admin, password="12345")
    assert caught.value.field == "password"


def test_a_role_opens_what_it_lists(admin):
    account = open_account(admin)
    give_role(by=admin, account=account, organisation=make.organisation(), role="caseworker")
    assert User.objects.get(pk=account.pk).may("application.assess")
    assert told("account.role_given") == 1


def test_nobody_gives_a_role_to_themselves_even_under_another_account(admin):
    other = make.user(human=admin.human_id)
    with pytest.raises(Denied):
        give_role(by=admin, account=other, organisation=make.organisation(), role="auditor")
    assert not Membership.objects.filter(user=other).exists()


def test_an_unknown_role_is_refused(admin):
    with pytest.raises(Invalid):
        give_role(by=admin, account=make.user(), organisation=make.organisation(), role="emperor")


def test_a_role_taken_back_gives_nothing_from_today_and_cannot_end_twice(admin):
    account = make.user("caseworker")
    membership = account.memberships_today[0]
    end_role(by=admin, membership=membership, reason="moved")
    assert not User.objects.get(pk=account.pk).may("person.view")
    with pytest.raises(WrongState):
        end_role(by=admin, membership=membership, reason="again")
    assert told("account.role_ended") == 1


def test_a_closed_account_may_do_nothing_and_is_closed_once(admin):
    account = make.user("caseworker")
    deactivate_account(by=admin, account=account, reason="left")
    assert not User.objects.get(pk=account.pk).may("person.view")
    with pytest.raises(WrongState):
        deactivate_account(by=admin, account=account, reason="left")
    assert told("account.deactivated") == 1


def test_an_account_is_not_closed_without_a_reason(admin):
    with pytest.raises(Invalid):
        deactivate_account(by=admin, account=make.user(), reason=" ")


def test_a_new_password_is_returned_once_and_works(admin):
    account = make.user()
    password = reset_password(by=admin, account=account)
    assert User.objects.get(pk=account.pk).check_password(password)
    assert told("account.password_reset") == 1


def test_nobody_else_resets_passwords():
    with pytest.raises(Denied):
        reset_password(by=make.user("operator"), account=make.user())
