"""Routes of imports of people."""

from django.urls import path

from dayaq.web.imports import receiving, rows, show

PREFIX = "imports/"
app_name = "imports"

urlpatterns = [
    path("", show.index, name="index"),
    path("new/", receiving.new, name="new"),
    path("<int:pk>/", show.batch, name="show"),
    path("<int:pk>/progress/", show.progress, name="progress"),
    path("<int:pk>/files/", receiving.files, name="files"),
    path("<int:pk>/mapping/", receiving.mapping, name="mapping"),
    path("<int:pk>/mapping.toml", receiving.mapping_file, name="mapping_file"),
    path("<int:pk>/accept/", show.accept, name="accept"),
    path("<int:pk>/cancel/", show.cancel, name="cancel"),
    path("<int:pk>/take-back/", show.take_back, name="take_back"),
    path("<int:pk>/rows/", rows.index, name="rows"),
    path("<int:pk>/rejected/", rows.rejected, name="rejected"),
]
