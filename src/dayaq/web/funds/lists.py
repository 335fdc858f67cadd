"""The list of funds and the list of a fund's entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dayaq.accounts.models import Organisation, User
from dayaq.funds.api import EntryKind, FundState
from dayaq.funds.models import FundSource, LedgerEntry
from dayaq.registry.models import StatusKind
from dayaq.web import formats
from dayaq.web.lists import Choice, Column, ListPage, Order, Period

REFERENCES = {"programmes.enrolment": gettext_lazy("Enrolment")}


def status_names() -> dict[str, str]:
    """Codes of status kinds and their names; one statement."""
    return {kind.code: kind.name for kind in StatusKind.objects.only("code", "label")}


def whom(fund: FundSource, names: Mapping[str, str]) -> str:
    """For whom the fund is, in words."""
    return ", ".join(names.get(code, code) for code in fund.targeting) or _("everybody")


def period(fund: FundSource) -> str:
    """First and last day."""
    last = formats.day(fund.valid_to - timedelta(days=1)) if fund.valid_to else "…"
    return f"{formats.day(fund.valid_from)} – {last}"


def _sponsors(user: User) -> list[tuple[int, str]]:
    visible = FundSource.objects.visible_to(user).order_by().values("organisation")
    return [(one.pk, one.name) for one in Organisation.objects.filter(pk__in=visible).order_by("code")]


def _search(rows: Any, text: str) -> Any:
    return rows.filter(Q(code__icontains=text) | Q(label__az__icontains=text) | Q(label__en__icontains=text))


FUNDS = ListPage(
    code="funds",
    title=gettext_lazy("Funds"),
    columns=(
        Column("fund", gettext_lazy("Fund"), lambda f: f.name, note=lambda f: f.code, sort=("code",)),
        Column("sponsor", gettext_lazy("Sponsor"), lambda f: f.organisation.name),
        Column("state", gettext_lazy("State"), lambda f: f, kind="tag", sort=("state",)),
        Column("period", gettext_lazy("Period"), period, sort=("valid_from",)),
        Column("amount", gettext_lazy("Promised"), lambda f: f.amount, kind="money", sort=("amount",)),
        Column("allocated", gettext_lazy("Allocated"), lambda f: f.balance.allocated, kind="money", on_phone=False),
        Column("paid", gettext_lazy("Paid"), lambda f: f.balance.paid, kind="money", on_phone=False),
        Column("left", gettext_lazy("Left"), lambda f: f.balance.available, kind="money"),
    ),
    order=Order.by(("order", "pk")),
    row_url=lambda f: reverse("funds:show", args=[f.pk]),
    search=_search,
    search_label=gettext_lazy("Name or code"),
    filters=(
        Choice("state", gettext_lazy("State"), FundState.choices, field="state"),
        Choice("kind", gettext_lazy("Kind of fund"), FundSource.Kind.choices, field="kind"),
        Choice("sponsor", gettext_lazy("Sponsor"), _sponsors, field="organisation_id"),
    ),
    intro=gettext_lazy("What each sponsor gives, for whom, and how much of it is still free."),
    empty=gettext_lazy("Funds stand here once somebody has promised money."),
    empty_action=("fund.manage", "funds:new", gettext_lazy("New fund")),
    actions=(("fund.manage", "funds:new", gettext_lazy("New fund")),),
    export_permission="fund.view",
    template="funds/index.html",
)


def funds_page() -> ListPage:
    """The list, with a column that says for whom each fund is; one statement for the names."""
    names = status_names()
    targeting = Column("targeting", gettext_lazy("For whom"), lambda f: whom(f, names), on_phone=False)
    return replace(FUNDS, columns=(*FUNDS.columns[:4], targeting, *FUNDS.columns[4:]))


def subject_words(entry: LedgerEntry) -> str:
    """What the money of an entry is for: its kind and its number, never a name."""
    if entry.reference_id is None:
        return ""
    return f"{REFERENCES.get(entry.reference_type, entry.reference_type)} № {entry.reference_id}"


MEMOS = {
    "asset": gettext_lazy("Asset"),
    "plan": gettext_lazy("Business plan"),
    "equipped": gettext_lazy("Everything is handed over"),
}


def memo_words(entry: LedgerEntry) -> str:
    """The note of an entry: as it was typed, or in words where another room wrote a code and a number ("asset 12")."""
    code, _space, number = entry.memo.partition(" ")
    if code not in MEMOS or (number and not number.isdigit()):
        return entry.memo
    return f"{MEMOS[code]} № {number}" if number else str(MEMOS[code])


ENTRIES = ListPage(
    code="fund-entries",
    title=gettext_lazy("Entries"),
    columns=(
        Column("at", gettext_lazy("When"), lambda e: e.at, kind="datetime", sort=("at",)),
        Column("kind", gettext_lazy("What"), lambda e: e.get_kind_display()),
        Column("amount", gettext_lazy("Amount"), lambda e: e.amount, kind="money", sort=("amount",)),
        Column("for", gettext_lazy("For"), subject_words, note=memo_words),
        Column("by", gettext_lazy("By"), lambda e: e.by.display_name, on_phone=False),
        Column("number", gettext_lazy("Entry"), lambda e: e.pk, kind="code", on_phone=False),
    ),
    order=Order.by(("-at", "-pk")),
    filters=(
        Choice("kind", gettext_lazy("What"), EntryKind.choices, field="kind"),
        Period("at", gettext_lazy("When"), field="at__date"),
    ),
    empty=gettext_lazy("Every movement of money stands here, from the first allocation on."),
    export_permission="fund.view",
)
