"""The gallery of components."""

from django.urls import path

from dayaq.web.gallery import views

PREFIX = "gallery/"
app_name = "gallery"

urlpatterns = [path("", views.index, name="index"), path("problem/<slug:kind>/", views.problem, name="problem")]
