"""Accounts and roles, for administrators."""

from django.urls import path

from dayaq.web.account import tokens, views

PREFIX = "accounts/"
app_name = "account"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/role/", views.give_role, name="give_role"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/password/", views.reset_password, name="reset_password"),
    path("role/<int:pk>/end/", views.end_role, name="end_role"),
    path("me/", views.profile, name="profile"),
    path("tokens/", tokens.index, name="tokens"),
    path("tokens/new/", tokens.create, name="token_new"),
    path("tokens/<int:pk>/", tokens.show, name="token"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
]
