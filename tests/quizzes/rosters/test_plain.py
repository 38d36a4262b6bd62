"""Plain class lists: whatever the columns are called, wherever the file comes from."""

import pytest

from quizzes.files.tables import write_excel
from quizzes.rosters.plain import read_list
from quizzes.rosters.values import RosterError


def names(text: str | bytes, into: str = "10B", filename: str = "list.csv") -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [person.name for person in read_list(data, filename, into=into).people]


@pytest.mark.parametrize(
    "text",
    [
        "First name,Last name\nIda,Moss\n",
        "forename;surname\nIda;Moss\n",
        "Given Name\tFamily name\nIda\tMoss\n",
        '\ufeffName\n"Moss, Ida"\n',
        "Student name,UPN\nIda Moss,A1\n",
        "Ida Moss\n",
        "Ida,Moss\n",
        "Moss, Ida\nLund, Per\n",
    ],
)
def test_a_list_is_read_however_it_is_written(text: str) -> None:
    assert names(text)[0] == "Ida Moss"


def test_excel_and_western_bytes_are_read() -> None:
    book = write_excel(["First name", "Last name", "Student id"], [["Zoë", "Åker", 41]])

    assert names(book, filename="list.xlsx") == ["Zoë Åker"]
    assert names("first,last\nZoë,Åker\n".encode("cp1252")) == ["Zoë Åker"]


def test_each_row_knows_its_line_username_id_and_extra_time() -> None:
    roster = read_list(
        b"first,last,username,student id,extra time %\nIda,Moss,imoss,7,25\nPer,Lund,,,0.25\nAda,Berg,,,1.5\n",
        "list.csv",
        into="10B",
    )

    people = [(row.line, row.username, row.sourced_id, row.extra_percent) for row in roster.people]
    assert people == [(2, "imoss", "7", 25), (3, "", "", 25), (4, "", "", 50)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",,imoss,7,", "no name"),
        ("Ida,Moss,i moss,7,", "no spaces"),
        ("Ida,Moss,imoss,7,lots", "per cent"),
        ("Ida,Moss,imoss,7,900", "per cent"),
        ("Ida,Moss,imoss,7,nan", "per cent"),
        (f"{'I' * 151},Moss,imoss,7,", "150 characters"),
        (f"Ida,Moss,imoss,{'7' * 256},", "255 characters"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_others_come(row: str, why: str) -> None:
    header = "first,last,username,student id,extra time\n"
    roster = read_list(f"{header}{row}\nPer,Lund,,8,\n".encode(), "list.csv", into="10B")

    assert [(one.line, why in one.why) for one in roster.skipped] == [(2, True)]
    assert [one.name for one in roster.people] == ["Per Lund"]


def test_one_id_for_two_people_is_refused() -> None:
    roster = read_list(b"first,last,student id\nIda,Moss,7\nPer,Lund,7\n", "list.csv", into="10B")

    assert [(one.line, one.what) for one in roster.skipped] == [(3, "Per Lund")]
    assert "Line 2" in roster.skipped[0].why


def test_a_column_of_classes_parts_a_schools_list() -> None:
    roster = read_list(b"name,class\nIda Moss,10B\nIda Moss,11c\nPer Lund,11C\nAda Berg,\n", "list.csv")

    assert [row.title for row in roster.classes] == ["10B", "11c"]
    assert len(roster.places) == 3
    assert [(row.line, row.why) for row in roster.skipped] == [(5, "It does not say which class.")]


def test_rows_for_another_class_stay_out_of_one_class() -> None:
    mixed = read_list(b"name,class\nIda Moss,10b\nPer Lund,11C\n", "list.csv", into="10B")
    named_otherwise = read_list(b"name,class\nIda Moss,10B/Hi\nPer Lund,10B/Hi\n", "list.csv", into="10B")

    assert [row.name for row in mixed.people] == ["Ida Moss"]
    assert "11C" in mixed.skipped[0].why
    assert len(named_otherwise.people) == 2
    assert any("10B/Hi" in remark for remark in named_otherwise.remarks)


def test_e_mail_is_not_taken_over_and_said_so() -> None:
    roster = read_list(b"name,email,shoe size\nIda Moss,ida@school.example,37\n", "list.csv", into="10B")

    assert "ida@school.example" not in str(roster.as_data())
    assert any("E-mail" in remark for remark in roster.remarks)
    assert any("shoe size" in remark for remark in roster.remarks)


@pytest.mark.parametrize(
    ("data", "into", "says"),
    [
        (b"", "10B", "empty"),
        (b"a,b,c\n1,2,3\n", "10B", "No column is known"),
        (b"username,class\nimoss,10B\n", "10B", "No column holds names"),
        (b"name\nIda Moss\n", "", "column “class”"),
        (b"PK\x03\x04 broken", "10B", "cannot be read"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_would_be_right(data: bytes, into: str, says: str) -> None:
    with pytest.raises(RosterError, match=says):
        read_list(data, "list.csv", into=into)


@pytest.mark.parametrize(
    "text",
    [
        "Class list: 10B History\nSurname,Forename\nMoss,Ida\n",
        "Class list: 10B History,\nPrinted 3 May,\n\nSurname,Forename\nMoss,Ida\n",
        "Legal Surname,Legal Forename\nMoss,Ida\n",
        "Surname,Preferred Name\nMoss,Ida\n",
    ],
)
def test_the_header_is_found_below_titles_and_in_the_words_of_school_offices(text: str) -> None:
    assert names(text) == ["Ida Moss"]


def test_teachers_and_rows_about_marks_are_left_out_with_the_reason() -> None:
    text = "First name,Last name,Role\nPoints,,\nDate,,\nIda,Moss,Student\nPer,Lund,Teacher\n"
    roster = read_list(text.encode(), "list.csv", into="10B")

    assert [person.name for person in roster.people] == ["Ida Moss"]
    assert [(row.line, row.is_fault) for row in roster.skipped] == [(2, False), (3, False), (5, False)]
    assert "Teacher" in roster.skipped[2].why


def test_an_id_that_a_spreadsheet_has_broken_is_said() -> None:
    roster = read_list(b"name,UPN\nIda Moss,1.23457E+12\nPer Lund,A7\n", "list.csv", into="10B")

    assert [person.name for person in roster.people] == ["Per Lund"]
    assert "shortened" in roster.skipped[0].why


def test_a_list_without_any_first_name_is_remarked_on() -> None:
    roster = read_list(b"surname,called\nMoss,Ida\nLund,Per\n", "list.csv", into="10B")

    assert any("Nobody has a first name" in remark for remark in roster.remarks)
