"""The server made to fail in each way: what is waited for, what is refused, and that nothing is changed or half done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from framst.foundation.refusal import Refused
from framst.integrations.ss12000 import client, fetching, terms
from framst.integrations.ss12000.client import Client, TokenFile, safe_address
from framst.integrations.ss12000.services import Result
from framst.integrations.ss12000.spool import BUSY, Spool, forget_old
from framst.organisation.models import Pupil

from .conftest import SOURCE, as_import
from .provider import Answer, Asked, Provider, error
from .world import NOW, World

Reads = Callable[..., Result]
PERSONS = "/v2.0/persons"


def on(path: str, *numbers: int, answer: Callable[[Asked], Answer]) -> Callable[[Asked], Answer | None]:
    """A fault: `answer` at the questions to `path` with these numbers (none: at all of them)."""
    return lambda asked: answer(asked) if asked.path == path and (not numbers or asked.number in numbers) else None


def refusal(read: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        read()
    return refused.value.sentence


def nobody_came_in() -> bool:
    with as_import():
        return not Pupil.objects.filter(source=SOURCE).exists()


def spools() -> list[Path]:
    return list((settings.HOME / "ss12000").glob("*.spool"))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_an_error_in_mid_page_is_waited_out(
    status: int, provider: Provider, read_in: Reads, waits: list[float]
) -> None:
    provider.faults.append(on(PERSONS, 3, 4, answer=lambda asked: error(status, "Fel")))
    assert read_in().outcome.changes.pupils_new == 30
    assert waits == [2.0, 4.0]  # twice as long each time, times 0.5 to 1.5


def test_an_error_for_ever_is_refused_and_the_next_run_asks_for_no_page_again(
    provider: Provider, read_in: Reads, waits: list[float]
) -> None:
    provider.faults.append(on(PERSONS, 3, 4, 5, 6, 7, answer=lambda asked: error(503, "Fel")))
    assert refusal(read_in) == client.FAILING
    assert waits == [2.0, 4.0, 8.0, 16.0]
    assert nobody_came_in()
    kept = spools()
    assert len(kept) == 1
    assert kept[0].stat().st_mode & 0o777 == 0o600
    provider.asked.clear()
    provider.faults.clear()
    result = read_in(now=NOW + dt.timedelta(hours=1))
    assert result.resumed
    assert result.outcome.changes.pupils_new == 30
    assert provider.paths("/v2.0/organisations") == []
    assert len(provider.paths(PERSONS)) == 8  # of ten pages, two were there
    assert spools() == []


def test_what_is_kept_between_runs_tells_nobody_who(world: World, provider: Provider, read_in: Reads) -> None:
    provider.faults.append(on("/v2.0/groups", answer=lambda asked: error(503, "Fel")))
    refusal(read_in)
    kept = spools()[0].read_bytes()
    for one in world.pupils:
        assert one["id"].encode() not in kept
        assert one["civicNo"]["value"].encode() not in kept
    for word in ("givenName", "Dalskolan", "persons", "pageToken"):
        assert word.encode() not in kept


def test_retry_after_is_honoured_in_seconds_and_as_a_date(
    provider: Provider, read_in: Reads, waits: list[float]
) -> None:
    def busy(asked: Asked) -> Answer:
        if asked.number == 1:
            return error(429, "Vänta", **{"retry-after": "17"})
        if asked.number == 2:
            then = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=40)
            return error(503, "Vänta", **{"retry-after": then.strftime("%a, %d %b %Y %H:%M:%S GMT")})
        return error(503, "Vänta", **{"retry-after": "999999"})

    provider.faults.append(on(PERSONS, 1, 2, 3, answer=busy))
    read_in()
    assert waits[0] == 17.0
    assert 35 <= waits[1] <= 41
    assert waits[2] == client.LONGEST_WAIT


def test_a_page_that_comes_again_is_refused(provider: Provider, read_in: Reads) -> None:
    first: list[Answer] = []

    def again(asked: Asked) -> Answer | None:
        if asked.path != PERSONS or asked.number > 50:
            return None
        if asked.number > 2:
            return first[0]
        return None

    provider.faults.append(again)
    held = provider.answer

    def answered(asked: Asked, body: bytes, authorization: str) -> Answer:
        answer = held(asked, body, authorization)
        if asked.path == PERSONS and asked.number == 2:
            first.append(answer)
        return answer

    provider.answer = answered  # type: ignore[method-assign]
    assert refusal(read_in) == fetching.SAME_PAGE
    assert len(provider.paths(PERSONS)) == 3
    assert nobody_came_in()


def test_the_same_rows_under_ever_new_tokens_are_refused(provider: Provider, read_in: Reads) -> None:
    row = next(iter(provider.world.has["groups"].values()))
    provider.faults.append(
        on("/v2.0/groups", answer=lambda asked: Answer(200, {"data": [row], "pageToken": f"t{asked.number}"}))
    )
    assert refusal(read_in) == fetching.SAME_PAGE


def test_empty_pages_without_end_are_refused(provider: Provider, read_in: Reads) -> None:
    provider.faults.append(
        on("/v2.0/groups", answer=lambda asked: Answer(200, {"data": [], "pageToken": f"t{asked.number}"}))
    )
    assert refusal(read_in) == fetching.SAME_PAGE


def test_a_token_that_expires_in_mid_run_is_renewed_once(provider: Provider, read_in: Reads) -> None:
    def expire(asked: Asked) -> Answer | None:
        if asked.path == PERSONS and asked.number == 4:
            provider.tokens.clear()
        return None

    provider.faults.append(expire)
    assert read_in().outcome.changes.pupils_new == 30
    assert provider.tokens_given == 2


def test_a_token_that_is_never_taken_is_refused(provider: Provider, read_in: Reads) -> None:
    provider.faults.append(on(PERSONS, answer=lambda asked: error(401, "Nej")))
    assert refusal(read_in) == client.TOKEN_REFUSED
    assert len(provider.paths(PERSONS)) == 2


def test_a_wrong_secret_is_refused_and_told_nowhere(provider: Provider, db: None) -> None:
    auth = client.ClientCredentials(provider.token_url, "framst", "fel-hemlighet")
    with Client(provider.url, auth) as asked, pytest.raises(Refused) as refused:
        asked.get("/organisations")
    assert refused.value.sentence == client.NO_TOKEN
    assert "fel-hemlighet" not in f"{refused.value!r} {refused.value.parts} {auth!r}"


def test_a_token_file_is_read_again_when_the_token_is_no_longer_taken(provider: Provider, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("gammal\n")
    provider.tokens = {"ny"}

    def renewed(asked: Asked) -> Answer | None:
        path.write_text("ny\n")
        return None

    provider.faults.append(renewed)
    with Client(provider.url, TokenFile(path)) as asked:
        assert len(asked.get("/organisations")["data"]) == 6
    assert [each.token for each in provider.asked] == ["gammal", "ny"]


def test_a_slow_answer_is_asked_for_again(provider: Provider, read_in: Reads, waits: list[float]) -> None:
    def slow(asked: Asked) -> Answer:
        provider.over.wait(10)
        return error(500, "För sent")

    provider.faults.append(on(PERSONS, 2, answer=slow))
    assert read_in(timeout=0.5).outcome.changes.pupils_new == 30
    assert waits == [2.0]


def test_a_server_that_is_not_there_is_refused(provider: Provider, read_in: Reads, waits: list[float]) -> None:
    # Nobody listens at the discard port.
    assert refusal(lambda: read_in(url="http://127.0.0.1:9/v2.0")) == client.NO_ANSWER
    assert len(waits) == 4
    assert nobody_came_in()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(200, b'{"data": [{"id": '), client.BROKEN_JSON),
        (Answer(200, b"[" * 100_000), client.BROKEN_JSON),
        (Answer(200, b"\xff\xfe"), client.BROKEN_JSON),
        (Answer(200, b"<html>Logga in</html>", kind="text/html"), client.NOT_JSON),
        (Answer(200, {"items": []}), fetching.NO_DATA),
        (Answer(200, {"data": {}}), fetching.NO_DATA),
        (Answer(200, "data"), fetching.NO_DATA),
        (Answer(204, b""), client.NOT_TAKEN),
        (Answer(418, b""), client.NOT_TAKEN),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else None,
)
def test_what_is_no_answer_is_refused(answer: Answer, sentence: str, provider: Provider, read_in: Reads) -> None:
    provider.faults.append(on(PERSONS, 2, answer=lambda asked: answer))
    assert refusal(read_in) == sentence
    assert nobody_came_in()


def test_an_answer_that_is_too_large_is_refused(
    provider: Provider, read_in: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 20_000)
    assert refusal(lambda: read_in(limit=1000)) == client.TOO_LARGE


def test_a_redirect_is_not_followed_and_leaks_no_token(provider: Provider, read_in: Reads) -> None:
    with Provider(World(pupils=0)) as other:
        elsewhere = {"location": other.url + "/persons"}
        provider.faults.append(on(PERSONS, answer=lambda asked: Answer(307, b"", elsewhere)))
        assert refusal(read_in) == client.REDIRECTED
        assert other.asked == []
    assert nobody_came_in()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://ss12000.example.se/v2.0", client.NOT_ENCRYPTED),
        ("http://127.0.0.1.example.se/v2.0", client.NOT_ENCRYPTED),
        ("http://10.0.0.1/v2.0", client.NOT_ENCRYPTED),
        ("ftp://127.0.0.1/", client.BAD_ADDRESS),
        ("https://anna:hemlig@example.se/v2.0", client.BAD_ADDRESS),
        ("https://example.se/v2.0?token=hemlig", client.BAD_ADDRESS),
        ("example.se", client.BAD_ADDRESS),
        ("", client.BAD_ADDRESS),
    ],
)
def test_only_encrypted_addresses_are_asked(address: str, sentence: str) -> None:
    assert refusal(lambda: safe_address(address)) == sentence


@pytest.mark.parametrize(
    "address", ["https://example.se/v2.0/", "http://127.0.0.1:8000/v2.0", "http://[::1]/v2.0", "http://localhost/v2.0"]
)
def test_encrypted_addresses_and_this_machine_are(address: str) -> None:
    assert safe_address(address) == address.rstrip("/")


def test_the_token_is_not_asked_for_in_the_clear(provider: Provider, db: None) -> None:
    auth = client.ClientCredentials("http://id.example.se/token", "framst", "hemlig")
    with Client(provider.url, auth) as asked:
        assert refusal(lambda: asked.get("/organisations")) == client.NOT_ENCRYPTED


@pytest.mark.parametrize("status", [404, 501])
def test_without_organisations_nothing_is_read(status: int, provider: Provider, read_in: Reads) -> None:
    provider.lacks = {"organisations": status}
    assert refusal(read_in) == fetching.NO_ORGANISATIONS
    assert nobody_came_in()


def test_things_of_the_wrong_kind_are_left_out_and_told(provider: Provider, world: World, read_in: Reads) -> None:
    def odd(asked: Asked) -> Answer:
        good = list(world.has["persons"].values())
        return Answer(200, {"data": ["text", 7, {"givenName": "Utan id"}, {**good[0], "enrolments": "nej"}, *good]})

    world.pupils[3]["enrolments"][0]["startDate"] = "i höstas"
    world.pupils[4]["enrolments"][0]["enroledAt"] = None
    world.pupils[5]["birthDate"] = 20160101
    world.pupils[6]["responsibles"] = [None, {"person": "text"}]
    world.pupils[7]["emails"] = ["text"]
    provider.faults.append(on(PERSONS, answer=odd))
    result = read_in()
    assert result.outcome.changes.pupils_new == 28
    assert result.remarks.count(terms.NO_ID, "persons") == 1
    assert result.remarks.count(terms.NOT_A_DAY) == 2
    assert result.remarks.count(terms.NO_START) == 1


def test_a_page_token_that_grew_old_is_begun_anew(provider: Provider, read_in: Reads) -> None:
    provider.faults.append(on(PERSONS, 3, answer=lambda asked: Answer(200, b"trasig")))
    assert refusal(read_in) == client.BROKEN_JSON
    provider._pages.clear()
    provider.asked.clear()
    provider.faults.clear()
    result = read_in()
    assert result.remarks.count(terms.RESTARTED, "persons") == 1
    assert result.outcome.changes.pupils_new == 30
    assert provider.paths("/v2.0/organisations") == []


def test_a_run_that_was_killed_while_it_wrote_goes_on(provider: Provider, read_in: Reads) -> None:
    provider.faults.append(on("/v2.0/duties", answer=lambda asked: Answer(200, b"trasig")))
    refusal(read_in)
    path = spools()[0]
    path.write_bytes(path.read_bytes()[:-100])
    provider.faults.clear()
    provider.asked.clear()
    assert read_in().outcome.changes.pupils_new == 30
    assert provider.paths(PERSONS) == []
    assert len(provider.paths("/v2.0/groups")) == 1


@pytest.mark.parametrize("spoiled", [b"\x00\x00\x00\x04abcd", b"x" * 500])
def test_a_spoiled_spool_is_thrown_away(spoiled: bytes, provider: Provider, read_in: Reads) -> None:
    provider.faults.append(on("/v2.0/duties", 1, answer=lambda asked: Answer(200, b"trasig")))
    refusal(read_in)
    spools()[0].write_bytes(spoiled)
    result = read_in()
    assert not result.resumed
    assert result.outcome.changes.pupils_new == 30


def test_pages_are_kept_for_a_day_and_by_one_run_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    with Spool("en", now=NOW, folder=folder) as one:
        one.add("persons", {"data": [1]}, token="t", digest="d")
        assert refusal(lambda: Spool("en", now=NOW, folder=folder)) == BUSY
    with Spool("en", now=NOW + dt.timedelta(hours=23), folder=folder) as again:
        assert (again.resumed, again.began_at) == (True, NOW)
        assert list(again.pages("persons")) == [{"data": [1]}]
        assert again.of("persons").token == "t"
    with Spool("en", now=NOW + dt.timedelta(hours=25), folder=folder) as late:
        assert (late.resumed, list(late.pages("persons"))) == (False, [])
    left = Spool("två", now=NOW, folder=folder)
    left.__exit__()
    assert forget_old(folder, dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)) == 2
    assert list(folder.iterdir()) == []
