"""Forms about applications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.core.fields import label_in
from dayaq.programmes.api import Basis, FundOffer, Outcome
from dayaq.programmes.models import Application, Programme
from dayaq.registry.models import Consent, Person
from dayaq.rules.api import FactType, RuleSet
from dayaq.web import formats
from dayaq.web.forms import Form

if TYPE_CHECKING:
    _ProgrammeField = forms.ModelChoiceField[Programme]
else:
    _ProgrammeField = forms.ModelChoiceField

YES_NO = [("", _("Not answered")), ("yes", _("Yes")), ("no", _("No"))]
ANSWER = "answer_"
ANY_FUND = "any"
NO_RECOMMENDATION = "none"
BY_LAW = "law"
BY_CONSENT = "consent"


def _long(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class ProgrammeField(_ProgrammeField):
    """A programme by its name."""

    def label_from_instance(self, obj: Programme) -> str:
        return obj.name


class AnswersForm(Form):
    """Answers of the applicant to what no register gives; a yes-or-no fact is a choice, any other is typed."""

    def add_answers(self, rules: RuleSet, names: list[str], answers: dict[str, Any]) -> None:
        """Ask for the facts ``names``; ``answers`` are those given before."""
        for name in names:
            fact = rules.schema.by_name[name]
            label = label_in(fact.label.to_dict())
            before = answers.get(name)
            field: forms.Field
            if fact.type is FactType.BOOL:
                initial = "" if before is None else "yes" if before else "no"
                field = forms.ChoiceField(
                    label=label, choices=YES_NO, required=False, initial=initial, widget=forms.RadioSelect
                )
            elif fact.type in (FactType.INT, FactType.MONEY):
                field = forms.IntegerField(label=label, required=False, initial=before)
            else:
                field = forms.CharField(label=label, required=False, initial=before or "")
            self.fields[ANSWER + name] = field

    @property
    def answers(self) -> dict[str, Any]:
        """Fact name → value, what was left open left out."""
        words = {"yes": True, "no": False}
        return {
            name.removeprefix(ANSWER): words.get(value, value)
            for name, value in self.cleaned_data.items()
            if name.startswith(ANSWER) and value not in (None, "")
        }


class DraftForm(AnswersForm):
    """A new application, or a draft that is changed: one screen."""

    programme = ProgrammeField(Programme.objects.none(), label=_("Programme"), empty_label=None)
    basis = forms.ChoiceField(
        label=_("Ground on which the person applies"),
        choices=Basis.choices,
        widget=forms.RadioSelect,
        help_text=_("The registers decide; this is what the person says."),
    )
    examine_on = forms.ChoiceField(
        label=_("Why the person's data may be examined"),
        choices=[(BY_CONSENT, _("The person consents")), (BY_LAW, _("A law allows it"))],
        widget=forms.RadioSelect,
        initial=BY_CONSENT,
    )
    consent_form = forms.ChoiceField(
        label=_("How the consent was given"),
        choices=Consent.Form.choices,
        required=False,
        initial=Consent.Form.WRITTEN,
        help_text=_("Kept with the person; one that is in force already is used again."),
    )
    legal_basis = forms.CharField(
        label=_("Which law and article"),
        max_length=200,
        required=False,
        help_text=_("Only where no consent is needed."),
    )

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        rules: RuleSet,
        asked: list[str],
        record: Application | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        field = self.fields["programme"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # tells the type checker what stands above
        field.queryset = Programme.objects.order_by("pk")
        field.initial = programme.pk
        if record is not None:
            del self.fields["programme"]
            self.fields["basis"].initial = record.basis
            self.fields["legal_basis"].initial = record.legal_basis
            self.fields["examine_on"].initial = BY_LAW if record.legal_basis else BY_CONSENT
        self.add_answers(rules, asked, record.answers if record else {})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("examine_on") == BY_LAW and not cleaned.get("legal_basis", "").strip():
            self.add_error("legal_basis", _("Name the law and its article."))
        return cleaned


class TakeForm(Form):
    """Taking an application for which nobody recorded yet why its data may be examined."""

    examine_on = forms.ChoiceField(
        label=_("Why the person's data may be examined"),
        choices=[(BY_CONSENT, _("The person consents")), (BY_LAW, _("A law allows it"))],
        widget=forms.RadioSelect,
    )
    consent_form = forms.ChoiceField(
        label=_("How the consent was given"), choices=Consent.Form.choices, required=False, initial=Consent.Form.WRITTEN
    )
    legal_basis = forms.CharField(label=_("Which law and article"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("examine_on") == BY_LAW and not cleaned.get("legal_basis", "").strip():
            self.add_error("legal_basis", _("Name the law and its article."))
        return cleaned


class WithdrawForm(Form):
    """The applicant takes the application back."""

    reason = _long(_("Reason, in the applicant's words"), required=False)


class AssessForm(Form):
    """What the caseworker recommends; without a recommendation only the result of today is kept."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=[*Outcome.choices, (NO_RECOMMENDATION, _("None yet: keep what the rules say today"))],
        widget=forms.RadioSelect,
    )
    reason = _long(_("Reason"), _("Needed for a refusal that the rules do not give by themselves."), required=False)


