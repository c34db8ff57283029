from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.followups"
    label = "followups"
