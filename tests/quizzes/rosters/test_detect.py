"""Whatever the bytes, the reader answers with a list or with its own error."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.files.tables import write_excel
from quizzes.rosters import detect
from quizzes.rosters.values import RosterError, RosterFile
from tests.quizzes.rosters.test_oneroster import FILES, zipped
from tests.runtime.examples import many

NAMES = st.sampled_from(["list.csv", "list.xlsx", "x.zip", "users.csv", "manifest.csv", "enrollments.csv", "x.xls", ""])
HEADERS = st.sampled_from(
    [b"", b"name,class\n", b"first;last;student id;extra time\n", b"sourcedId,givenName,familyName\n"]
)
WHOLE = [zipped(FILES), write_excel(["name"], [["Ida Moss"]]), *(text.encode() for text in FILES.values())]


def check(files: list[tuple[str, bytes]], into: str) -> None:
    with suppress(RosterError):
        roster = detect.read(files, into=into)
        assert RosterFile.from_data(roster.as_data()) == roster
        keys = {person.key for person in roster.people}
        assert len(keys) == len(roster.people)


@settings(max_examples=many(60))
@given(
    st.lists(st.tuples(NAMES, HEADERS, st.binary(max_size=200)), min_size=1, max_size=3), st.sampled_from(["", "10B"])
)
def test_arbitrary_bytes_raise_nothing_but_the_named_error(files: list[tuple[str, bytes, bytes]], into: str) -> None:
    check([(name, header + data) for name, header, data in files], into)


@settings(max_examples=many(60))
@given(
    st.sampled_from(WHOLE), NAMES, st.integers(0, 3000), st.binary(min_size=1, max_size=6), st.sampled_from(["", "10B"])
)
def test_damaged_files_raise_nothing_but_the_named_error(
    data: bytes, name: str, place: int, change: bytes, into: str
) -> None:
    place %= len(data)
    check([(name, data[:place] + change + data[place + len(change) :])], into)


def test_a_zip_whose_list_of_files_is_damaged_is_refused_in_words() -> None:
    whole = zipped(FILES)
    damaged = whole.replace(b"PK\x01\x02", b"PK\x01\x03", 1)

    with pytest.raises(RosterError, match="broken or encrypted"):
        detect.read([("x.zip", damaged)])


LISTS = Path(__file__).parents[3] / "fixtures" / "rosters"


def test_the_lists_to_try_are_read_without_a_fault() -> None:
    plain = LISTS / "10d-history.csv"
    package = [(path.name, path.read_bytes()) for path in sorted((LISTS / "northgate").iterdir())]

    for roster in (detect.read([(plain.name, plain.read_bytes())]), detect.read(package)):
        assert len(roster.people) >= 5
        assert not any(row.is_fault for row in roster.skipped)
        assert roster.remarks == ()
