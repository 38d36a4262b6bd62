"""What a teacher should know about a scheme that can be used as it is.

Everything here looks at words only, as the scheme has them; nothing is marked. Each alternative is taken
apart into what it needs ("needs": the phrases that must all be found, without their optional words). A point
covers another if whatever the other needs holds what one of its own alternatives needs.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeVar

import snowballstemmer

from marking.engine.notation.formatting import format_expression
from marking.engine.notation.header import LANGUAGES
from marking.engine.types import (
    AnyOf,
    Both,
    Choice,
    Either,
    Expression,
    Phrase,
    Point,
    Quoted,
    Scheme,
    SchemeWarning,
    Term,
)
from quizzes.english.stop_words import FUNCTION_WORDS

Words = tuple[str, ...]
Needs = tuple[Words, ...]
Index = dict[str, list[tuple[Needs, set[int]]]]
Part = TypeVar("Part")
Way = TypeVar("Way")

# One alternative can stand for very many once its groups are multiplied out; past this a hint isn't worth it.
MAX_ALTERNATIVES = 200
SHORT = 2
# Words of which nearly every answer has some: besides the function words these, which a phrase must not lose.
LITTLE_WORDS = FUNCTION_WORDS | frozenset(
    "after all how just more most much no not out over under up why".split()  # noqa: SIM905
)
COMMON_WORDS = frozenset(
    """another became become began big both came come day different end few first found gave get give go going
    good got great group important kind know large last later less life little long lot made main make many mean
    means men new number often old one only part people person place put reason said same say see several small
    something take thing things think time took two use used using want wanted way well went women work world
    year years""".split()  # noqa: SIM905
)


def warnings(scheme: Scheme, question: str = "") -> tuple[SchemeWarning, ...]:
    """What to tell the teacher about a scheme, in the order of its lines; empty where all is well.

    Warns about an alternative so short or common that nearly every answer has it; a point that another point
    already covers, so that both are earned at once; and, given the `question`, a point that its own wording
    earns. Never raises. The time grows with the size of the scheme.
    """
    words = _Words(scheme.language)
    points = list(_points(scheme))
    needs = [words.needs_of(point) for point in points]
    warnings = [
        warning for point in points for warning in (*_too_common(point), *_too_loose(point), *_far_apart(point))
    ]
    warnings.extend(_covered(points, needs))
    warnings.extend(_in_question(points, needs, words.of(_split(question))))
    return tuple(sorted(warnings, key=lambda warning: warning.line))


def _points(scheme: Scheme) -> Iterator[Point]:
    for item in scheme.items:
        yield from item.points if isinstance(item, AnyOf) else (item,)


def _alternatives(point: Point) -> Iterator[Expression]:
    """The sides of `/` of the point's own line and of its accept: lines."""
    for expression in (point.expression, *point.accept):
        yield from expression.options if isinstance(expression, Either) else (expression,)


# ---- too short, too common -----------------------------------------------------------------------------


def _too_common(point: Point) -> Iterator[SchemeWarning]:
    for alternative in _alternatives(point):
        if not isinstance(alternative, Phrase) or _says_enough(alternative):
            continue
        if all(_is_common(part) for part in alternative.parts):
            text = format_expression(alternative)
            yield _warn(point, f"“{text}” is so short or common that nearly every answer will match it")


def _says_enough(phrase: Phrase) -> bool:
    """Common words that few answers have so: two of them with a little word between, as in "first in first out"."""
    words = [_plain(part.text) for part in phrase.parts if isinstance(part, Term)]
    telling = [word for word in words if word not in LITTLE_WORDS and len(word) > SHORT]
    return len(words) == len(phrase.parts) > SHORT + 1 and len(telling) >= SHORT


