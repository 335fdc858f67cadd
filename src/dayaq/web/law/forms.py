"""Forms of whoever looks after the law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.law.api import UNITS
from dayaq.law.models import Certainty, LegalAct
from dayaq.web.forms import DateField, Form

if TYPE_CHECKING:
    _ActField = forms.ModelChoiceField[LegalAct]
else:
    _ActField = forms.ModelChoiceField


class ActChoice(_ActField):
    """An act by its name in the active language."""

    def label_from_instance(self, obj: Any) -> str:
        return " · ".join(filter(None, [obj.name, obj.number]))


class BilingualForm(Form):
    """A form with a text in Azerbaijani and in English, ``<name>_az`` and ``<name>_en``."""

    def both(self, name: str) -> dict[str, str]:
        """The text as a label; empty when neither language was given."""
        texts = {code: self.cleaned_data.get(f"{name}_{code}", "").strip() for code in ("az", "en")}
        return texts if any(texts.values()) else {}

    def demand_both(self, name: str) -> None:
        """An error beside the language that is missing, when the other one was given."""
        texts = self.both(name)
        for code in ("az", "en"):
            if texts and not texts[code]:
                self.add_error(f"{name}_{code}", _("Write the text in both languages."))


class ParameterForm(BilingualForm):
    """A new value of one parameter; what is asked for follows from its unit."""

    value = forms.CharField(label=_("New value"), max_length=100)
    valid_from = DateField(label=_("In force from"), help_text=_("The value that runs now ends the day before."))
    act = ActChoice(LegalAct.objects.none(), label=_("Legal act"), required=False, empty_label=_("none"))
    article = forms.CharField(label=_("Article"), required=False, max_length=100)
    source = forms.CharField(
        label=_("Source"), required=False, max_length=200, help_text=_("Where it can be read, when no act is chosen.")
    )
    certainty = forms.ChoiceField(label=_("How sure is it?"), choices=Certainty.choices, initial=Certainty.SOURCE)
    note_az = forms.CharField(
        label=_("Note in Azerbaijani"), required=False, widget=forms.Textarea(attrs={"rows": 2, "lang": "az"})
    )
    note_en = forms.CharField(
        label=_("Note in English"), required=False, widget=forms.Textarea(attrs={"rows": 2, "lang": "en"})
    )

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shape = UNITS[unit]
        acts = self.fields["act"]
        if isinstance(acts, ActChoice):
            acts.queryset = LegalAct.objects.order_by("code")
        self.fields["value"].help_text = shape.label
        options: list[tuple[str, Any]] = []
        if shape.kind == "choice":
            options = list(shape.choices.items())
        elif shape.kind == "yes_no":
            options = [("true", _("yes")), ("false", _("no"))]
        if options:
            self.fields["value"] = forms.ChoiceField(
                label=_("New value"), choices=options, widget=forms.RadioSelect, help_text=shape.label
            )
        self.order_fields(["value", "valid_from"])

    def clean(self) -> dict[str, Any]:
        self.demand_both("note")
        return self.cleaned_data


class ActForm(BilingualForm):
    """An act to be registered."""

    kind = forms.ChoiceField(label=_("Kind"), choices=LegalAct.Kind.choices)
    label_az = forms.CharField(label=_("Name in Azerbaijani"), max_length=500)
    label_en = forms.CharField(label=_("Name in English"), max_length=500)
    number = forms.CharField(label=_("Number"), required=False, max_length=30)
    adopted_on = DateField(label=_("Adopted on"), required=False)
    in_force_from = DateField(
        label=_("In force from"), required=False, help_text=_("Left empty: the day of its adoption.")
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=200)
    code = forms.SlugField(
        label=_("Code"), max_length=80, help_text=_("A short name of your own, such as cabinet-168-2020. It stays.")
    )


class DayForm(BilingualForm):
    """A day to be declared working or free."""

    date = DateField(label=_("Day"))
    is_working = forms.TypedChoiceField(
        label=_("What is it?"),
        choices=[("0", _("a free day")), ("1", _("a working day"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason_az = forms.CharField(label=_("Reason in Azerbaijani"), max_length=300)
    reason_en = forms.CharField(label=_("Reason in English"), max_length=300)
    act = ActChoice(LegalAct.objects.none(), label=_("Legal act"), required=False, empty_label=_("none"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = self.fields["act"]
        if isinstance(acts, ActChoice):
            acts.queryset = LegalAct.objects.order_by("code")


class WithdrawForm(Form):
    """Why a declared day is taken back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
