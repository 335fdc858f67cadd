"""A form sent twice does its work once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dayaq.core.actor import Actor
from dayaq.core.errors import Invalid
from dayaq.core.models import SubmissionKey

M = TypeVar("M", bound=Model)


def once(*, by: Actor, key: str, action: Callable[[], M], load: Callable[[int], M]) -> M:
    """Run ``action`` for this person and key once; later calls return what the first one made.

    Two at the same moment: the second waits for the first one's transaction, then returns its result. When the action
    fails nothing is kept, so the same form can be sent again.
    """
    if not key:
        raise Invalid(_("The form has no submission key."), remedy=_("Reload the page and try again."))
    try:
        with transaction.atomic():
            submission = SubmissionKey.objects.create(actor_id=by.pk, key=key)
            result = action()
            submission.result_id = result.pk
            submission.save(update_fields=["result_id"])
            return result
    except IntegrityError:
        earlier = SubmissionKey.objects.filter(actor_id=by.pk, key=key).first()
        if earlier is None or earlier.result_id is None:
            raise
        return load(earlier.result_id)
