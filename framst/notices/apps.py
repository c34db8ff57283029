from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.notices"
    label = "notices"
