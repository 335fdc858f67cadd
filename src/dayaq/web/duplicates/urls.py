"""Routes of possible duplicates and of merges."""

from django.urls import path

from dayaq.web.duplicates import deciding, lists, merges

PREFIX = "duplicates/"
app_name = "duplicates"

urlpatterns = [
    path("", lists.index, name="index"),
    path("<int:pk>/", deciding.decide, name="show"),
    path("merge/<int:pk>/", merges.merge, name="merge"),
]
