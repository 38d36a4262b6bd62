"""Tables of answers from paper: which columns are read as what, and what is refused with the reason."""

from __future__ import annotations

from datetime import date

import pytest

from quizzes.files.tables import TableError, write_excel
from quizzes.pure.paper_table import Sheet, read_sheet, write_again

STEMS = ("Why did prices rise?", "Name two causes of the war.", "When was it signed?")


def read(text: str, *, longest: int = 100) -> Sheet:
    return read_sheet(text.encode(), "", stems=STEMS, longest=longest)


@pytest.mark.parametrize(
    "header",
    ["username,1,2,3", "Username,Q1,Q2,Q3", "username,Question 1:,Answer 2,question no. 3",
     "username,Why did prices rise?,2. Name two causes of the war.,when was it signed"],
)  # fmt: skip
def test_a_column_is_called_by_its_number_or_as_the_question_is_worded(header: str) -> None:
    sheet = read(f"{header}\nsam,war,debt,1919\n")

    assert sheet.lines[0].username == "sam"
    assert sheet.lines[0].answers == {1: "war", 2: "debt", 3: "1919"}
    assert sheet.remarks == ()


def test_titles_above_the_header_and_names_in_two_columns_are_read() -> None:
    sheet = read("10B History,,\nsurname,forename,1\nRoe,Sam,a slump\n")

    assert [(line.name, line.number) for line in sheet.lines] == [("Sam Roe", 3)]
    assert sheet.remarks == ("There is no column for questions 2, 3.",)


def test_columns_of_marks_are_told_from_answers() -> None:
    sheet = read("username,1,question 2 (of 4),Points,comment\nsam,war,3,3,late\n")

    assert sheet.positions == (1,)
    assert "“question 2 (of 4)”, “Points” hold marks, not answers: not read." in sheet.remarks
    assert "Not read: “comment”." in sheet.remarks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("username,comment\nsam,late\n", "No row names the columns"),
        ("1,2\nwar,debt\n", "No row names the columns"),
        ("username,4\nsam,war\n", "this quiz has 3 questions"),
        ("username,1,Q1\nsam,war,debt\n", "Two columns are about question 1"),
        ("username,question 1 (of 2)\nsam,2\n", "The columns hold marks, not answers"),
    ],
)
def test_a_table_with_wrong_columns_is_refused_with_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read(text)


def test_what_is_wrong_in_a_row_is_said_of_that_row() -> None:
    sheet = read(f"username,sat on,1\nsam,2026-02-30,war\n,,debt\nsue,1/3/2026,{'x' * 101}\n")

    assert [len(line.problems) for line in sheet.lines] == [1, 1, 1]
    assert sheet.lines[2].sat_on == date(2026, 3, 1)
    assert "has 101 characters" in sheet.lines[2].problems[0]


def test_what_is_sent_back_with_the_decision_reads_the_same() -> None:
    text = '=sum\r\nof "all", and\n\n - more'
    sheet = read('username,1,2\nsam,"' + text.replace('"', '""') + '",\n')

    again = read(write_again(sheet.lines, sheet.positions).replace("\n", "\r\n"))

    assert sheet.lines[0].answers[1] == '=sum\nof "all", and\n\n - more'
    assert again.lines[0].answers == sheet.lines[0].answers


def test_a_workbook_is_read_from_the_sheet_that_has_answers() -> None:
    sheet = read_sheet(write_excel(["username", "1"], [["sam", 1919]]), "a.xlsx", stems=STEMS, longest=100)

    assert sheet.lines[0].answers == {1: "1919"}


def test_more_than_a_page_can_carry_is_refused() -> None:
    with pytest.raises(TableError, match="in two parts"):
        read("username,1\n" + f"sam,{'x' * 90_000}\n" * 8, longest=100_000)
