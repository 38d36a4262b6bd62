"""A scheme's text changed line by line: only what is meant changes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from marking.engine.notation import editing, parse

ROOT = Path(__file__).parents[3]
TEXT = """\
# rivers
max 3
- a weir [1]
    feedback: Think of the mill.

    # to be looked at again
    Accept : a dam
any 1 from:
  • a lock [2 marks]
\treject : a key
  • a canal
"""


def test_the_parser_says_where_each_point_stands_and_what_was_typed() -> None:
    weir, lock, canal = (point.source for point in editing.points_of(TEXT))
    assert (weir.line, weir.last, weir.margin, weir.text, weir.mark) == (3, 7, "", "a weir", "1")
    assert [(one.keyword, one.text, one.line) for one in weir.details] == [
        ("feedback", "Think of the mill.", 4), ("accept", "a dam", 7),
    ]  # fmt: skip
    assert (lock.line, lock.margin, lock.text, lock.mark) == (9, "  ", "a lock", "2 marks")
    assert (canal.text, canal.mark, canal.details) == ("a canal", "", ())


@pytest.mark.parametrize(
    ("changed", "line", "says"),
    [
        (editing.add_detail(TEXT, 3, "accept", "a mill race"), 8, "    accept: a mill race"),
        (editing.add_detail(TEXT, 9, "feedback", "Boats\nrise."), 11, "      feedback: Boats rise."),
        (editing.set_point(TEXT, 3, wording="a mill"), 3, "- a mill [1]"),
        (editing.set_point(TEXT, 11, marks=Decimal("0.5")), 11, "  • a canal [0.5]"),
        (editing.set_details(TEXT, 3, "feedback", ["Think again."]), 4, "    feedback: Think again."),
        (editing.set_details(TEXT, 3, "accept", ["a dam", "a mill"]), 8, "    accept: a mill"),
    ],
)
def test_a_change_touches_its_own_line_only(changed: str, line: int, says: str) -> None:
    parse(changed)
    lines = changed.splitlines()
    assert lines[line - 1] == says
    others = [*lines[: line - 1], *lines[line:]]
    before = TEXT.splitlines()
    assert others == (before if len(lines) > len(before) else [*before[: line - 1], *before[line:]])


def test_a_removed_point_takes_its_details_along_and_leaves_comments() -> None:
    changed = editing.remove_point(TEXT, 3)
    assert changed.splitlines()[:5] == ["# rivers", "max 3", "", "    # to be looked at again", "any 1 from:"]
    assert editing.set_details(TEXT, 3, "accept", []) == TEXT.replace("    Accept : a dam\n", "")


def test_where_no_point_stands_nothing_is_changed() -> None:
    with pytest.raises(KeyError):
        editing.add_detail(TEXT, 2, "accept", "x")


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures/schemes").glob("*.txt")), ids=lambda path: path.stem)
def test_what_was_typed_can_be_set_again_without_a_change(path: Path) -> None:
    text = path.read_text()
    for point in editing.points_of(text):
        assert point.source is not None
        assert editing.set_point(text, point.line, wording=point.source.text) == text
        for keyword in {detail.keyword for detail in point.source.details}:
            values = [detail.text for detail in point.source.details if detail.keyword == keyword]
            assert editing.set_details(text, point.line, keyword, values) == text
