"""Passages that two texts share: found by runs of words, in time that grows with the words and not with the pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from marking.engine.tokenise import chunk_of
from marking.levels.traits import MOST_LETTERS, MOST_WORDS, Script

# So many words in a row make a run; two texts that share a chain of runs share a passage.
RUN = 5
# A passage has so many words, and of those in it so large a share is the same.
SHORTEST, SAME = 12, 0.7
# Between two runs of one passage at most so many words were changed, on either side.
_GAP = 4
# What more scripts of a pile say than these, or than a quarter of it, is what everybody says.
_FEW, _QUARTER = 5, 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A word and where it stands in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands in two texts, near enough: from `start` to `end` in one, from `other_start` to `other_end` in the
    other, and how many words of it are the same.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    words: int


@dataclass(frozen=True, slots=True)
class Copied:
    """Two scripts of a pile that share passages; `words` are those in all of them."""

    key: int
    other: int
    passages: tuple[Passage, ...]

    @property
    def words(self) -> int:
        """How many words they share."""
        return sum(passage.words for passage in self.passages)


@lru_cache(maxsize=8)  # a script is asked for several things in a row
def placed_words(text: str) -> tuple[Placed, ...]:
    """Return the plain words of a text with their places, at most `MOST_WORDS`."""
    words: list[Placed] = []
    at = 0
    text = text[:MOST_LETTERS]
    for piece in text.split():
        at = text.index(piece, at)
        words += [Placed(word.text, at + word.start, at + word.end) for word in chunk_of(piece).words]
        at += len(piece)
    return tuple(words[:MOST_WORDS])


def runs_of(words: Sequence[Placed]) -> list[tuple[str, ...]]:
    """Return every `RUN` words in a row."""
    texts = [word.text for word in words]
    return [tuple(texts[at : at + RUN]) for at in range(len(texts) - RUN + 1)]


def copied_between(scripts: Sequence[Script], source: str = "") -> list[Copied]:
    """Return the pairs of scripts that share passages, those that share most first.

    What stands in `source`, which all students had before them, is nobody's, and neither is what many scripts say.
    """
    words = [placed_words(script.text) for script in scripts]
    given = set(runs_of(placed_words(source)))
    held: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for row, of_script in enumerate(words):
        for at, run in enumerate(runs_of(of_script)):
            if run not in given:
                held[run].append((row, at))
    pairs = _pairs(held.values(), max(_FEW, len(scripts) // _QUARTER))
    copies = []
    for (one, other), places in pairs.items():
        passages = _passages(places, words[one], words[other])
        if passages:
            copies.append(Copied(scripts[one].key, scripts[other].key, passages))
    return sorted(copies, key=lambda copied: -copied.words)


def passages_between(text: str, source: str) -> tuple[Passage, ...]:
    """Return the passages of a text that stand in a source, near enough."""
    words, of_source = placed_words(text), placed_words(source)
    first: dict[tuple[str, ...], int] = {}
    for at, run in enumerate(runs_of(of_source)):
        first.setdefault(run, at)
    places = [(at, first[run]) for at, run in enumerate(runs_of(words)) if run in first]
    return _passages(places, words, of_source)


def _pairs(held: Iterable[Sequence[tuple[int, int]]], most: int) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For each pair of scripts the places of the runs that both have; a run counts once a script, the first time."""
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for places in held:
        first: dict[int, int] = {}
        for row, at in places:
            first.setdefault(row, at)
        if 1 < len(first) <= most:
            rows = sorted(first)
            for index, one in enumerate(rows):
                for other in rows[index + 1 :]:
                    pairs[one, other].append((first[one], first[other]))
    # One run by itself is a phrase; pairs that share no more are not worth a closer look.
    return {pair: sorted(places) for pair, places in pairs.items() if len(places) > 1}


def _passages(
    places: Sequence[tuple[int, int]], words: Sequence[Placed], others: Sequence[Placed]
) -> tuple[Passage, ...]:
    """Chains of runs that go on in both texts, with a few words changed in between."""
    chains: list[list[tuple[int, int]]] = []
    for at, other in places:
        if chains and _goes_on(chains[-1][-1], (at, other)):
            chains[-1].append((at, other))
        else:
            chains.append([(at, other)])
    passages = []
    for chain in chains:
        start, other_start = chain[0]
        last, other_last = chain[-1]
        same = len({at + step for at, _ in chain for step in range(RUN)})
        length = last + RUN - start
        if length >= SHORTEST and same >= SAME * length:
            passages.append(
                Passage(
                    words[start].start,
                    words[last + RUN - 1].end,
                    others[other_start].start,
                    others[other_last + RUN - 1].end,
                    same,
                )
            )
    return tuple(passages)


def _goes_on(before: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether a run goes on where another was, a few words further on in both texts."""
    return all(0 < later - earlier <= RUN + _GAP for earlier, later in zip(before, now, strict=True))


def repeated(text: str) -> tuple[Passage, ...]:
    """Return the passages of a text that stand in it twice: the later one, and where it stood before."""
    words = placed_words(text)
    before: dict[tuple[str, ...], int] = {}
    places = []
    for at, run in enumerate(runs_of(words)):
        if run in before:
            places.append((at, before[run]))
        before[run] = at
    return _passages(places, words, words)
