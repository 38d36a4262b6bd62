"""What the engine once marked wrongly without a word: right and sure now, or shown to a person.

`blind_kinds.txt` has a row a probe: the scheme (¶ ends a line), the answer, the mark a person gives, and whether the
engine is sure of it or asks.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from marking.engine import MarkScheme

ROWS = [
    tuple(row.split(" | "))
    for row in (Path(__file__).parent / "blind_kinds.txt").read_text(encoding="utf-8").splitlines()
    if not row.startswith("# ")
]


@pytest.mark.parametrize(("scheme", "answer", "wanted"), [row[:3] for row in ROWS if row[3] == "sure"])
def test_what_is_sure_is_right(scheme: str, answer: str, wanted: str) -> None:
    marked = MarkScheme.parse(scheme.replace("¶", "\n")).mark(answer)
    assert marked.mark == int(wanted)
    assert not marked.review


@pytest.mark.parametrize(("scheme", "answer"), [row[:2] for row in ROWS if row[3] == "asks"])
def test_what_may_be_wrong_asks_for_a_person(scheme: str, answer: str) -> None:
    assert MarkScheme.parse(scheme.replace("¶", "\n")).mark(answer).review


def test_an_equation_is_the_same_with_its_sides_changed_about() -> None:
    scheme = MarkScheme.parse("v \\= u \\+ at")
    assert [scheme.mark(answer).mark for answer in ("at + u = v", "v=u+at", "v = u - at")] == [1, 1, 0]


def test_another_name_is_sure_only_in_a_short_answer() -> None:
    scheme = MarkScheme.parse("Rosalind Franklin")
    assert not scheme.mark("Benjamin Franklin").review
    assert scheme.mark("It was Franklin, who worked in London with Wilkins on X-rays").review
