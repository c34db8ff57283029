from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.plans"
    label = "plans"
