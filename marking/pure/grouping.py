"""Equal and nearly equal answers to one question in groups, so that one decision marks them all.

Pure. Answers come together only if the engine gave them the same points, they deny as often, and they hold the same
numbers: "1926" is never grouped with "1927", nor "aggressive" with "not aggressive".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from rapidfuzz import process
from rapidfuzz.distance import OSA

from marking.engine.negation import TRIGGERS
from marking.engine.tokenise import words_of
from quizzes.english.words import is_real

# They tell nothing apart. Prepositions stay: "invaded by" is not "invaded".
_SMALL = frozenset("and or".split())  # noqa: SIM905
_FILLERS = frozenset("a an the it its this that is was are were be been he she they so very just".split())  # noqa: SIM905
# A word is known by so many of its first letters, which a slip rarely hits; a block is all that share two such words.
_HEAD = 3
# Letters that may differ between neighbours: one from five letters on, then one in so many, and never more than a few.
_SHORTEST, _ONE_IN, _MOST_SLIPS = 5, 12, 4
# Long answers that are not equal are hardly ever nearly so, and dear to compare.
_LONG = 200
# In a block larger than this an answer is compared with the commonest only.
_MOST_LEADERS, _CANDIDATES = 400, 5
# Two letters of a word may differ from so many letters on.
_TWO_SLIPS = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to be grouped. `key` is the caller's; `points` tells what the engine gave for what."""

    key: int
    text: str
    mark: Decimal | None
    points: Hashable = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that are as good as the same. `key` stays the same for the same commonest wording and marking.

    `wordings` are the distinct texts as they were typed, each with how often, the commonest first. `doubt` runs from
    0 to 1: that of its most doubtful answer.
    """

    key: str
    answers: tuple[Answer, ...]
    wordings: tuple[tuple[str, int], ...]
    doubt: float

    @property
    def lead(self) -> Answer:
        """One that stands for them all: the first with the commonest wording."""
        return next(answer for answer in self.answers if " ".join(answer.text.split()) == self.wordings[0][0])


@dataclass(slots=True)
class _Cluster:
    """One normalised wording with the answers that say it, and what sets it apart."""

    plain: str
    apart: Hashable
    answers: list[Answer]


def group(answers: Iterable[Answer], *, salt: str = "") -> list[Group]:
    """Return the groups of the answers to one question, the most doubtful first.

    Every answer is in one group. The result does not depend on the order of the answers; groups of equal doubt, and
    the answers within a group, stand in an order that looks random and stays the same for the same `salt`. The time
    grows little faster than the number of answers.
    """
    clusters = _equal(answers)
    clusters.sort(key=lambda one: (-len(one.answers), one.plain, repr(one.apart)))
    gathered = [_group(members, salt) for members in _near(clusters)]
    return sorted(gathered, key=lambda one: (-round(one.doubt, 2), _shuffled(one.key, salt)))


def normalised(text: str) -> str:
    """Return the words that tell an answer from another, in its order."""
    words = words_of(text)
    return " ".join(word for word in words if word not in _FILLERS) or " ".join(words) or text.strip()


def _equal(answers: Iterable[Answer]) -> list[_Cluster]:
    clusters: dict[tuple[str, Hashable], _Cluster] = {}
    for answer in answers:
        plain = normalised(answer.text)
        apart = (answer.mark, answer.points, *_telling(plain))
        cluster = clusters.setdefault((plain, apart), _Cluster(plain, apart, []))
        cluster.answers.append(answer)
    return list(clusters.values())


def _telling(plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what no nearness bridges: the words that deny, and the numbers."""
    words = plain.split()
    denying = tuple(sorted(word for word in words if word in TRIGGERS))
    return denying, tuple(sorted(word for word in words if any(sign.isdigit() for sign in word)))


