from django.urls import path

from . import texts, views

BOOK = "uppfoljningar/<slug:slug>/kodning/<int:number>/"

urlpatterns = [
    path("uppfoljningar/<slug:slug>/kodning/", views.books, name="coding"),
    path("uppfoljningar/<slug:slug>/kodning/ny/", views.new, name="coding_new"),
    path(BOOK, views.book, name="coding_book"),
    path(BOOK + "tema/<slug:code>/", views.theme, name="coding_theme"),
    path(BOOK + "tema/<slug:code>/sla-ihop/", views.merge, name="coding_merge"),
    path(BOOK + "andra/", views.second, name="coding_second"),
    path(BOOK + "andra/klar/", views.second_done, name="coding_second_done"),
    path(BOOK + "hamta/", views.export, name="coding_export"),
    path(BOOK + "texter/", texts.texts, name="coding_texts"),
    path(BOOK + "texter/<uuid:sheet>/<slug:question>/", texts.text, name="coding_text"),
    path(BOOK + "ta-bort/<uuid:passage>/", texts.unmark, name="coding_unmark"),
]
