from django.urls import include, path

from . import views

urlpatterns = [
    path("gallring/", include("framst.pupils.web.retention_urls")),
    path("elever/", views.pupils, name="pupils"),
    path("elever/<uuid:key>/", views.pupil, name="pupil"),
    path("elever/<uuid:key>/nytt-arende/", views.matter_new, name="matter_new"),
    path("elevarenden/<uuid:key>/", views.matter, name="matter"),
    path("elevarenden/<uuid:key>/tilldela/", views.matter_assign, name="matter_assign"),
    path("elevarenden/<uuid:key>/avsluta/", views.matter_close, name="matter_close"),
]
