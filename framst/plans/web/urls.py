from django.urls import path

from . import asking, reading, steps, views, writing

urlpatterns = [
    path("planer/", views.plans, name="plans"),
    path("planer/fokusomraden/<int:year>.<slug:kind>", reading.focus_areas, name="plans_focus_areas"),
    path("planer/be-om/", asking.ask, name="plans_ask"),
    path("offentligt/planer/<uuid:key>/<int:number>/", reading.public, name="plan_public"),
    path("planer/<uuid:key>/", views.plan, name="plan"),
    path("planer/<uuid:key>/borja/", writing.begin, name="plan_begin"),
    path("planer/<uuid:key>/skriv/<slug:code>/", writing.write, name="plan_write"),
    path("planer/<uuid:key>/fokusomrade/", writing.add_focus, name="plan_focus"),
    path("planer/<uuid:key>/eget-avsnitt/", writing.add_own, name="plan_own"),
    path("planer/<uuid:key>/skriv/<slug:code>/ta-bort/", writing.remove, name="plan_remove"),
    path("planer/<uuid:key>/forra-aret/", writing.former, name="plan_former"),
    path("planer/<uuid:key>/andra-ord/<uuid:other>/", writing.settle, name="plan_settle"),
    path("planer/<uuid:key>/kommentar/<slug:code>/", writing.comment, name="plan_comment"),
    path("planer/<uuid:key>/kommentar/<uuid:said>/klar/", writing.comment_done, name="plan_comment_done"),
    path("planer/<uuid:key>/skribenter/", writing.writers, name="plan_writers"),
    path("planer/<uuid:key>/steg/<slug:act>/", steps.step, name="plan_step"),
    path("planer/<uuid:key>/andrat/", reading.changed, name="plan_changed"),
    path("planer/<uuid:key>/utgava/<int:number>/", reading.edition, name="plan_edition"),
    path("planer/<uuid:key>/utgava/<int:number>/publicera/", steps.publish, name="plan_publish"),
    path("planer/<uuid:key>/utgava/<int:number>/<slug:kind>/", reading.file, name="plan_file"),
]
