"""What is typed about panels, criteria and scores."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import users_with
from dayaq.accounts.models import Organisation, User
from dayaq.core.fields import label_in
from dayaq.panels.api import CriterionData
from dayaq.panels.models import CriteriaSet, Criterion, Panel, ScoreSheet
from dayaq.web.forms import DateField, Form

if TYPE_CHECKING:
    OrganisationChoice = forms.ModelChoiceField[Organisation]
    UserChoice = forms.ModelChoiceField[User]
else:
    OrganisationChoice = UserChoice = forms.ModelChoiceField

NOTE = "sheet_note"
SPARE_ROWS = 3


class NamedOrganisation(OrganisationChoice):
    """An organisation by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class NamedUser(UserChoice):
    """An account by the name of its holder."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name} ({obj.username})"


class ScoreForm(Form):
    """One whole number for each criterion, named by its code, with what earns few, half and all of its points."""

    def __init__(self, *args: Any, criteria: list[Criterion], sheet: ScoreSheet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = dict(sheet.scores.values_list("criterion_id", "points")) if sheet else {}
        for criterion in criteria:
            self.fields[criterion.code] = forms.IntegerField(
                label=criterion.name,
                min_value=0,
                max_value=criterion.max_points,
                initial=given.get(criterion.pk),
                help_text=anchor(criterion),
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-3"}
                ),
            )
        self.fields[NOTE] = forms.CharField(
            label=_("Your reasons"),
            required=False,
            max_length=2_000,
            initial=sheet.note if sheet else "",
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The other members read them after the closing."),
        )
        self.codes = {criterion.code: criterion.max_points for criterion in criteria}

    @property
    def points(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] for code in self.codes}

    @property
    def note(self) -> str:
        return str(self.cleaned_data.get(NOTE, ""))

    @property
    def rows(self) -> list[tuple[forms.BoundField, int]]:
        """Fields of the criteria, each with the most it can bring."""
        return [(self[code], most) for code, most in self.codes.items()]


def anchor(criterion: Criterion) -> str:
    """What earns which points, in the active language."""
    return label_in(criterion.anchors) if criterion.anchors else ""


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1_000)


class ConflictForm(Form):
    """What stands between a member and an impartial judgement."""

    reason = forms.CharField(
        label=_("What is the conflict of interest?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        help_text=_("For instance: a relative, a neighbour, a business partner, a debt."),
    )


class PanelForm(Form):
    """A new panel."""

    label_az = forms.CharField(label=_("Name in Azerbaijani"), max_length=200)
    label_en = forms.CharField(label=_("Name in English"), max_length=200)
    code = forms.SlugField(label=_("Code"), max_length=50)
    organisation = NamedOrganisation(
        Organisation.objects.order_by("code"), label=_("Organisation"), empty_label=_("Choose")
    )
    quorum = forms.IntegerField(
        label=_("Quorum"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("Members who must score. Empty: what the dated parameter of the law says on the day."),
    )

    @property
    def panel_data(self) -> dict[str, Any]:
        data = self.data_for_action
        data["label"] = {"az": data.pop("label_az"), "en": data.pop("label_en")}
        return data


class MemberForm(Form):
    """Who joins a panel, and from when."""

    user = NamedUser(
        User.objects.none(),
        label=_("Member"),
        empty_label=_("Choose"),
        help_text=_("Accounts that hold the role of a committee member."),
    )
    valid_from = DateField(label=_("From"), required=False, help_text=_("Empty: from today."))

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seated = panel.members.filter(valid_to__isnull=True).values("user")
        members = self.fields["user"]
        if isinstance(members, forms.ModelChoiceField):
            members.queryset = users_with("panel.score").exclude(pk__in=seated)


class CriteriaForm(Form):
    """A version of criteria: the rows of the version before, and a few empty ones. A row without a code is left out."""

    COLUMNS = ("code", "az", "en", "max", "weight", "anchor_az", "anchor_en")

    label_az = forms.CharField(label=_("Name in Azerbaijani"), max_length=200)
    label_en = forms.CharField(label=_("Name in English"), max_length=200)
    code = forms.SlugField(label=_("Code"), max_length=50, help_text=_("The same code makes the next version."))

    def __init__(self, *args: Any, earlier: CriteriaSet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = list(earlier.criteria.all()) if earlier else []
        self.rows_count = max(len(before) + SPARE_ROWS, 6)
        if earlier:
            self.initial.update(code=earlier.code, label_az=earlier.label["az"], label_en=earlier.label["en"])
        for row in range(self.rows_count):
            self._add_row(row, before[row] if row < len(before) else None)

    def _add_row(self, row: int, criterion: Criterion | None) -> None:
        label, anchors = (criterion.label, criterion.anchors) if criterion else ({}, {})
        text = {"rows": 2}
        fields: dict[str, forms.Field] = {
            "code": forms.SlugField(label=_("Code"), max_length=50, initial=criterion.code if criterion else ""),
            "az": forms.CharField(label=_("Name in Azerbaijani"), max_length=200, initial=label.get("az", "")),
            "en": forms.CharField(label=_("Name in English"), max_length=200, initial=label.get("en", "")),
            "max": forms.IntegerField(
                label=_("Most points"),
                min_value=1,
                max_value=1_000,
                initial=criterion.max_points if criterion else None,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
            ),
            "weight": forms.DecimalField(
                label=_("Weight"),
                min_value=Decimal("0.01"),
                max_digits=4,
                decimal_places=2,
                initial=criterion.weight if criterion else Decimal("1.00"),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-3"}),
            ),
            "anchor_az": forms.CharField(
                label=_("What earns which points, in Azerbaijani"),
                initial=anchors.get("az", ""),
                widget=forms.Textarea(attrs=text),
            ),
            "anchor_en": forms.CharField(
                label=_("What earns which points, in English"),
                initial=anchors.get("en", ""),
                widget=forms.Textarea(attrs=text),
            ),
        }
        for name, field in fields.items():
            field.required = False
            self.fields[f"row{row}_{name}"] = field

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """Number of each row from 1, and its fields."""
        return [(row + 1, [self[f"row{row}_{name}"] for name in self.COLUMNS]) for row in range(self.rows_count)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for row in range(self.rows_count):
            if data.get(f"row{row}_code"):
                for name in ("az", "en", "max", "weight"):
                    if not data.get(f"row{row}_{name}") and f"row{row}_{name}" not in self.errors:
                        self.add_error(f"row{row}_{name}", forms.ValidationError(_("Needed for this criterion.")))
        return data

    @property
    def criteria_data(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        criteria = []
        for row in range(self.rows_count):
            value = {name: data.get(f"row{row}_{name}") for name in self.COLUMNS}
            if value["code"]:
                anchors = {"az": value["anchor_az"] or "", "en": value["anchor_en"] or ""}
                criteria.append(
                    CriterionData(
                        code=str(value["code"]),
                        label={"az": str(value["az"]), "en": str(value["en"])},
                        max_points=int(value["max"] or 0),
                        weight=Decimal(value["weight"] or 1),
                        anchors=anchors if all(anchors.values()) else None,
                    )
                )
        label = {"az": data["label_az"], "en": data["label_en"]}
        return {"code": data["code"], "label": label, "criteria": criteria}
