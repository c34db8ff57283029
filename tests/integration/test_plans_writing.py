"""Plans: asked for, written by several at once, adopted, submitted, followed into the next year; and who may not."""

from __future__ import annotations

import datetime as dt

import pytest

from framst.access.acting import acting
from framst.forms.models import QuestionSet
from framst.foundation.refusal import NotAllowed, Refused
from framst.plans import rules, services
from framst.plans.models import Edition, FocusArea, OtherText, Part, Plan, ProfessionAccess
from framst.plans.queries import plans as queries
from framst.wheel.models import Awaiting

from ..personas import account, actor
from .plans import DAL, HAGA, MAY, asked, focus_of, fresh, later, whole, write


def test_asking_puts_the_plan_on_the_principals_start_page(db: None) -> None:
    plans = asked()
    with acting(actor("rektor", MAY)):
        mine = Awaiting.objects.get(about=f"plan:{plans[DAL].pk}")
    assert (mine.title, mine.due_on, mine.person_id) == (
        "Elevhälsoplan",
        dt.date(2027, 9, 30),
        account("rektor").person_id,
    )
    assert mine.minutes == 75.0


def test_the_new_plan_is_tied_to_last_years(db: None) -> None:
    plan = asked()[DAL]
    with acting(actor("utredare", MAY)):
        assert plan.former == Plan.objects.get(unit__code=DAL, year=2026)


def test_only_the_school_reads_a_draft(db: None) -> None:
    plan = asked()[DAL]
    rektor = actor("rektor", MAY)
    with acting(rektor):
        services.begin(plan=plan, by=rektor)
    write(plan, "organisation", rektor, organisation="Rektor leder elevhälsan.")
    seen = {}
    for login in ("rektor", "kurator", "skolskoterska", "larare", "rektor2", "kurator2", "utredare", "avdelningschef", "ledamot"):  # fmt: skip
        with acting(actor(login, MAY)):
            seen[login] = Part.objects.filter(plan=plan).count()
    assert seen == {
        "rektor": 1, "kurator": 1, "skolskoterska": 1, "larare": 0, "rektor2": 0, "kurator2": 0, "utredare": 0,
        "avdelningschef": 0, "ledamot": 0,
    }  # fmt: skip


def test_a_teacher_writes_when_invited_and_not_after(db: None) -> None:
    plan = asked()[DAL]
    rektor, larare = actor("rektor", MAY), actor("larare", MAY)
    with acting(rektor):
        services.begin(plan=plan, by=rektor)
    with acting(larare), pytest.raises(NotAllowed):
        services.save_part(plan=plan, code="moten", questions=[], posted={}, seen={}, by=larare)
    with acting(rektor):
        writer = services.invite_writer(plan=plan, person_id=account("larare").person_id, by=rektor)
    write(plan, "moten", larare, moten="Arbetslagen möts på torsdagar.")
    with acting(rektor):
        services.end_writing(writer=writer, by=rektor)
    with acting(larare):
        assert Part.objects.filter(plan=plan).count() == 0
    with acting(rektor):
        assert Part.objects.get(plan=plan, code="moten").given == {"moten": {"text": "Arbetslagen möts på torsdagar."}}


def test_a_counsellor_invites_nobody_and_adopts_nothing(db: None) -> None:
    plan = asked()[DAL]
    kurator = actor("kurator", MAY)
    whole(plan, kurator)
    with acting(kurator):
        with pytest.raises(NotAllowed):
            services.invite_writer(plan=plan, person_id=account("larare").person_id, by=kurator)
        with pytest.raises(NotAllowed):
            services.adopt(plan=plan, by=kurator)


def test_two_who_write_in_different_places_both_stand(db: None) -> None:
    plan = asked()[DAL]
    rektor, kurator = actor("rektor", MAY), actor("kurator", MAY)
    with acting(rektor):
        services.begin(plan=plan, by=rektor)
    write(plan, "nulage", rektor, nulage="Rektorns bild.")
    write(plan, "nulage", kurator, orsaker="Kuratorns orsaker.")
    with acting(rektor):
        assert Part.objects.get(plan=plan).given == {
            "nulage": {"text": "Rektorns bild."}, "orsaker": {"text": "Kuratorns orsaker."},
        }  # fmt: skip


