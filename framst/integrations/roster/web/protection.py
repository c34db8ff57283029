"""Protected identity: counters and decisions for the chief education officer, and the ways in for those named.

No page here lists the protected. Whom a decision is about is written as the id that the person has in the source.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.crossing import cross
from framst.access.models import Tie
from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.integrations.roster import deciding
from framst.organisation.models import Group, Person, ProtectedMark, Pupil
from framst.organisation.queries import on
from framst.organisation.terms import MARK_KINDS, MarkKind
from framst.ui.templatetags.framst import said

LOWER, KEEP = "lower", "keep"


class BasisForm(forms.Form):
    basis = forms.CharField(
        label=gettext_lazy("Grund för beslutet"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Skriv inte namn, adress eller skola."),
    )


class WhoForm(forms.Form):
    """The id that somebody has in a source. It is looked up there, digested here, and not kept."""

    source = forms.ChoiceField(label=gettext_lazy("Källa"))
    source_id = forms.CharField(
        label=gettext_lazy("Personens id i källan"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Slå upp personen i källan och skriv det id som står där. Id:t sparas inte."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        sources = set(Group.objects.values_list("source", flat=True)) | set(
            ProtectedMark.objects.exclude(source="").values_list("source", flat=True)
        )
        self.fields["source"].choices = [(s, s) for s in sorted(sources)]

    def refuse(self, refused: Refused) -> None:
        self.add_error(None, said(refused))


class DecisionForm(WhoForm, BasisForm):
    pass


class IncludeForm(DecisionForm):
    named = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Vem får se eleven"),
        help_text=gettext_lazy("Bara de som måste. Varje person behöver tvåfaktor."),
        error_messages={"required": deciding.NOBODY_NAMED},
    )
    field_order = ("source", "source_id", "named", "basis")

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields["named"]
        chosen.queryset = people
        chosen.label_from_instance = _listed


class DecisionSelect(forms.RadioSelect):
    """The two decisions; one that the reader may not make is shown, and cannot be chosen."""

    closed = False

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **more)
        if self.closed and value == LOWER:
            option["attrs"]["disabled"] = True
        return option


class LowerForm(DecisionForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Vem det gäller"), choices=[(k.value, gettext_lazy(w)) for k, w in MARK_KINDS.items()]
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("Beslut"),
        choices=[(KEEP, gettext_lazy("Behåll skyddet här")), (LOWER, gettext_lazy("Ta bort skyddet"))],
        widget=DecisionSelect,
    )
    field_order = ("kind", "source", "source_id", "decision", "basis")

    def __init__(self, *args: Any, why_not: str, **more: Any) -> None:
        super().__init__(*args, **more)
        decision: Any = self.fields["decision"]
        decision.widget.closed, decision.help_text = bool(why_not), why_not


class NameForm(BasisForm):
    person = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Person"))
    field_order = ("person", "basis")

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields["person"]
        chosen.queryset = people
        chosen.label_from_instance = _listed

    def refuse(self, refused: Refused) -> None:
        self.add_error(None, said(refused))


def _listed(person: Person) -> str:
    return f"{person.family_name}, {person.given_name}"


def _people(request: HttpRequest) -> Any:
    working = Person.objects.filter(on(actor(request).today, "assignments__"), assignments__isnull=False)
    return working.distinct().order_by("sort_key")


@page("protection.decide", second_factor=True)
def protection(request: HttpRequest) -> HttpResponse:
    """How many are protected, and what waits for a decision: numbers, kinds and days, and never who."""
    marks = ProtectedMark.objects.filter(still_marked=True)
    counts = {
        kind: marks.filter(kind=kind).aggregate(n=Count("pk"))["n"] for kind in (MarkKind.GUARDIAN, MarkKind.STAFF)
    }
    by = actor(request)
    asked = [
        {
            "at": m.lowering_asked_at,
            "kind": MARK_KINDS[MarkKind(m.kind)],
            "source": m.source,
            "own": m.lowering_asked_by_id == by.person_id,
        }
        for m in marks.filter(lowering_asked_at__isnull=False).order_by("lowering_asked_at")
    ]
    return render(
        request,
        "integrations/protection.html",
        {
            "kept_out": deciding.kept_out(by=by),
            "guardians": counts[MarkKind.GUARDIAN],
            "staff": counts[MarkKind.STAFF],
            "inside": cross("count_protected", unnamed=False),
            "unnamed": cross("count_protected", unnamed=True),
            "asked": asked,
        },
    )


def _decided(
    request: HttpRequest, form: Any, template: str, save: Callable[[dict[str, Any]], str], back: str = "protection"
) -> HttpResponse:
    """Answer a page of a decision; a refusal stands on top of the form."""
    if request.method == "POST" and form.is_valid():
        try:
            done = save(form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            return redirect(back)
    return render(request, template, {"form": form}, status=422 if request.method == "POST" else 200)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@page("protection.decide", writes=True, second_factor=True)
def include(request: HttpRequest) -> HttpResponse:
    """Decide that one protected pupil is in the system, for those named."""

    def save(data: dict[str, Any]) -> str:
        deciding.include(
            source=data["source"], source_id=data["source_id"], named=list(data["named"]), basis=data["basis"],
            by=actor(request),
        )  # fmt: skip
        return _("Beslutet är antecknat. Eleven tas in vid nästa inläsning, för de namngivna.")

    form = IncludeForm(_posted(request), people=_people(request))
    return _decided(request, form, "integrations/protection_include.html", save)


@page("protection.decide", writes=True, second_factor=True)
def exclude(request: HttpRequest) -> HttpResponse:
    """Decide that one protected pupil is in the system no longer."""

    def save(data: dict[str, Any]) -> str:
        deciding.exclude(**data, by=actor(request))
        return _("Beslutet är antecknat. Ingen är längre namngiven för eleven.")

    return _decided(request, DecisionForm(_posted(request)), "integrations/protection_exclude.html", save)


@page("protection.decide", writes=True, second_factor=True)
def lower(request: HttpRequest) -> HttpResponse:
    """Decide about a mark that the source has no longer."""

    def save(data: dict[str, Any]) -> str:
        decide = deciding.lower if data["decision"] == LOWER else deciding.keep
        decide(
            source=data["source"], source_id=data["source_id"], kind=MarkKind(data["kind"]), basis=data["basis"],
            by=actor(request),
        )  # fmt: skip
        return _("Skyddet gäller inte längre.") if data["decision"] == LOWER else _("Skyddet gäller här som förut.")

    why_not = _(deciding.OWN_REQUEST) if deciding.all_my_own(actor(request)) else ""
    form = LowerForm(_posted(request), why_not=why_not)
    return _decided(request, form, "integrations/protection_lower.html", save)


@page("protection.decide", writes=True, second_factor=True)
def protect(request: HttpRequest) -> HttpResponse:
    """Protect whoever has an id in a source, before the source has marked them."""

    def save(data: dict[str, Any]) -> str:
        deciding.protect_id(**data, by=actor(request))
        return _("Eleven är skyddad. En inläsning tar inte in eleven utan beslut.")

    return _decided(request, DecisionForm(_posted(request)), "integrations/protection_protect.html", save)


@page("protection.decide", writes=True, second_factor=True)
def find(request: HttpRequest) -> HttpResponse:
    """Find one protected pupil's access list by the id in the source. The search is posted, and stands in no address."""
    form = WhoForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        by = actor(request)
        key = deciding.find(source=form.cleaned_data["source"], source_id=form.cleaned_data["source_id"], by=by)
        record(
            act=Act.SEARCHED, by=by, now=by.now, table=Pupil._meta.db_table, shown=[key] if key else [], letter="P",
            number=True,
        )  # fmt: skip
        if key is not None:
            return redirect("protection_named", key)
        form.add_error("source_id", _("Ingen skyddad elev i systemet har det id:t i källan."))
    return render(request, "integrations/protection_find.html", {"form": form}, status=422 if form.errors else 200)


