"""The second factor opens and lapses; what was being written when it, or the session, ended is its writer's alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from framst.access.acting import acting, machine
from framst.config.demo import codes
from framst.config.demo.logins import PASSWORD
from framst.notices.models import Message
from framst.pupils.models import Matter, Note
from framst.reports.models import Paper

from ..personas import account, actor

TEXT = "Eleven berättar om helgen.\nVi ses igen på torsdag."
PAPER = "/skrivelser/uppfoljning-elevhalsoplanen-2024/avsnitt/summary/"


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """All of it is about rows."""


def browser() -> Client:
    return Client(headers={"accept-language": "sv"}, enforce_csrf_checks=True)


def fill(client: Client, page: str, path: str, fields: dict[str, str], **more: Any) -> Any:
    """Post the form of a page as it was shown then."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    return client.post(path, {"csrfmiddlewaretoken": token[1], **fields}, **more)


def signed_in(login: str, client: Client | None = None) -> Client:
    """Sign in, with a code where one is asked for. The codes of the last period and the next are taken too."""
    client = client or browser()
    door = client.get("/konto/login/").content.decode()
    answer = fill(client, door, "/konto/login/", {"login": f"{login}@ekdalen.example", "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    if "authenticate" in answer["Location"]:
        give_code(client, login, "/konto/2fa/authenticate/", 0)
    return client


def give_code(client: Client, login: str, path: str, periods: int, **fields: str) -> Any:
    from time import time

    code = codes.code(codes.secret(settings.HOME, login), time() + 30 * periods)
    answer = fill(client, client.get(path).content.decode(), path, {"code": code, **fields})
    assert answer.status_code == 302, answer.content.decode()
    return answer


def leave_idle(client: Client, seconds: int) -> None:
    session = client.session
    session["framst_seen"] -= seconds
    session.save()


def end(client: Client) -> None:
    """The session ends by itself, in the database; the browser keeps its cookies."""
    client.session.delete()


def care_matter() -> Matter:
    with acting(actor("kurator")):
        return Matter.objects.get(letter="B")


def path_of(matter: Matter) -> str:
    return f"/elevarenden/{matter.pk}/"


def notes(matter: Matter) -> list[str]:
    with acting(actor("kurator")):
        return list(Note.objects.filter(matter=matter).order_by("written_at").values_list("text", flat=True))


def test_the_code_is_asked_for_and_opens_the_matter() -> None:
    matter = care_matter()
    client = signed_in("kurator")
    assert matter.about in client.get(path_of(matter)).content.decode()


def test_without_the_factor_the_page_says_how_and_leads_back(client_of: Any) -> None:
    matter = care_matter()
    client = client_of("kurator")
    page = client.get(path_of(matter))
    assert page.status_code == 403
    assert matter.about not in page.content.decode()
    back = f"/jag/bekrafta/?next=%2Felevarenden%2F{matter.pk}%2F"
    assert back in page.content.decode()
    assert client.get(back)["Location"] == f"/konto/2fa/reauthenticate/?next=%2Felevarenden%2F{matter.pk}%2F"


def test_the_same_page_answers_for_a_matter_that_is_not_there(client_of: Any) -> None:
    missing = client_of("kurator").get("/elevarenden/00000000-0000-4000-8000-000000000000/")
    there = client_of("kurator").get(path_of(care_matter()))
    plain = [re.sub(r"[0-9a-f-]{36}|value=\"\w+\"", "", a.content.decode()) for a in (missing, there)]
    assert plain[0] == plain[1]
    assert client_of("larare").get(path_of(care_matter())).status_code == 404


def test_the_pupils_page_says_it_to_those_whose_work_it_is(client_of: Any) -> None:
    words = "Ärenden i skolhälsovården och elevhälsan kan finnas utan att de syns här."
    with acting(actor("kurator")):
        pupil = f"/elever/{care_matter().pupil_id}/"
    assert words in client_of("kurator").get(pupil).content.decode()
    assert words not in client_of("rektor").get(pupil).content.decode()
    assert words not in signed_in("kurator").get(pupil).content.decode()


def test_thirty_idle_minutes_and_it_is_asked_for_again() -> None:
    matter = care_matter()
    client = signed_in("kurator")
    leave_idle(client, 29 * 60)
    assert client.get(path_of(matter)).status_code == 200
    leave_idle(client, 31 * 60)
    assert client.get(path_of(matter)).status_code == 403
    assert client.get(path_of(matter)).status_code == 403  # being active again does not bring it back
    answer = give_code(client, "kurator", "/konto/2fa/reauthenticate/", 1, next=path_of(matter))
    assert answer["Location"] == path_of(matter)
    assert client.get(path_of(matter)).status_code == 200


def test_a_code_is_taken_once() -> None:
    signed_in("kurator")
    second = browser()
    door = second.get("/konto/login/").content.decode()
    fill(second, door, "/konto/login/", {"login": "kurator@ekdalen.example", "password": PASSWORD})
    code = codes.code(codes.secret(settings.HOME, "kurator"))
    page = second.get("/konto/2fa/authenticate/").content.decode()
    again = fill(second, page, "/konto/2fa/authenticate/", {"code": code})
    assert again.status_code == 200 and "Koden är inte rätt." in again.content.decode()
    # Nor later, while it would still be taken from a clock that is slow.
    from framst.access.models import Cached

    assert Cached.objects.filter(cache_key__contains="allauth.mfa.totp.used").delete()[0]
    page = second.get("/konto/2fa/authenticate/").content.decode()
    later = fill(second, page, "/konto/2fa/authenticate/", {"code": code})
    assert later.status_code == 200 and "Koden är inte rätt." in later.content.decode()


def test_a_new_password_by_link_does_not_go_round_the_factor(client_of: Any) -> None:
    """Whoever has got at the mailbox chooses a password, and stands before the factor; no session comes with the link."""
    client_of("system").post(f"/forvaltning/personer/{account('kurator').person_id}/konto/lank/")
    with acting(machine("mail", timezone.now())):
        link = re.search(r"http://localhost:\d+(/konto/\S+)", Message.objects.get(kind="password").body)
    assert link is not None
    client = browser()
    form = client.get(link[1], follow=True)
    chosen = {"password1": "en blå häst på taket", "password2": "en blå häst på taket"}
    fill(client, form.content.decode(), form.redirect_chain[-1][0], chosen)
    assert "_auth_user_id" not in client.session
    door = client.get("/konto/login/").content.decode()
    login = {"login": "kurator@ekdalen.example", "password": "en blå häst på taket"}
    answer = fill(client, door, "/konto/login/", login)
    assert answer["Location"] == "/konto/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/")["Location"].startswith("/konto/login/")


def test_activity_is_noted_at_most_once_a_minute(client_of: Any, django_assert_num_queries: Any) -> None:
    client = signed_in("kurator")
    client.get("/jag/inloggningar/")
    before = client.session["framst_seen"]
    client.get("/jag/inloggningar/")
    assert client.session["framst_seen"] == before
    leave_idle(client, 61)
    client.get("/jag/inloggningar/")
    assert client.session["framst_seen"] >= before


def test_a_note_survives_the_lapse_of_the_factor() -> None:
    matter = care_matter()
    client = signed_in("kurator")
    page = client.get(path_of(matter)).content.decode()
    before = notes(matter)
    leave_idle(client, 31 * 60)
    asked = fill(client, page, path_of(matter), {"text": TEXT})
    assert asked.status_code == 403
    assert "Det du skrev är kvar." in asked.content.decode()
    assert notes(matter) == before
    assert TEXT not in str(dict(client.session.items()))
    give_code(client, "kurator", "/konto/2fa/reauthenticate/", 1, next="/jag/osparat/")
    shown = client.get("/jag/osparat/").content.decode()
    assert "Vi ses igen på torsdag." in shown and f'action="{path_of(matter)}"' in shown
    assert fill(client, shown, path_of(matter), {"text": TEXT}).status_code == 302
    assert [n.replace("\r\n", "\n") for n in notes(matter)] == [*before, TEXT]
    assert "Det finns ingen text" in client.get("/jag/osparat/").content.decode()


def test_a_note_survives_the_end_of_the_session() -> None:
    matter = care_matter()
    client = signed_in("kurator")
    page = client.get(path_of(matter)).content.decode()
    end(client)
    sent_on = fill(client, page, path_of(matter), {"text": TEXT})
    assert sent_on["Location"] == "/konto/login/?next=/jag/osparat/"
    door = client.get(sent_on["Location"]).content.decode()
    assert TEXT not in door
    fill(client, door, "/konto/login/", {"login": "kurator@ekdalen.example", "password": PASSWORD})
    give_code(client, "kurator", "/konto/2fa/authenticate/", 1)
    assert "Vi ses igen på torsdag." in client.get("/jag/osparat/").content.decode()


def test_a_papers_section_survives_the_end_of_the_session() -> None:
    client = signed_in("utredare")
    page = client.get(PAPER).content.decode()
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version is not None
    end(client)
    fields = {"body": "Elevhälsan har stärkts under året.", "version": version[1]}
    assert "/konto/login/" in fill(client, page, PAPER, fields)["Location"]
    signed_in("utredare", client)
    shown = client.get("/jag/osparat/").content.decode()
    assert "Elevhälsan har stärkts under året." in shown
    assert fill(client, shown, PAPER, fields).status_code in (200, 302)
    with acting(actor("utredare")):
        assert Paper.objects.filter(sections__body__contains="Elevhälsan har stärkts under året.").exists()


def test_a_form_from_before_a_new_sign_in_in_another_tab_is_kept() -> None:
    matter = care_matter()
    client = signed_in("kurator")
    page = client.get(path_of(matter)).content.decode()
    end(client)
    door = client.get("/konto/login/").content.decode()
    fill(client, door, "/konto/login/", {"login": "kurator@ekdalen.example", "password": PASSWORD})
    give_code(client, "kurator", "/konto/2fa/authenticate/", 1)
    old = fill(client, page, path_of(matter), {"text": TEXT})
    assert old.status_code == 403 and "Det du skrev är kvar." in old.content.decode()
    assert "Vi ses igen på torsdag." in client.get("/jag/osparat/").content.decode()


def test_nobody_else_on_the_same_browser_gets_the_text() -> None:
    matter = care_matter()
    client = signed_in("kurator")
    page = client.get(path_of(matter)).content.decode()
    end(client)
    fill(client, page, path_of(matter), {"text": TEXT})
    signed_in("rektor", client)
    shown = client.get("/jag/osparat/").content.decode()
    assert "torsdag" not in shown and "Det finns ingen text" in shown
    assert "framst_unsaved" not in client.session
    # Nor by posting the form that the other left open, with this sign-in or after it has ended.
    assert fill(client, page, path_of(matter), {"text": TEXT}).status_code == 403
    assert "framst_unsaved" not in client.session
    end(client)
    fill(client, page, path_of(matter), {"text": TEXT})
    signed_in("rektor", client)
    assert "torsdag" not in client.get("/jag/osparat/").content.decode()


def test_the_text_goes_by_itself_after_two_hours() -> None:
    from framst.access import unsaved

    client = signed_in("rektor")
    page = client.get("/jag/inloggningar/").content.decode()
    end(client)
    fill(client, page, "/elever/", {"q": "en text"})
    signed_in("rektor", client)
    request = type("R", (), {"session": client.session})()
    person, now = account("rektor").person_id, timezone.now()
    assert unsaved.opened(request, person, now) is not None
    assert unsaved.opened(request, person, now + unsaved.KEEP * 1.1) is None
    assert unsaved.opened(request, account("larare").person_id, now) is None


def test_what_a_script_saves_is_not_answered_with_a_page() -> None:
    client = signed_in("utredare")
    page = client.get(PAPER).content.decode()
    end(client)
    assert fill(client, page, PAPER, {"body": "x y", "version": "1", "autosave": "1"}).status_code == 401
