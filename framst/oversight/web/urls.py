from django.urls import path

from . import decisions, documents, extracts, openings, reviewing

urlpatterns = [
    path("elever/nodatkomst/", openings.emergency, name="emergency"),
    path("elever/<uuid:key>/beslut/", decisions.decisions, name="pupil_decisions"),
    path("elever/<uuid:key>/beslut/utlamnande/", decisions.disclosure_new, name="disclosure_new"),
    path("elever/<uuid:key>/beslut/samtycke/", decisions.consent_new, name="consent_new"),
    path("elever/<uuid:key>/beslut/visas-inte/", decisions.not_shown_new, name="not_shown_new"),
    path("elever/<uuid:key>/utdrag/", extracts.extract_new, name="extract_new"),
    path("elevbeslut/<slug:kind>/<uuid:key>/avsluta/", decisions.decision_end, name="decision_end"),
    path("tillsyn/", reviewing.start, name="oversight"),
    path("tillsyn/logggranskning/", reviewing.reviews, name="log_reviews"),
    path("tillsyn/logggranskning/<int:key>/", reviewing.review, name="log_review"),
    path("tillsyn/logggranskning/<int:key>/signera/", reviewing.sign_off, name="log_review_sign"),
    path("tillsyn/lasningar/<uuid:key>/", reviewing.sampled_read, name="sampled_read"),
    path("tillsyn/statistik/", reviewing.statistics, name="log_statistics"),
    path("tillsyn/statistik/csv/", reviewing.statistics_file, name="log_statistics_file"),
    path("tillsyn/nodatkomst/", openings.openings, name="openings"),
    path("tillsyn/nodatkomst/<int:event>/", openings.opening, name="opening"),
    path("tillsyn/beslut/", reviewing.register, name="decision_register"),
    path("tillsyn/uthamtningar/", reviewing.exports, name="export_log"),
    path("tillsyn/forvaltarens-andringar/", reviewing.changes, name="administrators_changes"),
    path("tillsyn/behandlingar/", documents.processing, name="processing"),
    path("tillsyn/behandlingar/fil/", documents.processing_file, name="processing_file"),
    path("tillsyn/konsekvensbedomning/", documents.assessment, name="assessment"),
    path("tillsyn/konsekvensbedomning/fil/", documents.assessment_file, name="assessment_file"),
    path("mina-uppgifter/", extracts.own, name="own_data"),
    path("mina-uppgifter/<uuid:key>/", extracts.extract, name="extract"),
    path("mina-uppgifter/<uuid:key>/<slug:kind>/", extracts.extract_file, name="extract_file"),
]
