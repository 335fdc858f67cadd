"""Administrative units."""

from django.urls import path

from dayaq.web.places import views

PREFIX = "places/"
app_name = "places"

urlpatterns = [path("", views.index, name="index"), path("<int:pk>/", views.show, name="show")]
