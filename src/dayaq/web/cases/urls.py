"""Self-employment."""

from django.urls import path

from dayaq.web.cases import assets, lists, monitoring, plans, show, steps, training

PREFIX = "cases/"
app_name = "cases"

urlpatterns = [
    path("", lists.index, name="index"),
    path("assets/", lists.assets, name="assets"),
    path("visits/", lists.visits, name="visits"),
    path("groups/", lists.groups, name="groups"),
    path("<int:pk>/", show.show, name="show"),
    path("<int:pk>/assign/", steps.assign, name="assign"),
    path("<int:pk>/direction/", steps.direction, name="direction"),
    path("<int:pk>/training/", steps.train, name="train"),
    path("<int:pk>/waiver/", steps.waive, name="waive"),
    path("<int:pk>/plan/", plans.edit, name="plan"),
    path("<int:pk>/plan/submit/", plans.submit, name="plan_submit"),
    path("<int:pk>/plan/conclude/", plans.conclude, name="plan_conclude"),
    path("<int:pk>/plan/return/", plans.send_back, name="plan_return"),
    path("<int:pk>/plan/convene/", plans.convene, name="plan_convene"),
    path("plans/<int:pk>/", plans.show, name="plan_show"),
    path("<int:pk>/contract/", steps.contract, name="contract"),
    path("<int:pk>/order/", assets.order, name="order"),
    path("<int:pk>/delivery/", assets.delivery, name="delivery"),
    path("<int:pk>/pay/", assets.pay, name="pay"),
    path("<int:pk>/handover/", assets.hand_over, name="hand_over"),
    path("<int:pk>/take-back/", assets.take_back, name="take_back"),
    path("assets/<int:pk>/", assets.show, name="asset"),
    path("assets/<int:pk>/drop/", assets.drop, name="drop"),
    path("assets/<int:pk>/write-off/", assets.write_off, name="write_off"),
    path("<int:pk>/visits/plan/", monitoring.plan_visit, name="plan_visit"),
    path("visits/<int:pk>/", monitoring.visit, name="visit"),
    path("visits/<int:pk>/assign/", monitoring.assign_visit, name="assign_visit"),
    path("visits/<int:pk>/call-off/", monitoring.call_off, name="call_off"),
    path("<int:pk>/breach/", monitoring.raise_breach, name="breach"),
    path("breaches/<int:pk>/notify/", monitoring.notify_breach, name="notify_breach"),
    path("breaches/<int:pk>/remedy/", monitoring.remedy_breach, name="remedy_breach"),
    path("breaches/<int:pk>/dismiss/", monitoring.dismiss_breach, name="dismiss_breach"),
    path("breaches/<int:pk>/confirm/", monitoring.confirm_breach, name="confirm_breach"),
    path("<int:pk>/ownership/", steps.transfer, name="transfer"),
    path("<int:pk>/exit/", steps.exit_case, name="exit"),
    path("groups/new/", training.new, name="group_new"),
    path("groups/<int:pk>/", training.show, name="group"),
    path("groups/<int:pk>/add/<int:case>/", training.add, name="group_add"),
    path("groups/<int:pk>/sessions/new/", training.session_new, name="session_new"),
    path("sessions/<int:pk>/", training.attendance, name="session"),
]
