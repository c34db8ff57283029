from django.urls import path

from . import handovers

urlpatterns = [
    path("overlamningar/", handovers.waiting, name="handovers"),
    path("overlamningar/<uuid:key>/klar/", handovers.finish, name="handover_finish"),
    path("elevarenden/<uuid:key>/lamna-over/", handovers.hand_over, name="matter_hand_over"),
    path("elevarenden/<uuid:key>/lamna-kvar/", handovers.settle, name="matter_settle"),
]
