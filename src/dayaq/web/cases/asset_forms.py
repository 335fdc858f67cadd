"""Forms about assets: order, delivery, handover, what becomes of each thing. Rows are named by the asset's key."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Supplier
from dayaq.web.cases.forms import NamedChoice, text_field
from dayaq.web.forms import DateField, Form, MoneyField

WITNESSES = 3


class AssetRows(Form):
    """A form with a row for each of some assets; subclasses say which fields a row has."""

    parts: tuple[str, ...] = ()

    def __init__(self, *args: Any, assets: Iterable[Asset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assets = list(assets)
        for asset in self.assets:
            for part in self.parts:
                self.fields[f"{part}_{asset.pk}"] = self.field_of(part, asset)

    def field_of(self, part: str, asset: Asset) -> forms.Field:
        raise NotImplementedError

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each asset with its bound fields by part."""
        return [{"asset": a} | {part: self[f"{part}_{a.pk}"] for part in self.parts} for a in self.assets]

    @property
    def row_names(self) -> set[str]:
        return {f"{part}_{asset.pk}" for asset in self.assets for part in self.parts}

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that belong to no row."""
        return [field for field in self.shown_fields if field.name not in self.row_names]

    def taken(self) -> list[Asset]:
        """The assets whose row is ticked."""
        return [asset for asset in self.assets if self.cleaned_data.get(f"take_{asset.pk}")]

    def values(self, part: str) -> dict[int, Any]:
        """``part`` of the ticked rows, by key of the asset."""
        return {asset.pk: self.cleaned_data[f"{part}_{asset.pk}"] for asset in self.taken()}

    def typed(self) -> list[tuple[str, str]]:
        """For the conflict page: what stands outside the rows."""
        return [(str(field.label), str(field.data)) for field in self.plain_fields if field.data]


def _take() -> forms.Field:
    return forms.BooleanField(label=_("Take"), required=False, initial=True)


class OrderForm(AssetRows):
    """From whom, which things, at which price."""

    parts = ("take", "price")

    supplier = NamedChoice(Supplier.objects.none(), label=_("Supplier"), required=False)
    supplier_name = forms.CharField(label=_("Name of a new supplier"), required=False, max_length=200)
    voen = forms.CharField(
        label=_("VÖEN"), required=False, max_length=20, help_text=_("Ten digits, as on the invoice.")
    )
    reason = text_field(
        _("Why above the plan"), rows=2, required=False, hint=_("Needed where a price is above the plan's.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suppliers = Supplier.objects.order_by("name", "pk")
        self.fields["supplier"].queryset = suppliers  # type: ignore[attr-defined]  # django-stubs know a plain Field only

    def field_of(self, part: str, asset: Asset) -> forms.Field:
        if part == "take":
            return _take()
        return MoneyField(label=_("Price of the order"), required=False, initial=asset.price, min_value=Decimal("0.01"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("supplier") and not (cleaned.get("supplier_name") and cleaned.get("voen")):
            self.add_error("supplier", forms.ValidationError(_("Choose a supplier, or enter a new one with its VÖEN.")))
        for asset in self.assets:
            name = f"price_{asset.pk}"
            if cleaned.get(f"take_{asset.pk}") and cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, forms.ValidationError(_("Give the price.")))
        return cleaned


class DeliveryForm(AssetRows):
    """Which things came, under which invoice, with which serial numbers."""

    parts = ("take", "price", "serial")

    invoice_number = forms.CharField(label=_("Number of the invoice"), max_length=50)
    received_on = DateField(label=_("Received on"))

    def field_of(self, part: str, asset: Asset) -> forms.Field:
        if part == "take":
            return _take()
        if part == "serial":
            return forms.CharField(label=_("Serial number"), required=False, max_length=100)
        ordered = asset.order_price or asset.price
        return MoneyField(label=_("Price on the invoice"), required=False, initial=ordered, min_value=Decimal("0.01"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(f"take_{asset.pk}") for asset in self.assets):
            self.add_error(None, forms.ValidationError(_("Tick what came.")))
        for asset in self.assets:
            name = f"price_{asset.pk}"
            if cleaned.get(f"take_{asset.pk}") and cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, forms.ValidationError(_("Give the price.")))
        return cleaned


class HandOverForm(AssetRows):
    """What is handed over, where, before whom."""

    parts = ("take",)

    place = forms.CharField(label=_("Place of the handover"), max_length=200)
    partner_attendance = forms.CharField(
        label=_("Who came from the partner"), required=False, max_length=300, help_text=_("Organisation and names.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, WITNESSES + 1):
            self.fields[f"witness_{number}_name"] = forms.CharField(
                label=_("Witness: name"), required=number == 1, max_length=200
            )
            self.fields[f"witness_{number}_organisation"] = forms.CharField(
                label=_("Witness: organisation"), required=number == 1, max_length=200
            )

    def field_of(self, part: str, asset: Asset) -> forms.Field:
        field = _take()
        field.initial = part == "take" and asset.state == api.AssetState.RECEIVED
        return field

    def witnesses(self) -> list[dict[str, str]]:
        """Those who were named."""
        typed = self.cleaned_data
        found = [
            {"name": typed[f"witness_{n}_name"], "organisation": typed[f"witness_{n}_organisation"]}
            for n in range(1, WITNESSES + 1)
        ]
        return [witness for witness in found if any(witness.values())]


OUTCOMES = tuple((state.value, state.label) for state in api.RETURNS)


class OutcomesForm(AssetRows):
    """What becomes of each thing in hand; ``partly`` allows leaving some where they are."""

    parts = ("outcome",)

    note = text_field(_("Reason"))

    def __init__(self, *args: Any, partly: bool = False, label: Any = "", **kwargs: Any) -> None:
        self.partly = partly
        super().__init__(*args, **kwargs)
        if label:
            self.fields["note"].label = label

    def field_of(self, part: str, asset: Asset) -> forms.Field:  # noqa: ARG002  # a row has one part here
        first = ("", _("Stays with the participant") if self.partly else _("Choose"))
        label = f"{asset.description} {asset.serial_number}".strip()
        return forms.ChoiceField(label=label, choices=(first, *OUTCOMES), required=not self.partly)

    @property
    def outcomes(self) -> dict[int, str]:
        """Outcome by key of the asset, of those that do not stay."""
        found = {asset.pk: self.cleaned_data.get(f"outcome_{asset.pk}", "") for asset in self.assets}
        return {pk: outcome for pk, outcome in found.items() if outcome}


class StoreForm(Form):
    """What became of a thing in store."""

    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(state.value, state.label) for state in (api.AssetState.WRITTEN_OFF, api.AssetState.LOST)],
        widget=forms.RadioSelect,
    )
    reason = text_field(_("What happened"))
