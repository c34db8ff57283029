from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.reports"
    label = "reports"
