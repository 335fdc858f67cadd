from django.urls import path

from dayaq.web.panels import criteria, running, sittings

PREFIX = "panels/"
app_name = "panels"
urlpatterns = [
    path("", sittings.index, name="index"),
    path("sittings/<int:pk>/", sittings.show, name="sitting"),
    path("sittings/<int:pk>/conflict/", sittings.conflict, name="conflict"),
    path("sittings/<int:pk>/close/", sittings.close, name="close"),
    path("sittings/<int:pk>/cancel/", sittings.cancel, name="cancel"),
    path("committees/", running.index, name="committees"),
    path("committees/new/", running.create, name="committee_new"),
    path("committees/<int:pk>/", running.show, name="committee"),
    path("committees/<int:pk>/members/new/", running.appoint, name="appoint"),
    path("members/<int:pk>/end/", running.end, name="end"),
    path("criteria/", criteria.index, name="criteria"),
    path("criteria/new/", criteria.create, name="criteria_new"),
    path("criteria/<int:pk>/", criteria.show, name="criteria_set"),
    path("criteria/<int:pk>/version/", criteria.create_version, name="criteria_version"),
    path("criteria/<int:pk>/publish/", criteria.publish, name="publish"),
]
