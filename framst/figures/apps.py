from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.figures"
    label = "figures"
