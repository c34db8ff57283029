from django.urls import path

from . import people, reference, units

urlpatterns = [
    path("forvaltning/", reference.administration, name="administration"),
    path("forvaltning/enheter/", units.units, name="units"),
    path("forvaltning/ny-enhet/", units.new, name="unit_new"),
    path("forvaltning/enheter/<str:code>/", units.unit, name="unit"),
    path("forvaltning/enheter/<str:code>/andra/", units.change, name="unit_change"),
    path("forvaltning/enheter/<str:code>/rektor/", units.principal, name="unit_principal"),
    path("forvaltning/enheter/<str:code>/tjanst/", units.service_new, name="service_new"),
    path("forvaltning/tjanster/", units.services_list, name="services"),
    path("forvaltning/tjanster/<int:number>/avsluta/", units.service_end, name="service_end"),
    path("forvaltning/personer/", people.people, name="people"),
    path("forvaltning/personer/ny/", people.new, name="person_new"),
    path("forvaltning/personer/<int:number>/", people.person, name="person"),
    path("forvaltning/personer/<int:number>/andra/", people.change, name="person_change"),
    path("forvaltning/personer/<int:number>/uppdrag/", people.assignment_new, name="assignment_new"),
    path("forvaltning/uppdrag/<int:number>/avsluta/", people.assignment_end, name="assignment_end"),
    path("forvaltning/avdelningar/", reference.divisions, name="divisions"),
    path("forvaltning/avdelningar/ny/", reference.division_edit, name="division_new"),
    path("forvaltning/avdelningar/<int:number>/", reference.division_edit, name="division_change"),
    path("forvaltning/omraden/nytt/", reference.area_edit, name="area_new"),
    path("forvaltning/omraden/<int:number>/", reference.area_edit, name="area_change"),
    path("forvaltning/skolformer/", reference.school_forms, name="school_forms"),
    path("forvaltning/skolformer/ny/", reference.school_form_edit, name="school_form_new"),
    path("forvaltning/skolformer/<int:number>/", reference.school_form_edit, name="school_form_change"),
    path("forvaltning/kompetenser/", reference.competences, name="competences"),
    path("forvaltning/kompetenser/ny/", reference.competence_edit, name="competence_new"),
    path("forvaltning/kompetenser/<int:number>/", reference.competence_edit, name="competence_change"),
    path("forvaltning/installningar/", reference.settings, name="settings"),
    path("forvaltning/installningar/<slug:code>/", reference.setting, name="setting"),
]
