"""Every area of ``dayaq.web`` that has a ``urls`` module answers under that module's ``PREFIX``."""

from importlib import import_module
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver, include, path

from dayaq import web
from dayaq.http import interface


def area_urls() -> list[URLResolver]:
    """One include for each area, in alphabetical order."""
    found = []
    for area in iter_modules(web.__path__, f"{web.__name__}."):
        if area.ispkg and any(module.name == "urls" for module in iter_modules(import_module(area.name).__path__)):
            urls = import_module(f"{area.name}.urls")
            found.append(path(urls.PREFIX, include(urls)))
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("dayaq.web.account.signin")),
    path("language/", include("django.conf.urls.i18n")),
    *area_urls(),
    *interface.urlpatterns,
]

handler400 = "dayaq.web.errors.bad_request"
handler403 = "dayaq.web.errors.permission_denied"
handler404 = "dayaq.web.errors.page_not_found"
handler500 = "dayaq.web.errors.server_error"
