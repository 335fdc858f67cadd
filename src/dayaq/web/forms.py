"""The base of every form: govuk markup, submission key, version check, and running one action safely.

::

    class PlanForm(Form):
        title = forms.CharField(label=_("Title"), help_text=_("As it will stand on the contract."))
        cost = MoneyField(label=_("Cost"))

    @guard("case.plan")
    def submit_plan(request: Request, pk: int) -> HttpResponse:
        case = get_visible(Case.objects, request.user, pk=pk)
        form = PlanForm(request.POST or None, record=case)
        if request.method == "POST":
            plan = run(request, form, BusinessPlan,
                       lambda: api.submit_plan(by=request.user, case=case, **form.data_for_action))
            if plan is not None:
                messages.success(request, _("The plan is with the committee."))
                return redirect("cases:show", case.pk)
        return page_with_form(request, "cases/plan_form.html", form, case=case)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.errors import Stale
from dayaq.core.idempotency import once
from dayaq.web import formats
from dayaq.web.errors import REFUSED, form_errors
from dayaq.web.fields import DateField, DateInput, MoneyField, MoneyInput
from dayaq.web.requests import Request

__all__ = [
    "DateField",
    "DateInput",
    "Form",
    "MoneyField",
    "MoneyInput",
    "form_page",
    "new_key",
    "page_with_form",
    "run",
]

M = TypeVar("M", bound=Model)

_CLASSES: dict[str, str] = {
    "input": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input",
    "radios": "govuk-radios__input",
    "checkboxes": "govuk-checkboxes__input",
    "checkbox": "govuk-checkboxes__input",
    "hidden": "",
}


def new_key() -> str:
    """A submission key: 32 hexadecimal characters."""
    return clock.token_bytes(16).hex()


def widget_kind(field: forms.BoundField) -> str:
    """Which markup ``<c-field>`` uses for ``field``: one of the keys of the class table above."""
    widget = field.field.widget
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.HiddenInput, "hidden"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Textarea, "textarea"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
        (forms.PasswordInput, "password"),
    )
    return next((name for kind, name in kinds if isinstance(widget, kind)), "input")


class BoundField(forms.BoundField):
    """Gives the widget its class and ties it to its hint and its error, for those who hear the page."""

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def described_by(self) -> str:
        """Ids of hint and error, for a group of choices."""
        return " ".join([self.hint_id] * bool(self.help_text) + [self.error_id] * bool(self.errors))

    @property
    def link_id(self) -> str:
        """Where an error in the summary leads: the first choice of a group, else the control itself."""
        group = widget_kind(self) in ("radios", "checkboxes")
        return f"{self.auto_id}_0" if group else str(self.auto_id)

    @property
    def suffix(self) -> str:
        """The currency beside an amount."""
        return formats.CURRENCY_SIGN if isinstance(self.field, MoneyField) else ""

    @property
    def wide(self) -> bool:
        """Whether the field takes both columns of a dense form."""
        return widget_kind(self) in ("textarea", "checkboxes", "checkbox", "file")

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        shown = widget or self.field.widget
        name = widget_kind(self)
        built: dict[str, Any] = dict(attrs)
        if self.field.required and name in ("input", "textarea", "select", "file", "password"):
            built["aria-required"] = "true"
        if self.field.disabled:
            built["disabled"] = True
        built["class"] = " ".join(
            filter(None, [_CLASSES[name], shown.attrs.get("class"), self._width(shown), self._error_class(name)])
        )
        described = [self.hint_id] * bool(self.help_text) + [self.error_id] * bool(self.errors)
        if described and name not in ("radios", "checkboxes", "hidden"):
            built["aria-describedby"] = " ".join(described)
        if self.errors and name not in ("radios", "checkboxes", "hidden"):
            built["aria-invalid"] = "true"
        return built

    @staticmethod
    def _width(widget: forms.Widget) -> str:
        if isinstance(widget, (DateInput, MoneyInput)):
            return "govuk-input--width-10"
        return ""

    def _error_class(self, name: str) -> str:
        if not self.errors or name in ("radios", "checkboxes", "checkbox", "hidden"):
            return ""
        return {"file": "govuk-file-upload", "textarea": "govuk-textarea", "select": "govuk-select"}.get(
            name, "govuk-input"
        ) + "--error"


class Form(forms.Form):
    """A form as this project shows it. Without fields of its own it serves a button that needs no data.

    record: the thing the form changes, when it carries a ``version``; a version that moved on since the form was shown
    raises Stale, which becomes a readable conflict page with what was typed.
    """

    bound_field_class = BoundField
    use_required_attribute = False

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields["submission"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
        self.fields["submission"].initial = new_key
        if record is not None and hasattr(record, "version"):
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
            self.fields["version"].initial = record.version

    @property
    def submission_key(self) -> str:
        """The key this form was shown with; a fresh one when a client sent none."""
        return str(self.cleaned_data.get("submission") or new_key())

    @property
    def data_for_action(self) -> dict[str, Any]:
        """What was typed, cleaned, without the form's own hidden fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("submission", "version")}

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return list(self.visible_fields())

    def typed(self) -> list[tuple[str, str]]:
        """Labels and values as they were sent, for the conflict page."""
        found = []
        for field in self.visible_fields():
            if isinstance(field.field.widget, (forms.PasswordInput, forms.FileInput)):
                continue
            value = field.data
            choices = dict(getattr(field.field, "choices", ()))
            values = value if isinstance(value, list) else [value]
            words = [str(choices.get(one, one)) for one in values if one not in (None, "")]
            if words:
                found.append((str(field.label), ", ".join(words)))
        return found

    def check_version(self) -> None:
        """Raise Stale when the record changed since the form was shown."""
        shown = self.cleaned_data.get("version")
        if self.record is None or shown is None or shown == self.record.version:
            return
        stale = Stale(
            _("Somebody changed this record after you opened the page."),
            remedy=_("Open the record again, see what changed, and enter your change anew."),
        )
        stale.typed = self.typed()  # type: ignore[attr-defined]  # read by the middleware that renders the conflict
        raise stale


def run(request: Request, form: Form, model: type[M], action: Callable[[], M]) -> M | None:
    """Run ``action`` once for a valid form and return what it made or changed (a ``model``).

    None: the form has errors, of its own or from the domain, and is to be shown again. A second press of the same
    button returns the first one's result. Raises Denied and Stale, which are pages.
    """
    if not form.is_valid():
        return None
    earlier = _already(request, form)
    if not earlier:
        form.check_version()
    with form_errors(form):
        return once(by=request.user, key=form.submission_key, action=action, load=lambda pk: _load(model, pk))
    return None


def page_with_form(request: Request, template: str, form: Form, **context: Any) -> HttpResponse:
    """Show a form; with status 422 when it was sent and has errors."""
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def form_page(
    request: Request,
    form: Form,
    *,
    title: str | Promise,
    back: str,
    caption: str | Promise = "",
    lead: str | Promise = "",
    submit: str | Promise = "",
    kind: str = "primary",
    consequence: str | Promise = "",
    columns: bool = False,
) -> HttpResponse:
    """A page that is nothing but this form: title, all fields, one button, and the way back."""
    shown = {"title": title, "caption": caption, "lead": lead, "back": back, "submit": submit, "kind": kind}
    return page_with_form(request, "forms/page.html", form, **shown, consequence=consequence, columns=columns)


def _load(model: type[M], pk: int) -> M:
    return model._default_manager.get(pk=pk)


def _already(request: Request, form: Form) -> bool:
    """Whether this very form was already acted on: then a newer version is its own doing, not a conflict."""
    from dayaq.core.models import SubmissionKey

    key = str(form.cleaned_data.get("submission") or "")
    return bool(key) and SubmissionKey.objects.filter(actor_id=request.user.pk, key=key).exists()
