from django.urls import path

from . import views

urlpatterns = [path("siffror/<str:code>/", views.figure, name="figure")]
