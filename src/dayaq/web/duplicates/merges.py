"""A merge: what it moved, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dayaq.registry import api
from dayaq.registry.api import MergeState
from dayaq.registry.models import PersonMerge
from dayaq.web.duplicates.forms import UndoForm
from dayaq.web.duplicates.words import LABELS
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


@guard("person.merge")
def merge(request: Request, pk: int) -> HttpResponseBase:
    """What was merged, by whom and why; POST takes it back."""
    merges = PersonMerge.objects.select_related("survivor__unit", "merged__unit", "by", "undone_by")
    found = get_visible(merges, request.user, pk=pk)
    form = UndoForm(request.POST or None, record=found)
    if request.method == "POST":
        done = run(
            request, form, PersonMerge, lambda: api.unmerge_persons(by=request.user, merge=found, **form.for_action)
        )
        if done is not None:
            messages.success(request, _("They are two people again. Both records are as they were."))
            return redirect("duplicates:merge", done.pk)
    holds = found.state == MergeState.MERGED
    return page_with_form(
        request, "duplicates/merge.html", form,
        merge=found, moved=api.moved_by(found, request.user), taken=[LABELS[name] for name in found.taken],
        back=api.way_back(found, request.user) if holds else None,
    )  # fmt: skip