class RequestForm(Form):
    """Which facts are missing, and how the applicant is asked for them."""

    names = forms.MultipleChoiceField(
        label=_("Missing facts"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What a register answered is not listed: nobody is asked for what the state knows."),
    )
    text = _long(_("What the applicant reads"))

    def __init__(self, *args: Any, facts: list[tuple[str, str]], person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["names"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # tells the type checker what stands above
        field.choices = facts
        languages = {"az": _("Write it in Azerbaijani."), "en": _("Write it in English.")}
        self.fields["text"].help_text = languages.get(person.language, languages["az"])


class InformationForm(AnswersForm):
    """What the applicant answered or brought."""

    text = _long(_("What the applicant answered or brought"), required=False)

    def __init__(self, *args: Any, rules: RuleSet, names: list[str], record: Application, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.add_answers(rules, names, record.answers)
        self.order_fields([*(name for name in self.fields if name.startswith(ANSWER)), "text"])


class DecideForm(Form):
    """The decision of the second officer."""

    approve = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("Approve")), ("no", _("Refuse"))], widget=forms.RadioSelect
    )
    reason_az = _long(
        _("Reason in Azerbaijani"),
        _("Stands in the letter. Left empty, the words of the rules stand there, where the decision follows them."),
        required=False,
    )
    reason_en = _long(_("Reason in English"), required=False)


class CorrectForm(Form):
    """Other words for a decision that stays what it is."""

    why = forms.CharField(label=_("What was wrong with the earlier record"), max_length=500)
    reason_az = _long(_("Reason in Azerbaijani"))
    reason_en = _long(_("Reason in English"))


class AppealForm(Form):
    """The applicant does not agree."""

    grounds = _long(_("Why the applicant does not agree"), _("In the applicant's own words."))


class DecideAppealForm(Form):
    """The decision on an appeal."""

    overturn = forms.ChoiceField(
        label=_("Decision on the appeal"),
        choices=[("no", _("Uphold the refusal")), ("yes", _("Overturn it: approve the application"))],
        widget=forms.RadioSelect,
    )
    reason_az = _long(_("Reason in Azerbaijani"))
    reason_en = _long(_("Reason in English"))


class EnrolForm(Form):
    """Which fund pays."""

    fund = forms.ChoiceField(label=_("Fund"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offers: list[FundOffer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fund"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # tells the type checker what stands above
        field.choices = [
            *((str(offer.fund.pk), f"{offer.fund.name}: {formats.money(offer.available)}") for offer in offers),
            (ANY_FUND, _("Whichever can pay, in the order of the programme")),
        ]
        able = next((str(offer.fund.pk) for offer in offers if offer.can_pay), ANY_FUND)
        field.initial = able
