"""What docs/mark-scheme.md says of pasted schemes is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marking.schemes import read_as_printed

TEXT = (Path(__file__).parents[3] / "docs/mark-scheme.md").read_text(encoding="utf-8")
SECTION = TEXT.partition("## Paste what you have")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| (`.*`) \| (`.*`) \|$", SECTION, re.MULTILINE)


def lines_in(cell: str) -> str:
    """The text that a cell of the table shows, a line in each pair of backquotes."""
    return "".join(f"{line}\n" for line in re.findall(r"`([^`]*)`", cell))


@pytest.mark.parametrize(("pasted", "understood"), ROWS)
def test_docs_row_is_understood_as_it_says(pasted: str, understood: str) -> None:
    printed = read_as_printed(lines_in(pasted))
    assert (printed.notation, printed.ready) == (lines_in(understood), True)


def test_docs_name_what_is_asked() -> None:
    assert len(ROWS) > 15
    for asked in ("coal, iron, steam", "mills burn coal or coke"):
        assert f"`{asked}`" in SECTION
        assert read_as_printed(asked).questions
