from django.urls import path

from . import activities, burden, calendars, commitments, origins, views, year

urlpatterns = [
    path("", views.start, name="start"),
    path("ataganden/", commitments.commitments, name="commitments"),
    path("ataganden/nytt/", commitments.commitment_new, name="commitment_new"),
    path("ataganden/overlamning/<str:code>/", commitments.handover_sheet, name="handover_sheet"),
    path("ataganden/<uuid:key>/", commitments.commitment, name="commitment"),
    path("ataganden/<uuid:key>/<slug:act>/", commitments.commitment_act, name="commitment_act"),
    path("arshjul/", year.wheel, name="wheel"),
    path("arshjul/manader/", year.months, name="wheel_months"),
    path("arshjul/lista.<str:kind>", year.export, name="wheel_export"),
    path("arshjul/ny/", activities.new, name="wheel_activity_new"),
    path("arshjul/nytt-ar/", activities.roll_over, name="wheel_roll_over"),
    path("arshjul/mall/", activities.template, name="wheel_template"),
    path("arshjul/aktiviteter/<uuid:key>/", activities.activity, name="wheel_activity"),
    path("arshjul/aktiviteter/<uuid:key>/andra/", activities.change, name="wheel_activity_change"),
    path("arshjul/aktiviteter/<uuid:key>/ta-bort/", activities.remove, name="wheel_activity_remove"),
    path("arshjul/belastning/", burden.burden, name="wheel_burden"),
    path("arshjul/kalender/", calendars.mine, name="calendar_mine"),
    path("kalender/<str:token>.ics", calendars.feed, name="calendar_feed"),
    path("arshjul/uppdrag/", origins.assignments, name="board_assignments"),
    path("arshjul/uppdrag/nytt/", origins.assignment_new, name="board_assignment_new"),
    path("arshjul/uppdrag/<uuid:key>/avsluta/", origins.assignment_close, name="board_assignment_close"),
    path("arshjul/tillsynsbeslut/", origins.decisions, name="supervisory_decisions"),
    path("arshjul/tillsynsbeslut/nytt/", origins.decision_new, name="supervisory_decision_new"),
    path("arshjul/tillsynsbeslut/<uuid:key>/", origins.decision_keep, name="supervisory_decision_keep"),
    path("arshjul/prioriteringar/", origins.priorities, name="priorities"),
    path("arshjul/prioriteringar/ny/", origins.priority_new, name="priority_new"),
    path("arshjul/prioriteringar/<uuid:key>/", origins.priority_became, name="priority_became"),
]
