from django.urls import path

from . import protection, runs

urlpatterns = [
    path("forvaltning/elevlista/", runs.runs, name="roster_runs"),
    path("forvaltning/elevlista/las-in/", runs.upload, name="roster_upload"),
    path("forvaltning/elevlista/mall.xlsx", runs.template, name="roster_template"),
    path("forvaltning/elevlista/<uuid:key>/", runs.run, name="roster_run"),
    path("forvaltning/elevlista/<uuid:key>/godkann/", runs.approve, name="roster_run_approve"),
    path("forvaltning/elevlista/<uuid:key>/avvisa/", runs.reject, name="roster_run_reject"),
    path("forvaltning/skyddade/", protection.protection, name="protection"),
    path("forvaltning/skyddade/skydda/", protection.protect, name="protection_protect"),
    path("forvaltning/skyddade/ta-in/", protection.include, name="protection_include"),
    path("forvaltning/skyddade/ta-ut/", protection.exclude, name="protection_exclude"),
    path("forvaltning/skyddade/avgor/", protection.lower, name="protection_lower"),
    path("forvaltning/skyddade/hitta/", protection.find, name="protection_find"),
    path("forvaltning/skyddade/<uuid:key>/", protection.named, name="protection_named"),
    path("forvaltning/skyddade/<uuid:key>/<uuid:tie>/", protection.take_off, name="protection_take_off"),
    path("skyddade/", protection.mine, name="protection_mine"),
    path("elever/<uuid:key>/skydda/", protection.pupil, name="pupil_protect"),
]
