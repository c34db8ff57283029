"""XLSForm workbooks: the same set after a round trip, what does not come along is named, faults say where."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from pyxform.xls2xform import convert

from framst.config.demo.chain import QUESTIONS
from framst.forms.terms import Condition, Kind, Option, Question, Questionnaire, Section
from framst.forms.xlsform.exporting import exported
from framst.forms.xlsform.importing import LeftOut, imported
from framst.forms.xlsform.relevance import NotExpressible, OneOf, parse, write
from framst.foundation.refusal import BadInput, Fault, Refused

from .forms_strategies import calmly, questionnaires

DATA = Path(__file__).resolve().parents[1] / "data" / "xlsform"
YES_NO = [("yes_no", "yes", "Ja"), ("yes_no", "no", "Nej")]


def workbook(survey: list[dict[str, str]], choices: list[tuple[str, ...]] = YES_NO, **settings: str) -> bytes:
    """A workbook of rows; the first of each sheet stands on row 2."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    columns = list(dict.fromkeys(["type", "name", "label", *(c for row in survey for c in row)]))
    sheet = book.add_worksheet("survey")
    sheet.write_row(0, 0, columns)
    for number, row in enumerate(survey, start=1):
        for column, text in row.items():
            sheet.write_string(number, columns.index(column), text)
    sheet = book.add_worksheet("choices")
    sheet.write_row(0, 0, ["list_name", "name", "label"])
    for number, line in enumerate(choices, start=1):
        sheet.write_row(number, 0, line)
    if settings:
        sheet = book.add_worksheet("settings")
        sheet.write_row(0, 0, list(settings))
        sheet.write_row(1, 0, list(settings.values()))
    book.close()
    return written.getvalue()


def faults(data: bytes) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as refused:
        imported(data)
    return refused.value.faults


@calmly
@given(questionnaires())
def test_any_questionnaire_is_the_same_after_a_round_trip(questionnaire: Questionnaire) -> None:
    found = imported(exported(questionnaire, form_id="prov"))
    assert found.questionnaire == questionnaire
    assert found.left_out == ()


def test_the_demos_questions_are_the_same_and_what_we_write_is_an_xlsform() -> None:
    data = exported(QUESTIONS, form_id="elevhalsoplanen")
    assert imported(data).questionnaire == QUESTIONS
    assert imported(data).left_out == ()
    warnings: list[str] = []
    convert(xlsform=io.BytesIO(data), file_type=".xlsx", warnings=warnings)
    assert warnings == []


@pytest.mark.parametrize("name", ["or_other.xlsx", "xlsform_spec_test.xlsx"])
def test_a_workbook_of_others_is_the_same_after_a_round_trip(name: str) -> None:
    first = imported((DATA / name).read_bytes())
    again = imported(exported(first.questionnaire, form_id="prov"))
    assert again.questionnaire == first.questionnaire
    assert again.left_out == ()


def test_or_other_is_a_choice_and_a_text() -> None:
    found = imported((DATA / "or_other.xlsx").read_bytes())
    first, which, second = found.questionnaire.questions
    assert [o.label for o in first.options] == ["red", "green", "blue", "mauve", "apricot", "Annat"]
    assert (which.code, which.kind, which.text) == ("fav_color_other", Kind.TEXT, "Annat, ange vad")
    assert which.shown_if == (Condition("fav_color", ("other",)),)
    assert len(second.options) == 5
    assert LeftOut("survey", 3, "choice_filter", "pastel=yes", "Alla svarsval visas alltid.") in found.left_out
    assert LeftOut("choices", 5, "pastel", "yes", "Främst läser inte den kolumnen.") in found.left_out
    assert len(found.left_out) == 6


def test_what_we_lack_is_named_by_sheet_and_row() -> None:
    found = imported((DATA / "xlsform_spec_test.xlsx").read_bytes())
    left = {(one.sheet, one.row, one.column): one for one in found.left_out}
    assert left["survey", 3, "relevant"].value == "not(selected(${skip_to_end}, 'yes'))"
    assert left["survey", 3, "relevant"].why == "Villkoret kan inte uttryckas i Främst. Frågan visas alltid."
    assert left["survey", 14, "constraint"].value == ". <= ${a_integer}"
    assert left["survey", 15, "type"].why == "Upprepade grupper finns inte i Främst. Inget i gruppen tas med."
    types = {one.value for one in found.left_out if one.column == "type"}
    assert {"geopoint", "calculate", "image", "audio", "video", "barcode", "time", "acknowledge"} <= types
    assert LeftOut("columns", None, "", "", "Bladet läses inte.") in found.left_out
    kept = {q.code for q in found.questionnaire.questions}
    assert {"skip_to_end", "my_name", "a_decimal", "date_test"} <= kept
    inside = {one.value for one in found.left_out if one.why == "Står i en upprepad grupp och tas inte med."}
    assert {"required_text", "select_multiple_test", "table_list_question", "compact-test"} <= inside
    assert not inside & kept


