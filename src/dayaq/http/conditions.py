"""ETag and If-Match: nobody changes a record that they have not seen as it is now."""

from __future__ import annotations

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Stale
from dayaq.http.problems import PreconditionRequired

ETAG: Final = re.compile(r'^"[0-9]{1,9}"$')


def etag_of(record: Any) -> str:
    """The tag of a record that counts its versions: ``"3"``."""
    return f'"{record.version}"'


def tagged(answer: HttpResponse, record: Any) -> None:
    """Give ``answer`` the tag of ``record``."""
    answer["ETag"] = etag_of(record)


def version_seen(request: HttpRequest, record: Any) -> int:
    """The version that the caller saw, which is the present one; Stale otherwise.

    Only a strong tag of ours counts: ``*`` would say that one does not care, which is what is not wanted here. The
    action compares once more, under the lock.
    """
    seen = request.headers.get("If-Match", "").strip()
    if not seen:
        raise PreconditionRequired
    if seen != etag_of(record):
        raise Stale(
            _("Somebody changed this record after you read it. Nothing was written."),
            remedy=_("Read it again, look at the change, and send yours once more."),
        )
    return int(seen.strip('"'))
