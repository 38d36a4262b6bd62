"""Words that say the opposite, and a claim turned round: what a mark scheme must not let through."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizzes.notes.tags import Word, tagged

MOST_TURNED = 6  # ways to turn a claim round that a scheme is tried on


def _swapped(text: str, first: str, second: str) -> str:
    def other(match: re.Match[str]) -> str:
        return second if match[0].casefold() == first else first

    return re.sub(rf"\b(?:{first}|{second})\b", other, text, flags=re.IGNORECASE)


# Pairs of which one for the other makes a claim wrong.
_OPPOSITES = tuple(
    tuple(pair.split("-"))
    for pair in """more-less more-fewer most-least higher-lower high-low highest-lowest increase-decrease increases-decreases
    increased-decreased increasing-decreasing faster-slower fast-slow larger-smaller large-small big-small above-below
    before-after left-right white-red north-south east-west positive-negative hot-cold rise-fall rising-falling rises-falls
    inside-outside internal-external first-last maximum-minimum long-short longest-shortest male-female rich-poor strong-weak
    stronger-weaker many-few always-never same-different input-output acid-alkali active-passive primary-secondary supply-demand
    imports-exports open-closed hard-soft old-new light-dark up-down top-bottom towards-away unlimited-limited private-public
    voluntary-involuntary thick-thin upper-lower inner-outer absorbs-releases absorb-release gains-loses""".split()  # noqa: SIM905
)


def opposites_of(word: str) -> list[str]:
    """Words of which each says the opposite of a word in small letters."""
    return [other for pair in _OPPOSITES if word in pair for other in pair if other != word]


def turned(text: str) -> list[str]:
    """The same words with their meaning turned round: sides or opposites swapped, a negation put in or taken out."""
    bare = text.strip(" .")
    ways = [
        _without_negation(bare),
        re.sub(r"\bfrom ((?:an? |the )?\w+) to ((?:an? |the )?\w+)", r"from \2 to \1", bare),
    ]
    folded = bare.casefold()
    ways += [_swapped(bare, *pair) for pair in _OPPOSITES if pair[0] in folded or pair[1] in folded]
    ways.append(_with_sides_swapped(bare))
    return [way for way in dict.fromkeys(ways) if way and way != bare][:MOST_TURNED]


def _without_negation(text: str) -> str:
    for pattern, to in (
        (r"\bwithout\b", "with"),
        (r"\b(?:cannot|can not)\b", "can"),
        (r"\b(is|are|was|were|can|will|does|do|did) not\b", r"\1"),
    ):
        if (changed := re.sub(pattern, to, text)) != text:
            return changed
    return text


def _with_sides_swapped(text: str) -> str:
    """`helicase unwinds, polymerase copies` with the two doers changed; "" where one is nothing to the other."""
    words = tagged(text)
    verbs = [place for place, word in enumerate(words) if word.tag in {"VVZ", "VVB", "VVD", "VVI"}]
    if not verbs:
        return ""
    runs = _noun_runs(words)
    doers = [run for run in runs if any(run[1] <= verb <= run[1] + 1 for verb in verbs)]
    # With a second deed its doer; else whom or what the deed is done to.
    done_to = [run for run in runs if run[0] > verbs[0]]
    sides = doers[:2] if len(doers) > 1 else [*doers, *done_to][:2]
    if len(sides) < 2:
        return ""
    (a, b), (c, d) = ((words[start].start, words[end - 1].end) for start, end in sides)
    return f"{text[:a]}{text[c:d]}{text[b:c]}{text[a:b]}{text[d:]}"


def _noun_runs(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Where nouns stand next to each other: the place of the first, and the place behind the last."""
    runs: list[tuple[int, int]] = []
    for place, word in enumerate(words):
        if not word.noun:
            continue
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs
