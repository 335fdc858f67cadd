"""Routes of persons and households."""

from django.urls import path

from dayaq.web.people import changes, households, life_events, lists, records, registering, show

PREFIX = "people/"
app_name = "people"

urlpatterns = [
    path("", lists.index, name="index"),
    path("new/", registering.register, name="new"),
    path("<int:pk>/", show.person, name="show"),
    path("<int:pk>/timeline/", show.whole_timeline, name="timeline"),
    path("<int:pk>/correct/", registering.correct, name="correct"),
    path("changes/", changes.index, name="changes"),
    path("change/<int:pk>/", changes.show, name="change"),
    path("change/<int:pk>/withdraw/", changes.withdraw, name="withdraw_change"),
    path("change/<int:pk>/renew/", changes.renew, name="renew_change"),
    path("<int:pk>/event/", life_events.choose, name="choose_event"),
    path("<int:pk>/event/<slug:kind>/", life_events.record, name="record_event"),
    path("event/<int:pk>/", life_events.show, name="life_event"),
    path("event/<int:pk>/undo/", life_events.undo, name="undo_event"),
    path("<int:pk>/status/", records.add_status, name="add_status"),
    path("<int:pk>/status/<int:status>/verify/", records.verify_status, name="verify_status"),
    path("<int:pk>/status/<int:status>/refute/", records.refute_status, name="refute_status"),
    path("<int:pk>/status/<int:status>/end/", records.end_status, name="end_status"),
    path("<int:pk>/document/", records.add_document, name="add_document"),
    path("<int:pk>/consent/", records.give_consent, name="give_consent"),
    path("<int:pk>/consent/<int:consent>/withdraw/", records.withdraw_consent, name="withdraw_consent"),
    path("<int:pk>/check/<slug:register>/", records.record_check, name="record_check"),
    path("<int:pk>/household/", households.create, name="create_household"),
    path("household/<int:pk>/", households.household, name="household"),
    path("household/<int:pk>/member/", households.find_member, name="find_member"),
    path("household/<int:pk>/member/<int:person>/", households.add_member, name="add_member"),
    path("household/<int:pk>/member/<int:member>/end/", households.end_membership, name="end_membership"),
    path("household/<int:pk>/income/", households.record_income, name="record_income"),
]
