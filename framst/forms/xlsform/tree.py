"""The survey sheet as sections and questions: groups, matrices, conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from framst.forms.terms import CHOOSING, Condition, Kind, Option, Question, Questionnaire, Section
from framst.foundation.words import N_

from . import KIND, MAY_BE_NOT_APPLICABLE, MINUTES, NOT_APPLICABLE, SECTION, UNIT, types
from .nesting import NO, YES, Node, nested, rows_of
from .notes import ChoiceList, Notes, choice_code, code_of, tell_others
from .relevance import NotExpressible, OneOf, parse, referred
from .sheets import Row, Sheet

DEFAULT_MINUTES = {Kind.LONG_TEXT: 2.0, Kind.MATRIX: 2.0}
OTHER = Option("other", "Annat")
OTHER_WHICH = "Annat, ange vad"
ALWAYS_SHOWN = N_("Villkoret kan inte uttryckas i Främst. Frågan visas alltid.")


@dataclass
class Known:
    """What a name in the workbook came to be: where answers to it stand, and its list."""

    question: str
    row: str = ""
    choices: ChoiceList | None = None


def survey(sheet: Sheet, lists: dict[str, ChoiceList], title: str, notes: Notes) -> Questionnaire:
    """Return the questionnaire of the survey sheet; faults and what is left out go to `notes`."""
    reader = _Reader(lists, notes)
    return reader.whole(nested(sheet, notes), title)


class _Reader:
    """Walks the tree once, in order; what a condition may point to is what has been met before it."""

    def __init__(self, lists: dict[str, ChoiceList], notes: Notes) -> None:
        self.lists, self.notes = lists, notes
        self.known: dict[str, Known] = {}
        self.names: set[str] = set()
        self.codes: set[str] = set()
        self.sections: list[Section] = []

    def whole(self, nodes: list[Node], title: str) -> Questionnaire:
        self.names = {row.get("name") for row in rows_of(nodes)} - {""}
        intro: list[str] = []
        loose: list[Node] = []
        for node in nodes:
            if node.kind == "group" and not self._is_matrix(node):
                self._close(loose)
                self._section(node.row.get("name"), node.row, node.inside)
            elif node.row.get("type").lower() in types.NOTES and not self.sections and not loose:
                intro += self._note(node.row)
            else:
                loose.append(node)
        self._close(loose)
        return Questionnaire(title or "XLSForm", "\n\n".join(intro), tuple(self.sections))

    def _close(self, loose: list[Node]) -> None:
        """Questions outside every group become a section of their own."""
        if loose:
            self._section("", Row(loose[0].row.number, {"label": "Frågor"}), list(loose))
            loose.clear()

    def _section(self, name: str, row: Row, nodes: list[Node]) -> None:
        taken = {s.code for s in self.sections}
        number = len(self.sections) + 1
        code = code_of(name.removeprefix(SECTION), taken, row.number, self.notes) if name else ""
        while not code or code in taken:
            code, number = f"del_{number}", number + 1
        helped = [row.get("hint")] if row.get("hint") else []
        questions: list[Question] = []
        conditions = self._shared(row)
        self._walk(nodes, conditions, questions, helped)
        if not row.get("label"):
            self.notes.leave("survey", row.number, "label", name, N_("Gruppen saknar rubrik; namnet används."))
        title = self._without_answers(row, row.get("label")) or name or code
        self.sections.append(Section(code, title, "\n\n".join(helped), tuple(questions)))

    def _shared(self, row: Row) -> tuple[Condition, ...]:
        """The conditions of a group, which become those of every question in it."""
        known = types.SURVEY - {KIND, UNIT, MINUTES, MAY_BE_NOT_APPLICABLE, "required"}
        tell_others(row, "survey", known, self.notes)
        look = row.get("appearance")
        if look and look not in ("field-list", "table-list"):
            self.notes.leave("survey", row.number, "appearance", look, N_("Främst har ett enda utseende."))
        return self._conditions(row)

    def _walk(
        self, nodes: list[Node], shared: tuple[Condition, ...], questions: list[Question], helped: list[str]
    ) -> None:
        for node in nodes:
            row = node.row
            if node.kind == "repeat":
                why = N_("Upprepade grupper finns inte i Främst. Inget i gruppen tas med.")
                self.notes.leave("survey", row.number, "type", row.get("name"), why)
                for inner in rows_of(node.inside):
                    why = N_("Står i en upprepad grupp och tas inte med.")
                    self.notes.leave("survey", inner.number, "type", inner.get("name"), why)
            elif node.kind == "group" and self._is_matrix(node):
                questions.append(self._matrix(node, shared, helped))
            elif node.kind == "group":
                why = N_("En grupp i en grupp finns inte i Främst. Frågorna står direkt i avsnittet.")
                self.notes.leave("survey", row.number, "type", row.get("label") or row.get("name"), why)
                self._walk(node.inside, (*shared, *self._shared(row)), questions, helped)
            elif row.get("type").lower() in types.NOTES:
                if questions:
                    why = N_("Texten flyttas till avsnittets början.")
                    self.notes.leave("survey", row.number, "type", row.get("label"), why)
                helped += self._note(row)
            else:
                questions += self._question(row, shared)

    def _note(self, row: Row) -> list[str]:
        tell_others(row, "survey", {"type", "name", "label", "hint"}, self.notes)
        text = "\n\n".join(t for t in (row.get("label"), row.get("hint")) if t)
        return [self._without_answers(row, text)] if text else []

    def _without_answers(self, row: Row, text: str) -> str:
        """Return a text in which no answer is to be inserted: ``${name}`` becomes [name], and is told."""
        for name in referred(text):
            why = N_("Svar sätts inte in i texter. Frågans namn står kvar inom hakparentes.")
            self.notes.leave("survey", row.number, "label", name, why)
        return re.sub(r"\$\{\s*([^}\s]+)\s*\}", r"[\1]", text)

    def _question(self, row: Row, shared: tuple[Condition, ...]) -> list[Question]:
        """Return the question of a row: none when we lack its type, two for one with *other, which?*."""
        written = row.get("type")
        choosing = types.choosing(written)
        kind = choosing.kind if choosing else types.PLAIN.get(" ".join(written.lower().split()))
        if kind is None:
            if types.is_known(written):
                self.notes.leave("survey", row.number, "type", written, types.NO_TYPE)
            else:
                self.notes.fault("survey", row.number, "type", written, N_("en frågetyp i XLSForm"))
            return []
        if not row.get("name"):
            self.notes.fault("survey", row.number, "name", "", N_("frågans namn"))
            return []
        if not row.get("label"):
            self.notes.fault("survey", row.number, "label", "", N_("frågans text"))
            return []
        if written.lower() in types.WHOLE_NUMBERS:
            self.notes.leave("survey", row.number, "type", written, N_("Frågan tar också tal med decimaler."))
        listed = self._list(row, choosing.list_name) if choosing else None
        question = self._made(row, kind, listed, shared)
        look = row.get("appearance")
        if kind is Kind.TEXT and look == "multiline":
            question = replace(question, kind=Kind.LONG_TEXT)
        elif look:
            self.notes.leave("survey", row.number, "appearance", look, N_("Främst har ett enda utseende."))
        if row.get(KIND) == Kind.SCALE.value and kind is Kind.CHOICE:
            question = replace(question, kind=Kind.SCALE)
        if not row.get(MINUTES):
            question = replace(question, minutes=DEFAULT_MINUTES.get(question.kind, 0.5))
        self.known[row.get("name")] = Known(question.code, "", listed)
        if choosing is None or not choosing.other or any(o.code == OTHER.code for o in question.options):
            return [question]
        question = replace(question, options=(*question.options, OTHER))
        which = Question(
            code_of(f"{question.code}_other", self.codes, row.number, self.notes),
            Kind.TEXT,
            OTHER_WHICH,
            shown_if=(Condition(question.code, (OTHER.code,)),),
        )
        self.codes.add(which.code)
        self.known[f"{row.get('name')}_other"] = Known(which.code)
        self.names.add(f"{row.get('name')}_other")
        if listed is not None:
            other = ChoiceList([*listed.options, OTHER], {**listed.codes, OTHER.code: OTHER.code}, used=True)
            self.known[row.get("name")] = Known(question.code, "", other)
        return [question, which]

    def _list(self, row: Row, name: str) -> ChoiceList:
        found = self.lists.get(name)
        if found is None:
            self.notes.fault("survey", row.number, "type", name, N_("en svarslista som finns i bladet choices"))
            return ChoiceList()
        found.used = True
        return found

    def _made(self, row: Row, kind: Kind, listed: ChoiceList | None, shared: tuple[Condition, ...]) -> Question:
        """Return the question with what all kinds have in common, its code taken."""
        tell_others(row, "survey", types.SURVEY, self.notes)
        code = code_of(row.get("name"), self.codes, row.number, self.notes)
        conditions = (*shared, *self._conditions(row))
        self.codes.add(code)
        return Question(
            code=code,
            kind=kind,
            text=self._without_answers(row, row.get("label")),
            help=self._without_answers(row, row.get("hint")),
            required=self._required(row),
            options=tuple(listed.options) if listed and kind in CHOOSING else (),
            unit=row.get(UNIT) if kind is Kind.NUMBER else "",
            not_applicable=listed.not_applicable if listed else row.get(MAY_BE_NOT_APPLICABLE).lower() in YES,
            shown_if=conditions,
            minutes=self._minutes(row),
        )

    def _required(self, row: Row) -> bool:
        written = row.get("required").lower().replace(" ", "")
        if written not in YES | NO:
            why = N_("Villkorat krav finns inte i Främst. Frågan blir frivillig.")
            self.notes.leave("survey", row.number, "required", row.get("required"), why)
        return written in YES

    def _minutes(self, row: Row) -> float:
        try:
            minutes = float(row.get(MINUTES) or 0.5)
        except ValueError:
            minutes = -1.0
        if not 0 <= minutes <= 60:
            self.notes.fault("survey", row.number, MINUTES, row.get(MINUTES), N_("minuter: ett tal från 0 till 60"))
        return minutes

    def _conditions(self, row: Row) -> tuple[Condition, ...]:
        """Return the conditions in a row's `relevant`; what cannot be expressed is told, what points nowhere a fault."""
        expression = row.get("relevant")
        unknown = [name for name in referred(expression) if name not in self.names]
        if unknown:
            self.notes.fault("survey", row.number, "relevant", unknown[0], N_("namnet på en fråga i bladet survey"))
            return ()
        if not expression or expression.replace(" ", "").lower() in YES:
            return ()
        try:
            return tuple(self._condition(row, one) for one in parse(expression))
        except NotExpressible:
            self.notes.leave("survey", row.number, "relevant", expression, ALWAYS_SHOWN)
            return ()

    def _condition(self, row: Row, one: OneOf) -> Condition:
        asked = self.known.get(one.name)
        if asked is None or asked.choices is None:
            raise NotExpressible(one.name)
        codes = []
        for choice in one.choices:
            if choice not in asked.choices.codes:
                self.notes.fault("survey", row.number, "relevant", choice, N_("ett svarsval i frågans lista"))
                continue
            if choice == NOT_APPLICABLE:
                raise NotExpressible(choice)
            codes.append(asked.choices.codes[choice])
        return Condition(asked.question, tuple(codes), asked.row)

    # Matrices

    def _is_matrix(self, node: Node) -> bool:
        """Whether a group is a table: all its rows ask for one choice of the same list."""
        looks = [n.row.get("appearance") for n in node.inside]
        table = "table-list" in node.row.get("appearance").split() or (
            looks[:1] == ["label"] and all(look == "list-nolabel" for look in looks[1:])
        )
        selects = [
            types.choosing(n.row.get("type")) for n in node.inside if n.row.get("type").lower() not in types.NOTES
        ]
        same = {s.list_name if s and s.kind is Kind.CHOICE and not s.other else None for s in selects}
        return table and len(same) == 1 and None not in same and bool(node.row.get("name"))

    def _matrix(self, node: Node, shared: tuple[Condition, ...], helped: list[str]) -> Question:
        group = node.row
        first = next(n for n in node.inside if types.choosing(n.row.get("type")))
        chosen = types.choosing(first.row.get("type"))
        listed = self._list(first.row, chosen.list_name if chosen else "")
        question = self._made(
            replace(group, cells=_without(group, "appearance", "required")), Kind.MATRIX, listed, shared
        )
        if not question.text:
            question = replace(question, text=group.get("name"))
            self.notes.leave(
                "survey", group.number, "label", group.get("name"), N_("Gruppen saknar rubrik; namnet används.")
            )
        options: list[Option] = []
        required: list[bool] = []
        for node_inside in node.inside:
            row = node_inside.row
            if types.choosing(row.get("type")) is None:
                helped += self._note(row)
            elif row.get("appearance") != "label":
                options.append(self._matrix_row(row, question, listed, {o.code for o in options}))
                required.append(self._required(row))
        if any(required) and not all(required):
            why = N_("Bara några av raderna måste besvaras. I Främst blir hela matrisen frivillig.")
            self.notes.leave("survey", group.number, "required", group.get("name"), why)
        minutes = question.minutes if group.get(MINUTES) else DEFAULT_MINUTES[Kind.MATRIX]
        return replace(question, rows=tuple(options), required=all(required) and bool(required), minutes=minutes)

    def _matrix_row(self, row: Row, question: Question, listed: ChoiceList, taken: set[str]) -> Option:
        known = {"type", "name", "label", "required", "appearance"}
        tell_others(row, "survey", known, self.notes)
        name = row.get("name")
        for column in ("name", "label"):
            if not row.get(column):
                self.notes.fault("survey", row.number, column, "", N_("radens namn och text"))
        plain = name.removeprefix(f"{question.code}.")
        code = choice_code(plain, taken, "rad")
        if code != plain:
            self.notes.leave(
                "survey", row.number, "name", name, N_("Koden skrivs om; den får bara ha a–z, siffror, . _ -")
            )
        self.known[name] = Known(question.code, code, listed)
        return Option(code, self._without_answers(row, row.get("label")))


def _without(row: Row, *columns: str) -> dict[str, str]:
    return {c: t for c, t in row.cells.items() if c not in columns}
