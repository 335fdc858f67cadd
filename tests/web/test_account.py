import re
from datetime import timedelta

import pytest
from django.urls import reverse

from dayaq.accounts.api import create_token, use_token
from dayaq.accounts.models import ApiToken, Membership, User
from dayaq.core import clock
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "teal pillar by the river"


@pytest.fixture
def admin(client):
    account = make.user("administrator")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return account


def person(*roles, **changes):
    account = make.user(*roles, **changes)
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(client, account, password=PASSWORD, agent="browser"):
    return client.post(
        reverse("account_login"), {"login": account.username, "password": password}, HTTP_USER_AGENT=agent
    )


def test_signing_in_lands_on_my_work(client):
    response = sign_in(client, person("caseworker"))
    assert response.status_code == 302
    assert response.url == "/work/"
    assert client.get("/work/").status_code == 200


def test_a_wrong_password_is_said_plainly_and_does_not_tell_whether_the_account_exists(client):
    known = sign_in(client, person("caseworker"), "wrong")
    unknown = client.post(reverse("account_login"), {"login": "nobody", "password": "wrong"}, HTTP_USER_AGENT="other")
    for response in (known, unknown):
        assert "İstifadəçi adı və ya parol düzgün deyil." in response.content.decode()


def test_too_many_attempts_close_the_device_and_not_the_account(client, settings):
    account = person("caseworker")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, account, "wrong", agent="attacker")
    assert sign_in(client, account, agent="attacker").status_code == 429
    assert sign_in(client, account, agent="own phone").status_code == 302


def test_nobody_signs_up(client):
    assert client.get(reverse("account_signup")).status_code == 404


def test_a_closed_account_cannot_sign_in(client):
    account = person("caseworker")
    User.objects.filter(pk=account.pk).update(is_active=False)
    sign_in(client, account)
    assert client.get("/work/").status_code == 302


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "mfa_activate_totp", "account:profile"])
def test_ones_own_account_has_its_pages(client, name):
    sign_in(client, person("caseworker"))
    response = client.get(reverse(name), follow=True)
    assert response.status_code == 200
    assert 'class="govuk-template' in response.content.decode()


def test_an_administrator_opens_an_account_gives_it_a_role_and_takes_it_back(client, admin):
    make.organisation()
    fields = {
        "username": "leyla",
        "display_name": "Leyla",
        "human_id": "5ABCD12",
        "language": "az",
        "password": PASSWORD,
        "idempotency_key": "k1",
    }
    page = client.get(reverse("account:create")).content.decode()
    assert 'name="username"' in page
    response = client.post(reverse("account:create"), fields | hidden(page), follow=True)
    leyla = User.objects.get(username="leyla")
    assert "Leyla" in response.content.decode()
    url = reverse("account:give_role", args=[leyla.pk])
    form = {"role": "caseworker", "organisation": make.organisation().pk, "unit": ""}
    client.post(url, form | hidden(client.get(url).content.decode()))
    membership = Membership.objects.get(user=leyla)
    assert User.objects.get(pk=leyla.pk).may("application.assess")
    url = reverse("account:end_role", args=[membership.pk])
    client.post(url, {"reason": "moved"} | hidden(client.get(url).content.decode()))
    assert not User.objects.get(pk=leyla.pk).may("application.assess")


def hidden(page):
    import re

    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_the_error_of_an_action_stands_on_the_form(client, admin):
    url = reverse("account:create")
    fields = {"username": admin.username, "display_name": "X", "human_id": "h", "language": "az", "password": PASSWORD}
    response = client.post(url, fields | hidden(client.get(url).content.decode()))
    assert "Bu istifadəçi adı tutulub." in response.content.decode()


def test_a_new_password_is_shown_once_to_the_administrator(client, admin):
    account = person("caseworker")
    page = client.get(reverse("account:show", args=[account.pk])).content.decode()
    response = client.post(reverse("account:reset_password", args=[account.pk]), hidden(page))
    assert response.status_code == 200
    assert not User.objects.get(pk=account.pk).check_password(PASSWORD)


