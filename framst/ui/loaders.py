"""Finds a room's templates where the room is: ``followups/list.html`` is framst/followups/web/templates/list.html."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.template import Origin
from django.template.loaders.filesystem import Loader

PACKAGE = Path(__file__).resolve().parent.parent


class RoomLoader(Loader):
    """Our rooms by their name, then the templates of other people's apps."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        room, _, rest = template_name.partition("/")
        folders = [(PACKAGE / room / "web" / "templates", rest)] if rest and ".." not in template_name else []
        folders += [
            (Path(config.path) / "templates", template_name)
            for config in apps.get_app_configs()
            if not config.name.startswith("framst.")
        ]
        for folder, name in folders:
            yield Origin(name=str(folder / name), template_name=template_name, loader=self)
