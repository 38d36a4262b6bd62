"""Everyday words that may stand for each other: the list is in order, and what it says goes both ways."""

from __future__ import annotations

from importlib.resources import files

import pytest

from marking.engine import MarkScheme
from marking.engine.everyday import mates_of, opposites_of
from marking.engine.stems import stems

GROUPS = [
    line.split()
    for line in (files("marking.engine") / "everyday.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_each_group_has_two_words_or_more_and_none_twice() -> None:
    assert all(len(group) > 1 and len(group) == len(set(group)) for group in GROUPS)
    assert all(word.isascii() and word.isalpha() and word.islower() for group in GROUPS for word in group)


def test_no_group_is_part_of_another() -> None:
    sets = [frozenset(group) for group in GROUPS]
    assert not [one for one in sets if any(one < other for other in sets)]
    assert len(sets) == len(set(sets))


def test_words_stand_for_each_other_and_never_for_their_opposites() -> None:
    key = stems("en").key
    for word in {word for group in GROUPS for word in group}:
        mates = mates_of(word)
        assert key(word) not in mates
        assert mates.isdisjoint(opposites_of(word))
        assert all(key(word) in mates_of(mate) for mate in mates if key(mate) == mate)


@pytest.mark.parametrize(
    ("scheme", "answer"),
    [("decreas*", "it gets smaller"), ("purchase ~ land", "he bought land"), ("erased", "it was not kept")],
)
def test_everyday_words_earn_nothing_and_ask_for_a_person(scheme: str, answer: str) -> None:
    given = MarkScheme.parse(scheme).mark(answer)
    assert (given.mark, given.review) == (0, True)
    assert [reason.code for reason in given.reasons] == ["little"]


def test_the_questions_own_words_stand_for_nothing() -> None:
    asked = MarkScheme.parse("bug", question="What is a mistake in a program called?")
    assert not asked.mark("a mistake").review
