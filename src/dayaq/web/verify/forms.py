"""What stands on a paper beside its QR code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.web.forms import Form


class PaperForm(Form):
    """Number and check code, typed by whoever cannot scan."""

    number = forms.CharField(
        label=_("Number of the document"), max_length=30, help_text=_("As printed at its top, such as HA-2026-000123.")
    )
    code = forms.CharField(
        label=_("Check code"),
        max_length=30,
        help_text=_("As printed beside the QR code, such as 7KQ4M-2XD9R."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
