from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.organisation"
    label = "organisation"
