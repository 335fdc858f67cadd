"""Idempotency-Key: a request that is sent again because the first answer was lost makes nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

from django.db.models import Model
from ninja.errors import ValidationError
from ninja.responses import Status

from dayaq.accounts.api import create_once
from dayaq.core.rowsecurity import lifted
from dayaq.http.shapes import Shape
from dayaq.http.tokens import Request

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=Shape)
KEY: Final = re.compile(r"^[A-Za-z0-9_.:-]{8,100}$")
NAME: Final = "Idempotency-Key"


def created(request: Request, *parts: str | bytes, action: Callable[[], M], load: Callable[[int], M]) -> M:
    """What ``action`` made for this key now or earlier; ``load`` reads it as the caller may see it.

    ``parts`` is what was sent: with the address they are what makes the request the same one. The action may have to
    look at the whole register (a duplicate, a member of another district), so row security does not stand around it.
    """
    key = request.headers.get(NAME, "")
    if not KEY.match(key):
        problem = {"loc": ("header", NAME), "type": "idempotency_key", "msg": f"Must match {KEY.pattern}"}
        raise ValidationError([problem])
    sent = b"\x00".join(part.encode() if isinstance(part, str) else part for part in (request.path, *parts))
    with lifted():
        made, _now = create_once(token_id=request.dayaq_use.token.pk, key=key, sent=sent, action=action, load=load)
    return made


def as_new(shape: S) -> Status[S]:
    """The answer 201 with what was made."""
    return Status(201, shape)
