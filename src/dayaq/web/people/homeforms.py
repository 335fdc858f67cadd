"""Forms that change the shape of a household, and those about how people are related."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.models import Household, HouseholdMember, Person, PersonRelation, Representative
from dayaq.registry.models.relation import ROLES
from dayaq.web.fields import DateField
from dayaq.web.forms import Form
from dayaq.web.people.forms import UnitField

if TYPE_CHECKING:
    from dayaq.core.errors import Text

Relation = HouseholdMember.Relation
OTHERS = [(value, label) for value, label in Relation.choices if value != Relation.HEAD]
GO, STAY = "go", "stay"


class MemberChoice(forms.ChoiceField):
    """A choice that has an answer already: who is not asked about stays, or stands as the first choice says."""

    def clean(self, value: Any) -> Any:
        """Nothing sent is the first choice."""
        return value if value in ("", None) else super().clean(value)


class RehearsedForm(Form):
    """A form that is shown twice: once to be filled in, once with what will be. ``confirmed`` ties the two together."""

    confirmed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    on = DateField(label=_("From which day"), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=500)

    @property
    def data_for_action(self) -> dict[str, Any]:
        """What was typed, cleaned, without what ties the two showings together."""
        return {name: value for name, value in super().data_for_action.items() if name != "confirmed"}

    @property
    def fingerprint(self) -> str:
        """What was seen in the preview: another content needs another preview."""
        return hashlib.sha256(repr(sorted(self.data_for_action.items())).encode()).hexdigest()

    @property
    def is_confirmed(self) -> bool:
        """Whether exactly this was shown before."""
        return bool(self.cleaned_data.get("confirmed") == self.fingerprint)

    def confirm(self) -> None:
        """Let the form carry the mark of what is shown now."""
        self.data = (
            {**self.data.dict(), "confirmed": self.fingerprint} if isinstance(self.data, QueryDict) else self.data
        )

    def member_fields(self, members: list[HouseholdMember], choices: Any, label: Text) -> None:
        """A choice for each member, named by the member."""
        for member in members:
            note = f"{label}: {member.get_relation_display()}" if label else ""
            self.fields[f"member_{member.pk}"] = MemberChoice(
                label=member.person.full_name, choices=choices, help_text=note
            )

    def chosen(self) -> dict[int, str]:
        """Key of the membership → what was chosen for it."""
        found = {}
        for name, value in self.cleaned_data.items():
            prefix, _underscore, key = name.partition("_")
            if prefix == "member" and key.isdigit():
                found[int(key)] = str(value or "")
        return found


def _group(prefix: str, head: str | Promise) -> list[tuple[str, str | Promise]]:
    return [(f"{prefix}:head", head), *((f"{prefix}:{value}", label) for value, label in OTHERS)]


class SplitForm(RehearsedForm):
    """Who leaves into a new household, and how everybody stands afterwards."""

    unit = UnitField(
        AdministrativeUnit.objects.none(), label=_("New household: district or settlement"), required=False
    )
    address = forms.CharField(
        label=_("New household: address"), max_length=500, required=False, help_text=_("Empty: the same as now.")
    )

    def __init__(self, *args: Any, household: Household, members: list[HouseholdMember], units: Any, **kwargs: Any):
        super().__init__(*args, record=household, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            field.queryset = units
        self.members = members
        choices = [
            ("", _("Stays as now")),
            (_("Leaves; in the new household"), _group(GO, _("Head of the new household"))),
            (_("Stays; if the head leaves"), _group(STAY, _("Head of those who stay"))),
        ]
        self.member_fields(members, choices, _("now"))

    def action_values(self) -> dict[str, Any]:
        """As :func:`split_household` takes them; ``head`` None when nobody was made the head of the new household."""
        by_key = {member.pk: member for member in self.members}
        places = {key: value.partition(":")[::2] for key, value in self.chosen().items() if value}
        leaving = {key: relation for key, (where, relation) in places.items() if where == GO}
        staying = {key: relation for key, (where, relation) in places.items() if where == STAY}
        heads = [by_key[key].person for key, relation in leaving.items() if relation == Relation.HEAD]
        new_heads = [by_key[key].person for key, relation in staying.items() if relation == Relation.HEAD]
        data = self.cleaned_data
        return {
            "leaving": leaving,
            "head": heads[0] if len(heads) == 1 else None,
            "new_head": new_heads[0] if len(new_heads) == 1 else None,
            "relations": {key: relation for key, relation in staying.items() if relation != Relation.HEAD},
            "on": data["on"],
            "reason": data["reason"],
            "unit": data["unit"],
            "address": data["address"],
        }

    def clean(self) -> dict[str, Any]:
        """Exactly one of those who leave leads them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        heads = [value for name, value in cleaned.items() if name.startswith("member_") and value == f"{GO}:head"]
        if len(heads) != 1:
            raise forms.ValidationError(_("Choose who leaves, and one of them as the head of the new household."))
        return cleaned


