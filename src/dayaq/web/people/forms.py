"""Forms about persons and households."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import QUESTION_LABELS, QUESTIONS
from dayaq.registry.models import (
    Consent,
    Household,
    HouseholdIncome,
    HouseholdMember,
    IdentityDocument,
    Person,
    Status,
    StatusKind,
)
from dayaq.web.fields import DateField, MoneyField
from dayaq.web.forms import Form
from dayaq.web.people import choices

if TYPE_CHECKING:
    _UnitField = forms.ModelChoiceField[AdministrativeUnit]
    _KindField = forms.ModelChoiceField[StatusKind]
else:
    _UnitField = _KindField = forms.ModelChoiceField

SEXES = [(Person.Sex.FEMALE.value, Person.Sex.FEMALE.label), (Person.Sex.MALE.value, Person.Sex.MALE.label)]
UNKNOWN_SEX = (Person.Sex.UNKNOWN.value, Person.Sex.UNKNOWN.label)


class UnitField(_UnitField):
    """A district, city or settlement, with what it belongs to."""

    def label_from_instance(self, obj: AdministrativeUnit) -> str:
        return choices.unit_label(obj)


class KindField(_KindField):
    """A kind of status by its name."""

    def label_from_instance(self, obj: StatusKind) -> str:
        return obj.name


class PersonForm(Form):
    """Who somebody is and where they live."""

    surname = forms.CharField(label=_("Surname"), max_length=100, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    father_name = forms.CharField(
        label=_("Father's name"), max_length=100, required=False, help_text=_("With or without oğlu or qızı.")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[*SEXES, UNKNOWN_SEX], required=False)
    birth_date = DateField(label=_("Date of birth"), required=False)
    fin = forms.CharField(
        label=_("FİN"), max_length=20, required=False, help_text=_("Seven capital letters and digits, without O and I.")
    )
    phone = forms.CharField(label=_("Telephone"), max_length=100, required=False, help_text=_("Like 050 123 45 67."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    unit = UnitField(AdministrativeUnit.objects.none(), label=_("District or settlement"), required=False)
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, help_text=_("Street, house, flat; postal index.")
    )

    def __init__(self, *args: Any, user: User, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            field.queryset = choices.units_of(user, permission)
            field.required = user.district_ids(permission) is not None


class RegisterForm(PersonForm):
    """A new person. ``seen``: keys of the persons who were shown as likely the same; ``different`` says it is none."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    different = forms.BooleanField(label=_("It is none of these: register a new person"), required=False)

    @property
    def judged_different(self) -> list[int]:
        """Keys of the persons who were looked at and found to be somebody else."""
        if not self.cleaned_data.get("different"):
            return []
        return [int(key) for key in self.cleaned_data["seen"].split(",") if key.isdigit()]


class StatusForm(Form):
    """A status with its evidence and validity."""

    kind = KindField(StatusKind.objects.none(), label=_("Status"), to_field_name="code")
    conflict = forms.ChoiceField(
        label=_("Conflict"),
        choices=[("", _("does not apply")), *Status.Conflict.choices],
        required=False,
        help_text=_("For martyrs' families, participants, veterans and the wounded of a war."),
    )
    percent = forms.IntegerField(
        label=_("Percentage of impairment"), min_value=0, max_value=100, required=False,
        help_text=_("For a disability only."),
    )  # fmt: skip
    valid_from = DateField(label=_("Holds from"))
    valid_to = DateField(label=_("First day on which it no longer holds"), required=False)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=500, required=False, help_text=_("Kind, number and date of the certificate.")
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, KindField):
            kinds = [kind.pk for kind in choices.status_kinds(user)]
            field.queryset = StatusKind.objects.filter(pk__in=kinds).order_by("order", "pk")


class VerifyForm(Form):
    """What confirms a status."""

    evidence = forms.CharField(
        label=_("Evidence"), max_length=500, required=False, help_text=_("Kind, number and date of the certificate.")
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)


class ReasonForm(Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class EndForm(Form):
    """The day on which something no longer holds, and why."""

    on = DateField(label=_("First day on which it no longer holds"))
    reason = forms.CharField(label=_("Reason"), max_length=500)


class DocumentForm(Form):
    """An identity document."""

    kind = forms.ChoiceField(label=_("Kind of document"), choices=IdentityDocument.Kind.choices)
    series = forms.CharField(label=_("Series"), max_length=20, required=False)
    number = forms.CharField(label=_("Number"), max_length=50)
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    valid_from = DateField(label=_("Issued on"), required=False)
    valid_to = DateField(label=_("Valid until"), required=False)


class ConsentForm(Form):
    """Consent for one purpose."""

    purpose = forms.ChoiceField(label=_("What the consent is for"), choices=Consent.Purpose.choices)
    form = forms.ChoiceField(label=_("How it was given"), choices=Consent.Form.choices)
    given_on = DateField(label=_("Given on"), initial=clock.today)
    valid_to = DateField(label=_("First day on which it no longer holds"), required=False)


ANSWERS = [("yes", _("Yes")), ("no", _("No")), ("", _("Not answered"))]


class CheckForm(Form):
    """What a register answered: one question a field, unanswered unless somebody says so."""

    on = DateField(label=_("Day of the answer"), initial=clock.today)

    def __init__(self, *args: Any, register: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = QUESTIONS[register]
        for name, kind in self.questions.items():
            label = QUESTION_LABELS[name]
            if kind == "date":
                self.fields[name] = DateField(label=label, required=False)
            else:
                self.fields[name] = forms.ChoiceField(label=label, choices=ANSWERS, required=False)

    @property
    def result(self) -> dict[str, bool | str | None]:
        """Answers as the action takes them."""
        found: dict[str, bool | str | None] = {}
        for name, kind in self.questions.items():
            value = self.cleaned_data[name]
            if kind == "date":
                found[name] = value.isoformat() if value else None
            else:
                found[name] = {"yes": True, "no": False}.get(value)
        return found


class HouseholdForm(Form):
    """A household whose head is the person."""

    address = forms.CharField(label=_("Address"), max_length=500, required=False)
    valid_from = DateField(label=_("Since"), initial=clock.today)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, initial={"address": person.address}, **kwargs)


class MemberForm(Form):
    """How somebody belongs to a household."""

    relation = forms.ChoiceField(label=_("Relation to the head"), choices=HouseholdMember.Relation.choices)
    valid_from = DateField(label=_("Since"), initial=clock.today)


class IncomeForm(Form):
    """What a household had in a month."""

    month = DateField(label=_("Month"), help_text=_("Any day of the month."))
    source = forms.ChoiceField(label=_("Source"), choices=HouseholdIncome.Source.choices)
    amount = MoneyField(label=_("Amount"))

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, record=household, **kwargs)
