"""Routes of applications."""

from django.urls import path

from dayaq.web.applications import appealing, assessing, deciding, drafting, enrolling, lists, show

PREFIX = "applications/"
app_name = "applications"

urlpatterns = [
    path("", lists.index, name="index"),
    path("new/", drafting.find_person, name="new"),
    path("new/<int:person>/", drafting.draft, name="new"),
    path("<int:pk>/", show.application, name="show"),
    path("<int:pk>/edit/", drafting.edit, name="edit"),
    path("<int:pk>/submit/", drafting.submit, name="submit"),
    path("<int:pk>/withdraw/", drafting.withdraw, name="withdraw"),
    path("<int:pk>/take/", assessing.take, name="take"),
    path("<int:pk>/assess/", assessing.assess, name="assess"),
    path("<int:pk>/request/", assessing.request_information, name="request"),
    path("<int:pk>/information/", assessing.record_information, name="information"),
    path("<int:pk>/decide/", deciding.decide, name="decide"),
    path("<int:pk>/correct/", deciding.correct, name="correct"),
    path("<int:pk>/appeal/", appealing.appeal, name="appeal"),
    path("<int:pk>/appeal/decide/", appealing.decide, name="decide_appeal"),
    path("<int:pk>/enrol/", enrolling.enrol, name="enrol"),
]