def test_two_who_write_in_the_same_place_both_keep_their_words(db: None) -> None:
    plan = asked()[DAL]
    rektor, kurator = actor("rektor", MAY), actor("kurator", MAY)
    with acting(rektor):
        services.begin(plan=plan, by=rektor)
    write(plan, "nulage", rektor, nulage="Rektorns bild.")
    saved = write(plan, "nulage", kurator, nulage="Kuratorns bild.")  # on a page that showed an empty field
    assert saved.beside == ("nulage",)
    write(plan, "nulage", kurator, nulage="Kuratorns bild, längre.")  # the page saves again
    with acting(rektor):
        assert Part.objects.get(plan=plan).given == {"nulage": {"text": "Rektorns bild."}}
        other = OtherText.objects.select_related("plan", "part").get(plan=plan)
        assert other.text == "Kuratorns bild, längre."
        assert services.why_not_adopt(plan, rektor) == (
            "Två har skrivit på samma ställe. Välj först vilken text som ska gälla."
        )
        services.settle_other_text(other=other, take=True, by=rektor)
        assert Part.objects.get(plan=plan).given == {"nulage": {"text": "Rektorns bild.\n\nKuratorns bild, längre."}}


def test_what_must_be_there_is_asked_for_before_it_is_adopted(db: None) -> None:
    plan = asked()[DAL]
    rektor = actor("rektor", MAY)
    with acting(rektor):
        services.begin(plan=plan, by=rektor)
        assert services.why_not_adopt(plan, rektor) == "Något som måste fyllas i saknas."
        with pytest.raises(Refused):
            services.adopt(plan=plan, by=rektor)
        assert not Edition.objects.filter(plan=plan).exists()


def test_an_adopted_plan_is_read_by_all_who_work_here_and_by_nobody_else(db: None) -> None:
    plan = asked()[DAL]
    rektor = actor("rektor", MAY)
    whole(plan, rektor)
    with acting(rektor):
        made = services.adopt(plan=plan, by=rektor)
    assert (made.number, made.content["title"], made.content["unit"]) == (1, "Elevhälsoplan 2027–28", "Dalskolan")
    assert [s["code"] for s in made.content["sections"]] == [
        "organisation", "professioner", "utvardering", "nulage", "fokusomraden",
    ], "what the school chose not to write is not printed as empty"  # fmt: skip
    for login in ("larare", "rektor2", "utredare", "ledamot"):
        with acting(actor(login, MAY)):
            assert Edition.objects.filter(pk=made.pk).exists(), login
            area = FocusArea.objects.get(edition=made)
            assert (area.goal, area.levels, area.natures) == ("Trygga raster", ["school"], ["promoting", "preventive"])
            assert {p.holding for p in ProfessionAccess.objects.filter(edition=made)} == {"central"}
    with acting(actor("ingen", MAY)):
        assert not Edition.objects.filter(pk=made.pk).exists()
        assert not FocusArea.objects.filter(edition=made).exists()
    with acting(rektor):
        services.publish(edition=made, by=rektor)
    with acting(actor("ingen", MAY)):
        assert Edition.objects.filter(pk=made.pk).exists()
        assert FocusArea.objects.filter(edition=made).count() == 1


