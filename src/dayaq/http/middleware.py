"""What every answer of the interface carries, and problem documents where Django itself answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from dayaq.accounts.api import Use
from dayaq.http.problems import KINDS, MEDIA_TYPE, problem

ROOT: Final = "/api/"


class InterfaceMiddleware:
    """Stands behind the choice of language and before whatever may answer in its own way (400, 405, 413)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path_info.startswith(ROOT):
            return answer
        if answer.status_code in KINDS and not answer.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            allowed = answer.headers.get("Allow")
            answer = problem(request, answer.status_code)
            if allowed:
                answer["Allow"] = allowed
        answer.headers.setdefault("Cache-Control", "no-store")
        use: Use | None = getattr(request, "dayaq_use", None)
        if use is not None:
            answer["RateLimit-Limit"] = str(use.limit)
            answer["RateLimit-Remaining"] = str(use.remaining)
            answer["RateLimit-Reset"] = str(use.reset)
            if answer.status_code == 429:
                answer["Retry-After"] = str(use.reset)
        return answer
