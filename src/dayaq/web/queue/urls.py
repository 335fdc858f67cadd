"""Routes of the queue."""

from django.urls import path

from dayaq.web.queue import views

PREFIX = "queue/"
app_name = "queue"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:fund>/enrol/", views.enrol_first, name="enrol_first"),
]
