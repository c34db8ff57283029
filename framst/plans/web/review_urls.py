from django.http import HttpResponse
from django.urls import path
def x(request, **k): return HttpResponse()
urlpatterns = [path("granskning/<uuid:key>/", x, name="review"), path("planer/<uuid:key>/aterkoppling/", x, name="plan_feedback")]
