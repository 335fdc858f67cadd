"""Routes of data protection."""

from django.urls import path

from dayaq.web.privacy import access, bases, erasures, extracts, holds, schedule

PREFIX = "data-protection/"
app_name = "privacy"

urlpatterns = [
    path("", erasures.index, name="index"),
    path("person/<int:pk>/extract/", extracts.extract, name="extract"),
    path("person/<int:pk>/who-looked/", access.who_looked, name="who_looked"),
    path("person/<int:pk>/erasure/", erasures.ask, name="ask"),
    path("person/<int:pk>/hold/", holds.place, name="hold_place"),
    path("erasure/<int:pk>/", erasures.show, name="show"),
    path("erasure/<int:pk>/examine/", erasures.examine, name="examine"),
    path("erasure/<int:pk>/refuse/", erasures.refuse, name="refuse"),
    path("erasure/<int:pk>/carry-out/", erasures.carry_out, name="carry_out"),
    path("holds/", holds.index, name="holds"),
    path("holds/<int:pk>/end/", holds.end, name="hold_end"),
    path("bases/", bases.index, name="bases"),
    path("bases/new/", bases.record, name="basis_new"),
    path("bases/<int:pk>/end/", bases.end, name="basis_end"),
    path("retention/", schedule.index, name="retention"),
    path("retention/<slug:rule>/plan/", schedule.plan, name="retention_plan"),
    path("retention/list/<int:pk>/", schedule.show, name="retention_show"),
    path("retention/list/<int:pk>/approve/", schedule.approve, name="retention_approve"),
    path("retention/list/<int:pk>/cancel/", schedule.cancel, name="retention_cancel"),
]
