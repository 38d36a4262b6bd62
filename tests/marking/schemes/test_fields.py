"""A mark scheme as fields, and back as the same text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from marking.engine import MarkScheme
from marking.schemes.fields import EACH, FieldError, Row, rows_of, write_rows

SCHEMES = sorted((Path(__file__).parents[3] / "fixtures" / "schemes").glob("*.txt"))
SCHEME = """\
max 3
same: lock = sluice

# the first is worth most
weir / low dam [2]
    # seen in the mock
    reject: bridge
    feedback: Think of what holds the water back.
any 2 from:
    - barge
        accept: canal boat
    coal + wharf [½]
        ao: AO1
"""


def again(text: str, rows: list[Row] | None = None, **changes: object) -> str:
    fields = rows_of(text)
    given = {"counts": fields.counts, "cap": fields.cap} | changes
    return write_rows(text, fields.rows if rows is None else rows, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_comes_back_as_it_was_typed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert again(text) == text


def test_points_are_rows() -> None:
    fields = rows_of(SCHEME)
    assert fields.rows[0] == Row(
        5, "weir", ("low dam",), ("bridge",), Decimal(2), "Think of what holds the water back."
    )
    assert [(row.wording, row.others, row.group, row.kept) for row in fields.rows[1:]] == [
        ("barge", ("canal boat",), 1, ()),
        ("coal + wharf", (), 1, ("ao: AO1",)),
    ]
    assert (fields.counts, fields.cap, fields.kept) == ({1: 2}, 3, ("same: lock = sluice",))
    assert again(SCHEME) == SCHEME


def test_a_changed_row_changes_its_own_lines_only() -> None:
    rows = list(rows_of(SCHEME).rows)
    rows[0] = replace(rows[0], others=("low dam", "barrage"), reject=())
    text = again(SCHEME, rows)
    assert (
        "weir / low dam / barrage [2]\n    feedback: Think of what holds the water back.\n    # seen in the mock"
        in text
    )
    assert text.startswith("max 3\nsame: lock = sluice\n\n# the first is worth most\n")
    assert text.endswith(SCHEME[SCHEME.index("any 2 from:") :])


def test_what_no_field_shows_stays_with_a_changed_row() -> None:
    rows = list(rows_of(SCHEME).rows)
    rows[2] = replace(rows[2], marks=Decimal(1))
    assert "    coal + wharf [1]\n        ao: AO1\n" in again(SCHEME, rows)


def test_rows_are_added_removed_moved_and_grouped() -> None:
    first, second, third = rows_of(SCHEME).rows
    new = Row(0, "towpath", group=1)
    text = again(SCHEME, [second, third, new, replace(first, group=EACH)], counts={1: 1}, cap=None)
    assert [row.wording for row in rows_of(text).rows] == ["barge", "coal + wharf", "towpath", "weir"]
    assert rows_of(text).counts == {1: 1}
    assert rows_of(text).cap is None
    freed = again(SCHEME, [first, replace(second, group=EACH)], cap=None)
    assert "\n- barge\n    accept: canal boat\n" in freed
    assert MarkScheme.parse(freed).max == 3


def test_a_scheme_is_built_from_nothing() -> None:
    rows = [Row(0, "glucose", ("sugar",), ("starch",), feedback="What do leaves make?"), Row(0, "oxygen")]
    text = write_rows("", rows, {}, None)
    assert text == ("glucose / sugar [1]\n    reject: starch\n    feedback: What do leaves make?\noxygen [1]\n")
    assert write_rows("", [], {}, None) == ""


def test_empty_rows_are_left_out() -> None:
    assert write_rows("", [Row(0, " "), Row(0, "oxygen")], {}, None) == "oxygen [1]\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row(0, "", others=("sugar",)), "say what the answer has to hold"),
        (Row(0, "max 2"), "begins with this word"),
        (Row(0, "glucose (or"), ""),
        (Row(0, "# glucose"), "can’t be read"),
        (Row(0, "any 2 from:"), ""),
        (Row(0, "glucose", marks=Decimal("0.3")), ""),
    ],
)
def test_what_cannot_be_a_point_is_refused_with_its_row(row: Row, said: str) -> None:
    with pytest.raises(FieldError) as error:
        write_rows("", [Row(0, "oxygen"), row], {}, None)
    assert error.value.row == 2
    assert said in error.value.message


def test_a_group_that_asks_for_more_than_it_has_is_refused() -> None:
    with pytest.raises(FieldError, match="too few points"):
        write_rows("", [Row(0, "oxygen", group=1)], {1: 2}, None)