def test_what_today_s_xlsform_refuses_is_refused() -> None:
    assert faults((DATA / "text_and_integer_xlsx.xlsx").read_bytes()) == (
        Fault(2, "survey: label", "", "frågans text"),
        Fault(3, "survey: label", "", "frågans text"),
    )


def test_a_table_of_selects_is_a_matrix() -> None:
    found = imported(
        workbook(
            [
                {"type": "begin_group", "name": "Elevhalsa", "label": "Elevhälsa", "appearance": "field-list"},
                {"type": "note", "name": "n", "label": "Svara för i dag."},
                {"type": "begin_group", "name": "tillgang", "label": "Tillgång?", "appearance": "table-list"},
                {"type": "select_one yes_no", "name": "kurator", "label": "Kurator", "required": "yes"},
                {"type": "select_one yes_no", "name": "psykolog", "label": "Psykolog", "required": "yes"},
                {"type": "end_group"},
                {
                    "type": "text",
                    "name": "varfor",
                    "label": "Varför?",
                    "appearance": "multiline",
                    "relevant": "${kurator} = 'no'",
                },
                {"type": "end_group"},
            ],
            form_title="Tillgång till elevhälsa",
        )
    )
    options = (Option("yes", "Ja"), Option("no", "Nej"))
    assert found.questionnaire == Questionnaire(
        "Tillgång till elevhälsa",
        sections=(
            Section(
                "elevhalsa",
                "Elevhälsa",
                "Svara för i dag.",
                (
                    Question(
                        "tillgang",
                        Kind.MATRIX,
                        "Tillgång?",
                        required=True,
                        options=options,
                        rows=(Option("kurator", "Kurator"), Option("psykolog", "Psykolog")),
                        minutes=2.0,
                    ),
                    Question(
                        "varfor",
                        Kind.LONG_TEXT,
                        "Varför?",
                        shown_if=(Condition("tillgang", ("no",), "kurator"),),
                        minutes=2.0,
                    ),
                ),
            ),
        ),
    )
    why = "Koden skrivs om; den får bara ha a–z, 0–9 och _."
    assert found.left_out == (LeftOut("survey", 2, "name", "Elevhalsa", why),)


def test_a_label_row_makes_the_older_kind_of_table() -> None:
    found = imported(
        workbook(
            [
                {"type": "begin group", "name": "t", "label": "Tillgång?", "appearance": "field-list"},
                {"type": "select_one yes_no", "name": "head", "label": "Yrke", "appearance": "label"},
                {"type": "select_one yes_no", "name": "kurator", "label": "Kurator", "appearance": "list-nolabel"},
                {"type": "end group"},
            ]
        )
    )
    (question,) = found.questionnaire.questions
    assert (question.kind, question.rows) == (Kind.MATRIX, (Option("kurator", "Kurator"),))


def test_a_groups_condition_is_each_of_its_questions() -> None:
    found = imported(
        workbook(
            [
                {"type": "select_one yes_no", "name": "a", "label": "A?"},
                {"type": "begin_group", "name": "g", "label": "G", "relevant": "${a} = 'yes'"},
                {"type": "integer", "name": "b", "label": "B?", "framst_unit": "timmar"},
                {"type": "select_multiple yes_no", "name": "c", "label": "C?", "relevant": "selected(${a}, 'no')"},
                {"type": "end_group"},
            ]
        )
    )
    _a, b, c = found.questionnaire.questions
    assert b.shown_if == (Condition("a", ("yes",)),)
    assert (b.kind, b.unit) == (Kind.NUMBER, "timmar")
    assert c.shown_if == (Condition("a", ("yes",)), Condition("a", ("no",)))
    assert found.left_out == (LeftOut("survey", 4, "type", "integer", "Frågan tar också tal med decimaler."),)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"type": "select_one ja_nej", "name": "b", "label": "B?"},
         Fault(3, "survey: type", "ja_nej", "en svarslista som finns i bladet choices")),
        ({"type": "slect_one yes_no", "name": "b", "label": "B?"},
         Fault(3, "survey: type", "slect_one yes_no", "en frågetyp i XLSForm")),
        ({"type": "text", "name": "b", "label": "B?", "relevant": "${saknas} = 'yes'"},
         Fault(3, "survey: relevant", "saknas", "namnet på en fråga i bladet survey")),
        ({"type": "text", "name": "b", "label": "B?", "relevant": "${a} = 'kanske'"},
         Fault(3, "survey: relevant", "kanske", "ett svarsval i frågans lista")),
        ({"type": "text", "name": "", "label": "B?"}, Fault(3, "survey: name", "", "frågans namn")),
        ({"type": "text", "name": "b", "label": ""}, Fault(3, "survey: label", "", "frågans text")),
        ({"type": "end_group"}, Fault(3, "survey: type", "end_group", "slutet på en grupp som har börjat")),
        ({"type": "begin_group", "name": "g", "label": "G"},
         Fault(3, "survey: type", "begin_group", "en grupp som också slutar")),
        ({"type": "text", "name": "b", "label": "B?", "framst_minutes": "snart"},
         Fault(3, "survey: framst_minutes", "snart", "minuter: ett tal från 0 till 60")),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_what_was_expected(row: dict[str, str], fault: Fault) -> None:
    assert faults(workbook([{"type": "select_one yes_no", "name": "a", "label": "A?"}, row])) == (fault,)


