from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.audit"
    label = "audit"
