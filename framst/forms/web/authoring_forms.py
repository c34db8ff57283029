"""The forms in which questions are written: choices as one line each (`kod | text`), conditions as boxes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.forms import rules
from framst.forms.terms import CHOOSING, KINDS, SCALE, Condition, Kind, Option, Question, Questionnaire

LONGEST_LABEL = 500  # characters


def lines(text: str) -> str:
    """Return text with plain line breaks, as browsers do not send it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class HeadingForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Rubrik"), max_length=200)
    intro = forms.CharField(
        label=gettext_lazy("Inledning"),
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        help_text=gettext_lazy("Står överst för den som svarar. Får vara tom."),
    )

    def clean_intro(self) -> str:
        return lines(self.cleaned_data["intro"])


class SectionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Avsnittets rubrik"), max_length=200)
    help = forms.CharField(
        label=gettext_lazy("Text under rubriken"), required=False, max_length=5000, widget=forms.Textarea
    )

    def clean_help(self) -> str:
        return lines(self.cleaned_data["help"])


class QuestionForm(forms.Form):
    """One question. `content` is the set it stands in, `former` the question it changes (None for a new one)."""

    text = forms.CharField(label=gettext_lazy("Frågan"), max_length=1000)
    kind = forms.ChoiceField(label=gettext_lazy("Slag av svar"), widget=forms.RadioSelect)
    help = forms.CharField(
        label=gettext_lazy("Hjälptext"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    options = forms.CharField(
        label=gettext_lazy("Svarsval"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
        help_text=gettext_lazy(
            "Ett på varje rad. Skriv ”kod | text” för att välja koden själv; annars görs den av texten. "
            "Lämna tomt för en skala, så blir det ja, delvis, nej och vet ej."
        ),
    )
    rows = forms.CharField(
        label=gettext_lazy("Matrisens rader"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
        help_text=gettext_lazy("En på varje rad, som svarsvalen. Bara för en matris."),
    )
    unit = forms.CharField(
        label=gettext_lazy("Enhet"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("För ett tal: timmar, procent, kronor."),
    )
    required = forms.BooleanField(label=gettext_lazy("Måste besvaras"), required=False)
    not_applicable = forms.BooleanField(label=gettext_lazy("Kan besvaras med ”Ej aktuellt”"), required=False)
    minutes = forms.FloatField(
        label=gettext_lazy("Minuter att svara"),
        min_value=0,
        max_value=60,
        localize=True,
        help_text=gettext_lazy("Ungefär. Rektorn ser summan."),
    )
    code = forms.CharField(
        label=gettext_lazy("Frågans kod"),
        required=False,
        max_length=rules.LONGEST_CODE,
        help_text=gettext_lazy(
            "Används i siffror och filer: a–z, 0–9 och _. Lämna tomt, så görs den av frågan. "
            "Behåll koden när frågan bara skrivs om, så kan åren jämföras."
        ),
    )

    def __init__(self, data: Any, *, content: Questionnaire, former: Question | None, section: str) -> None:
        self.content, self.former = content, former
        self.earlier = list(_earlier(content, former, section))
        initial: dict[str, object] = {"kind": Kind.CHOICE.value, "minutes": 0.5}
        if former is not None:
            initial = {
                "text": former.text,
                "kind": former.kind.value,
                "help": former.help,
                "options": _written(former.options),
                "rows": _written(former.rows),
                "unit": former.unit,
                "required": former.required,
                "not_applicable": former.not_applicable,
                "minutes": former.minutes,
                "code": former.code,
            }
        super().__init__(data, initial=initial)
        self.fields["kind"].choices = [(k.value, _(words)) for k, words in KINDS.items()]

    def clean_help(self) -> str:
        return lines(self.cleaned_data["help"])

    def clean_options(self) -> tuple[Option, ...]:
        return _read(self.cleaned_data["options"])

    def clean_rows(self) -> tuple[Option, ...]:
        return _read(self.cleaned_data["rows"])

    def clean(self) -> dict[str, Any]:
        """Make the question, and say of each field what the rules say of the question."""
        data = super().clean() or {}
        if self.errors:
            return data
        kind = Kind(data["kind"])
        options = data["options"] if kind in CHOOSING else ()
        taken = {q.code for q in self.content.questions} - {self.former.code if self.former else ""}
        self.question = Question(
            code=data["code"] or rules.code_from(data["text"], taken, "fraga"),
            kind=kind,
            text=data["text"],
            help=data["help"],
            required=data["required"],
            options=SCALE if kind is Kind.SCALE and not options else options,
            rows=data["rows"] if kind is Kind.MATRIX else (),
            unit=data["unit"] if kind is Kind.NUMBER else "",
            not_applicable=data["not_applicable"],
            shown_if=self._conditions(),
            minutes=data["minutes"],
        )
        if self.question.code in taken:
            self.add_error("code", _("En annan fråga har redan koden."))
        earlier = {q.code: q for q in self.earlier if q.code != self.question.code}
        for field, what in rules.question_faults(self.question, earlier):
            self.add_error(field if field in self.fields else None, _(what))
        return data

    def _conditions(self) -> tuple[Condition, ...]:
        found = []
        for choice in self.condition_fields():
            chosen = tuple(o["code"] for o in choice["options"] if o["checked"])
            if chosen:
                found.append(Condition(choice["question"].code, chosen, choice["row"]))
        return tuple(found)

    def condition_fields(self) -> list[dict[str, Any]]:
        """Return each earlier question (and row of a matrix) with its answers, those chosen as condition checked."""
        now = {(c.question, c.row): set(c.any_of) for c in (self.former.shown_if if self.former else ())}
        fields = []
        for question in self.earlier:
            for key in rules.keys(question):
                name = f"if-{question.code}-{key[1]}"
                checked = set(self.data.getlist(name)) if self.is_bound else now.get(key, set())
                fields.append(
                    {
                        "question": question,
                        "row": key[1],
                        "row_label": question.row_label(key[1]) if key[1] else "",
                        "name": name,
                        "any": bool(checked),
                        "options": [
                            {"code": o.code, "label": o.label, "checked": o.code in checked} for o in question.options
                        ],
                    }
                )
        return fields


def _earlier(content: Questionnaire, former: Question | None, section: str) -> Iterable[Question]:
    """Yield the choosing questions that stand before `former`, or before the end of `section` for a new question."""
    for part in content.sections:
        for question in part.questions:
            if former is not None and question.code == former.code:
                return
            if question.kind in CHOOSING:
                yield question
        if former is None and part.code == section:
            return


def _written(options: Iterable[Option]) -> str:
    return "\n".join(f"{o.code} | {o.label}" for o in options)


def _read(text: str) -> tuple[Option, ...]:
    """Return the choices of a text with one a line. A line without a code gets one made of its words."""
    parsed: list[tuple[str, str]] = []
    for line in lines(text).split("\n"):
        if not line.strip():
            continue
        code, bar, label = line.partition("|")
        parsed.append((code.strip(), label.strip()) if bar else ("", line.strip()))
    too_long = [label for _code, label in parsed if len(label) > LONGEST_LABEL]
    if too_long:
        raise forms.ValidationError(
            _("En rad är för lång: högst %(n)d tecken. Den börjar med ”%(start)s”.")
            % {"n": LONGEST_LABEL, "start": too_long[0][:40]}
        )
    taken = {code for code, _label in parsed}
    options = []
    for code, label in parsed:
        made = code or rules.code_from(label, taken, "val")
        taken.add(made)
        options.append(Option(made, label))
    return tuple(options)