@pytest.mark.parametrize(
    "expression",
    ["${a} != 'yes'", "not(selected(${a}, 'yes'))", "${a} = 'yes' or ${b} = 'yes'", "${t} = 'x'", "1 = 1", "${c} = 'yes'"],
)  # fmt: skip
def test_a_condition_that_we_cannot_say_is_named_and_the_question_kept(expression: str) -> None:
    found = imported(
        workbook(
            [
                {"type": "select_one yes_no", "name": "a", "label": "A?"},
                {"type": "select_one yes_no", "name": "b", "label": "B?"},
                {"type": "text", "name": "t", "label": "T?"},
                {"type": "text", "name": "q", "label": "Q?", "relevant": expression},
                {"type": "select_one yes_no", "name": "c", "label": "C?"},
            ]
        )
    )
    assert found.questionnaire.question("q").shown_if == ()
    why = "Villkoret kan inte uttryckas i Främst. Frågan visas alltid."
    assert found.left_out == (LeftOut("survey", 5, "relevant", expression, why),)


def test_swedish_is_read_of_several_languages() -> None:
    found = imported(
        workbook([{"type": "text", "name": "a", "label::English": "What?", "label::Svenska (sv)": "Vad?"}], [])
    )
    assert found.questionnaire.question("a").text == "Vad?"
    assert found.left_out == (LeftOut("survey", 2, "label::english", "What?", "Främst läser bara ett språk."),)


def test_files_that_are_no_workbook() -> None:
    expected = "en Excel-arbetsbok i formatet .xlsx, utan lösenord"
    for data in (b"", b"type;name;label\n", b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0" + bytes(600)):
        assert faults(data) == (Fault(None, "", "", expected),)
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as packed:
        packed.writestr("readme.txt", "no workbook")
    assert faults(empty.getvalue()) == (Fault(None, "", "", expected),)


def test_a_workbook_without_a_survey_sheet_or_its_columns() -> None:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    book.add_worksheet("Blad1").write_string(0, 0, "type")
    book.close()
    assert faults(written.getvalue()) == (Fault(None, "", "Blad1", "ett blad som heter survey, med frågorna"),)
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    book.add_worksheet("survey").write_row(0, 0, ["Fråga", "Svar"])
    book.close()
    assert faults(written.getvalue()) == (
        Fault(1, "survey: type", "", "en kolumn med den rubriken"),
        Fault(1, "survey: name", "", "en kolumn med den rubriken"),
    )


def test_formulas_merged_cells_and_far_cells_are_named() -> None:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    sheet = book.add_worksheet("survey")
    sheet.write_row(0, 0, ["type", "name", "label"])
    sheet.write_row(1, 0, ["text", "a"])
    sheet.write_formula(1, 2, '=CONCATENATE("Vad", "?")', None, "Vad?")
    sheet.merge_range(2, 0, 2, 2, "text")
    sheet.write_string(1_000_000, 0, "text")
    book.close()
    assert set(faults(written.getvalue())) == {
        Fault(2, "survey: C2", '=CONCATENATE("Vad", "?")', "ett värde i stället för en formel"),
        Fault(3, "survey: A3:C3", "", "inga sammanslagna celler"),
        Fault(1_000_001, "survey: A1000001", "", "ett blad med högst 5 000 rader och 200 kolumner"),
    }


def test_text_is_text_whatever_it_looks_like() -> None:
    texts = ["=1+1", "https://example.org/", "1", "TRUE", "<script>alert(1)</script>", "_x0041_", "'", 'Å & "ö"']
    content = Questionnaire(
        "=A1",
        sections=(Section("s", "S", questions=tuple(Question(f"q{n}", Kind.TEXT, t) for n, t in enumerate(texts))),),
    )
    assert imported(exported(content, form_id="x")).questionnaire == content


def test_an_unsound_draft_is_not_written() -> None:
    with pytest.raises(Refused):
        exported(Questionnaire("Tom"), form_id="tom")


def test_conditions_are_read_as_written() -> None:
    assert parse("${a} = 'x'") == (OneOf("a", ("x",)),)
    assert parse("('x' = ${a} or ${a}=\"y\") and selected(${b.c}, '1')") == (
        OneOf("a", ("x", "y")),
        OneOf("b.c", ("1",)),
    )
    assert parse("((selected( ${a} , 'x')))") == (OneOf("a", ("x",)),)
    assert write([(OneOf("a", ("x", "y")), False), (OneOf("b", ("z",)), True)]) == (
        "(${a} = 'x' or ${a} = 'y') and selected(${b}, 'z')"
    )
    for wrong in (
        "",
        "${a}",
        "${a} =",
        "${a} = 'x",
        "(${a} = 'x'",
        "${a} = 'x' and",
        "${a} > 1",
        "(" * 5000,
        "${a} = ''",
    ):
        with pytest.raises(NotExpressible):
            parse(wrong)
