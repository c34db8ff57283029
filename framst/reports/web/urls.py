from django.urls import path

from . import public, views

urlpatterns = [
    path("skrivelser/", views.papers, name="papers"),
    path("skrivelser/<slug:slug>/", views.paper, name="paper"),
    path("skrivelser/<slug:slug>/text/", views.text, name="paper_text"),
    path("skrivelser/<slug:slug>/avsnitt/<slug:code>/", views.section, name="paper_section"),
    path("skrivelser/<slug:slug>/fil/<slug:kind>/", views.file, name="paper_file"),
    path("skrivelser/<slug:slug>/siffra/<int:order>/", views.figure, name="paper_figure"),
    path("skrivelser/<slug:slug>/granska/", views.review, name="paper_review"),
    path("skrivelser/<slug:slug>/las/", views.freeze, name="paper_freeze"),
    path("skrivelser/<slug:slug>/sand/", views.send, name="paper_send"),
    path("skrivelser/<slug:slug>/beslut/", views.outcome, name="paper_outcome"),
    path("skrivelser/<slug:slug>/publicera/", views.publish, name="paper_publish"),
    path("offentligt/", public.papers, name="public_papers"),
    path("offentligt/<slug:slug>/", public.paper, name="public_paper"),
    path("offentligt/<slug:slug>/siffra/<int:order>/", public.figure, name="public_figure"),
    path("offentligt/<slug:slug>/fil/<slug:kind>/", public.file, name="public_file"),
]
