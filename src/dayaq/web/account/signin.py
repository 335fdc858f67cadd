"""Routes of allauth that are in use: signing in and out, the password, the second factor. There is no sign-up."""

from allauth.account import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from dayaq.web.guard import public


@public
def no_sign_up(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 – a view
    """Accounts are opened by an administrator; allauth only wants to know the name of the route."""
    raise Http404


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password_change, name="account_change_password"),
    path("signup/", no_sign_up, name="account_signup"),
    path("2fa/", include("allauth.mfa.urls")),
]
