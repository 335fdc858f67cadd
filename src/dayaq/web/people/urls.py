"""Routes of persons and households."""

from django.urls import path

from dayaq.web.people import changes, households, life_events, lists, records, registering, relating, reshaping, show

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
    path("<int:pk>/relation/", relating.find_relative, name="find_relative"),
    path("<int:pk>/relation/<int:relative>/", relating.add_relation, name="add_relation"),
    path("<int:pk>/relation/<int:relation>/end/", relating.end_relation, name="end_relation"),
    path("household/<int:pk>/split/", reshaping.split, name="split_household"),
    path("household/<int:pk>/merge/", reshaping.find_other, name="find_other"),
    path("household/<int:pk>/merge/<int:person>/", reshaping.merge, name="merge_household"),
    path("household/<int:pk>/move/", reshaping.move, name="move_household"),
    path("household/<int:pk>/head/", reshaping.head, name="change_head"),
    path("household/<int:pk>/representative/", relating.find_representative, name="find_representative"),
    path("household/<int:pk>/representative/<int:person>/", relating.set_representative, name="set_representative"),
    path("household/<int:pk>/income/", households.record_income, name="record_income"),
]
