from django.urls import path

from . import commitments, views

urlpatterns = [
    path("", views.start, name="start"),
    path("ataganden/", commitments.commitments, name="commitments"),
    path("ataganden/nytt/", commitments.commitment_new, name="commitment_new"),
    path("ataganden/overlamning/<str:code>/", commitments.handover_sheet, name="handover_sheet"),
    path("ataganden/<uuid:key>/", commitments.commitment, name="commitment"),
    path("ataganden/<uuid:key>/<slug:act>/", commitments.commitment_act, name="commitment_act"),
]
