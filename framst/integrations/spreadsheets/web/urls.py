from django.urls import path

from . import lists

urlpatterns = [
    path("fragor/lista.<slug:kind>", lists.question_sets, name="question_sets_export"),
    path("forvaltning/hamta/avdelningar/<slug:kind>/", lists.divisions, name="divisions_export"),
    path("forvaltning/hamta/skolformer/<slug:kind>/", lists.school_forms, name="school_forms_export"),
    path("forvaltning/hamta/kompetenser/<slug:kind>/", lists.competences, name="competences_export"),
]
