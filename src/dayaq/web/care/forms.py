"""Forms of whoever looks after the catalogue, and of whoever tries its rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.forms import (
    BoundField,
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    Field,
    IntegerField,
    ModelChoiceField,
    ModelMultipleChoiceField,
    MultipleChoiceField,
    SlugField,
    Textarea,
    TypedChoiceField,
)
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from dayaq.care.api import ServiceForm, ServiceMode, Terms, Word, names_used, vocabulary
from dayaq.care.models import ServiceKind, ServiceTerms, Standard
from dayaq.core import clock
from dayaq.core.errors import Invalid
from dayaq.law.models import Certainty, LegalAct
from dayaq.rules.api import FactType
from dayaq.web.fields import MoneyField
from dayaq.web.forms import DateField, Form
from dayaq.web.law.forms import ActChoice, BilingualForm

if TYPE_CHECKING:
    _KindField = ModelChoiceField[ServiceKind]
    _StandardsField = ModelMultipleChoiceField[Standard]
else:
    _KindField = ModelChoiceField
    _StandardsField = ModelMultipleChoiceField

TRY = "try_"


class KindChoice(_KindField):
    """A kind by its name in the active language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class StandardsChoice(_StandardsField):
    """Standards by their names in the active language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def _text(label: Any, language: str, rows: int = 2, *, required: bool = True, hint: Any = "") -> CharField:
    widget = Textarea(attrs={"rows": rows, "lang": language})
    return CharField(label=label, widget=widget, required=required, help_text=hint, max_length=1_000)


def answer_field(word: Word) -> Field:
    """What is asked about one fact when a rule is tried; an empty answer is "not known"."""
    kind = word.fact.type
    if kind is FactType.BOOL:
        choices = [("", _("not known")), ("true", _("yes")), ("false", _("no"))]
        return TypedChoiceField(
            label=word.words, choices=choices, required=False, coerce=lambda value: value == "true", empty_value=None
        )
    if kind is FactType.MONEY:
        return MoneyField(label=word.words, required=False)
    return IntegerField(label=word.words, required=False, min_value=0, max_value=1_000_000)


def answer_fields(names: Sequence[str]) -> dict[str, Field]:
    """A field for each fact that a rule reads; numbers of the law are not asked."""
    words = [vocabulary()[name] for name in names]
    return {TRY + word.name: answer_field(word) for word in words if not word.code}


def answers_of(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Fact → value as rules read it (money in qəpik), None where it is not known."""
    found = {}
    for field, value in cleaned.items():
        if field.startswith(TRY):
            name = field.removeprefix(TRY)
            money = vocabulary()[name].fact.type is FactType.MONEY
            found[name] = int(value * 100) if money and value is not None else value
    return found


class TryForm(Form):
    """Facts of an example."""

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(answer_fields(names))


