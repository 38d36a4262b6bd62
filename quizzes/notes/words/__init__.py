"""Word lists of the drafter, as text: one file a list, `#` begins a comment."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list, in small letters."""
    return frozenset(word for line in lines_of(name) for word in line.split())


@cache
def labels() -> dict[str, str]:
    """How each label of a block is asked for; "" for those that ask nothing."""
    pairs = (line.partition("=") for line in lines_of("labels"))
    return {label.strip(): frame.strip() for label, _, frame in pairs}


def lines_of(name: str) -> list[str]:
    """The lines of a list that say something."""
    text = (files(__package__) / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
