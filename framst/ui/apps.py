from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.ui"
    label = "ui"
