"""Sheets of questions as schools and quiz games have them."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from marking.formats import sheet
from marking.formats.detect import Options, read
from marking.formats.values import FileBank, FileQuestion, FormatError, Imported
from quizzes.files.tables import write_excel

SHORT_TOO = Options(choices_too=True)


def book(**sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def csv(text: str, options: Options = SHORT_TOO) -> Imported:
    return read(text.encode(), "x.csv", options)


@pytest.mark.parametrize("right", ["2", "B", "b)", "Option 2", "Lima", "option_2"])
def test_the_answer_of_a_choice_is_the_text_of_its_right_option(right: str) -> None:
    header = "Question Text,Question Type,Option 1,Option 2,Correct Answer"
    text = f"{header}\nCapital of Peru?,Multiple Choice,Cuzco,Lima,{right}\n"

    assert csv(text).questions[0].scheme == "Lima [1]\n"
    assert "multiple choice" in csv(text, Options()).dropped[0].why


def test_several_right_options_are_no_short_answer() -> None:
    imported = csv('Question,Answer 1,Answer 2,Answer 3,Correct\nEven?,2,3,4,"1,3"\n')

    assert "multiple choice" in imported.dropped[0].why


def test_a_number_of_the_question_is_not_its_text() -> None:
    text = (
        "Question #,Question Text,Answer 1,Answer 2,Time Limit (sec) (Max: 300 seconds),"
        "Correct Answer(s) (Only include Answer #)\n1,Where is Lima?,Chile,Peru,20,2\n"
    )
    (question,) = csv(text).questions

    assert (question.stem, question.scheme) == ("Where is Lima?", "Peru [1]\n")


def test_gaps_to_type_and_open_questions_of_a_quiz_game_are_what_they_are() -> None:
    imported = csv(
        "Question Text,Question Type,Option 1,Option 2,Correct Answer\n"
        "Peru speaks _____,Fill-in-the-Blank,Spanish,Quechua,\n"
        "Tell of Lima,Open-Ended,,,\n"
        "How are you?,Poll,well,ill,\n"
    )

    assert [(one.stem, one.scheme) for one in imported.questions] == [
        ("Peru speaks _____", "Spanish / Quechua [1]\n"), ("Tell of Lima", ""),
    ]  # fmt: skip
    assert "Poll" in imported.dropped[0].why


def test_a_header_below_instructions_and_a_second_sheet_are_found_and_said() -> None:
    rows = [["Quiz template"], [], ["", "Question - max 120 characters", "Answer 1 - max 75 characters",
            "Answer 2 - max 75 characters", "Time limit (sec) – 5, 10", "Correct answer(s) - choose at least one"],
            [1, "Where is Lima?", "Chile", "Peru", 20, 2]]  # fmt: skip
    imported = read(book(Help=[["Read me"], ["Then go on"]], Quiz=rows), "x.xlsx", SHORT_TOO)

    assert [(one.stem, one.scheme, one.line) for one in imported.questions] == [("Where is Lima?", "Peru [1]\n", 4)]
    assert any("“Quiz”" in remark for remark in imported.remarks)
    assert any("“Help”" in remark for remark in imported.remarks)


def test_every_sheet_with_questions_is_read() -> None:
    imported = read(book(A=[["question", "answer"], ["a?", "b"]], B=[["question", "answer"], ["c?", "d"]]), "x.xlsx")

    assert [one.stem for one in imported.questions] == ["a?", "c?"]


@pytest.mark.parametrize("header", ["Timestamp,Score,Who led?", "question,student_answer,score"])
def test_a_table_of_handed_in_answers_is_refused(header: str) -> None:
    with pytest.raises(FormatError, match="what students answered"):
        csv(header + "\n1,2,3\n")


def test_the_marks_of_a_row_without_a_scheme_are_kept_and_a_scheme_of_other_marks_is_told() -> None:
    imported = csv('question,mark scheme,marks\nWhy?,,5\nHow?,"heat [1]\nlight [1]",5\n')

    assert imported.questions[0].marks == 5
    assert "The file says 5 marks; its mark scheme gives 2 at most." in imported.questions[1].remarks


def test_points_and_acceptable_answers_are_known_under_other_names() -> None:
    imported = csv("Question,Answer,Acceptable answers,Points\nWho?,Lenin,Ulyanov; V I Lenin,2\n")

    assert imported.questions[0].scheme == "Lenin / Ulyanov / V I Lenin [2]\n"
    assert "separated at “;”" in imported.questions[0].remarks[0]


def test_cards_in_a_sheet_are_questions_and_answers() -> None:
    assert csv("front,back,image\nfresa,strawberry,f.png\n").questions[0].scheme == "strawberry [1]\n"


def test_a_note_of_what_parts_the_cells_is_no_header() -> None:
    assert csv("sep=;\nquestion;answer\nWho?;Lenin, V I\n").questions[0].scheme == "Lenin, V I [1]\n"


@pytest.mark.parametrize("excel", [True, False])
def test_signs_that_begin_a_formula_come_back_as_they_went(excel: bool) -> None:
    bank = [
        FileQuestion("=SUM(A1) gives?", scheme="=Lenin / 1926 [1]\n", external_id="=x", tags=("a, b", "c")),
        FileQuestion("'-5 is written how?", scheme="- first [1]\n", model_answer="'=a", marks=None),
        FileQuestion("+ or -?", marks=Decimal(4), model_answer="-"),
    ]
    written = sheet.write(FileBank("B", bank), excel=excel).data

    again = sheet.read(written, "x.xlsx" if excel else "x.csv").questions

    kept = [(one.stem, one.scheme, one.external_id, one.tags, one.model_answer, one.marks) for one in again]
    assert kept == [(one.stem, one.scheme, one.external_id, one.tags, one.model_answer, one.marks) for one in bank]


def test_a_cell_far_away_costs_no_more_than_a_near_one() -> None:
    made = openpyxl.load_workbook(io.BytesIO(write_excel(["question", "answer"], [["Who?", "Lenin"]])))
    made.active.cell(90_000, 190, "far")  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)

    assert [one.stem for one in read(out.getvalue(), "x.xlsx").questions] == ["Who?"]


def test_signs_that_no_workbook_may_hold_are_left_out_of_it() -> None:
    data = write_excel(["question", "answer"], [["Who\ufffe led\x01?", "Lenin\uffff"]])

    assert read(data, "x.xlsx").questions[0].stem == "Who led?"


@pytest.mark.parametrize(
    ("name", "data", "way_on"),
    [
        ("x.ods", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "Save it as .xlsx"),
        ("x.pdf", b"%PDF-1.7", "Start a bank from it|start a bank from it"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as"),
        ("x.zip", b"PK\x03\x04broken", "Export it again"),
        ("x.png", b"\x89PNG\r\n", "picture"),
    ],
)
def test_other_files_are_refused_with_the_way_on(name: str, data: bytes, way_on: str) -> None:
    with pytest.raises(FormatError, match=way_on):
        read(data, name)


@pytest.mark.parametrize(
    ("cell", "marks", "scheme"),
    [
        ("heat; light; water", 3, "heat [1]\nlight [1]\nwater [1]\n"),
        ("heat; light; water", 2, "max 2\nheat [1]\nlight [1]\nwater [1]\n"),
        ("1 mark for heat", 1, "heat [1]\n"),
        ("heat (1)\nAllow: warmth", 1, "heat [1]\n    accept: warmth\n"),
    ],
)
def test_a_printed_scheme_in_a_column_is_read_and_told(cell: str, marks: int, scheme: str) -> None:
    (question,) = csv(f'question,mark scheme,marks\nWhy?,"{cell}",{marks}\n').questions
    assert question.scheme == scheme
    assert any("read as exam boards print them" in remark for remark in question.remarks)


def test_a_scheme_that_can_be_read_two_ways_is_asked_about_and_never_guessed() -> None:
    printed, typed = csv(
        'question,mark scheme\nWhat?,rivers carry sand or mud (1)\nWhich?,"iron, nickel, cobalt"\n'
    ).questions
    assert printed.scheme == ""
    assert any("rivers carry {sand / mud} [1]" in remark or "{sand / mud}" in remark for remark in printed.remarks)
    # As our notation it says one thing, so it stays; the remark says what else may have been meant.
    assert typed.scheme == "iron, nickel, cobalt\n"
    assert any("iron / nickel / cobalt" in remark for remark in typed.remarks)


def test_a_levels_grid_in_a_column_comes_over_as_a_grid() -> None:
    (question,) = csv(
        'question,mark scheme\nWhy?,"Level 1 (1-2 marks): names it\nLevel 2 (3-4 marks): explains it"\n'
    ).questions
    assert question.scheme == "grid:\n    Level 1 (1-2): names it\n    Level 2 (3-4): explains it\n"
    assert any("read as exam boards print them" in remark for remark in question.remarks)


@pytest.mark.parametrize("excel", [True, False])
def test_a_scheme_of_our_own_sheets_comes_back_as_it_went(excel: bool) -> None:
    # Here "or" is a word of the phrase: the file says so by being ours.
    bank = FileBank("Own", [FileQuestion("What?", scheme="right or left [1]\nup or down; or both [2]\n")])
    data = sheet.write(bank, excel=excel).data
    (question,) = read(data, "bank.xlsx" if excel else "bank.csv").questions
    assert question.scheme == bank.questions[0].scheme
