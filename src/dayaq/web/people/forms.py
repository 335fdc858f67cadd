"""Forms about persons and households."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation, User
from dayaq.core import clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import QUESTION_LABELS, QUESTIONS
from dayaq.registry.models import (
    Consent,
    DataClass,
    Household,
    HouseholdIncome,
    HouseholdMember,
    IdentityDocument,
    IncomeSource,
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
    _OrganisationField = forms.ModelChoiceField[Organisation]
    _SourceField = forms.ModelChoiceField[IncomeSource]
    _PersonField = forms.ModelChoiceField[Person]
else:
    _UnitField = _KindField = _OrganisationField = _SourceField = _PersonField = forms.ModelChoiceField

SEXES = [(Person.Sex.FEMALE.value, Person.Sex.FEMALE.label), (Person.Sex.MALE.value, Person.Sex.MALE.label)]
UNKNOWN_SEX = (Person.Sex.UNKNOWN.value, Person.Sex.UNKNOWN.label)


class UnitField(_UnitField):
    """A district, city or settlement, with what it belongs to."""

    def label_from_instance(self, obj: AdministrativeUnit) -> str:
        return choices.unit_label(obj)


class OrganisationField(_OrganisationField):
    """An organisation by its name."""

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class KindField(_KindField):
    """A kind of status by its name."""

    def label_from_instance(self, obj: StatusKind) -> str:
        return obj.name


class SourceField(_SourceField):
    """A source of income by its name."""

    def label_from_instance(self, obj: IncomeSource) -> str:
        return obj.name


class MemberField(_PersonField):
    """A person by name."""

    def label_from_instance(self, obj: Person) -> str:
        return obj.full_name


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
    """Consent for one purpose: to whom, for which data, until when."""

    purpose = forms.ChoiceField(label=_("What the consent is for"), choices=choices.consent_purposes)
    recipient = OrganisationField(
        label=_("Who may use the data"),
        queryset=Organisation.objects.order_by("code"),
        required=False,
        empty_label=_("Whoever it concerns"),
    )
    data_classes = forms.MultipleChoiceField(
        label=_("Which data"),
        choices=DataClass.choices[:2],
        widget=forms.CheckboxSelectMultiple,
        initial=[DataClass.PERSONAL],
    )
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
    kind = forms.ChoiceField(label=_("Where the person lives"), choices=HouseholdMember.Kind.choices, required=False)
    valid_from = DateField(label=_("Since"), initial=clock.today)

    @property
    def data_for_action(self) -> dict[str, Any]:
        """Whoever says nothing else means somebody who lives there."""
        data = super().data_for_action
        return {**data, "kind": data["kind"] or HouseholdMember.Kind.RESIDENT}


class IncomeForm(Form):
    """What a household had in a month."""

    month = DateField(label=_("Month"), help_text=_("Any day of the month."))
    source = SourceField(IncomeSource.objects.none(), label=_("Source"), to_field_name="code")
    person = MemberField(
        Person.objects.none(), label=_("Whose income"), required=False, empty_label=_("of the household as a whole"),
        help_text=_("The income of a person goes with them when they leave the household."),
    )  # fmt: skip
    amount = MoneyField(label=_("Amount"))
    basis = forms.ChoiceField(
        label=_("Where the amount comes from"), choices=HouseholdIncome.Basis.choices, required=False
    )
    evidence = forms.CharField(
        label=_("Evidence"), max_length=200, required=False, help_text=_("Register or paper, number and date.")
    )
    is_verified = forms.BooleanField(label=_("Verified on this evidence"), required=False)

    def __init__(self, *args: Any, household: Household, user: User, **kwargs: Any) -> None:
        super().__init__(*args, record=household, **kwargs)
        source, person = self.fields["source"], self.fields["person"]
        if isinstance(source, SourceField) and isinstance(person, MemberField):
            source.queryset = IncomeSource.objects.order_by("order", "pk")
            members = HouseholdMember.objects.filter(household=household).values("person")
            person.queryset = Person.objects.visible_to(user).filter(pk__in=members).order_by("birth_date", "pk")

    @property
    def data_for_action(self) -> dict[str, Any]:
        """The source by its code, as the action takes it; declared, unless somebody says otherwise."""
        data = super().data_for_action
        return {**data, "source": data["source"].code, "basis": data["basis"] or HouseholdIncome.Basis.DECLARED}
