"""The test's own server is judged by the published standard, and so are our questions.

The standard's file is not part of the project. SS12000_OPENAPI names it; `.ci/run` finds it where it is at hand.
"""

from __future__ import annotations

import datetime as dt
import os
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import FormatChecker
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from framst.integrations.ss12000.services import Result

from .provider import Answer, Asked, Provider
from .world import NOW, World, ref

STANDARD = os.environ.get("SS12000_OPENAPI", "")


def judge(asked: Asked, answer: Answer) -> list[str]:
    """Return what is wrong with an answer, and with the question, by the standard; by its shape where it is not at hand."""
    return _by_standard(asked, answer) if STANDARD else _by_shape(asked, answer)


@cache
def _standard() -> tuple[dict[str, Any], Registry[Any]]:
    text = Path(STANDARD).read_text()
    loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    resource = Resource.from_contents(loaded, default_specification=DRAFT4)
    return loaded, Registry().with_resource("urn:standard", resource)


def _by_standard(asked: Asked, answer: Answer) -> list[str]:
    standard, registry = _standard()
    path = asked.path.removeprefix("/v2.0")
    operation = standard["paths"].get(path, {}).get(asked.method.lower())
    if operation is None:
        return [f"{asked.method} {path} is not in the standard"]
    known = {p["name"] for p in operation["parameters"]}
    wrong = [f"{path}: the standard has no parameter {name}" for name, _ in asked.query if name not in known]
    responses = operation["responses"]
    kind = str(answer.status) if str(answer.status) in responses else "default"
    where = ["paths", path, asked.method.lower(), "responses", kind, "content", "application/json", "schema"]
    pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in where)
    validator = OAS30Validator({"$ref": f"urn:standard#/{pointer}"}, registry=registry, format_checker=FormatChecker())
    wrong += [f"{path} {list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(answer.body)]
    return wrong


def _by_shape(asked: Asked, answer: Answer) -> list[str]:
    body = answer.body
    if answer.status != 200:
        return [] if set(body) == {"code", "message"} else ["no Error"]
    if asked.path.endswith("/lookup"):
        return [] if isinstance(body, list) else ["no list"]
    data = body.get("data")
    if asked.path.endswith("/deletedEntities"):
        return (
            [] if isinstance(data, dict) and all(isinstance(v, list) for v in data.values()) else ["no object of lists"]
        )
    return [f"without id or meta: {sorted(one)}" for one in data if not {"id", "meta"} <= set(one)]


@pytest.mark.filterwarnings("default:SS12000_OPENAPI:UserWarning")
def test_the_server_and_our_questions_are_as_the_standard_says(
    world: World, provider: Provider, read_in: Callable[..., Result]
) -> None:
    if not STANDARD:
        warnings.warn("SS12000_OPENAPI is not set: the server is judged by its shape only", stacklevel=1)
    read_in()
    stranger = world.guardian()
    world.now = NOW + dt.timedelta(hours=1)
    child = world.pupils[0]
    world.change("persons", child, responsibles=[{"person": ref(stranger), "relationType": "Vårdnadshavare"}])
    world.delete("activities", world.lesson)
    world.delete("persons", world.pupils[1])
    provider.lacks = {"programmes": 403}
    read_in(now=NOW + dt.timedelta(days=1), delta=True)
    judged = [(a, b) for a, b in provider.answers if a.path != "/token"]
    assert {a.path.removeprefix("/v2.0/") for a, _ in judged} == {
        "organisations", "programmes", "persons", "persons/lookup", "groups", "duties", "activities", "deletedEntities",
    }  # fmt: skip
    assert [wrong for each in judged for wrong in judge(*each)] == []


def test_the_judge_finds_what_is_wrong(world: World) -> None:
    """The control."""
    asked = Asked("GET", "/v2.0/persons", [], 1, "")
    good = world.pupils[0]
    assert judge(asked, Answer(200, {"data": [good], "pageToken": None})) == []
    assert judge(asked, Answer(200, {"data": [{k: v for k, v in good.items() if k != "meta"}]})) != []
    assert judge(asked, Answer(404, {"fel": "finns inte"})) != []
    if STANDARD:
        assert judge(asked, Answer(200, {"data": [{**good, "sex": "Flicka"}]})) != []
        assert judge(Asked("GET", "/v2.0/elever", [], 1, ""), Answer(200, {"data": []})) != []
        assert judge(Asked("GET", "/v2.0/persons", [("sida", "2")], 1, ""), Answer(200, {"data": []})) != []
