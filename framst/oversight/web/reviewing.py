"""The review of the log, the register of decisions, what was taken out, what the administrator changed, the year."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.exporting import attachment
from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.access.terms import ZONE_WORDS
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.oversight import facts, queries, services
from framst.oversight.models import Review, SampledRead
from framst.oversight.rules import basis, is_settled
from framst.oversight.terms import JUDGEMENTS, KINDS, WHY

from .forms import JudgeForm, SignForm
from .words import THINGS, act, professions


@page("oversight.enter")
def start(request: HttpRequest) -> HttpResponse:
    """What there is to oversee, and what waits."""
    by = actor(request)
    context = {}
    if by.may("oversight.read"):
        said = queries.judgements_of_openings()
        waiting = sum(not is_settled(said.get(pk, "")) for pk in queries.openings().values_list("pk", flat=True))
        context = {"unsigned": queries.reviews().filter(signed_at=None).count(), "waiting": waiting}
    return render(request, "oversight/start.html", context)


@page("oversight.read")
def reviews(request: HttpRequest) -> HttpResponse:
    """Every review, the newest first, and how the sample is drawn."""
    return render(request, "oversight/reviews.html", {"reviews": list(queries.reviews()), "why": WHY})


@page("oversight.read")
def review(request: HttpRequest, key: int) -> HttpResponse:
    """One review: the reads that were drawn, why, and what was said of each."""
    found = open_record(queries.reviews(), by=actor(request), purpose="logggranskning", pk=key)
    sample = queries.sample_of(found)
    for looked in sample:
        looked.professions = professions(looked.event.profession)
        looked.why = [WHY.get(code, code) for code in looked.row.why]
        looked.judgement = JUDGEMENTS.get(looked.row.judgement, "")
    said = queries.judgements_of_openings()
    opened = [said.get(e.pk, "") for e in queries.openings(since=found.from_at, until=found.until_at)]
    return render(
        request,
        "oversight/review.html",
        {
            "review": found,
            "sample": sample,
            "openings": len(opened),
            "openings_waiting": sum(not is_settled(x) for x in opened),
            "ready": found.waiting == 0 and all(map(is_settled, opened)),
        },
    )


@page("oversight.read", writes=True)
def sampled_read(request: HttpRequest, key: UUID) -> HttpResponse:
    """One read: who, in what profession, where, when, for what; and the judgement. The pupil is shown on demand."""
    by = actor(request)
    row = SampledRead.objects.select_related("review", "judged_by").filter(pk=key).first()
    looked = queries.looked_at(row) if row else None
    if row is None or looked is None:
        raise Http404
    form = JudgeForm(
        request.POST or None, initial={"judgement": row.judgement, "reason": row.reason} if row.judgement else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.judge(
                read=row, judgement=form.cleaned_data["judgement"], reason=form.cleaned_data["reason"], by=by
            )
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, _(refused.sentence))
        else:
            messages.success(request, _("Bedömningen är antecknad."))
            return redirect("log_review", row.review_id)
    signed, own = row.review.signed_at is not None, row.person == by.person_id
    may_judge = by.may("oversight.review") and not signed and not own
    return render(
        request,
        "oversight/sampled_read.html",
        {
            "looked": looked,
            "row": row,
            "professions": professions(looked.event.profession),
            "thing": THINGS.get(looked.event.table, looked.event.table),
            "act": act(looked.event),
            "zone": ZONE_WORDS.get(looked.event.letter, "") if looked.event.table != "organisation_pupil" else "",
            "protected": looked.event.letter == "P",
            "why": [WHY.get(code, code) for code in row.why],
            "judgement": JUDGEMENTS.get(row.judgement, ""),
            "own": own,
            "signed": signed,
            "may_judge": may_judge,
            "shown": services.show_pupil(event=looked.event, by=by)
            if may_judge and request.method == "GET" and request.GET.get("elev") == "visa"
            else None,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@page("oversight.review", writes=True)
def sign_off(request: HttpRequest, key: int) -> HttpResponse:
    """Sign a review, after a page that says what it means."""
    by = actor(request)
    found = open_record(Review.objects.all(), by=by, purpose="signering", pk=key)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.sign_off(review=found, note=form.cleaned_data["note"], by=by)
        messages.success(request, _("Granskningen är signerad."))
        return redirect("log_review", key)
    return render(request, "oversight/sign_off.html", {"review": found, "form": form})


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("ar", "")
    return int(asked) if asked.isdecimal() and 2000 < int(asked) < 2200 else actor(request).today.year


@page("oversight.read")
def statistics(request: HttpRequest) -> HttpResponse:
    """A year in numbers, for the patient-safety report."""
    year = _year(request)
    return render(
        request, "oversight/statistics.html", {"year": facts.yearly(year), "years": range(year + 1, year - 4, -1)}
    )


@page("oversight.read")
def statistics_file(request: HttpRequest) -> HttpResponse:
    """The same numbers as a CSV: dates and counts, nobody's name."""
    year, by = facts.yearly(_year(request)), actor(request)
    heads = [_("Period till"), _("Signerad"), _("Läsningar"), _("Läsare"), _("Stickprov"), _("I sin ordning"),
             _("Inte i sin ordning"), _("Väntar")]  # fmt: skip
    lines = [";".join(heads)]
    for m in year.reviews:
        signed = m.signed_at.date().isoformat() if m.signed_at else ""
        lines.append(
            f"{m.until_at.date()};{signed};{m.reads};{m.readers};{m.sample};{m.in_order};{m.not_in_order};{m.waiting}"
        )
    return attachment(
        ("\ufeff" + "\r\n".join(lines) + "\r\n").encode(), name=f"logggranskning-{year.year}.csv",
        media="text/csv; charset=utf-8", by=by, table=Review._meta.db_table, rows=len(year.reviews),
    )  # fmt: skip


@page("oversight.enter")
def register(request: HttpRequest) -> HttpResponse:
    """The register of decisions about disclosure and consent: that they exist. Not the pupil, not the content."""
    year = _year(request)
    rows = queries.register(dt.date(year, 1, 1), dt.date(year, 12, 31))
    for row in rows:
        row["words"] = KINDS[row["kind"]]
        row["ground"] = basis(row["basis"])
    record(
        act=Act.LISTED, by=actor(request), now=actor(request).now, table="oversight_register", rows=len(rows), year=year
    )
    return render(
        request, "oversight/register.html", {"rows": rows, "year": year, "years": range(year + 1, year - 4, -1)}
    )


@page("oversight.read")
def exports(request: HttpRequest) -> HttpResponse:
    """The files with pupils' data that were handed out, and those that were stopped."""
    events = queries.exports()
    names = queries.people(e.person for e in events)
    for event in events:
        event.reader = names[event.person].name if event.person in names else ""
        event.professions = professions(event.profession)
        event.thing = THINGS.get(event.table, event.table)
    return render(request, "oversight/exports.html", {"exports": events})


@page("oversight.read")
def changes(request: HttpRequest) -> HttpResponse:
    """What the system administrators have changed."""
    events = queries.administrators_changes()
    names = queries.people(e.person for e in events)
    for event in events:
        event.who = names[event.person].name if event.person in names else ""
        event.what = act(event)
    return render(request, "oversight/changes.html", {"changes": events})
