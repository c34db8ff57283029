from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.pupils"
    label = "pupils"
