from django.urls import path

from . import views

urlpatterns = [
    path("planer/<uuid:key>/las-in/", views.upload, name="plan_import"),
    path("planer/<uuid:key>/las-in/oplacerat/", views.rest, name="plan_import_rest"),
]
