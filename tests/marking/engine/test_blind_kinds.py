"""What the engine once marked wrongly without a word: right and sure now, or shown to a person.

`blind_kinds.txt` has a row a probe: the scheme (¶ ends a line), the answer, the mark a person gives, whether the
engine is sure of it or asks, and the question where it matters.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from marking.engine import Marked, MarkScheme

ROWS = [
    tuple(row.split(" | "))
    for row in (Path(__file__).parent / "blind_kinds.txt").read_text(encoding="utf-8").splitlines()
    if not row.startswith("# ")
]


def marked(row: tuple[str, ...]) -> Marked:
    """Return what becomes of a row's answer."""
    return MarkScheme.parse(row[0].replace("¶", "\n"), question="".join(row[4:])).mark(row[1])


@pytest.mark.parametrize("row", [row for row in ROWS if row[3] == "sure"], ids=" | ".join)
def test_what_is_sure_is_right(row: tuple[str, ...]) -> None:
    given = marked(row)
    assert (given.mark, given.review) == (int(row[2]), False)


@pytest.mark.parametrize("row", [row for row in ROWS if row[3] == "asks"], ids=" | ".join)
def test_what_may_be_wrong_asks_for_a_person(row: tuple[str, ...]) -> None:
    assert marked(row).review


def test_an_equation_is_the_same_with_its_sides_changed_about() -> None:
    scheme = MarkScheme.parse("v \\= u \\+ at")
    assert [scheme.mark(answer).mark for answer in ("at + u = v", "v=u+at", "v = u - at")] == [1, 1, 0]