def _is_common(part: Term | Quoted | Choice) -> bool:
    if isinstance(part, Choice):
        return part.optional or any(all(map(_is_common, option.parts)) for option in part.options)
    if isinstance(part, Quoted):
        return all(map(_is_common, part.terms))
    word = _plain(part.text)
    # A sign alone (==, →) is in few answers, if in any.
    if any(sign.isdigit() for sign in word) or not any(sign.isalnum() for sign in word):
        return False
    if part.prefix:
        return len(word) <= SHORT
    # An acronym in capitals (UN, EU) is short, but nothing that every answer has.
    acronym = part.text.isupper() and len(word) == SHORT
    return word in LITTLE_WORDS or word in COMMON_WORDS or (len(word) <= SHORT and not acronym)


# ---- looser than it looks -------------------------------------------------------------------------------


def _too_loose(point: Point) -> Iterator[SchemeWarning]:
    """Phrases of which one word is left to look for, though they read as if they asked for more."""
    for alternative in _alternatives(point):
        if not isinstance(alternative, Phrase):
            continue
        telling = [part for part in alternative.parts if not _is_little(part)]
        needed = [part for part in telling if not (isinstance(part, Choice) and part.optional)]
        left_out = len(telling) - len(needed) > 1 or any(_is_little_choice(part) for part in alternative.parts)
        if len(needed) == 1 and isinstance(needed[0], Term) and left_out:
            text, word = format_expression(alternative), needed[0].text
            yield _warn(point, f"of “{text}” only “{word}” has to be there: the rest may be left out")


def _is_little(part: Term | Quoted | Choice) -> bool:
    """Whether a part holds function words only, which an answer may leave out or swap."""
    if isinstance(part, Choice):
        return all(all(map(_is_little, option.parts)) for option in part.options)
    return isinstance(part, Term) and not part.exact and _plain(part.text) in LITTLE_WORDS


def _is_little_choice(part: Term | Quoted | Choice) -> bool:
    return isinstance(part, Choice) and not part.optional and _is_little(part)


def _far_apart(point: Point) -> Iterator[SchemeWarning]:
    """A reject: whose parts may stand anywhere: right words from two sentences would take the point away."""
    for expression in point.reject:
        for option in expression.options if isinstance(expression, Either) else (expression,):
            if isinstance(option, Both):
                text = format_expression(option)
                yield _warn(
                    point,
                    f"“reject: {text}” takes the point away even where the two stand in different sentences; "
                    "with ~ in place of + they must stand in one",
                )


# ---- one point covers another --------------------------------------------------------------------------


def _covered(points: list[Point], needs: list[list[Needs]]) -> Iterator[SchemeWarning]:
    """The points whose every alternative earns another point too. Of two that earn each other, the later."""
    index = _index(points, needs)
    earns = [
        set.intersection(*(_earned_by(need, index) for need in alternatives)) if alternatives else set[int]()
        for alternatives in needs
    ]
    for place, point in enumerate(points):
        others = [at for at in sorted(earns[place]) if at != place and (at < place or place not in earns[at])]
        if others and point.marks > 0:
            line = points[others[0]].line
            yield _warn(point, f"whatever earns this point also earns the point on line {line}")


def _index(points: list[Point], needs: list[list[Needs]]) -> Index:
    """Every alternative of every point that can cover another, with its points, under its rarest word."""
    places: dict[Needs, set[int]] = defaultdict(set)
    for place, point in enumerate(points):
        # A reject: keeps a point from being earned along with the other, and a penalty is meant to overlap.
        if point.marks > 0 and not point.reject:
            for alternative in needs[place]:
                places[alternative].add(place)
    often = Counter(word for alternative in places for phrase in alternative for word in phrase)
    index: Index = defaultdict(list)
    for alternative, spots in places.items():
        rarest = min((word for phrase in alternative for word in phrase), key=lambda word: often[word])
        index[rarest].append((alternative, spots))
    return index