def test_an_adopted_plan_cannot_be_written_in_until_the_principal_opens_it(db: None) -> None:
    plan = asked()[DAL]
    rektor, kurator = actor("rektor", MAY), actor("kurator", MAY)
    whole(plan, rektor)
    with acting(rektor):
        services.adopt(plan=plan, by=rektor)
    with pytest.raises(Refused):
        write(plan, "organisation", kurator, organisation="Nu.")
    with acting(rektor):
        services.write_on(plan=plan, by=rektor)
    now = rules.mark({"text": "Rektor leder."})
    write(fresh(plan, rektor), "organisation", kurator, {"organisation": now}, organisation="Kurator leder.")
    with acting(rektor):
        second = services.adopt(plan=fresh(plan, rektor), by=rektor)
        first = Edition.objects.get(plan=plan, number=1)
    assert (first.content["sections"][0]["answers"][0]["text"], second.content["sections"][0]["answers"][0]["text"]) == (
        "Rektor leder.", "Kurator leder.",
    )  # fmt: skip


@pytest.mark.parametrize(("days", "late"), [(143, False), (144, True)])  # 30 September and the day after
def test_a_plan_is_late_the_day_after_its_last(days: int, late: bool, db: None) -> None:
    plan = asked()[DAL]
    rektor = actor("rektor", MAY)
    whole(plan, rektor)
    by = actor("rektor", later(days))
    with acting(by):
        services.adopt(plan=plan, by=by)
        services.submit(plan=plan, by=by)
    told = fresh(plan, rektor)
    assert (told.state, told.late) == ("submitted", late)
    with acting(rektor):
        assert Awaiting.objects.get(about=f"plan:{plan.pk}").settled_at is not None


def test_another_schools_principal_takes_no_step(db: None) -> None:
    plan = asked()[DAL]
    rektor, other = actor("rektor", MAY), actor("rektor2", MAY)
    whole(plan, rektor)
    with acting(rektor):
        services.adopt(plan=plan, by=rektor)
    with acting(other), pytest.raises(NotAllowed):
        services.submit(plan=plan, by=other)
    with acting(other):
        assert Plan.objects.filter(pk=plan.pk).update(state="submitted") == 0, "the wall says the same"


def test_a_changed_template_leaves_a_begun_plan_on_its_version(db: None) -> None:
    plans = asked()
    rektor, utredare = actor("rektor", MAY), actor("utredare", MAY)
    with acting(rektor):
        services.begin(plan=plans[DAL], by=rektor)
    with acting(utredare):
        from framst.forms.services import draft_version, publish_version

        question_set = QuestionSet.objects.get(code="elevhalsoplan")
        draft = draft_version(question_set=question_set, content=question_set.versions.get().questionnaire, by=utredare)
        publish_version(version=draft, by=utredare)
        services.change_version(template=plans[DAL].template, version=draft, by=utredare)
        numbers = {p.unit.code: queries.plan_or_none(p.pk) for p in plans.values() if p.unit}
        assert numbers[DAL].version.number == 1 and numbers[DAL].template.version.number == 2  # type: ignore[union-attr]
        assert numbers[HAGA].version is None  # type: ignore[union-attr]


def test_last_years_plan_is_carried_over_item_by_item(db: None) -> None:
    by = actor("rektor", MAY)
    with acting(by):
        plan = Plan.objects.select_related("former", "template", "version", "unit").get(unit__code=DAL, year=2026)
        edition = queries.latest_edition(plan.former)
        assert edition is not None
        before = Part.objects.get(plan=plan, code="nulage").given["nulage"]["text"]
        last = next(s for s in edition.content["sections"] if s["code"] == "nulage")["answers"][0]["text"]
        services.carry_text(plan=plan, edition=edition, code="nulage", by=by)
        services.carry_text(plan=plan, edition=edition, code="nulage", by=by)
        assert Part.objects.get(plan=plan, code="nulage").given["nulage"]["text"] == f"{before}\n\n{last}", "once"
        area = edition.focus_areas.order_by("place").first()
        part = services.add_focus_area(plan=plan, carried=area, by=by)
        assert part.given["mal"]["text"] == area.goal
        assert part.carried_from == area.focus
        with pytest.raises(Refused):
            services.add_focus_area(plan=plan, carried=area, by=by)


