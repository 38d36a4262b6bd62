"""What docs/mark-scheme.md tells teachers is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marking.engine import MarkScheme
from marking.engine.notation import MarkSchemeError, format_scheme, parse, warnings
from marking.engine.notation.header import LANGUAGES

TEXT = (Path(__file__).parents[3] / "docs" / "mark-scheme.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```markscheme\n(.*?)```", TEXT, re.DOTALL)
MARKED = re.findall(r"^\| `(.*?)` \| (.*?) \| (\d) \|$", TEXT, re.MULTILINE)
REFUSED = re.findall(r"^\| `(.*?)` \| (line .*?) \|$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_docs_example_can_be_read_and_needs_no_warning(block: str) -> None:
    scheme = parse(block)
    assert parse(format_scheme(scheme)) == scheme
    assert warnings(scheme) == ()


@pytest.mark.parametrize(("scheme", "answer", "mark"), MARKED)
def test_docs_row_is_marked_as_it_says(scheme: str, answer: str, mark: str) -> None:
    assert MarkScheme.parse(scheme).mark(answer).mark == int(mark)


@pytest.mark.parametrize(("typed", "message"), REFUSED)
def test_docs_error_reads_as_it_says(typed: str, message: str) -> None:
    with pytest.raises(MarkSchemeError) as caught:
        parse(typed)
    assert str(caught.value) == message


def test_docs_have_their_examples_and_name_every_language() -> None:
    assert (len(BLOCKS), len(REFUSED)) == (6, 4)
    assert len(MARKED) > 20
    assert all(f"`{code}`" in TEXT for code in LANGUAGES)
