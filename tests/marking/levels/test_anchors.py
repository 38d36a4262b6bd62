"""A comment finds its passage again, or says that it is gone."""

from __future__ import annotations

import pytest

from marking.levels.anchors import NoPassage, anchor, place

TEXT = "Grain was sold abroad. In the south grain was left to rot. Grain was counted twice."


def of(text: str, words: str, begin: int = 0) -> tuple[int, int]:
    """Where the words stand in the text."""
    at = text.index(words, begin)
    return at, at + len(words)


def test_a_passage_is_found_where_it_was_and_after_words_were_put_before_it() -> None:
    kept = anchor(TEXT, *of(TEXT, "left to rot"))
    assert place(TEXT, kept) == of(TEXT, "left to rot")
    later = "To begin with: " + TEXT
    assert place(later, kept) == of(later, "left to rot")


def test_of_equal_words_the_one_with_the_same_text_around_it_is_taken() -> None:
    kept = anchor(TEXT, *of(TEXT, "Grain was", 10))
    later = "Grain was dear. " + TEXT
    assert place(later, kept) == of(later, "Grain was", later.index("rot."))


def test_a_passage_that_was_deleted_or_rewritten_is_gone() -> None:
    kept = anchor(TEXT, *of(TEXT, "left to rot"))
    assert place(TEXT.replace("left to rot", "left"), kept) is None
    assert place("", kept) is None


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 4), (0, 500)])
def test_what_is_no_passage_is_refused(start: int, end: int) -> None:
    with pytest.raises(NoPassage):
        anchor(TEXT, start, end)
