"""Figures: for everybody, and the records behind them for those who work with the cases."""

from django.urls import path

from dayaq.web.figures import views

PREFIX = "figures/"
app_name = "figures"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:code>/", views.show, name="show"),
    path("<slug:code>/records/", views.records, name="records"),
    path("<slug:code>/table.csv", views.table_csv, name="table_csv"),
]
