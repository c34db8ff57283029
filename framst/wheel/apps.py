from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.wheel"
    label = "wheel"
