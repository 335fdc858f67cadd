"""A request to create something that is sent twice creates it once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import ApiCreation
from dayaq.core.api import Invalid

M = TypeVar("M", bound=Model)


def create_once(
    *, token_id: int, key: str, sent: bytes, action: Callable[[], M], load: Callable[[int], M]
) -> tuple[M, bool]:
    """Run ``action`` once for this token and key; returns what it made, and whether it was made just now.

    Later calls return what ``load`` finds of it (which says whether the caller may still see it). ``sent`` is what
    was asked for, in bytes; Invalid with code ``key_reused`` when the key came with another one before. Two at the same
    moment: the second waits for the first. When the action fails nothing is kept, so that it can be sent again.
    """
    hashed, digest = hashlib.sha256(key.encode()).hexdigest(), hashlib.sha256(sent).hexdigest()
    try:
        with transaction.atomic():
            creation = ApiCreation.objects.create(token_id=token_id, key=hashed, digest=digest)
            made = action()
            creation.result_id = made.pk
            creation.save(update_fields=["result_id"])
            return made, True
    except IntegrityError:
        earlier = ApiCreation.objects.filter(token_id=token_id, key=hashed).first()
        if earlier is None or earlier.result_id is None:
            raise
    if earlier.digest != digest:
        raise Invalid(
            _("This idempotency key was used for another request."),
            code="key_reused",
            field="Idempotency-Key",
            remedy=_("Give each new request a key of its own."),
        )
    return load(earlier.result_id), False
