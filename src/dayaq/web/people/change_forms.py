"""Forms of a change of data: what shall change and why, and the decision on it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.identifiers import format_phone
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import FIELD_LABELS, RESTRICTED
from dayaq.registry.models import IdentityDocument, Person
from dayaq.web.fields import DateField
from dayaq.web.forms import Form
from dayaq.web.people.forms import PersonForm, UnitField

if TYPE_CHECKING:
    _DocumentField = forms.ModelChoiceField[IdentityDocument]
else:
    _DocumentField = forms.ModelChoiceField


class DocumentField(_DocumentField):
    """One of the person's identity documents."""

    def label_from_instance(self, obj: IdentityDocument) -> str:
        return f"{obj.get_kind_display()} {obj.series} {obj.number}".replace("  ", " ")


class ChangeForm(PersonForm):
    """The data of a person, to be typed over, with the reason and the evidence.

    ``seen``: a digest of the changes that were shown before they are sent, so that nothing is sent unseen.
    """

    death_date = DateField(label=_("Date of death"), required=False)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    is_restricted = forms.BooleanField(label=_("Protected person"), required=False)
    reason = forms.CharField(label=_("Why the data are changed"), max_length=500)
    document = DocumentField(
        IdentityDocument.objects.none(),
        label=_("Recorded document that shows it"),
        required=False,
        empty_label=_("none of the recorded ones"),
    )
    evidence = forms.CharField(
        label=_("On what evidence"),
        max_length=500,
        required=False,
        help_text=_(
            "Needed for identity data, unless a recorded document shows it. For example: identity card, number."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, person: Person, user: User, **kwargs: Any) -> None:
        initial = {name: getattr(person, name) for name in FIELD_LABELS}
        initial["unit"] = person.unit_id
        initial["phone"] = format_phone(person.phone) if person.phone else ""
        super().__init__(*args, initial=initial, record=person, user=user, permission="person.edit", **kwargs)
        unit, document = self.fields["unit"], self.fields["document"]
        if isinstance(unit, UnitField) and unit.queryset is not None and person.unit_id:
            own = AdministrativeUnit.objects.select_related("parent").filter(pk=person.unit_id)
            unit.queryset = unit.queryset | own
        if isinstance(document, DocumentField):
            document.queryset = IdentityDocument.objects.filter(person=person).order_by("-pk")
        if not user.may(RESTRICTED):
            del self.fields["is_restricted"]

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of the person that were typed over."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in FIELD_LABELS}

    @property
    def digest(self) -> str:
        """What the changes look like now, to compare with what was shown."""
        return hashlib.sha256(repr(sorted(self.changes.items(), key=lambda item: item[0])).encode()).hexdigest()

    @property
    def was_shown(self) -> bool:
        """Whether exactly these changes were shown before."""
        return bool(self.cleaned_data["seen"] == self.digest)


class DecideForm(Form):
    """Approve or refuse; a refusal says why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve: the data change at once")), ("refuse", _("Refuse: the data stay"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Needed for a refusal: who asked will read it.")
    )
