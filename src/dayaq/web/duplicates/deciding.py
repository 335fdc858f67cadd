"""Two records side by side, and the decision: one person, or two people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dayaq.accounts.models import User
from dayaq.registry import api
from dayaq.registry.api import Compared, PairState
from dayaq.registry.models import CandidatePair, HouseholdMember, Person, PersonMerge
from dayaq.web.duplicates.forms import LEFT, RIGHT, DecisionForm
from dayaq.web.duplicates.words import LABELS, VERDICTS, evidence, likeness, value
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people.choices import age
from dayaq.web.people.show import panel_of
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text

OPEN = (PairState.WAITING, PairState.KEPT_APART)


@dataclass(frozen=True)
class Line:
    """One field of both records; ``name`` is the form's field where somebody has to choose, ``picked`` its side."""

    label: Text
    left: str
    right: str
    tone: str
    word: Text
    name: str = ""
    picked: str = ""
    taken: str = ""


@dataclass
class Side:
    """A record and what hangs on it."""

    code: str
    person: Person
    age: int | None
    home: HouseholdMember | None
    statuses: list[Any] = field(default_factory=list)
    documents: list[Any] = field(default_factory=list)
    consents: list[Any] = field(default_factory=list)
    panels: list[dict[str, Any]] = field(default_factory=list)

    @property
    def weight(self) -> tuple[bool, int, int]:
        """How much speaks for letting this record stay: a FİN, what hangs on it, age."""
        rows = sum(len(panel["rows"]) for panel in self.panels)
        attached = rows + len(self.statuses) + len(self.documents) + len(self.consents)
        return (self.person.fin is not None, attached, -self.person.pk)


@guard("person.merge")
def decide(request: Request, pk: int) -> HttpResponseBase:
    """The page of a pair; POST merges the two or keeps them apart, whichever button was pressed."""
    pairs = CandidatePair.objects.select_related("left__unit__parent", "right__unit__parent", "run", "decided_by")
    pair = get_visible(pairs, request.user, pk=pk)
    if pair.state not in OPEN:
        return _settled(request, pair)
    compared = api.compare_persons(pair.left, pair.right)
    homes = api.homes_of(pair.left, pair.right)
    sides = [_side(request.user, code, person, homes) for code, person in ((LEFT, pair.left), (RIGHT, pair.right))]
    suggested = max(sides, key=lambda side: side.weight).code
    form = DecisionForm(request.POST or None, pair=pair, compared=compared, homes=homes, suggested=suggested)
    if request.method == "POST" and (done := _act(request, form, pair)) is not None:
        return done
    return page_with_form(
        request, "duplicates/decide.html", form,
        pair=pair, sides=sides, lines=[_line(form, one) for one in compared if one.verdict != "none"],
        home=_home_line(form, homes) if "choose_home" in form.fields else None,
        survivor=form["survivor"].value(), likeness=likeness(pair.probability), evidence=evidence(pair.weights),
        against=api.merge_objections(pair.left, pair.right),
    )  # fmt: skip


def _act(request: Request, form: DecisionForm, pair: CandidatePair) -> HttpResponseBase | None:
    """Do what the button says; None: the form is shown again."""
    form.check_shown()
    if request.POST.get("decision") == "apart":
        if (
            run(request, form, CandidatePair, lambda: api.keep_apart(by=request.user, pair=pair, **form.for_both))
            is None
        ):
            return None
        messages.success(request, _("They are kept apart. Nobody is asked again unless one of the records changes."))
        return redirect("duplicates:index")
    merge = run(request, form, PersonMerge, lambda: api.merge_persons(by=request.user, **form.for_merge))
    if merge is None:
        return None
    messages.success(request, _("The two records are one person now. This can be taken back."))
    return redirect("people:show", merge.survivor_id)


def _settled(request: Request, pair: CandidatePair) -> HttpResponseBase:
    """Nothing is left to decide: on to the merge, or to the queue."""
    both = (pair.left_id, pair.right_id)
    merge = PersonMerge.objects.visible_to(request.user).filter(survivor__in=both, merged__in=both).last()
    if merge is not None:
        return redirect("duplicates:merge", merge.pk)
    messages.info(request, _("Another merge settled this pair."))
    return redirect("duplicates:index")


def _side(user: User, code: str, person: Person, homes: dict[int, HouseholdMember]) -> Side:
    return Side(
        code, person, age(person), homes.get(person.pk), api.statuses_of(person, user), api.documents_of(person),
        api.consents_of(person), [panel_of(panel, person, user) for panel in api.person_panels(person, user)],
    )  # fmt: skip


def _line(form: DecisionForm, one: Compared) -> Line:
    tone, word = VERDICTS[one.verdict]
    name = f"choose_{one.field}"
    left, right = value(one.field, form.pair.left), value(one.field, form.pair.right)
    if name in form.fields:
        return Line(LABELS[one.field], left, right, tone, word, name, str(form[name].value()))
    taken = "" if one.verdict == "agree" else LEFT if left else RIGHT
    return Line(LABELS[one.field], left, right, tone, word, taken=taken)


def _home_line(form: DecisionForm, homes: dict[int, HouseholdMember]) -> Line:
    tone, word = VERDICTS["differ"]
    texts = [_address(homes[person.pk]) for person in (form.pair.left, form.pair.right)]
    return Line(_("Lives in"), texts[0], texts[1], tone, word, "choose_home", str(form["choose_home"].value()))


def _address(member: HouseholdMember) -> str:
    household = member.household
    place = household.address or (household.unit.name if household.unit else "") or f"№ {household.pk}"
    return f"{place} · {member.get_relation_display()}"
