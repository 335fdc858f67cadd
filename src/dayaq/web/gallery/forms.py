"""One field of each kind, so that the gallery shows them as a page does."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.web.forms import DateField, Form, MoneyField

LINES = [("sheep", _("Sheep breeding")), ("tailoring", _("Tailoring")), ("bakery", _("Bakery"))]


class SampleForm(Form):
    """Every kind of field; the gallery shows it empty and with errors, and sends it nowhere."""

    title = forms.CharField(label=_("Title of the plan"), help_text=_("As it will stand on the contract."))
    cost = MoneyField(label=_("Cost"))
    begins = DateField(label=_("Begins"), help_text=_("For example 25.11.2026"))
    line = forms.ChoiceField(label=_("Line of business"), choices=[("", "—"), *LINES])
    place = forms.ChoiceField(
        label=_("Place of work"), choices=[("home", _("At home")), ("rented", _("Rented"))], widget=forms.RadioSelect
    )
    help_needed = forms.MultipleChoiceField(
        label=_("Help needed"),
        choices=[("plan", _("with the plan")), ("market", _("finding customers")), ("tax", _("with taxes"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label=_("Scanned paper"), required=False)
    agreed = forms.BooleanField(label=_("The participant has read the plan"))
