from django.urls import path

from . import authoring, exchange, views

urlpatterns = [
    path("fragor/", views.question_sets, name="question_sets"),
    path("fragor/ny/", authoring.new, name="question_set_new"),
    path("fragor/las-in/", exchange.upload, name="question_set_import"),
    path("fragor/las-in/spara/", exchange.accept, name="question_set_import_save"),
    path("fragor/<slug:code>/", views.question_set, name="question_set"),
    path("fragor/<slug:code>/las-in/", exchange.upload, name="question_set_replace"),
    path("fragor/<slug:code>/las-in/spara/", exchange.accept, name="question_set_replace_save"),
    path("fragor/<slug:code>/faststall/", views.publish, name="question_set_publish"),
    path("fragor/<slug:code>/kasta/", views.discard, name="question_set_discard"),
    path("fragor/<slug:code>/version/<int:number>/", views.version, name="question_set_version"),
    path("fragor/<slug:code>/version/<int:number>/xlsform/", exchange.download, name="question_set_download"),
    path("fragor/<slug:code>/andra/", authoring.outline, name="question_set_edit"),
    path("fragor/<slug:code>/andra/rubrik/", authoring.heading, name="question_set_heading"),
    path("fragor/<slug:code>/andra/avsnitt/", authoring.section_new, name="question_set_section_new"),
    path("fragor/<slug:code>/andra/avsnitt/<slug:section>/", authoring.section, name="question_set_section"),
    path(
        "fragor/<slug:code>/andra/avsnitt/<slug:section>/ta-bort/",
        authoring.remove_section,
        name="question_set_section_remove",
    ),
    path(
        "fragor/<slug:code>/andra/avsnitt/<slug:section>/ny-fraga/",
        authoring.question_new,
        name="question_set_question_new",
    ),
    path("fragor/<slug:code>/andra/fraga/<slug:question>/", authoring.question, name="question_set_question"),
    path(
        "fragor/<slug:code>/andra/fraga/<slug:question>/ta-bort/",
        authoring.remove_question,
        name="question_set_question_remove",
    ),
]
