"""Handing a person what is held about them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit
from dayaq.registry import policies
from dayaq.registry.actions.access import record_access
from dayaq.registry.cleaning import clean_text
from dayaq.registry.extract import Extract, extract_of
from dayaq.registry.models import AccessRecord, Person

PURPOSE = "subject_request"


@transaction.atomic
def make_extract(*, by: User, person: Person, identity_check: str, form: str = "pdf") -> Extract:
    """Everything held about ``person``, for themselves; ``identity_check`` says how it was made sure that it is them.

    That it was made is recorded twice: in the audit log, and among those who looked. ``form`` ("pdf", "json") is kept
    with it. Denied to whoever may not see all of it.
    """
    policies.check_extract(by, person)
    checked = clean_text(identity_check, "identity_check", 300)
    if not checked:
        raise Invalid(
            _("Say how you made sure that it is the person themselves."), code="identity", field="identity_check"
        )
    if form not in ("pdf", "json"):
        raise Invalid(_("Choose PDF or JSON."), code="form", field="form", value=form)
    record_access(by=by, person=person, how=AccessRecord.How.EXTRACT, purpose=PURPOSE)
    made = extract_of(person)
    counts = {part.code: len(part.records) for part in made.parts if part.records}
    audit.record(
        by=by,
        event="extract.made",
        obj=person,
        after={"identity_check": checked},
        detail={"form": form, "rows": counts},
    )
    return made