def _earned_by(alternative: Needs, index: Index) -> set[int]:
    """The places of the points that an answer with what `alternative` needs would earn."""
    earned: set[int] = set()
    # Only a phrase that has the first word of another can hold it.
    having: dict[str, list[Words]] = defaultdict(list)
    for phrase in alternative:
        for word in set(phrase):
            having[word].append(phrase)
    for word in having:
        for other, places in index.get(word, ()):
            if all(any(_within(phrase, longer) for longer in having.get(phrase[0], ())) for phrase in other):
                earned |= places
    return earned


def _within(phrase: Words, longer: Words) -> bool:
    """Whether the phrase's words stand in the longer one, in this order."""
    rest = iter(longer)
    return all(word in rest for word in phrase)


# ---- the question says it already ----------------------------------------------------------------------


def _in_question(points: list[Point], needs: list[list[Needs]], question: Words) -> Iterator[SchemeWarning]:
    for point, alternatives in zip(points, needs, strict=True):
        if point.marks > 0 and any(_earns(question, alternative) for alternative in alternatives):
            yield _warn(point, "the question's own words earn this point")


def _earns(words: Words, alternative: Needs) -> bool:
    return all(_within(phrase, words) for phrase in alternative)


def _warn(point: Point, message: str) -> SchemeWarning:
    return SchemeWarning(point.line, 1, message)


# ---- what an alternative needs -------------------------------------------------------------------------


def _products(ways: Callable[[Part], Iterator[Way]], parts: tuple[Part, ...]) -> Iterator[tuple[Way, ...]]:
    """One way for each part, in every combination; no more ways a part than are worth looking at."""
    return itertools.product(*(list(itertools.islice(ways(part), MAX_ALTERNATIVES + 1)) for part in parts))


def _plain(text: str) -> str:
    """Small letters without accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


class _Words:
    """Takes expressions apart into stems. Stemmers keep state, so each call of `warnings` has its own."""

    def __init__(self, language: str) -> None:
        # A phrase of many choices has the same words in each of its hundreds of ways: each is stemmed once.
        self._stem = cache(snowballstemmer.stemmer(LANGUAGES[language]).stemWord)

    def of(self, words: Words) -> Words:
        """The stems of words, function words left out unless there is nothing else."""
        telling = [word for word in words if word not in LITTLE_WORDS]
        return tuple(word if word.endswith("*") else self._stem(word) for word in telling or words)

    def needs_of(self, point: Point) -> list[Needs]:
        """What each alternative of a point needs; empty where there are too many to be worth it."""
        wanted: list[Needs] = []
        for alternative in _alternatives(point):
            for needs in self._needs(alternative):
                if not all(needs) or len(wanted) == MAX_ALTERNATIVES:
                    return []
                wanted.append(needs)
        return wanted

    def _needs(self, expression: Expression) -> Iterator[Needs]:
        """The ways to meet an expression, each as the phrases that must all be found."""
        if isinstance(expression, Phrase):
            for words in _wordings(expression):
                yield (self.of(words),)
        elif isinstance(expression, Either):
            for option in expression.options:
                yield from self._needs(option)
        else:
            for ways in _products(self._needs, expression.parts):
                yield tuple(itertools.chain.from_iterable(ways))


def _wordings(phrase: Phrase) -> Iterator[Words]:
    """The ways to meet a phrase without its optional words, each as plain words in their order."""
    for ways in _products(_part_wordings, phrase.parts):
        yield tuple(itertools.chain.from_iterable(ways))


def _part_wordings(part: Term | Quoted | Choice) -> Iterator[Words]:
    if isinstance(part, Term):
        yield (_plain(part.text) + "*",) if part.prefix else _split(part.text)
    elif isinstance(part, Quoted):
        yield _split(" ".join(term.text for term in part.terms))
    elif part.optional:
        yield ()
    else:
        for option in part.options:
            yield from _wordings(option)


def _split(text: str) -> Words:
    return tuple(re.findall(r"\w+", _plain(text)))
