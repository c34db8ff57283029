from django.urls import path

from . import activities, catalogue, findings, observations, tracing

urlpatterns = [
    path("analys/", findings.findings, name="findings"),
    path("analys/iakttagelser/ny/", findings.new, name="finding_new"),
    path("analys/iakttagelser/<str:code>/", findings.finding, name="finding"),
    path("analys/iakttagelser/<str:code>/andra/", findings.edit, name="finding_edit"),
    path("analys/iakttagelser/<str:code>/lage/", findings.disposition, name="disposition_new"),
    path("analys/uppgifter/", observations.observations, name="observations"),
    path("analys/uppgifter/ny/", observations.new, name="observation_new"),
    path("analys/uppgifter/<str:code>/", observations.observation, name="observation"),
    path("analys/uppgifter/<str:code>/andra/", observations.edit, name="observation_edit"),
    path("analys/insatser/", activities.activities, name="activities"),
    path("analys/insatser/ny/", activities.new, name="activity_new"),
    path("analys/insatser/<str:code>/", activities.activity, name="activity"),
    path("analys/insatser/<str:code>/andra/", activities.edit, name="activity_edit"),
    path("analys/beslut/", tracing.decisions, name="group_decisions"),
    path("analys/siffror/", catalogue.indicators, name="indicators"),
    path("analys/siffror/ny/", catalogue.new, name="indicator_new"),
    path("analys/siffror/ny/<str:key>/", catalogue.new, name="indicator_new"),
    path("analys/siffror/forslag/<str:key>/", catalogue.propose, name="indicators_propose"),
    path("analys/siffror/<str:code>/andra/", catalogue.edit, name="indicator_edit"),
    path("analys/siffror/<str:code>/", tracing.figure, name="figure"),
    path("analys/siffror/<str:code>/svar/", tracing.answers, name="figure_answers"),
    path("analys/siffror/<str:code>/grupper/<str:grouping>/", tracing.groups, name="figure_groups"),
    path("analys/siffror/<str:code>/grupper/<str:grouping>/beslut/", tracing.decision, name="group_decision"),
]
