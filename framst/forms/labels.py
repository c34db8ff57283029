"""Words for what question sets do: conditions, and what changed between two versions."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from framst.audit.terms import ACT_NAMES, Act

from .terms import KINDS, Option, Question, Questionnaire


@dataclass(frozen=True)
class ConditionWords:
    """A condition as a reader meets it: the question's words, and the answers that open the next one."""

    question: str
    answers: tuple[str, ...]

    @property
    def either(self) -> str:
        """The answers between the quotation marks of a sentence: Delvis” eller ”Nej."""
        return _("” eller ”").join(self.answers)


def condition_words(question: Question, questionnaire: Questionnaire) -> list[ConditionWords]:
    """Return the conditions of `question` in words. One that points nowhere keeps its code."""
    found = []
    for condition in question.shown_if:
        try:
            asked = questionnaire.question(condition.question)
        except KeyError:
            found.append(ConditionWords(condition.question, condition.any_of))
            continue
        text = f"{asked.text} ({asked.row_label(condition.row)})" if condition.row else asked.text
        found.append(ConditionWords(text, tuple(asked.label(code) for code in condition.any_of)))
    return found


def differences(old: Questionnaire, new: Questionnaire) -> list[str]:
    """Return what changed from `old` to `new`, a sentence each. A question is the same as long as its code is."""
    found = []
    if old.title != new.title:
        found.append(_("Rubriken är ändrad till ”%(title)s”.") % {"title": new.title})
    if old.intro != new.intro:
        found.append(_("Inledningen är ändrad."))
    before = {q.code: q for q in old.questions}
    after = {q.code: q for q in new.questions}
    found += [_("Borttagen: ”%(question)s”") % {"question": q.text} for c, q in before.items() if c not in after]
    for code, question in after.items():
        if code not in before:
            found.append(_("Ny: ”%(question)s”") % {"question": question.text})
        elif changes := _changes(before[code], question):
            found.append(f"”{question.text}”: {', '.join(changes)}")
    common = [c for c in before if c in after]
    if common != [c for c in after if c in before]:
        found.append(_("Frågornas ordning är ändrad."))
    if [(s.title, s.help) for s in old.sections] != [(s.title, s.help) for s in new.sections]:
        found.append(_("Avsnitten är ändrade."))
    return found


def _changes(old: Question, new: Question) -> list[str]:
    changes = []
    if old.text != new.text:
        changes.append(_("texten var ”%(text)s”") % {"text": old.text})
    if old.kind != new.kind:
        changes.append(_("var %(kind)s, är %(now)s") % {"kind": _(KINDS[old.kind]), "now": _(KINDS[new.kind])})
    if old.help != new.help:
        changes.append(_("hjälptexten är ändrad"))
    if old.options != new.options:
        changes.append(_("svarsvalen är ändrade (%(what)s)") % {"what": _options(old.options, new.options)})
    if old.rows != new.rows:
        changes.append(_("raderna är ändrade (%(what)s)") % {"what": _options(old.rows, new.rows)})
    if old.unit != new.unit:
        changes.append(_("enheten är ”%(unit)s”") % {"unit": new.unit})
    if old.required != new.required:
        changes.append(_("måste besvaras") if new.required else _("är frivillig"))
    if old.not_applicable != new.not_applicable:
        changes.append(_("kan vara ej aktuell") if new.not_applicable else _("kan inte längre vara ej aktuell"))
    if old.shown_if != new.shown_if:
        changes.append(_("villkoret är ändrat"))
    if old.minutes != new.minutes:
        changes.append(_("tidsuppskattningen är ändrad"))
    return changes


def _options(old: tuple[Option, ...], new: tuple[Option, ...]) -> str:
    before, after = {o.code: o.label for o in old}, {o.code: o.label for o in new}
    parts = [_("nytt: %(label)s") % {"label": after[c]} for c in after if c not in before]
    parts += [_("borta: %(label)s") % {"label": before[c]} for c in before if c not in after]
    parts += [_("nu: %(label)s") % {"label": after[c]} for c in after if c in before and after[c] != before[c]]
    return "; ".join(parts) or _("ordningen")


def act_words(act: str, version: int | None, times: int) -> str:
    """Return what was done to a set in its history: "ändrade (version 2, 14 gånger)"."""
    said = _(ACT_NAMES[Act(act)])
    more = [] if version is None else [_("version %(number)d") % {"number": version}]
    more += [_("%(n)d gånger") % {"n": times}] if times > 1 else []
    return f"{said} ({', '.join(more)})" if more else said