class TermsForm(BilingualForm):
    """What is to hold of a service from a day on.

    ``checking``: the rule alone is looked at and tried with the facts of an example; other fields may be empty yet.
    """

    valid_from = DateField(label=_("In force from"), help_text=_("Terms that run now end the day before."))
    forms = MultipleChoiceField(label=_("Forms"), choices=ServiceForm.choices, widget=CheckboxSelectMultiple)
    modes = MultipleChoiceField(label=_("Modes"), choices=ServiceMode.choices, widget=CheckboxSelectMultiple)
    times_a_month = IntegerField(
        label=_("Guaranteed: times a month"),
        required=False,
        min_value=1,
        max_value=1_000,
        help_text=_("Both or neither: empty where the act gives no volume."),
    )
    minutes = IntegerField(label=_("Guaranteed: minutes each time"), required=False, min_value=1, max_value=1_440)
    served_az = _text(_("Who may be served, in Azerbaijani"), "az")
    served_en = _text(_("Who may be served, in English"), "en")
    rule = CharField(
        label=_("The same as a rule"),
        widget=Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "dq-code"}),
        max_length=2_000,
        help_text=_("One condition, for example: age < param.child_age && has_disability. Write true for everybody."),
    )
    standards = StandardsChoice(
        Standard.objects.none(), label=_("Standards to meet"), required=False, widget=CheckboxSelectMultiple
    )
    act = ActChoice(LegalAct.objects.none(), label=_("Legal act"), required=False, empty_label=_("none"))
    article = CharField(label=_("Article"), required=False, max_length=100)
    source = CharField(
        label=_("Source"), required=False, max_length=200, help_text=_("Where it can be read, when no act is chosen.")
    )
    certainty = ChoiceField(label=_("How sure is it?"), choices=Certainty.choices, initial=Certainty.SOURCE)
    note_az = _text(_("Note in Azerbaijani"), "az", required=False)
    note_en = _text(_("Note in English"), "en", required=False)

    def __init__(self, *args: Any, latest: ServiceTerms | None = None, **kwargs: Any) -> None:
        if latest is not None:
            kwargs["initial"] = {**_initial(latest), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        acts, standards = self.fields["act"], self.fields["standards"]
        if isinstance(acts, ActChoice):
            acts.queryset = LegalAct.objects.order_by("code")
        if isinstance(standards, StandardsChoice):
            standards.queryset = Standard.objects.on(clock.today()).order_by("code")
        self.checking = "check" in self.data
        self.problem: Invalid | None = None
        if self.checking:
            self._ask_about_the_rule()

    def _ask_about_the_rule(self) -> None:
        try:
            self.fields.update(answer_fields(names_used(self.data.get("rule", ""))))
        except Invalid as error:
            self.problem = error

    @property
    def own_fields(self) -> list[BoundField]:
        """The fields of the terms themselves, without those of an example."""
        return [field for field in self.shown_fields if not field.name.startswith(TRY)]

    @property
    def example_fields(self) -> list[BoundField]:
        """The facts of an example."""
        return [field for field in self.shown_fields if field.name.startswith(TRY)]

    def full_clean(self) -> None:
        super().full_clean()
        if self.checking and self.is_bound:
            kept = {name: found for name, found in self.errors.items() if name.startswith(TRY)}
            self._errors = ErrorDict(kept)  # what is not written yet is no fault while the rule is looked at
            if self.problem is not None:
                self.add_error("rule", ValidationError(str(self.problem), code=self.problem.code))

    def clean(self) -> dict[str, Any]:
        self.demand_both("note")
        return self.cleaned_data

    @property
    def terms(self) -> Terms:
        """What was entered, for the action."""
        data = self.cleaned_data
        return Terms(
            valid_from=data["valid_from"],
            forms=data["forms"],
            modes=data["modes"],
            rule=data["rule"],
            served=self.both("served"),
            times_a_month=data["times_a_month"],
            minutes=data["minutes"],
            standards=list(data["standards"]),
            act=data["act"],
            article=data["article"],
            source=data["source"],
            certainty=data["certainty"],
            note=self.both("note"),
        )


def _initial(terms: ServiceTerms) -> dict[str, Any]:
    """The fields of ``terms`` as a form shows them, to be changed from there."""
    plain = ("forms", "modes", "times_a_month", "minutes", "act", "article", "source", "certainty")
    found = {name: getattr(terms, name) for name in plain}
    found["rule"] = terms.expression
    found["standards"] = list(terms.standards.all())
    for code in ("az", "en"):
        found[f"served_{code}"] = terms.served.get(code, "")
        found[f"note_{code}"] = terms.note.get(code, "")
    return found


class DescriptionForm(BilingualForm):
    """What a service is called, what it is, its kind."""

    kind = KindChoice(ServiceKind.objects.none(), label=_("Kind"))
    label_az = CharField(label=_("Name in Azerbaijani"), max_length=200)
    label_en = CharField(label=_("Name in English"), max_length=200)
    description_az = _text(_("What it is, in Azerbaijani"), "az")
    description_en = _text(_("What it is, in English"), "en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        if isinstance(kinds, KindChoice):
            kinds.queryset = ServiceKind.objects.on(clock.today()).order_by("order", "pk")


class ServiceNewForm(DescriptionForm, TermsForm):
    """A service that is not in the catalogue yet, with its first terms."""

    code = SlugField(
        label=_("Code"), max_length=50, help_text=_("A short name of your own, such as home-help. It stays.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ["code", "kind", "label_az", "label_en", "description_az", "description_en"]
        self.order_fields(first)


class EndForm(Form):
    """The last day and why."""

    last_day = DateField(label=_("Last day"), help_text=_("It still holds on this day."))
    reason = CharField(label=_("Reason"), widget=Textarea(attrs={"rows": 2}), max_length=500)


class NameForm(BilingualForm):
    """Another name."""

    label_az = CharField(label=_("Name in Azerbaijani"), max_length=200)
    label_en = CharField(label=_("Name in English"), max_length=200)


class HeadingForm(NameForm):
    """A kind to be added."""

    code = SlugField(label=_("Code"), max_length=50, help_text=_("A short name of your own. It stays."))
    valid_from = DateField(label=_("In force from"))
    act = ActChoice(LegalAct.objects.none(), label=_("Legal act"), required=False, empty_label=_("none"))
    article = CharField(label=_("Article"), required=False, max_length=100)
    source = CharField(
        label=_("Source"), required=False, max_length=200, help_text=_("Where it can be read, when no act is chosen.")
    )
    certainty = ChoiceField(label=_("How sure is it?"), choices=Certainty.choices, initial=Certainty.SOURCE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = self.fields["act"]
        if isinstance(acts, ActChoice):
            acts.queryset = LegalAct.objects.order_by("code")

    @property
    def cited(self) -> dict[str, Any]:
        """Code, day and what it rests on, for the action."""
        names = ("code", "valid_from", "act", "article", "source", "certainty")
        return {name: self.cleaned_data[name] for name in names}


class StandardForm(HeadingForm):
    """A standard to be added."""

    requirement_az = _text(
        _("What must be so, in Azerbaijani"), "az", hint=_("A sentence that can be answered with yes or no.")
    )
    requirement_en = _text(_("What must be so, in English"), "en")
    field_order = ("code", "label_az", "label_en", "requirement_az", "requirement_en")
