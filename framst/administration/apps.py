from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.administration"
    label = "administration"
