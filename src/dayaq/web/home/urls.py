"""The front page and what every page shares."""

from django.urls import path

from dayaq.web.home import views

PREFIX = ""
app_name = "home"

urlpatterns = [
    path("", views.index, name="index"),
    path("theme/", views.choose_theme, name="theme"),
]