class MergeForm(RehearsedForm):
    """How the people of another household stand to the head of this one."""

    def __init__(self, *args: Any, household: Household, members: list[HouseholdMember], **kwargs: Any) -> None:
        super().__init__(*args, record=household, **kwargs)
        self.member_fields(members, OTHERS, _("in the other household"))

    def action_values(self) -> dict[str, Any]:
        """As :func:`merge_households` takes them."""
        relations = {key: value for key, value in self.chosen().items() if value}
        return {"on": self.cleaned_data["on"], "reason": self.cleaned_data["reason"], "relations": relations}


class MoveForm(RehearsedForm):
    """Where the household lives from a day on."""

    unit = UnitField(AdministrativeUnit.objects.none(), label=_("District or settlement"))
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, help_text=_("Street, house, flat; postal index.")
    )

    def __init__(self, *args: Any, household: Household, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=household, initial={"unit": household.unit_id}, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            field.queryset = units

    def action_values(self) -> dict[str, Any]:
        """As :func:`move_household` takes them."""
        return self.data_for_action


class HeadForm(RehearsedForm):
    """Who is the head from a day on, and how the others stand to them."""

    def __init__(self, *args: Any, household: Household, members: list[HouseholdMember], **kwargs: Any) -> None:
        super().__init__(*args, record=household, **kwargs)
        self.members = members
        self.member_fields(members, [("", "—"), *Relation.choices], _("now"))

    def action_values(self) -> dict[str, Any]:
        """As :func:`change_head` takes them."""
        chosen = self.chosen()
        heads = [member.person for member in self.members if chosen.get(member.pk) == Relation.HEAD]
        relations = {key: value for key, value in chosen.items() if value and value != Relation.HEAD}
        data = self.cleaned_data
        return {"head": heads[0], "relations": relations, "on": data["on"], "reason": data["reason"]}

    def clean(self) -> dict[str, Any]:
        """Exactly one head."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        heads = [value for name, value in cleaned.items() if name.startswith("member_") and value == Relation.HEAD]
        if len(heads) != 1:
            raise forms.ValidationError(_("Choose one person as the head."))
        return cleaned


class RepresentativeForm(Form):
    """Who speaks for the household, on what, and how long."""

    basis = forms.ChoiceField(label=_("On what it rests"), choices=Representative.Basis.choices)
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=500,
        required=False,
        help_text=_("Number and date of the paper; not for a member."),
    )
    valid_from = DateField(label=_("Since"), initial=clock.today)
    valid_to = DateField(label=_("First day on which it no longer holds"), required=False)


class RelationForm(Form):
    """How two persons are related."""

    role = forms.ChoiceField(label=_("Who they are to this person"), choices=list(ROLES.items()))
    basis = forms.ChoiceField(
        label=_("Guardian or trustee of whom"), choices=PersonRelation.Basis.choices, required=False,
        help_text=_("Only for guardians and persons under guardianship."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), max_length=500, help_text=_("Kind, number and date of the certificate.")
    )
    valid_from = DateField(
        label=_("Since"), required=False, help_text=_("Empty: since birth for ties of blood, else today.")
    )
    valid_to = DateField(label=_("First day on which it no longer holds"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].help_text = person.full_name
