"""What every answer carries, and the language of whoever is signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from dayaq.core.rowsecurity import raise_wall
from dayaq.programmes.api import scope_of

SENSORS = (
    "accelerometer autoplay browsing-topics camera display-capture geolocation gyroscope magnetometer microphone midi "
    "payment usb"
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in SENSORS.split())


class PageMiddleware:
    """Stands after authentication.

    Pages of people who are signed in are not kept by the browser or on the way (ASVS 14.3.2), no page may use the
    device's sensors, and an account that chose no language on this device reads its own. Behind the page PostgreSQL
    shows nothing beyond the scope of the account (:mod:`dayaq.core.rowsecurity`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = False
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            signed_in = True
            raise_wall(scope_of(request.user))
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = translation.get_language()
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if signed_in:
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer
