from django.urls import path

from . import answering, drafting, running, views

urlpatterns = [
    path("uppfoljningar/", views.followups, name="followups"),
    path("uppfoljningar/ny/", drafting.new, name="followup_new"),
    path("uppfoljningar/<slug:slug>/", views.status, name="followup"),
    path("uppfoljningar/<slug:slug>/lista.<str:kind>", views.export, name="followup_export"),
    path("uppfoljningar/<slug:slug>/resultat/", views.results, name="followup_results"),
    path("uppfoljningar/<slug:slug>/utskick/", views.log, name="followup_log"),
    path("uppfoljningar/<slug:slug>/utskick/<uuid:letter>/", running.send_again, name="followup_send_again"),
    path("uppfoljningar/<slug:slug>/andra/", drafting.change, name="followup_change"),
    path("uppfoljningar/<slug:slug>/enheter/", drafting.units, name="followup_units"),
    path("uppfoljningar/<slug:slug>/oppna/", drafting.opening, name="followup_open"),
    path("uppfoljningar/<slug:slug>/paminn/", running.remind, name="followup_remind"),
    path("uppfoljningar/<slug:slug>/forlang/", running.extend, name="followup_extend"),
    path("uppfoljningar/<slug:slug>/stang/", running.close, name="followup_close"),
    path("uppfoljningar/<slug:slug>/oppna-igen/", running.reopen, name="followup_reopen"),
    path("uppfoljningar/<slug:slug>/platser/<uuid:place>/", running.pass_on, name="followup_pass_on"),
    path("svar/<str:token>/", answering.begin, name="answer"),
    path("svar/<str:token>/granska/", answering.review, name="answer_review"),
    path("svar/<str:token>/kvitto/", answering.receipt, name="answer_receipt"),
    path("svar/<str:token>/<int:number_of_section>/", answering.section, name="answer_section"),
]
