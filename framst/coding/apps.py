from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.coding"
    label = "coding"
