"""Wordings that the scheme doesn't know: phrases that many share who got too little, without any person's mark.

A phrase is a run of up to three telling words by their stems, misspellings counted to the word they are meant for. How
likely a teacher accepts it is a logistic model (`weights.json`, under "phrases"); what is offered first is what brings
most answers their mark, times that chance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from marking.opinion import weights as weighing
from marking.opinion.forming import Opinion
from marking.opinion.seen import KeyWord
from marking.opinion.traits import Reader, alike
from marking.pure.mining import Run, runs_in, spellings_in

LONGEST = 3
# A wording that fewer use is decided with its group.
FEWEST = 2
MOST = 400
# What a teacher would hardly accept isn't offered: a group teaches more.
OFFER_FROM = 0.35
SIGNS = {
    "chance": 1,  # how likely the answers that hold it should have more
    "covers": 1,  # how much of what they say it is
    "words": 1,  # how long it is
    "many": 0,  # how many hold it
    "met_too": 0,  # how often those credited say it too, beside those who are not
    "alike": 1,  # how near it comes to words of the scheme
    "known_right": 1,  # people gave more to those that hold it
    "known_wrong": -1,  # people did not
}


@dataclass(frozen=True, slots=True)
class PhraseFound:
    """A wording with the answers that hang on it.

    `keys` are the answers that hold it and could get more; `point` is the place of the point that it is likely to
    mean; `chance` that a teacher accepts it.
    """

    wording: str
    run: Run
    keys: tuple[int, ...]
    point: int
    chance: float
    traits: tuple[float, ...] = field(default=(), repr=False)

    @property
    def offered(self) -> bool:
        """Whether a teacher is likely enough to accept it."""
        return self.chance >= OFFER_FROM

    @property
    def gain(self) -> float:
        """How many answers it is likely to set right."""
        return self.chance * len(self.keys)


@dataclass(slots=True)
class _Held:
    """The wordings of answers that hold a run, by their rows, and how it was written."""

    rows: list[int] = field(default_factory=list)
    met: float = 0.0
    written: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def phrases(
    opinion: Opinion, keys: Sequence[frozenset[KeyWord]], *, question: str = "", language: str = "en",
    known: Collection[Run] = (), weights: Mapping[str, float] | None = None,
) -> list[PhraseFound]:  # fmt: skip
    """Return the phrases that hang over answers without full marks, those that bring most first.

    `known` are runs that were decided about before. Of phrases in the same answers the longest is offered: it is
    the narrowest. The time grows with the words in all answers.
    """
    reader = Reader(question, language)
    texts = [seen.text for seen in opinion.all_of.wordings]
    spelt = spellings_in(texts)
    asked = {reader.key(word) for word in reader.telling(question)} | {reader.key(w) for w in question.lower().split()}
    up = opinion.chances_up
    held: dict[Run, _Held] = defaultdict(_Held)
    for row, text in enumerate(texts):
        open_ = up[row] > 0
        for run, written in runs_in(text, spelt, key_of=reader.key, longest=LONGEST).items():
            if open_:
                held[run].rows.append(row)
                held[run].written[written] += float(opinion.all_of.size[row])
            else:
                held[run].met += float(opinion.all_of.size[row])
    near = _Near(keys)
    every = opinion.open
    offered = [
        _phrase(opinion, run, one, up, every, near, weights)
        for run, one in _narrowest(held, opinion).items()
        if not set(run) <= asked and run not in known
    ]
    kept = [one for one in offered if one is not None]
    return sorted(kept, key=lambda one: (-round(one.gain, 4), -len(one.run), one.wording))[:MOST]


class _Near:
    """How near wordings come to the words of each point; the same words are looked at once."""

    def __init__(self, keys: Sequence[frozenset[KeyWord]]) -> None:
        self._keys = keys
        self._known: dict[str, list[float]] = {}

    def of(self, wording: str) -> list[float]:
        """Return for each point how near the nearest of the words comes, from 0 to 1."""
        each = [self._of_word(word) for word in wording.split()]
        return [max(row[place] for row in each) if each else 0.0 for place in range(len(self._keys))]

    def _of_word(self, word: str) -> list[float]:
        if word not in self._known:
            self._known[word] = [alike(word, point) for point in self._keys]
        return self._known[word]


def _narrowest(held: Mapping[Run, _Held], opinion: Opinion) -> dict[Run, _Held]:
    """Return of the runs that the same answers hold the longest one; those that too few hold left out."""
    open_ = opinion.open
    best: dict[tuple[int, ...], Run] = {}
    for run, one in held.items():
        if sum(open_[row] for row in one.rows) < FEWEST:
            continue
        rows = tuple(one.rows)
        if rows not in best or (len(run), run) > (len(best[rows]), best[rows]):
            best[rows] = run
    return {run: held[run] for run in best.values()}


def _phrase(
    opinion: Opinion, run: Run, one: _Held, up: NDArray[np.float64], every: NDArray[np.float64], near_to: _Near,
    weights: Mapping[str, float] | None,
) -> PhraseFound | None:  # fmt: skip
    rows = np.array(one.rows)
    undecided = [seen for row in one.rows for seen in opinion.members[row] if seen.decided is None]
    decided = [seen for row in one.rows for seen in opinion.members[row] if seen.decided is not None]
    size = every[rows]
    if not size.sum():
        return None
    wording = max(one.written.items(), key=lambda item: (item[1], item[0]))[0]
    right = sum(seen.decided is not None and seen.decided > seen.mark for seen in decided)
    near = near_to.of(wording)
    covers = [len(run) / max(len(opinion.all_of.said[row].words), len(run)) for row in one.rows]
    values = {
        "chance": float((size * up[rows]).sum() / size.sum()),
        "covers": float((size * np.array(covers)).sum() / size.sum()),
        "words": (len(run) - 1) / (LONGEST - 1),
        "many": math.log(len(undecided)) / math.log(50),
        "met_too": one.met / (one.met + float(size.sum())),
        "alike": max(0.0, 2 * max(near, default=0.0) - 1),
        "known_right": min(right, 3) / 3,
        "known_wrong": min(len(decided) - right, 3) / 3,
    }
    traits = tuple(values[name] for name in SIGNS)
    known = weights or weighing.fitted("phrases")
    odds = known["bias"] + sum(known.get(name, 0.0) * value for name, value in values.items())
    return PhraseFound(
        wording, run, tuple(seen.key for seen in undecided), _likely_point(opinion, one.rows, near),
        float(weighing.chance(np.array(odds))), traits,
    )  # fmt: skip


def _likely_point(opinion: Opinion, rows: Sequence[int], near: Sequence[float]) -> int:
    """Return the place of the point that a phrase means: near to its words, or most doubtful where it was not met."""
    doubt = np.zeros(len(near))
    for row in rows:
        for place, point in enumerate(opinion.all_of.wordings[row].points[: len(near)]):
            if not point.met:
                doubt[place] += opinion.points[row, place] * opinion.all_of.size[row]
    return int(np.argmax(doubt * (0.2 + np.array(near) ** 2))) if len(near) else 0
