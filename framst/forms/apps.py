from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.forms"
    label = "forms"
