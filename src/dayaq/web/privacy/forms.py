"""Forms of data protection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation
from dayaq.core import clock
from dayaq.law.models import LegalAct
from dayaq.registry.api import purposes
from dayaq.registry.models import DataClass, Purpose
from dayaq.web.fields import DateField
from dayaq.web.forms import Form

if TYPE_CHECKING:
    _OrganisationField = forms.ModelChoiceField[Organisation]
    _ActField = forms.ModelChoiceField[LegalAct]
else:
    _OrganisationField = _ActField = forms.ModelChoiceField

IDENTITY = _("Kind and number of the document shown, or how else you made sure that it is the person themselves.")


class OrganisationField(_OrganisationField):
    """An organisation by its name."""

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class ActField(_ActField):
    """A legal act by its name."""

    def label_from_instance(self, obj: LegalAct) -> str:
        return obj.name


class ExtractForm(Form):
    """Who stands at the desk, and in which form they want it."""

    identity_check = forms.CharField(label=_("How identity was checked"), max_length=300, help_text=IDENTITY)
    form = forms.ChoiceField(
        label=_("Form"),
        choices=[("pdf", _("PDF, to read and to print")), ("json", _("JSON, to take along to another system"))],
        widget=forms.RadioSelect,
        initial="pdf",
    )


class AskForm(Form):
    """A request for erasure at the window."""

    identity_check = forms.CharField(label=_("How identity was checked"), max_length=300, help_text=IDENTITY)
    wish = forms.CharField(
        label=_("What the person asks for, in their words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2_000,
    )


class ExamineForm(Form):
    """What was found."""

    finding = forms.CharField(
        label=_("What you found"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        help_text=_("Legal grounds are looked up by the system. Write what else you examined."),
    )


class RefuseForm(Form):
    """Why not."""

    legal_basis = forms.CharField(label=_("Article on which it is refused"), max_length=200)
    reason = forms.CharField(
        label=_("Reason, as the person will read it"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2_000
    )


class CarryOutForm(Form):
    """On which article."""

    legal_basis = forms.CharField(label=_("Article on which it is done"), max_length=200, initial="998-IIIQ")


class ReasonForm(Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class HoldForm(Form):
    """What the data are held for, and until when."""

    reason = forms.CharField(
        label=_("What the data are held for"), max_length=500, help_text=_("Court, audit or dispute, with its number.")
    )
    valid_to = DateField(label=_("First day on which it no longer holds"), required=False)


class BasisForm(Form):
    """Which law lets whom use what for which purpose."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=lambda: law_purposes())
    recipient = OrganisationField(label=_("Who may use the data"), queryset=Organisation.objects.order_by("code"))
    act = ActField(label=_("Legal act"), queryset=LegalAct.objects.order_by("code"))
    article = forms.CharField(label=_("Article"), max_length=200)
    data_classes = forms.MultipleChoiceField(
        label=_("Which data"), choices=DataClass.choices, widget=forms.CheckboxSelectMultiple, initial=["personal"]
    )
    valid_from = DateField(label=_("In force from"), initial=clock.today)
    valid_to = DateField(label=_("First day on which it no longer holds"), required=False)


class EndForm(Form):
    """The day on which something no longer holds, and why."""

    on = DateField(label=_("First day on which it no longer holds"), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=500)


def law_purposes() -> list[tuple[str, str]]:
    """Uses that a law may allow."""
    return [(one.code, one.name) for one in purposes() if one.basis != Purpose.Basis.CONSENT]
