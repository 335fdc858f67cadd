"""Routes of persons and households."""

from django.urls import path

from dayaq.web.people import households, lists, records, registering, show
from dayaq.web.people.moving import of_person

PREFIX = "people/"
app_name = "people"

urlpatterns = [
    path("", lists.index, name="index"),
    path("new/", registering.register, name="new"),
    path("<int:pk>/", of_person(show.person), name="show"),
    path("<int:pk>/timeline/", of_person(show.whole_timeline), name="timeline"),
    path("<int:pk>/correct/", of_person(registering.correct), name="correct"),
    path("<int:pk>/status/", of_person(records.add_status), name="add_status"),
    path("<int:pk>/status/<int:status>/verify/", of_person(records.verify_status), name="verify_status"),
    path("<int:pk>/status/<int:status>/refute/", of_person(records.refute_status), name="refute_status"),
    path("<int:pk>/status/<int:status>/end/", of_person(records.end_status), name="end_status"),
    path("<int:pk>/document/", of_person(records.add_document), name="add_document"),
    path("<int:pk>/consent/", of_person(records.give_consent), name="give_consent"),
    path("<int:pk>/consent/<int:consent>/withdraw/", of_person(records.withdraw_consent), name="withdraw_consent"),
    path("<int:pk>/check/<slug:register>/", of_person(records.record_check), name="record_check"),
    path("<int:pk>/household/", of_person(households.create), name="create_household"),
    path("household/<int:pk>/", households.household, name="household"),
    path("household/<int:pk>/member/", households.find_member, name="find_member"),
    path("household/<int:pk>/member/<int:person>/", households.add_member, name="add_member"),
    path("household/<int:pk>/member/<int:member>/end/", households.end_membership, name="end_membership"),
    path("household/<int:pk>/income/", households.record_income, name="record_income"),
]
