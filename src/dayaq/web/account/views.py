"""Pages about accounts: for administrators, and one's own."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from dayaq.accounts import api
from dayaq.accounts.models import Membership, User
from dayaq.core import clock
from dayaq.web.account.forms import AccountForm, ReasonForm, RoleForm
from dayaq.web.errors import form_errors
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage
from dayaq.web.requests import Request

ACCOUNTS = ListPage(
    code="accounts",
    title=_("Accounts"),
    columns=(
        Column("name", _("Name"), lambda u: u.display_name, sort=("display_name", "pk"), note=lambda u: u.username),
        Column("roles", _("Roles today"), lambda u: ", ".join(str(api.ROLES[m.role].label) for m in u.held)),
        Column("where", _("Where"), lambda u: ", ".join(dict.fromkeys(_where(m) for m in u.held))),
        Column("seen", _("Last signed in"), lambda u: u.last_login, kind="datetime", on_phone=False),
        Column(
            "state", _("State"), lambda u: ("done", _("Open")) if u.is_active else ("neutral", _("Closed")), kind="tag"
        ),
    ),
    order="name",
    row_url=lambda u: reverse("account:show", args=[u.pk]),
    search=lambda rows, text: rows.filter(display_name__icontains=text) | rows.filter(username__icontains=text),
    search_label=_("Name or user name"),
    filters=(Choice("active", _("State"), (("1", _("Open")), ("0", _("Closed"))), field="is_active"),),
    empty=_("Accounts stand here once an administrator opens them."),
    empty_action=("account.manage", "account:create", _("Open an account")),
    actions=(
        ("account.manage", "account:create", _("Open an account")),
        ("account.manage", "account:tokens", _("Tokens for machines")),
    ),
)


def _where(membership: Membership) -> str:
    return membership.unit.name if membership.unit else _g("the whole country")


def accounts() -> QuerySet[User]:
    """People's accounts with the roles they hold today as ``held``."""
    held = Membership.objects.on(clock.today()).select_related("organisation", "unit").order_by("pk")
    return User.objects.filter(is_system=False).prefetch_related(Prefetch("memberships", held, to_attr="held"))


@guard("account.manage")
def index(request: Request) -> HttpResponseBase:
    """Accounts with the roles they hold today."""
    return ACCOUNTS.respond(request, accounts())


@guard("account.manage")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One account, its roles of all times, and what can be done with it."""
    account = get_object_or_404(accounts(), pk=pk)
    context = {
        "account": account,
        "memberships": account.memberships.select_related("organisation", "unit").order_by("-valid_from", "-pk"),
        "roles": api.ROLES,
        "today": clock.today(),
        "own": api.same_human(request.user, account),
    }
    return render(request, "account/account_show.html", context)


@guard("account.manage")
def create(request: Request) -> HttpResponseBase:
    """Open an account."""
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        done = run(request, form, User, lambda: api.create_account(by=request.user, **form.data_for_action))
        if done is not None:
            messages.success(request, _g("The account is open. Give it a role now: without one it may do nothing."))
            return redirect("account:show", done.pk)
    return page_with_form(request, "account/account_form.html", form, title=_g("Open an account"), caption="")


@guard("account.manage")
def give_role(request: Request, pk: int) -> HttpResponseBase:
    """Give an account a role."""
    account = get_object_or_404(accounts(), pk=pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request,
            form,
            Membership,
            lambda: api.give_role(by=request.user, account=account, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _g("The role is given."))
            return redirect("account:show", account.pk)
    title = _g("Give a role")
    return page_with_form(
        request,
        "account/account_form.html",
        form,
        title=title,
        account=account,
        caption=account.display_name,
        roles=api.ROLES,
    )


@guard("account.manage")
def end_role(request: Request, pk: int) -> HttpResponseBase:
    """Take a role back from today on."""
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form_errors(form):
            api.end_role(by=request.user, membership=membership, reason=form.cleaned_data["reason"])
            messages.success(request, _g("The role has ended."))
            return redirect("account:show", membership.user_id)
    title = _g("Take the role back")
    return page_with_form(
        request,
        "account/account_form.html",
        form,
        title=title,
        account=membership.user,
        caption=membership.user.display_name,
    )


@guard("account.manage")
def close(request: Request, pk: int) -> HttpResponseBase:
    """Close an account."""
    account = get_object_or_404(accounts(), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form_errors(form):
            api.deactivate_account(by=request.user, account=account, reason=form.cleaned_data["reason"])
            messages.success(request, _g("The account is closed."))
            return redirect("account:show", account.pk)
    title = _g("Close the account")
    return page_with_form(
        request,
        "account/account_form.html",
        form,
        title=title,
        account=account,
        caption=account.display_name,
        danger=True,
    )


@guard("account.manage")
@require_POST
def reset_password(request: Request, pk: int) -> HttpResponseBase:
    """Give the account a new password and show it once."""
    account = get_object_or_404(accounts(), pk=pk)
    form = Form(request.POST)
    if not form.is_valid():
        return redirect("account:show", account.pk)
    password = api.reset_password(by=request.user, account=account)
    return render(request, "account/password_shown.html", {"account": account, "password": password})


@guard()
@require_safe
def profile(request: Request) -> HttpResponse:
    """One's own account: roles, password, second factor."""
    memberships = Membership.objects.on(clock.today()).filter(user=request.user).select_related("organisation", "unit")
    context = {
        "memberships": memberships,
        "roles": api.ROLES,
        "may_use_interface": request.user.may("interface.use") or request.user.may("account.manage"),
    }
    return render(request, "account/profile.html", context)
