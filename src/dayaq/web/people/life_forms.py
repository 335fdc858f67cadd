"""Forms of life events: each kind asks only what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.places.api import districts
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.models import LifeEvent, Person
from dayaq.web.fields import DateField
from dayaq.web.forms import Form
from dayaq.web.people import choices
from dayaq.web.people.forms import SEXES, UnitField

if TYPE_CHECKING:
    _PersonField = forms.ModelChoiceField[Person]
else:
    _PersonField = forms.ModelChoiceField

K = LifeEvent.Kind


class PersonField(_PersonField):
    """One of a few persons, by name."""

    def label_from_instance(self, obj: Person) -> str:
        return obj.full_name


class EventForm(Form):
    """What every event has: the day and the evidence. ``details`` is what the action takes."""

    kind = ""
    layout: tuple[str, ...] = ("on",)
    on = DateField(label=_("Day on which it happened"), initial=clock.today)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=500, help_text=_("Kind, number and date of the certificate.")
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)

    def __init__(self, *args: Any, person: Person, user: User, other: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=person, **kwargs)
        self.person, self.user, self.other = person, user, other
        self.prepare()
        own = [name for name in self.fields if name not in ("evidence", "issuer", *self.layout)]
        self.order_fields([*self.layout, *own])

    def prepare(self) -> None:
        """Fill in what is known and drop what does not apply."""

    @property
    def details(self) -> api.LifeEventDetails:
        """What happened, as the action takes it."""
        return api.LIFE_EVENT_KINDS[self.kind].details()  # type: ignore[call-arg]  # of kinds that need to know no more

    @cached_property
    def lives_in(self) -> api.HouseholdView | None:
        """The household of the person, as far as the account sees it."""
        return api.household_of(self.person, self.user)

    def _heads(self, *households: api.HouseholdView | None) -> None:
        """Who may become the head: visible members beside those who leave; no field where nobody is to be replaced."""
        members = [
            member.person_id
            for view in households
            if view is not None
            for member in view.members
            if not member.is_head and member.person.death_date is None
        ]
        field = self.fields["new_head"]
        if not members:
            del self.fields["new_head"]
        elif isinstance(field, PersonField):
            field.queryset = Person.objects.filter(pk__in=members).order_by("birth_date", "pk")

    def _is_head(self) -> api.HouseholdView | None:
        """The household that the person heads, None where they head none."""
        view = self.lives_in
        heads = view is not None and any(one.is_head and one.person_id == self.person.pk for one in view.members)
        return view if heads else None


def _new_head(help_text: Any = "") -> PersonField:
    return PersonField(
        Person.objects.none(),
        label=_("New head of the household"),
        required=False,
        empty_label=_("choose"),
        help_text=help_text or _("The relations of the others follow; look at them afterwards."),
    )


class BirthForm(EventForm):
    """A child of the person."""

    kind = K.BIRTH
    given_name = forms.CharField(label=_("Given name of the child"), max_length=100)
    surname = forms.CharField(label=_("Surname of the child"), max_length=100)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("choose")), *SEXES])
    father_name = forms.CharField(label=_("Father's name"), max_length=100, required=False)
    fin = forms.CharField(label=_("FİN"), max_length=20, required=False)
    certificate = forms.CharField(label=_("Number of the birth certificate"), max_length=50, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    different = forms.BooleanField(label=_("It is none of these: register a new person"), required=False)

    def ask_again(self, data: QueryDict) -> None:
        """Also ask, from now on, whether the child is one of those ``found``."""
        data["seen"] = ",".join(str(one.person.pk) for one in self.found)
        self.data = data
        self.fields["different"] = self.base_fields["different"]

    def prepare(self) -> None:
        self.found: list[api.Alike] = []
        father = next(
            (one for one in (self.person, self.other) if one is not None and one.sex == Person.Sex.MALE), None
        )
        self.fields["surname"].initial = (father or self.person).surname
        if father is not None:
            del self.fields["father_name"]
        if not (self.is_bound and self.data.get("seen")):
            del self.fields["different"]

    @property
    def details(self) -> api.Birth:
        data = self.cleaned_data
        shown = [int(key) for key in data["seen"].split(",") if key.isdigit()] if data.get("different") else []
        return api.Birth(
            given_name=data["given_name"],
            sex=data["sex"],
            surname=data["surname"],
            father_name=data.get("father_name", ""),
            fin=data["fin"],
            certificate=data["certificate"],
            other_parent=self.other,
            judged_different=shown,
        )


class DeathForm(EventForm):
    """The person died."""

    kind = K.DEATH
    new_head = _new_head()

    def prepare(self) -> None:
        self._heads(self._is_head())
        if "new_head" in self.fields:
            self.fields["new_head"].required = True

    @property
    def details(self) -> api.Death:
        return api.Death(self.cleaned_data.get("new_head"))


class MoveForm(EventForm):
    """The person moved, alone or with the household."""

    kind = K.MOVE
    layout = ("unit", "address", "household", "new_head", "on")
    unit = UnitField(AdministrativeUnit.objects.none(), label=_("New district"), empty_label=_("choose"))
    address = forms.CharField(label=_("New address"), max_length=500, required=False)
    household = forms.ChoiceField(
        label=_("Household"),
        choices=[
            (api.WHOLE, _("The whole household moves")),
            (api.LEAVES, _("The person leaves the household")),
            (api.STAYS, _("The person stays a member and lives elsewhere")),
        ],
        widget=forms.RadioSelect,
        initial=api.WHOLE,
    )
    new_head = _new_head(_("Only where the head leaves the household."))

    def prepare(self) -> None:
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            everywhere = districts(clock.today()).values("pk")
            mine = choices.units_of(self.user, "person.edit")
            field.queryset = mine | AdministrativeUnit.objects.select_related("parent").filter(pk__in=everywhere)
        self._heads(self._is_head())
        if self.lives_in is None:
            del self.fields["household"]

    @property
    def details(self) -> api.Move:
        data = self.cleaned_data
        return api.Move(data["unit"], data["address"], data.get("household", api.STAYS), data.get("new_head"))


class MarriageForm(EventForm):
    """The person married ``other``."""

    kind = K.MARRIAGE
    surname = forms.CharField(
        label=_("New surname of this person"),
        max_length=100,
        required=False,
        help_text=_("Only where it changes. Another person approves it; the spouse's is asked for on their page."),
    )
    household = forms.ChoiceField(
        label=_("Household"),
        choices=[
            (api.APART, _("Nobody changes household")),
            (api.JOINS, _("This person joins the household of the spouse")),
            (api.SPOUSE_JOINS, _("The spouse joins the household of this person")),
        ],
        widget=forms.RadioSelect,
        initial=api.APART,
    )
    new_head = _new_head(_("Only where the one who leaves is the head of a household."))

    def prepare(self) -> None:
        theirs = api.household_of(self.other, self.user) if self.other is not None else None
        self._heads(self.lives_in, theirs)

    @property
    def details(self) -> api.Marriage:
        data = self.cleaned_data
        if self.other is None:
            raise ValueError("a marriage has a spouse")
        return api.Marriage(self.other, data["surname"], data["household"], data.get("new_head"))


class DivorceForm(EventForm):
    """The marriage of the person ended."""

    kind = K.DIVORCE
    surname = forms.CharField(
        label=_("New surname of this person"),
        max_length=100,
        required=False,
        help_text=_("Only where it changes. Another person approves it."),
    )
    household = forms.ChoiceField(
        label=_("Household"),
        choices=[
            (api.STAYS, _("The person stays in the household")),
            (api.LEAVES, _("The person leaves the household")),
        ],
        widget=forms.RadioSelect,
        initial=api.STAYS,
    )
    new_head = _new_head(_("Only where the head leaves the household."))

    def prepare(self) -> None:
        self._heads(self._is_head())

    @property
    def details(self) -> api.Divorce:
        data = self.cleaned_data
        return api.Divorce(data["surname"], data["household"], data.get("new_head"))


class DisabilityForm(EventForm):
    """A disability of the person was established."""

    kind = K.DISABILITY
    percent = forms.IntegerField(label=_("Percentage of impairment"), min_value=0, max_value=100)
    until = DateField(label=_("Day of review"), required=False, help_text=_("Empty where it is without a term."))

    @property
    def details(self) -> api.Disability:
        return api.Disability(self.cleaned_data["percent"], self.cleaned_data["until"])


class DisabilityEndForm(EventForm):
    """The disability of the person is no longer established."""

    kind = K.DISABILITY_END


class ReleaseForm(EventForm):
    """The person was released from custody."""

    kind = K.RELEASE


class CareExitForm(EventForm):
    """The person left a state institution for children."""

    kind = K.CARE_EXIT


FORMS: dict[str, type[EventForm]] = {
    form.kind: form
    for form in (
        BirthForm,
        DeathForm,
        MoveForm,
        MarriageForm,
        DivorceForm,
        DisabilityForm,
        DisabilityEndForm,
        ReleaseForm,
        CareExitForm,
    )
}
NEEDS_OTHER = (K.MARRIAGE,)
"""Kinds that need another person, found before the form is shown."""
MAY_HAVE_OTHER = (K.BIRTH, K.MARRIAGE)