@pytest.mark.parametrize("role", ["operator", "caseworker", "auditor", "partner"])
def test_nobody_else_opens_the_accounts(client, role):
    client.force_login(make.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("account:index")).status_code == 403


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_list_of_accounts_costs_the_same_however_long_it_is(client, admin, rows, django_assert_max_num_queries):
    User.objects.bulk_create(
        User(username=f"u{n}", display_name=f"U{n}", human_id=f"h{n}", password="!") for n in range(rows)
    )
    with django_assert_max_num_queries(9):
        assert client.get(reverse("account:index")).status_code == 200


# Tokens for machines -------------------------------------------------------------------------------------------------


@pytest.fixture
def owner(client):
    account = make.user("caseworker", in_unit=make.unit())
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return account


def token_form(**changes):
    day = clock.today() + timedelta(days=30)
    fields = {"name": "Reyestr", "scopes": ["person.view"], "last_day": f"{day:%d.%m.%Y}", "submission": "one"}
    return {**fields, **changes}


def test_a_token_is_shown_once_and_never_again(client, owner):
    page = client.post(reverse("account:token_new"), token_form()).content.decode()
    secret = re.search(r"dyq_[0-9a-f]{64}", page)[0]
    assert use_token(secret).user.pk == owner.pk
    again = client.post(reverse("account:token_new"), token_form()).content.decode()
    assert "dyq_" not in again.replace("dyq_…", "")
    assert ApiToken.objects.count() == 1
    shown = client.get(reverse("account:token", args=[ApiToken.objects.get().pk])).content.decode()
    assert secret not in shown


def test_a_token_needs_a_purpose_scopes_and_a_day_within_reach(client, owner):
    page = client.post(reverse("account:token_new"), token_form(name="", scopes=[], last_day=""))
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name", "scopes", "last_day"}
    late = client.post(reverse("account:token_new"), token_form(last_day="01.01.2999"))
    assert list(late.context["form"].errors) == ["last_day"]


def test_a_scope_that_is_not_offered_is_not_taken(client, owner):
    page = client.post(reverse("account:token_new"), token_form(scopes=["person.restricted"]))
    assert page.status_code == 422
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked_by_a_button(client, owner):
    token = create_token(by=owner, name="x", scopes=["person.view"], last_day=clock.today())
    client.post(reverse("account:token_revoke", args=[token.pk]), {"submission": "one"})
    assert use_token(token.secret) is None
    page = client.get(reverse("account:token", args=[token.pk])).content.decode()
    assert reverse("account:token_revoke", args=[token.pk]) not in page


def test_the_tokens_of_others_are_in_no_list_and_do_not_exist(client, owner):
    other = create_token(by=make.user("caseworker"), name="Başqası", scopes=["person.view"], last_day=clock.today())
    assert "Başqası" not in client.get(reverse("account:tokens")).content.decode()
    assert client.get(reverse("account:token", args=[other.pk])).status_code == 404
    assert client.post(reverse("account:token_revoke", args=[other.pk])).status_code == 404
    assert use_token(other.secret) is not None


def test_an_administrator_sees_and_revokes_all_tokens_and_makes_none(client, admin):
    token = create_token(by=make.user("caseworker"), name="Reyestr", scopes=["person.view"], last_day=clock.today())
    assert "Reyestr" in client.get(reverse("account:tokens")).content.decode()
    client.post(reverse("account:token_revoke", args=[token.pk]), {"submission": "one"})
    assert ApiToken.objects.get().revoked_by == admin
    assert client.get(reverse("account:token_new")).status_code == 403


def test_whoever_does_not_use_the_interface_has_no_page_of_tokens(client):
    account = make.user("operator", in_unit=make.unit())
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("account:tokens")).status_code == 403
    assert reverse("account:tokens") not in client.get(reverse("account:profile")).content.decode()
