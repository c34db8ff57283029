"""Texts to begin from, proposed for each section from the figures: editable, figures as tokens and never typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from framst.access.acting import Actor
from framst.coding.facts import themes
from framst.figures.models import Activity, Finding, Indicator
from framst.figures.rules import as_sentence, forms_that_fit
from framst.figures.services import compute
from framst.figures.terms import Figure, Form, Settled
from framst.foundation.periods import Period, spoken
from framst.organisation.queries import settings_in_force

from .models import Paper


@dataclass(frozen=True)
class Material:
    """What the starters of one paper are made from."""

    settings: dict[str, object]
    figures: tuple[Figure, ...]
    activities: tuple[tuple[str, str], ...]  # code, text
    findings: tuple[Finding, ...]
    themes: tuple[str, ...]  # names


def material(paper: Paper, *, by: Actor) -> Material:
    """Gather what is known about what the paper is about: the figures, themes, activities and findings."""
    slug = paper.collection.partition(":")[2]
    # A matrix is told by the figure of all its rows; its single rows are there for whoever wants them.
    whole = Q(spec__row="") | Q(spec__row__isnull=True)
    asked = Indicator.objects.filter(whole, spec__followup=slug).order_by("pk")
    codes = list(asked.values_list("code", flat=True)) if slug else []
    found = compute(codes, by=by)
    figures = tuple(found[code] for code in codes if code in found)
    since = max((f.period_to for f in figures if f.period_to), default=None)
    first = min((f.period_from for f in figures if f.period_from), default=None)
    activities = Activity.objects.order_by("on", "code")
    findings = Finding.objects.order_by("found_on", "code").prefetch_related("dispositions")
    return Material(
        settings=settings_in_force(),
        figures=figures,
        activities=tuple(activities.filter(on__gt=since).values_list("code", "text")) if since else (),
        findings=tuple(findings.filter(found_on__gte=first)) if first else (),
        themes=tuple(dict.fromkeys(t.name[:1].lower() + t.name[1:] for t in themes(paper.collection) if t.wrote))
        if slug
        else (),
    )


def starter(section: str, paper: Paper, found: Material) -> str:
    """Return the text to begin a section from; empty when there is nothing to propose."""
    match section:
        case "summary":
            return summary(found)
        case "assessment":
            return assessment(found)
        case "basis":
            return basis(paper)
        case _:
            return "Informationen tas emot." if section == "proposal" else ""


def summary(found: Material) -> str:
    """Plan and who decides it → period → each question → activities → dispositions → themes (the memo's own order)."""
    paragraphs = [plan(found.settings), questions(found.figures)]
    if found.activities:
        paragraphs.append(
            "Sedan dess har detta gjorts: "
            + " ".join(f"[[activity:{code}]]{'' if text.endswith('.') else '.'}" for code, text in found.activities)
        )
    settled = [f for f in found.findings if f.dispositions.all()]
    if settled:
        paragraphs.append(" ".join(f"[[finding:{f.code}]]" for f in settled))
    if found.themes:
        listed = found.themes[0] if len(found.themes) == 1 else f"{', '.join(found.themes[:-1])} och {found.themes[-1]}"
        paragraphs.append(f"I fritextsvaren återkommer de här temana: {listed}.")
    return "\n\n".join(p for p in paragraphs if p)


def plan(settings: dict[str, object]) -> str:
    """What the plan is for, who decides it and who carries it out, as the authority's settings say."""
    name = str(settings["plan_name"])
    scope = str(settings["plan_scope"]).strip()
    said = [as_sentence(scope if scope.lower().startswith(name.lower()) else f"{name} {scope}")] if scope else []
    decides, carries_out = str(settings["plan_decided_by"]), str(settings["plan_carried_out_by"])
    if decides and carries_out:
        said.append(f"Planens innehåll fastställs av {decides}, medan {carries_out} ansvarar för att den genomförs.")
    return " ".join(s[:1].upper() + s[1:] for s in said)


def questions(figures: tuple[Figure, ...]) -> str:
    """The period, and each question with its own figure."""
    dated = [f for f in figures if f.period_from and f.period_to]
    if not figures:
        return ""
    said = []
    if dated:
        period = spoken(
            Period(min(f.period_from for f in dated if f.period_from), max(f.period_to for f in dated if f.period_to))
        )
        said.append(
            f"Under uppföljningsperioden {period} ställdes frågorna till {figures[0].unit_of_count}. "
            "Varje siffra anges av dem som svarade på just den frågan."
        )
    return "\n\n".join([*said, *(question(f) for f in figures)])


def question(figure: Figure) -> str:
    """One question as a neutral sentence: the figure is a token, the answers that it counts stand in words."""
    counted = [f"”{p.label}”" for p in figure.parts if p.counts]
    answer = " eller ".join(counted)
    form = best_form(figure)
    return f"På frågan ”{figure.question}” svarade [[{figure.code}|{form}]] {answer}.".replace(" .", ".")


def best_form(figure: Figure) -> Form:
    """The form that says most in a sentence: the parts when several are counted, "hälften" when it is, else n av m."""
    fitting = forms_that_fit(figure)
    if len([p for p in figure.parts if p.counts]) > 1 and Form.PARTS in fitting:
        return Form.PARTS
    return Form.OF_UNIT


def assessment(found: Material) -> str:
    """A line per disposition: what became of each finding, what is within our control first."""
    settled = [(f, f.dispositions.all()) for f in found.findings]
    lines = [f"- [[finding:{f.code}]]" for f, given in settled if given]
    if not lines:
        return ""
    whose = dict.fromkeys(d.who for _, given in settled for d in given if d.kind == Settled.TAKEN_CARE_OF and d.who)
    by_whom = f" av {' och '.join(whose)}" if whose else ""
    return f"Det som framkom i uppföljningen har tagits om hand{by_whom}:\n\n" + "\n".join(lines)


def basis(paper: Paper) -> str:
    """The own memo first, with its date; then the attachments."""
    own = f"Förvaltningens tjänsteskrivelse {paper.dated_on.isoformat()}" if paper.dated_on else ""
    attached = [*paper.attachments, *(["Resultat per fråga"] if paper.with_results else [])]
    return "\n".join(f"- {line}" for line in [own, *attached] if line)
