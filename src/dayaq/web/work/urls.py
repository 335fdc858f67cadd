"""The landing page of whoever works here."""

from django.urls import path

from dayaq.web.work import views

PREFIX = "work/"
app_name = "work"

urlpatterns = [path("", views.index, name="index")]
