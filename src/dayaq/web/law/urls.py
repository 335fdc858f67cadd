"""The law as data: parameters, acts, the calendar."""

from django.urls import path

from dayaq.web.law import acts, calendar, parameters

PREFIX = "law/"
app_name = "law"

urlpatterns = [
    path("", parameters.index, name="index"),
    path("parameters/<str:code>/", parameters.show, name="parameter"),
    path("parameters/<str:code>/new/", parameters.set_value, name="set_parameter"),
    path("acts/", acts.index, name="acts"),
    path("acts/new/", acts.register, name="register_act"),
    path("acts/<slug:code>/", acts.show, name="act"),
    path("calendar/", calendar.index, name="calendar"),
    path("calendar/new/", calendar.declare, name="declare_day"),
    path("calendar/<int:pk>/withdraw/", calendar.withdraw, name="withdraw_day"),
]
