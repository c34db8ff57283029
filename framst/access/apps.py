from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.access"
    label = "access"
