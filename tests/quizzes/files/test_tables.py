"""Tables as people have them, and as no spreadsheet takes them for formulas."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.files.tables import FORMULA_SIGNS, TableError, harmless, read, write_csv, write_excel


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_whatever_parts_its_cells(separator: str) -> None:
    text = separator.join(["First name", "extra-time %"]) + "\n\n" + separator.join(["Zoë", "25"]) + "\n"

    table = read(text.encode(), "people.csv")

    assert table.names == ("first_name", "extra_time")
    assert [(row.line, row.cells) for row in table.rows] == [(3, {"first_name": "Zoë", "extra_time": "25"})]


def test_a_cell_of_several_lines_keeps_the_line_it_begins_on() -> None:
    table = read(b'question,answer\n"one\ntwo",x\nthree,y\n', "q.csv")

    assert [(row.line, row.get("question")) for row in table.rows] == [(2, "one\ntwo"), (4, "three")]


def test_old_encodings_are_read_with_a_remark_and_a_byte_order_mark_is_no_letter() -> None:
    old = read("name\nZoë\n".encode("cp1252"), "x.csv")
    marked = read("\ufeffname\nZoë\n".encode(), "x.csv")

    assert old.rows[0].get("name") == marked.rows[0].get("name") == "Zoë"
    assert "Windows-1252" in old.remarks[0]
    assert marked.remarks == ()


def test_excel_is_read_as_a_person_would_type_it() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Marks"])  # type: ignore[union-attr]
    book.active.append(["Zoë", 3.0])  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)

    assert read(out.getvalue(), "x.xlsx").rows[0].cells == {"name": "Zoë", "marks": "3"}


@pytest.mark.parametrize(
    ("data", "name", "complaint"),
    [
        (b"", "x.csv", "empty"),
        (b"a,A\n1,2\n", "x.csv", "Two columns are called"),
        (b"PK\x03\x04 rubbish", "x.xlsx", "broken"),
        (b"a\0b", "x.csv", "neither"),
        (b"x", "x.xls", "Save it as .xlsx"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(data: bytes, name: str, complaint: str) -> None:
    with pytest.raises(TableError, match=complaint):
        read(data, name)


def test_a_workbook_with_a_damaged_part_is_refused() -> None:
    data = bytearray(write_excel(["name"], [["Ida Moss"]]))
    place = data.index(b"xl/worksheets/sheet1.xml") + 30
    data[place : place + 8] = b"\0" * 8
    newer = bytearray(write_excel(["name"], [["Ida Moss"]]))
    newer[newer.index(b"PK\x01\x02") + 6] = 99  # wants a version of zip that nobody has

    for damaged in (data, newer):
        with pytest.raises(TableError, match="broken"):
            read(bytes(damaged), "x.xlsx")


def test_a_workbook_that_unpacks_to_far_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 70_000_000)

    with pytest.raises(TableError, match="unpacks"):
        read(out.getvalue(), "x.xlsx")


@given(st.text(max_size=20))
def test_no_text_is_ever_a_formula(text: str) -> None:
    safe = harmless(text)

    assert isinstance(safe, str)
    assert not safe.startswith(FORMULA_SIGNS)
    assert safe.removeprefix("'") == text.removeprefix("'") or safe == text


def test_written_tables_hold_text_as_text_and_numbers_as_numbers() -> None:
    rows = [["=1+1", Decimal("2.5"), -3, None, True], ["@x", Decimal(2), 0.5, "a", False]]

    written = "".join(write_csv(["a", "b", "c", "d", "e"], rows))
    book = openpyxl.load_workbook(io.BytesIO(write_excel(["a", "b", "c", "d", "e"], rows, title="a/b")))
    cells = list(book.active.iter_rows(min_row=2))  # type: ignore[union-attr]

    parsed = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))
    assert parsed[1] == ["'=1+1", "2.5", "-3", "", "yes"]
    assert [cell.data_type for row in cells for cell in row[:3]] == ["s", "n", "n"] * 2
    assert cells[0][0].value == "'=1+1"
    assert read("".join(write_csv(["x"], [["Zoë"]])).encode(), "x.csv").rows[0].get("x") == "Zoë"


def test_a_cell_stays_whole_where_excel_parts_cells_at_a_semicolon() -> None:
    text = "".join(write_csv(["name", "mark"], [["x;=HYPERLINK(1)", 2], ["plain", 1]]))

    assert text.splitlines()[1:] == ['"x;=HYPERLINK(1)",2', "plain,1"]


def test_a_file_for_the_other_half_of_europe_has_semicolons_and_decimal_commas() -> None:
    text = "".join(write_csv(["name", "mark"], [["v. 1.5; =x", Decimal("2.5")], ["-1,5", 3]], semicolons=True))

    assert text.splitlines()[1:] == ['"v. 1.5; =x";"2,5"', "'-1,5;3"]
    assert [row.get("mark") for row in read(text.encode(), "x.csv").rows] == ["2,5", "3"]
