"""The examples of docs/notes.md are what the drafter does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marking.services.drafts import try_scheme
from quizzes.notes import draft

DOCS = (Path(__file__).parents[3] / "docs" / "notes.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(.+)` \| (.+) \|$", DOCS, re.MULTILINE)


@pytest.mark.parametrize(("notes", "stem"), ROWS)
def test_an_example_of_the_docs_is_asked(notes: str, stem: str) -> None:
    text = notes.replace("⏎", "\n").replace("⇥", "\t")
    assert stem in [one.stem for one in draft(text, mark=try_scheme).drafts]


def test_the_docs_have_their_examples() -> None:
    assert len(ROWS) >= 20