def test_at_most_three_focus_areas(db: None) -> None:
    plan = asked()[DAL]
    rektor = actor("rektor", MAY)
    with acting(rektor):
        services.begin(plan=plan, by=rektor)
        for _ in range(3):
            services.add_focus_area(plan=plan, by=rektor)
        with pytest.raises(Refused, match="högst tre"):
            services.add_focus_area(plan=plan, by=rektor)


def test_a_year_is_closed_when_every_focus_area_says_what_it_led_to(db: None) -> None:
    plan = asked()[DAL]
    rektor = actor("rektor", MAY)
    whole(plan, rektor)
    with acting(rektor):
        services.adopt(plan=plan, by=rektor)
        with pytest.raises(Refused, match="vad varje fokusområde ledde till"):
            services.evaluate(plan=plan, by=rektor)
        services.write_on(plan=plan, by=rektor)
    part = focus_of(plan, rektor)
    with acting(rektor):
        from framst.forms.terms import Given

        question = next(q for q in rules.focus_section("").questions if q.code == "natt")
        services.save_part(plan=plan, code=part.code, questions=[question], posted={("natt", ""): Given(choices=("reached",))}, seen={}, by=rektor)  # fmt: skip
        services.adopt(plan=plan, by=rektor)
        closed = services.evaluate(plan=plan, by=rektor)
        services.archive(plan=plan, by=rektor)
        assert FocusArea.objects.get(edition=closed).reached == "reached"
    assert fresh(plan, rektor).state == "archived"


def test_a_years_focus_areas_are_a_file_with_a_row_each(db: None, client) -> None:  # type: ignore[no-untyped-def]
    client.force_login(account("larare"))
    rows = client.get("/planer/fokusomraden/2025.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Läsår;Skolenhetskod;Skolenhet;Utgåva;Fokusområde;Vad vill ni uppnå?;Nivå;Slag av arbete")
    assert len(rows) == 1 + 48, "24 schools with one, two and three in turn"
    assert rows[1].startswith("2025–26;99990001;Almby skola;1;1;")
    assert client.get("/planer/fokusomraden/2025.pdf").status_code == 404


def test_a_published_plan_is_read_without_signing_in_and_only_the_principal_publishes(db: None, client) -> None:  # type: ignore[no-untyped-def]
    with acting(actor("utredare", MAY)):
        plan = Plan.objects.get(unit__code=DAL, year=2025)
    public, publish = f"/offentligt/planer/{plan.pk}/1/", f"/planer/{plan.pk}/utgava/1/publicera/"
    assert client.get(public).status_code == 404
    client.force_login(account("kurator"))
    assert client.post(publish).status_code == 403
    client.force_login(account("rektor"))
    assert client.post(publish).status_code == 302
    client.logout()
    assert "Elevhälsoplan 2025–26" in client.get(public).content.decode()


def test_what_looks_like_personal_data_is_shown_before_publishing(db: None, client) -> None:  # type: ignore[no-untyped-def]
    plan = asked()[DAL]
    rektor = actor("rektor", MAY)
    whole(plan, rektor)
    write(plan, "moten", rektor, moten="Ring kurator på 070-174 06 05 om eleven Tindra Falk.")
    with acting(rektor):
        made = services.adopt(plan=plan, by=rektor)
    client.force_login(account("rektor"))
    page = client.get(f"/planer/{plan.pk}/utgava/{made.number}/publicera/").content.decode()
    assert "Ser ut som ett telefonnummer." in page
    assert "Ser ut som ett namn nära ord om en elev eller vårdnadshavare." in page
    assert "Ser ut som ett personnummer." not in page


def test_a_new_principal_is_told_where_the_plan_stands(db: None, client) -> None:  # type: ignore[no-untyped-def]
    client.force_login(account("rektor"))
    page = client.get(f"/ataganden/overlamning/{DAL}/").content.decode()
    assert "Elevhälsoplanen 2026–27: skrivs" in page
    assert "Elevhälsoplanen 2025–26: återkoppling lämnad" in page
    assert "utgåva 1, fastställd 2025-09-05" in page