@page("protection.decide", writes=True, second_factor=True)
def named(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who is named for one protected pupil. Nothing about the pupil stands here."""
    by = actor(request)
    form = NameForm(_posted(request), people=_people(request))
    if request.method == "POST" and form.is_valid():
        try:
            deciding.name(pupil=key, person=form.cleaned_data["person"], basis=form.cleaned_data["basis"], by=by)
        except NotAllowed:
            raise Http404 from None
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Personen är namngiven och ser eleven, med tvåfaktor."))
            return redirect("protection_named", key)
    ties = deciding.named_for(key)
    if (
        not ties
        and not Tie.objects.filter(pupil=key, kind="named").exists()
        and not cross("count_protected", unnamed=True)
    ):
        raise Http404
    return render(
        request, "integrations/protection_named.html", {"form": form, "ties": ties, "key": key},
        status=422 if form.errors else 200,
    )  # fmt: skip


@page("protection.decide", writes=True, second_factor=True)
def take_off(request: HttpRequest, key: UUID, tie: UUID) -> HttpResponse:
    """Take somebody off the access list, after a page that says what it means."""
    found = Tie.objects.filter(pk=tie, pupil=key, kind="named", ended_at__isnull=True).select_related("person").first()
    if found is None:
        raise Http404
    if request.method == "POST":
        deciding.take_off(tie=tie, pupil=key, by=actor(request))
        messages.success(request, _("Personen är inte längre namngiven."))
        return redirect("protection_named", key)
    return render(request, "integrations/protection_take_off.html", {"tie": found, "key": key})


@page(second_factor=True)
def mine(request: HttpRequest) -> HttpResponse:
    """The protected pupils that the reader is named for: when and why, and neither name nor school until one is opened."""
    by = actor(request)
    ties = deciding.ties_of(by)
    if ties:
        # What is shown is the decisions: of the pupils nothing stands here.
        table = Tie._meta.db_table
        record(
            act=Act.LISTED, by=by, now=by.now, table=table, shown=[t.pupil_id for t in ties], letter="P",
            beside=[[table, str(t.pk), ""] for t in ties],
        )  # fmt: skip
    return render(request, "integrations/protection_mine.html", {"ties": ties})


@page("pupils.protect", writes=True)
def pupil(request: HttpRequest, key: UUID) -> HttpResponse:
    """Protect one of the unit's pupils at once, after a page that says what it means."""
    by = actor(request)
    found = open_record(Pupil.objects.filter(secrecy__in=("C", "D")), by=by, purpose=N_("skydda"), pk=key)
    form = BasisForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        sealed = deciding.protect_pupil(pupil=found, basis=form.cleaned_data["basis"], by=by)
        messages.success(
            request,
            _("Eleven är skyddad. Det som är skrivet är förseglat och lämnat till den som huvudmannen har utsett.")
            if sealed
            else _("Eleven är skyddad och finns inte längre i systemet."),
        )
        return redirect(reverse("pupils"))
    return render(
        request, "integrations/pupil_protect.html", {"form": form, "pupil": found}, status=422 if form.errors else 200
    )
