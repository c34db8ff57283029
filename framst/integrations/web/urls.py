from django.urls import path

from . import answers

urlpatterns = [
    path("uppfoljningar/<slug:slug>/las-in/", answers.upload, name="answers_import"),
    path("uppfoljningar/<slug:slug>/las-in/<uuid:key>/", answers.columns, name="answers_import_columns"),
    path("uppfoljningar/<slug:slug>/las-in/<uuid:key>/rader/", answers.rows, name="answers_import_rows"),
    path("uppfoljningar/<slug:slug>/hamta-ut/", answers.export, name="answers_export"),
]
