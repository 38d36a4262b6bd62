"""Tables of access arrangements: what people write is understood, what is doubtful refused with what would be right."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.files import tables
from quizzes.pure.arrangement_table import HEADER, Line, cells_of, read_sheet, write_again
from quizzes.pure.terms import Terms
from tests.quizzes.pure.test_terms import TERMS


def one(header: str, row: str) -> Line:
    return read_sheet(f"{header}\n{row}\n".encode(), "x.csv").lines[0]


@pytest.mark.parametrize(
    ("cell", "factor"),
    [("", "1"), ("1", "1"), ("1.25", "1.25"), ("1,25", "1.25"), ("25 %", "1.25"), ("125%", "1.25"), ("50%", "1.5")],
)
def test_a_factor_as_people_write_it(cell: str, factor: str) -> None:
    line = one("student;factor", f"sam;{cell}")

    assert (line.terms.time_factor, line.problems) == (Decimal(factor), ())


@pytest.mark.parametrize(
    ("column", "cell", "what_is_right"),
    [
        ("factor", "25", "1.25 or 25 %"),
        ("factor", "0.25", "1.25 is a quarter more"),
        ("factor", "100 %", "1 or 2"),
        ("factor", "nan", "1.25 or 25 %"),
        ("factor", "a quarter", "1.25 or 25 %"),
        ("extra minutes", "5.5", "not a number of minutes"),
        ("extra minutes", "-5", "not a number of minutes"),
        ("rest minutes", "9999", "from 0 to 600"),
        ("no limit", "maybe", "yes nor no"),
        ("until", "31 Jly 2027", "2027-07-31"),
        ("until", "2027-02-30", "2027-07-31"),
        ("reason", "x" * 201, "200 characters"),
    ],
)
def test_a_doubtful_cell_is_refused_with_its_column_and_what_would_be_right(
    column: str, cell: str, what_is_right: str
) -> None:
    line = one(f"student;{column}{';factor' if column == 'reason' else ''}", f"sam;{cell}")

    assert len(line.problems) == 1
    assert line.problems[0].startswith(f"{column}: ")
    assert what_is_right in line.problems[0]


def test_days_and_yes_as_people_write_them() -> None:
    line = one("Username;No limit;From;Until;Rest minutes", "sam;Yes;01/09/2026;31.7.2027;10 min")

    assert line.terms == Terms(
        unlimited=True, rest_minutes=10, valid_from=date(2026, 9, 1), valid_until=date(2027, 7, 31)
    )


@pytest.mark.parametrize(
    ("text", "said"), [("factor\n1.25\n", "“student”"), ("student\nsam\n", "“factor”"), ("", "empty")]
)
def test_a_table_without_what_is_needed_is_refused_as_a_whole(text: str, said: str) -> None:
    with pytest.raises(tables.TableError, match=said):
        read_sheet(text.encode(), "x.csv")


def test_a_column_that_is_not_read_is_named() -> None:
    assert read_sheet(b"student,factor,shoe size\nsam,1.25,44\n", "").remarks == (
        "The column “shoe size” is not read.",
    )


def test_the_example_of_the_documentation_is_understood() -> None:
    page = (Path(__file__).parents[3] / "docs" / "classes.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"```\n(student,factor.*?)```", page, re.DOTALL)
    lines = read_sheet(table.encode(), "").lines

    assert [(line.student, line.terms.in_words(), line.problems) for line in lines] == [
        ("aisha.khan", "25 % more time, 10 min of rest breaks", ()),
        ("Ben Osei", "25 % more time, 5 min extra", ()),
    ]


def test_cells_of_several_lines_and_control_signs_become_one_line() -> None:
    (line,) = read_sheet(b'student,factor,reason\n" sam\nlee",1.25,"Slow\r\n\treading\x0b\x1b"\n', "").lines

    assert (line.student, line.reason) == ("sam lee", "Slow reading")


@given(st.lists(st.tuples(st.text("=+-@ab .", min_size=1), TERMS, st.text('=+-@ab ,;"é', max_size=50)), max_size=5))
def test_what_is_written_reads_back_the_same(rows: list[tuple[str, Terms, str]]) -> None:
    rows = [(" ".join(name.split()) or "sam", terms, " ".join(reason.split())) for name, terms, reason in rows]
    cells = [cells_of(*row) for row in rows]
    for data, name in (
        ("".join(tables.write_csv(HEADER, cells)).encode(), "x.csv"),
        (tables.write_excel(HEADER, cells), "x.xlsx"),
    ):
        again = read_sheet(data, name).lines
        assert [(line.student, line.terms, line.reason) for line in again] == rows
        if rows:
            assert [line.terms for line in read_sheet(write_again(again).encode(), "").lines] == [
                terms for _, terms, _ in rows
            ]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(tables.TableError):
        read_sheet(b"student,factor\n" + data, "x.csv")


def test_a_student_may_stand_in_two_columns_as_in_class_lists() -> None:
    line = one("Surname;Forename;Extra Time", "Moss;Ida;25 %")

    assert (line.student, line.terms.time_factor, line.problems) == ("Ida Moss", Decimal("1.25"), ())
    with pytest.raises(tables.TableError, match="surname and forename"):
        read_sheet(b"Surname;Extra Time\nMoss;25 %\n", "x.csv")
