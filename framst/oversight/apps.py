from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.oversight"
    label = "oversight"
