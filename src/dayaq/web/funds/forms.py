"""What is typed about a fund."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation
from dayaq.funds.models import FundSource
from dayaq.registry.models import StatusKind
from dayaq.web.forms import DateField, Form, MoneyField

if TYPE_CHECKING:
    OrganisationChoice = forms.ModelChoiceField[Organisation]
else:
    OrganisationChoice = forms.ModelChoiceField


class NameChoice(OrganisationChoice):
    """An organisation by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class FundForm(Form):
    """A new fund. The last day typed is included, as people say it; the record holds the day after."""

    label_az = forms.CharField(label=_("Name in Azerbaijani"), max_length=200)
    label_en = forms.CharField(label=_("Name in English"), max_length=200)
    code = forms.SlugField(
        label=_("Code"), max_length=50, help_text=_("Small Latin letters, digits and hyphens: ahik-2021.")
    )
    kind = forms.ChoiceField(label=_("Kind of fund"), choices=FundSource.Kind.choices)
    organisation = NameChoice(
        Organisation.objects.none(), label=_("Sponsor"), empty_label=_("Choose"), help_text=_("Who gives the money.")
    )
    amount = MoneyField(
        label=_("Amount promised"), min_value=Decimal("0.01"), help_text=_("All of it, whenever it is transferred.")
    )
    valid_from = DateField(label=_("First day"), help_text=_("Like 25.11.2026."))
    valid_to = DateField(label=_("Last day"), required=False, help_text=_("Empty when it has no end."))
    order = forms.IntegerField(
        label=_("Order of use"),
        min_value=0,
        max_value=999,
        initial=100,
        help_text=_("Where several funds could pay, the smaller number is asked first."),
    )
    targeting = forms.MultipleChoiceField(
        label=_("For whom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for everybody in the programme."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = self.fields["organisation"]
        kinds = self.fields["targeting"]
        if isinstance(organisations, forms.ModelChoiceField):
            organisations.queryset = Organisation.objects.order_by("code")
        if isinstance(kinds, forms.MultipleChoiceField):
            kinds.choices = [
                (kind.code, kind.name)
                for kind in StatusKind.objects.exclude(sensitivity=StatusKind.Sensitivity.RESTRICTED).order_by(
                    "order", "code"
                )
            ]

    @property
    def fund_data(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.data_for_action
        data["label"] = {"az": data.pop("label_az"), "en": data.pop("label_en")}
        if data["valid_to"] is not None:
            data["valid_to"] += timedelta(days=1)
        return data


class AmountForm(Form):
    """An amount, and where it comes from."""

    amount = MoneyField(label=_("Amount"), min_value=Decimal("0.01"))
    memo = forms.CharField(
        label=_("Note"), max_length=500, required=False, help_text=_("For instance the payment order and its date.")
    )


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1_000)
