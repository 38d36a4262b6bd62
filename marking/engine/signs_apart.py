"""Signs that a number wants and that stand apart from it, or in words: "> 3", "50 %", "5 pounds"."""

from __future__ import annotations

from marking.engine.number_runs import Answer
from marking.engine.places import SHIFT, WITHIN, Place
from marking.engine.tokenise import chunk_of, sign_of

# Signs that are as well written in words behind the number.
_NAMES = {
    "%": frozenset({"percent", "per", "pc", "percentage"}),
    "£": frozenset({"pound", "pounds", "sterling", "gbp", "quid"}),
    "$": frozenset({"dollar", "dollars", "usd"}),
    "€": frozenset({"euro", "euros", "eur"}),
}


def has_signs(answer: Answer, first: Place, last: Place, before: str, after: str) -> bool:
    """Whether the signs that are wanted before and after some words stand there, glued or apart, or are said."""
    here, there = first >> SHIFT, last >> SHIFT
    left = answer.chunks[here - 1] if here and not first & WITHIN else ""
    right = answer.chunks[there + 1 : there + 3] if (last & WITHIN) == len(answer.chunk(there).words) - 1 else []
    said = {chunk_of(chunk).words[0].text for chunk in right if chunk_of(chunk).words}
    found_before, found_after = answer.word(first).before, answer.word(last).after
    if before and not found_before:
        found_before = sign_of(left)
    if after and not found_after and right:
        found_after = sign_of(right[0].rstrip(".,"))
    names = _NAMES.get(before + after, frozenset())
    return (before, after) == (found_before, found_after) or not names.isdisjoint(said)
