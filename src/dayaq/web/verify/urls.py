"""Verification of a document, open to everybody."""

from django.urls import path

from dayaq.web.verify import views

PREFIX = "verify/"
app_name = "verify"

urlpatterns = [path("", views.index, name="index"), path("<str:token>/", views.show, name="show")]
