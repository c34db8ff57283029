"""Hands down to lower floors what they need from higher ones, once, at start."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "framst.config"
    label = "config"

    def ready(self) -> None:
        from . import registry

        registry.hand_down()
