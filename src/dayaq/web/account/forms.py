"""Forms about accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import ROLES, scopes_of
from dayaq.accounts.models import Organisation, User
from dayaq.core import clock
from dayaq.places.models import AdministrativeUnit
from dayaq.web import formats
from dayaq.web.forms import DateField, Form


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes no parameters at run time
    """A choice among records that have a name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class AccountForm(Form):
    """A new account."""

    username = forms.CharField(label=_("User name"), max_length=150, help_text=_("Small letters, without spaces."))
    display_name = forms.CharField(label=_("Name as shown"), max_length=200)
    human_id = forms.CharField(
        label=_("Natural person"),
        max_length=50,
        help_text=_("FİN or staff number. Two accounts of one person count as the same eyes."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. The person changes it after signing in."),
    )


class RoleForm(Form):
    """A role for an account."""

    role = forms.ChoiceField(label=_("Role"), choices=lambda: [(role.code, role.label) for role in ROLES.values()])
    organisation = Named(Organisation.objects.none(), label=_("Organisation"))
    unit = Named(
        AdministrativeUnit.objects.none(),
        label=_("District"),
        required=False,
        empty_label=_("The whole country"),
    )
    valid_from = DateField(label=_("From"), required=False, help_text=_("Empty: from today."))
    valid_to = DateField(label=_("Until"), required=False, help_text=_("The first day without the role."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = AdministrativeUnit.objects.on(clock.today()).filter(kind__in=("district", "city", "city_district"))
        self.fields["organisation"].queryset = Organisation.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units.order_by("sort_key", "pk")  # type: ignore[attr-defined]


class TokenForm(Form):
    """A new token of one's own."""

    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("For example: exchange with the employment register.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose no more than the machine needs. It never may more than you."),
    )
    last_day = DateField(label=_("Last day on which it works"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = list(scopes_of(user).items())  # type: ignore[attr-defined]
        latest = clock.today() + timedelta(days=settings.TOKEN_DAYS)
        self.fields["last_day"].help_text = _("At the latest %(day)s.") % {"day": formats.day(latest)}


class ReasonForm(Form):
    """Why something ends."""

    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))