def _near(clusters: Sequence[_Cluster]) -> Iterator[list[_Cluster]]:
    """Yield wordings with their neighbours: each joins the commonest before it that is near, or leads its own.

    Compared are only those that set the same apart, are about as long and share the beginnings of two words; so a
    wording meets few others.
    """
    led: dict[int, list[_Cluster]] = {}
    blocks: dict[Hashable, tuple[list[str], list[int]]] = {}
    for number, cluster in enumerate(clusters):
        allowed = _allowed(cluster.plain)
        keys = [(cluster.apart, *key) for key in _keys(cluster.plain)] if allowed else []
        leader = None
        for key in keys:
            texts, leaders = blocks.get(key, ([], []))
            near = process.extract(
                cluster.plain, texts[:_MOST_LEADERS], scorer=OSA.distance, score_cutoff=allowed, limit=_CANDIDATES
            )
            same = (leaders[place] for text, _, place in near if _slips_only(cluster.plain, text))
            leader = min((number for number in (leader, next(same, None)) if number is not None), default=None)
        if leader is not None:
            led[leader].append(cluster)
            continue
        led[number] = [cluster]
        for key in keys:
            texts, leaders = blocks.setdefault(key, ([], []))
            texts.append(cluster.plain)
            leaders.append(number)
    yield from led.values()


def _slips_only(one: str, other: str) -> bool:
    """Whether two near wordings differ by slips: "increase" for "decrease" is none, both being words."""
    mine, theirs = one.split(), other.split()
    if len(mine) != len(theirs):  # joined or split otherwise, or a small word more
        return one.replace(" ", "") == other.replace(" ", "") or _one_small_word(mine, theirs)
    return all(_slip(*pair) for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1])


def _one_small_word(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    more, fewer = Counter(mine), Counter(theirs)
    rest = [*(more - fewer).elements(), *(fewer - more).elements()]
    return len(rest) == 1 and rest[0] in _SMALL


def _slip(mine: str, theirs: str) -> bool:
    if not (is_real(mine) and is_real(theirs)):
        return OSA.distance(mine, theirs, score_cutoff=2) <= (1 if min(len(mine), len(theirs)) < _TWO_SLIPS else 2)
    return mine.removesuffix("s") == theirs.removesuffix("s")


def _allowed(plain: str) -> int:
    letters = len(plain)
    return max(1, min(letters // _ONE_IN, _MOST_SLIPS)) if _SHORTEST <= letters <= _LONG else 0


def _keys(plain: str) -> Iterator[tuple[str, ...]]:
    """Yield the blocks of a wording: its first word's beginning with its last's, and its two longest words' ones.

    Two wordings that a slip or two part share at least one of them, but for slips in several beginnings at once.
    """
    words = plain.split()
    heads = [word[:_HEAD] for word in words]
    yield ("joined", heads[0], words[-1][-_HEAD:])
    if len(words) == 1:
        word = words[0]
        yield ("begin", word[:_HEAD])
        yield ("end", word[-_HEAD:])
        return
    yield ("ends", heads[0], heads[-1])
    longest = sorted(sorted(words, key=lambda word: (-len(word), word))[:2])
    yield ("long", *(word[:_HEAD] for word in longest))
    yield ("tail", str(len(words)), words[-1][-_HEAD:], heads[0][:1])


def _group(members: Sequence[_Cluster], salt: str) -> Group:
    answers = [answer for member in members for answer in member.answers]
    first = members[0]
    key = sha256(f"{first.plain}\n{first.apart!r}".encode("utf-8", "replace")).hexdigest()[:16]
    wordings = Counter(" ".join(answer.text.split()) for answer in answers)
    return Group(
        key=key,
        answers=tuple(sorted(answers, key=lambda answer: _shuffled(str(answer.key), salt))),
        wordings=tuple(sorted(wordings.items(), key=lambda pair: (-pair[1], pair[0]))),
        doubt=max(1.0 if answer.confidence is None else 1.0 - answer.confidence for answer in answers),
    )


def _shuffled(key: str, salt: str) -> str:
    return sha256(f"{salt}:{key}".encode()).hexdigest()
