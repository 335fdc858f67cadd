"""The audit log, for auditors."""

from django.urls import path

from dayaq.web.audit import views

PREFIX = "audit/"
app_name = "audit"

urlpatterns = [path("", views.index, name="index"), path("<int:pk>/", views.show, name="show")]
