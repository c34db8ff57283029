from django.urls import path

from . import answering, views

urlpatterns = [
    path("uppfoljningar/", views.followups, name="followups"),
    path("uppfoljningar/<slug:slug>/", views.status, name="followup"),
    path("uppfoljningar/<slug:slug>/resultat/", views.results, name="followup_results"),
    path("uppfoljningar/<slug:slug>/stang/", views.close, name="followup_close"),
    path("svar/<str:token>/", answering.begin, name="answer"),
    path("svar/<str:token>/granska/", answering.review, name="answer_review"),
    path("svar/<str:token>/kvitto/", answering.receipt, name="answer_receipt"),
    path("svar/<str:token>/<int:number_of_section>/", answering.section, name="answer_section"),
]
