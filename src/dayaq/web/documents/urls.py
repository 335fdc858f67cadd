"""Documents that were issued."""

from django.urls import path

from dayaq.web.documents import views

PREFIX = "documents/"
app_name = "documents"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/file/", views.download, name="download"),
]
