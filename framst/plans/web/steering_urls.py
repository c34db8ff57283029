from django.urls import path

from . import steering

urlpatterns = [
    path("styrdokument/", steering.documents, name="steering_documents"),
    path("styrdokument/nytt/", steering.document_new, name="steering_new"),
    path("styrdokument/<slug:slug>/", steering.document, name="steering"),
    path("styrdokument/<slug:slug>/<int:number>/", steering.document, name="steering_version"),
    path("styrdokument/<slug:slug>/<int:number>/anteckning/", steering.note, name="steering_note"),
    path("styrdokument/<slug:slug>/jamfor/<int:former>/<int:later>/", steering.compare, name="steering_compare"),
    path("styrdokument/<slug:slug>/ny-version/", steering.version_new, name="steering_version_new"),
    path("styrdokument/<slug:slug>/skriv/<slug:code>/", steering.section, name="steering_section"),
    path(
        "styrdokument/<slug:slug>/skriv/<slug:code>/ta-bort/", steering.section_remove, name="steering_section_remove"
    ),
    path("styrdokument/<slug:slug>/besluta/", steering.decide, name="steering_decide"),
]
