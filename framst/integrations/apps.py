from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.integrations"
    label = "integrations"
