"""The outbox: what people are told."""

from django.urls import path

from dayaq.web.notices import views

PREFIX = "letters/"
app_name = "notices"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/again/", views.requeue, name="requeue"),
]
