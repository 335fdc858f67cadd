"""Forms of the steps of a case, those of plan and assets apart."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import users_with
from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.core.aztext import sort_key
from dayaq.law.models import LegalAct
from dayaq.places.models import AdministrativeUnit
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Breach, BusinessLine, Case, TrainingGroup
from dayaq.web import formats
from dayaq.web.forms import DateField, Form, MoneyField

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # several models share it
    """A choice of records shown by their ``name``."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ColleagueChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # django-stubs: generic only in stubs
    """A choice of accounts shown by the name of who works under them."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class YesNoField(forms.TypedChoiceField):
    """Yes or no, never assumed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO, coerce=lambda value: value == "yes", widget=forms.RadioSelect, **kwargs)


def text_field(label: Any, *, rows: int = 3, required: bool = True, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, help_text=hint, max_length=5000)


class NoteForm(Form):
    """One text: why, or what was seen."""

    note = text_field(_("Reason"))

    def __init__(self, *args: Any, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["note"].label = label
        self.fields["note"].help_text = hint


class AssignForm(Form):
    """Who looks after a case, or makes a visit."""

    to = ColleagueChoice(User.objects.none(), label=_("Who looks after it"))

    def __init__(self, *args: Any, case: Case, permissions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: QuerySet[User] = User.objects.none()
        for permission in permissions:
            found = found | users_with(permission, unit=case.unit)
        self.fields["to"].queryset = found.distinct().order_by("display_name")  # type: ignore[attr-defined]  # see stubs


def line_choices() -> list[tuple[str, Any]]:
    """Lines of business offered today, by sector, in the order of the alphabet, each with its price range."""
    lines = sorted(BusinessLine.objects.on(clock.today()), key=lambda line: sort_key(line.name))
    grouped: list[tuple[str, Any]] = [("", _("Choose"))]
    for sector, words in BusinessLine.Sector.choices:
        options = [(line.pk, _priced(line)) for line in lines if line.sector == sector]
        if options:
            grouped.append((str(words), options))
    return grouped


def _priced(line: BusinessLine) -> str:
    return f"{line.name} · {formats.money(line.price_from)} – {formats.money(line.price_to)}"


class DirectionForm(Form):
    """The line of business, with the advice given."""

    line = NamedChoice(BusinessLine.objects.none(), label=_("Line of business"))
    advice = text_field(
        _("Advice given"),
        hint=_("What the participant was told of demand, prices and risks, and what they said themselves."),
    )
    reason = text_field(_("Why it changes"), rows=2)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, record=case, **kwargs)
        self.fields["line"].queryset = BusinessLine.objects.on(clock.today())  # type: ignore[attr-defined]  # see stubs
        self.fields["line"].choices = line_choices()  # type: ignore[attr-defined]  # as above
        if case.line_id is None:
            del self.fields["reason"]


class PlaceForm(Form):
    """A place in a training group."""

    group = NamedChoice(
        TrainingGroup.objects.none(), label=_("Training group"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, record=case, **kwargs)
        groups = api.groups_for(case, user)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # django-stubs know a plain Field only
        self.fields["group"].choices = [(group.pk, _place(group)) for group in groups]  # type: ignore[attr-defined]  # as above


def _place(group: Any) -> str:
    span = f"{formats.day(group.starts_on)} – {formats.day(group.ends_on)}"
    return f"{group.name} · {group.place} · {span} · {group.taken}/{group.capacity}"


class WaiveForm(Form):
    """By which act, for which days, and why training is not asked."""

    act = NamedChoice(LegalAct.objects.none(), label=_("Legal act"))
    valid_from = DateField(label=_("Holds from"))
    last_day = DateField(label=_("Last day"))
    reason = text_field(_("Reason"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, record=case, **kwargs)
        today = clock.today()
        running = Q(in_force_to__isnull=True) | Q(in_force_to__gt=today)
        acts = LegalAct.objects.filter(running, in_force_from__lte=today).order_by("code")
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]  # django-stubs know a plain Field only

    @property
    def data_for_action(self) -> dict[str, Any]:
        data = super().data_for_action
        last_day = data.pop("last_day")
        return {**data, "valid_to": last_day + timedelta(days=1)}


class GroupForm(Form):
    """A new training group."""

    name_az = forms.CharField(label=_("Name in Azerbaijani"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=100)
    unit = NamedChoice(AdministrativeUnit.objects.none(), label=_("District"))
    place = forms.CharField(label=_("Place"), max_length=200)
    trainer = forms.CharField(label=_("Trainer"), max_length=200)
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))
    capacity = forms.IntegerField(label=_("Number of places"), min_value=1, max_value=200)

    def __init__(self, *args: Any, units: QuerySet[AdministrativeUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # django-stubs know a plain Field only

    @property
    def data_for_action(self) -> dict[str, Any]:
        data = super().data_for_action
        label = {"az": data.pop("name_az"), "en": data.pop("name_en")}
        return {**data, "label": label}


class HoursField(forms.DecimalField):
    """Hours, half hours allowed, with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=4, decimal_places=1, min_value=Decimal(0), **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # django-stubs inherit it from int
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class SessionForm(Form):
    """A session that was held."""

    held_on = DateField(label=_("Day"))
    hours = HoursField(label=_("Hours"))
    topic = forms.CharField(label=_("Topic"), max_length=200)


class AttendanceForm(Form):
    """Hours of everybody in a group for one session: one field a participant, named by the case."""

    def __init__(
        self, *args: Any, participants: list[api.Participant], full: Decimal, known: dict[int, Decimal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participants = participants
        for one in participants:
            shown = known.get(one.case.pk, full if not known else Decimal(0))
            locked = one.case.state != api.CaseState.IN_TRAINING
            self.fields[f"case_{one.case.pk}"] = HoursField(
                label=one.case.person.full_name,
                initial=formats.number(shown, 1),
                required=not locked,
                disabled=locked,
            )

    @property
    def hours(self) -> dict[int, Decimal]:
        """Hours by key of the case, of those still in training."""
        return {
            one.case.pk: self.cleaned_data[f"case_{one.case.pk}"]
            for one in self.participants
            if one.case.state == api.CaseState.IN_TRAINING
        }

    @property
    def rows(self) -> list[tuple[api.Participant, forms.BoundField]]:
        return [(one, self[f"case_{one.case.pk}"]) for one in self.participants]


class PlanVisitForm(Form):
    """A visit out of turn."""

    due_on = DateField(label=_("Day of the visit"))


class VisitForm(Form):
    """What was seen on a visit; made for a telephone."""

    made_on = DateField(label=_("Day of the visit"))
    trading = YesNoField(label=_("Is the business running?"))
    matches_plan = YesNoField(label=_("Does it match the plan?"))
    assets_present = YesNoField(label=_("Are all assets there?"))
    income = MoneyField(label=_("Monthly income of the business"), required=False)
    employed = forms.IntegerField(
        label=_("People working in it"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("The participant included."),
    )
    findings = text_field(_("What was found"), required=False, hint=_("Needed where an answer is no."))


class BreachForm(Form):
    """A finding that the contract is not kept."""

    kind = forms.ChoiceField(label=_("What kind"), choices=Breach.Kind.choices, widget=forms.RadioSelect)
    finding = text_field(_("What was found"), rows=4, hint=_("This stands in the notice that the participant gets."))


class VerdictForm(Form):
    """What becomes of a plan that stays below the pass mark; nothing is asked of one that passes."""

    verdict = forms.ChoiceField(
        label=_("Below the pass mark"),
        required=False,
        choices=(("returned", _("Return it for revision")), ("refused", _("Refuse it: participation ends"))),
        widget=forms.RadioSelect,
    )
    note = text_field(_("What the participant is told"), required=False, hint=_("Needed where the plan does not pass."))


def today_shown() -> str:
    """Today, as a date field shows it before anything is typed."""
    return formats.day(clock.today())
