"""Wordings that tell some answers from others: what people write whom a scheme gave too little, or too much.

Pure. A wording is a run of up to four telling words, known by their stems, with misspellings counted to the word they
are meant for. It never holds or follows a denial, and the question's own words alone are none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from marking.engine.negation import TRIGGERS
from marking.engine.stems import stems
from marking.engine.tokenise import words_of
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import is_real

LONGEST = 4
# After a denial so many words may be what is denied.
DENIED = 4
SHORTEST_MISSPELT, SHORTEST_TWO_SLIPS = 5, 8
MOST_CANDIDATES = 60

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and the mark that a person gave it."""

    text: str
    mark: Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording as most write it, in how many of the answers sought it stands, and in how many of the others."""

    wording: str
    support: int
    against: int

    @property
    def worth(self) -> float:
        """How well it tells the two apart; of two alike the longer is better."""
        return self.support - 2.0 * self.against + 0.1 * len(self.wording.split())


def candidates(
    sought: Sequence[str], others: Sequence[str], *, question: str = "", language: str = "en", at_least: int = 2
) -> list[Candidate]:
    """Return wordings that stand in at least `at_least` of the answers `sought` and hardly in `others`, best first.

    The time grows with the number of words in all answers.
    """
    key = stems(language).key
    spelt = spellings_in([*sought, *others])
    asked = {key(word) for word in words_of(question)}
    written: dict[Run, Counter[str]] = defaultdict(Counter)
    support = _counts((runs_in(text, spelt, key_of=key) for text in sought), written)
    against = _counts((runs_in(text, spelt, key_of=key) for text in others), None)
    candidates = []
    for run, count in support.items():
        if count < at_least or set(run) <= asked:
            continue
        wording = max(written[run].items(), key=lambda item: (item[1], item[0]))[0]
        candidate = Candidate(wording, count, against.get(run, 0))
        if candidate.support > 2 * candidate.against:
            candidates.append(candidate)
    candidates.sort(key=lambda one: (-one.worth, one.wording))
    return candidates[:MOST_CANDIDATES]


def _counts(answers: Iterable[dict[Run, str]], written: dict[Run, Counter[str]] | None) -> Counter[Run]:
    """Return in how many answers each run stands; `written` takes down how it was written."""
    counts: Counter[Run] = Counter()
    for runs in answers:
        counts.update(runs.keys())
        if written is not None:
            for run, wording in runs.items():
                written[run][wording] += 1
    return counts


def runs_in(
    text: str, spelt: dict[str, str], *, key_of: Callable[[str], str], longest: int = LONGEST
) -> dict[Run, str]:
    """Return the runs of telling words in an answer, by their stems, with how they are written."""
    runs: dict[Run, str] = {}
    for stretch in affirmed(words_of(text)):
        telling = [spelt.get(word, word) for word in stretch if word not in FUNCTION_WORDS]
        for size in range(1, longest + 1):
            for start in range(len(telling) - size + 1):
                words = telling[start : start + size]
                if size == 1 and (len(words[0]) < 3 and not words[0].isdecimal()):
                    continue
                runs.setdefault(tuple(key_of(word) for word in words), " ".join(words))
    return runs


def affirmed(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the stretches of words that no denial stands shortly before."""
    stretch: list[str] = []
    quiet = 0
    for word in words:
        if word in TRIGGERS:
            yield stretch
            stretch, quiet = [], DENIED
        elif quiet and word not in FUNCTION_WORDS:
            quiet -= 1
        elif not quiet:
            stretch.append(word)
    yield stretch


def spellings_in(texts: Sequence[str]) -> dict[str, str]:
    """Return, for words that are none and stand a slip or two from a commoner word of these answers, that word."""
    counts = Counter(word for text in texts for word in words_of(text))
    right = [word for word in counts if len(word) >= SHORTEST_MISSPELT - 1 and is_real(word)]
    meant: dict[str, str] = {}
    for word in counts:
        if len(word) < SHORTEST_MISSPELT or is_real(word):
            continue
        slips = 2 if len(word) >= SHORTEST_TWO_SLIPS else 1
        near = process.extract(word, right, scorer=OSA.distance, score_cutoff=slips, limit=5)
        if near:
            meant[word] = min(near, key=lambda one: (one[1], -counts[one[0]], one[0]))[0]
    return meant
