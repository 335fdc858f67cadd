"""What somebody decides about two records."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Stale
from dayaq.registry.api import MERGE_FIELDS, Compared
from dayaq.registry.models import CandidatePair, HouseholdMember, Person
from dayaq.web.forms import Form

LEFT: Final = "left"
RIGHT: Final = "right"
SIDES: Final = [(LEFT, _("One record")), (RIGHT, _("The other record"))]


class DecisionForm(Form):
    """Which record stays, whose value stands for each field that differs, where the person lives, and why.

    ``left_version`` and ``right_version`` are those of the records as they were shown.
    """

    survivor = forms.ChoiceField(label=_("Which record stays"), choices=SIDES, widget=forms.RadioSelect)
    left_version = forms.IntegerField(widget=forms.HiddenInput)
    right_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What convinced you: a document seen, a call, what the person said."),
    )

    def __init__(
        self, *args: Any, pair: CandidatePair, compared: tuple[Compared, ...], homes: dict[int, HouseholdMember],
        suggested: str, **kwargs: Any,
    ) -> None:  # fmt: skip
        versions = {"left_version": pair.left.version, "right_version": pair.right.version}
        super().__init__(*args, record=pair, initial={"survivor": suggested, **versions}, **kwargs)
        self.pair = pair
        self.homes = homes
        for one in compared:
            if one.field in MERGE_FIELDS and one.verdict in ("near", "differ"):
                self.fields[f"choose_{one.field}"] = _side(suggested)
        if len({home.household_id for home in homes.values()}) == len(homes) == len(SIDES):
            self.fields["choose_home"] = _side(suggested)

    def check_shown(self) -> None:
        """Raise Stale when a record changed since the page was shown: other fields may be there to choose from now."""
        shown = [str(self.data.get(f"{side}_version", "")) for side in self.sides()]
        if shown != [str(person.version) for person in self.sides().values()]:
            raise Stale(
                _("One of the two records changed after you opened the page. Nothing of yours was saved."),
                remedy=_("Open the page again, compare the two once more, and decide."),
            )

    def sides(self) -> dict[str, Person]:
        """The records by side."""
        return {LEFT: self.pair.left, RIGHT: self.pair.right}

    @property
    def for_both(self) -> dict[str, Any]:
        """What keeping them apart takes, once the form is valid."""
        return {"reason": self.cleaned_data["reason"], "version": self.cleaned_data.get("version")}

    @property
    def for_merge(self) -> dict[str, Any]:
        """What the action takes, once the form is valid."""
        chosen = self.cleaned_data["survivor"]
        other = RIGHT if chosen == LEFT else LEFT
        sides = self.sides()
        versions = {side: self.cleaned_data[f"{side}_version"] for side in sides}
        home = self.cleaned_data.get("choose_home")
        return {
            "survivor": sides[chosen],
            "merged": sides[other],
            "take": [name for name in MERGE_FIELDS if self.cleaned_data.get(f"choose_{name}") == other],
            "home": self.homes[sides[home].pk].household_id if home else None,
            "versions": (versions[chosen], versions[other]),
            "reason": self.cleaned_data["reason"],
        }


def _side(suggested: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=SIDES, initial=suggested, widget=forms.RadioSelect)


class UndoForm(Form):
    """Why two records are taken apart again."""

    reason = forms.CharField(
        label=_("Why they are two people"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def for_action(self) -> dict[str, Any]:
        """What the action takes, once the form is valid."""
        return {"reason": self.cleaned_data["reason"], "version": self.cleaned_data.get("version")}
