from django.urls import path

from . import views

urlpatterns = [
    path("forvaltning/las-in/", views.upload, name="import_units"),
    path("forvaltning/las-in/mall.xlsx", views.template, name="import_units_template"),
    path("forvaltning/hamta/enheter/<slug:kind>/", views.units_file, name="units_export"),
    path("forvaltning/hamta/personer/<slug:kind>/", views.people_file, name="people_export"),
    path("forvaltning/hamta/tjanster/<slug:kind>/", views.services_file, name="services_export"),
]
