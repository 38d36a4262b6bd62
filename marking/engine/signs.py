"""What a short answer says besides what was met, as figures that hold for any subject: what the confidence weighs.

Each figure runs from 0 to about 1 and stands for one thing that can be seen without knowing what words mean: further
words and where they stand, parts in another order than the scheme's, words that turn a sentence, words of a point
that are there although the point is not met. `sign_names` says which way each may bear on a wrong mark; how much, the
weights of `confidence` say, which are fitted to marked answers.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from marking.engine.arrangement import ASKED, FURTHER, KNOWN, LITTLE, MET, Said, arrangement
from marking.engine.award import PointFound
from marking.engine.coverage import Coverage, paths_in
from marking.engine.dates import says_month
from marking.engine.match import Found, Match
from marking.engine.missed import Missed, is_no_word
from marking.engine.negation import NEGATIVE_WORDS, TRIGGERS
from marking.engine.numbers import DERIVED, FIRST_YEAR, numeric
from marking.engine.opposites import OPPOSITES
from marking.engine.places import SHIFT, Place
from marking.engine.program import Path, Program
from marking.engine.sheet import Sheet, Spot
from marking.engine.sign_names import OF_COMPANY
from marking.engine.stems import stems
from marking.engine.tokenise import CLAUSE, NONE, SENTENCE, chunk_of, words_of
from quizzes.english.forms import PAST_FORMS
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import frequency

_BE = frozenset("is are was were be been being am isnt arent wasnt werent".split())
_MODAL = frozenset("can could may might should would must will shall".split())
_ALL = frozenset(
    "only just all every always never none most some few many both each any entirely completely partly mainly mostly "
    "almost nearly alone".split()
)
_CAUSE = frozenset("because since so therefore thus hence due cause causes caused causing".split())
_LINKS = _CAUSE | frozenset("which who that whom whose where when as by after with of if while".split())
_PRONOUN = frozenset("it they he she its their them his her this these that".split())
_PERSON = frozenset("it they he she we you i them him her this these those that who people someone".split())
_DETERMINER = frozenset("the a an this that its their his her".split())
_CONJUNCTION = frozenset("and or but because so as since while when where if although which than".split())
_PREPOSITION = frozenset(
    "of in on at by for from to into onto with within about around toward towards through during between among against "
    "without before after over under above below outside inside near beside off out up down across along behind "
    "beyond".split()
)
_LACKING = frozenset("without lack lacks lacking fail fails failed unable cannot hardly barely".split())
# What stands right in front of what was met and is no word that makes another thing of it.
_NAMING = frozenset("called named known termed titled said means meant".split())
_NO_COMPANY = _BE | _NAMING | NEGATIVE_WORDS | _LACKING | _MODAL | _PREPOSITION | _PERSON | _DETERMINER | _CONJUNCTION
_GIVES_UP = frozenset("know idk dunno idea sure clue".split())
# Words for "%", "£" and the like: behind the number that was met they are part of it.
_MEASURES = frozenset("percent cent pc pound pounds dollar dollars euro euros pence degree degrees".split())
_REASON = frozenset(
    "why how explain describe reason reasons because cause caused effect effects evaluate suggest".split()
)
# They say nothing by themselves.
_FILLERS = frozenset("answer called named known basically actually really simply literally obviously probably".split())
_DAY = re.compile(r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?")
_RARE, _MANY_WORDINGS, _LONG_KEY, _SHORTEST_PAST = 8, 3.5, 6, 5
_FEW, _MANY, _MUCH = 2, 4, 2.5
# With "not" before them they say that a thing is so.
_UNDONE = frozenset(
    """hesitate hesitated deny denies denied doubt doubts doubted dispute disputed avoid avoids avoided avoiding
    fail fails failed stop stops stopped prevent prevents prevented refuse refuses refused ignore ignored forget
    forgot without lack""".split()
)
_key = stems("en").key


class Signs:
    """Sees the signs in answers to one question."""

    def __init__(self, question: str, compiled: Program) -> None:
        """`question` may be ""."""
        asked = words_of(question)
        self._asked = frozenset(asked)
        self._asked_keys = _keys(asked)
        self._reason = not _REASON.isdisjoint(asked)
        self._wildcards = tuple(unit.text for unit in compiled.units if unit.prefix)
        self._number = any(unit.number is not None for unit in compiled.units)
        self._year = any(unit.number is not None and unit.number.low >= FIRST_YEAR for unit in compiled.units)
        self._coverage = Coverage(compiled)
        self._missed = Missed(compiled)
        self._several = len(compiled.points) > 1 < compiled.maximum
        paths = [path for point in compiled.points for path in paths_in(point.ways)]
        rejects = [path for point in compiled.points for path in paths_in(point.rejects)]
        self._own = _words_in(paths)
        self._own_keys = _keys(self._own)
        self._rejected_keys = _keys(_words_in(rejects))
        opposites = {other for word in self._own | self._asked for other in OPPOSITES.get(word, ())}
        self._opposites = opposites - FUNCTION_WORDS
        self._opposite_keys = _keys(opposites) - self._own_keys - self._asked_keys
        self._of_scheme = _of_scheme(paths, rejects)
        # Where neither the question nor the scheme says no, an answer that does contradicts them.
        self._affirms = NEGATIVE_WORDS.isdisjoint(self._asked) and TRIGGERS.isdisjoint(self._own)

    def of(
        self,
        chunks: Sequence[str],
        sheet: Sheet | None,
        looked: Mapping[int, PointFound],
        wrong: Collection[int] = (),
        *,
        earned: float,
    ) -> dict[str, float]:
        """The signs of a short answer, by name; those that it has not are left out.

        `wrong` are the missed points for which it says what is rejected, `earned` is its mark as a share of the
        question's.
        """
        words = self._words(chunks, sheet, looked)
        pieces = [piece for found in _met(looked) for piece in found.pieces] if earned else []
        if not words:
            return {}
        seen = self._of_met(words, pieces, looked) if pieces else self._of_none(words, looked, wrong)
        if pieces and earned < 1:
            # What else it says may be of the points that it misses: there it is counted.
            seen = {name: value for name, value in seen.items() if name not in OF_COMPANY}
            seen |= self._missed.of(words, looked, wrong)
        return {name: round(value, 3) for name, value in seen.items() if value}

    def _words(self, chunks: Sequence[str], sheet: Sheet | None, looked: Mapping[int, PointFound]) -> list[Said]:
        """The words of an answer, each with what it is to the scheme."""
        met = _places(sheet, _spots(looked))
        known = _places(sheet, chain.from_iterable(sheet.spots.values())) if sheet else set()
        words: list[Said] = []
        tail = NONE
        for number, typed in enumerate(chunks):
            chunk = sheet.chunk(number) if sheet else chunk_of(typed)
            for index, word in enumerate(chunk.words):
                place = number << SHIFT | index
                kind = MET if place in met else KNOWN if place in known else self._kind(word.text)
                if kind == FURTHER and self._belongs(word.text, words):
                    kind = KNOWN
                gap = word.gap if index else max(chunk.lead, tail)
                words.append(Said(word.text, typed[word.start : word.end], place, gap, kind))
            tail = chunk.tail if chunk.words else max(chunk.tail, tail)
        if not (words and self._year):
            return words
        return [self._in_date(word, ahead) for word, ahead in zip(words, [*words[1:], None], strict=True)]

    def _in_date(self, word: Said, ahead: Said | None) -> Said:
        """A day in front of a month as a part of what was met, where the scheme wants the year."""
        day = ahead is not None and word.kind == FURTHER and says_month(ahead.text)
        return word._replace(kind=KNOWN) if day and _DAY.fullmatch(word.text) else word

    def _belongs(self, word: str, before: Sequence[Said]) -> bool:
        """Whether a word is part of a number that was met, or of a date whose year the scheme wants."""
        if word in _MEASURES and _behind_number(before):
            return True
        return self._year and (says_month(word) or (_DAY.fullmatch(word) is not None and _is_month(before)))

    def _kind(self, word: str) -> str:
        """What a word that meets nothing is to the scheme."""
        if word in FUNCTION_WORDS or word in _FILLERS:
            return LITTLE
        if _key(word) in self._own_keys:
            return KNOWN
        return ASKED if word in self._asked or _key(word) in self._asked_keys else FURTHER

    # ---- answers that earn something ----------------------------------------------------------------------

    def _of_met(self, words: list[Said], pieces: Sequence[Match], looked: Mapping[int, PointFound]) -> dict[str, float]:
        further = [word.text for word in words if word.kind == FURTHER]
        news = {word.text for word in words} - self._asked - self._own
        much = math.log1p(len(further))
        seen = {
            "met_rare": _rarest(further),
            "met_than": float("than" in news),
            "met_or": float("or" in news),
            "met_pronoun": float(any(word.text in _PRONOUN and word.text in news for word in words[1:])),
            "met_question": self._said_again(words),
            "met_left_out": _left_out(pieces[0], words),
            "met_derived": float(_derives(pieces)),
            "met_reason": self._reason * much / _MUCH,
        }
        parted = any(len(found.pieces) > 1 for found in _met(looked))
        seen |= self._of_parts(words, pieces, looked) if parted else _of_one(words)
        seen |= arrangement(words, list(_met(looked)), news)
        return seen | self._of_place(words, pieces, much)

    def _said_again(self, words: Sequence[Said]) -> float:
        return len({_key(word.text) for word in words} & self._asked_keys) / max(1, len(self._asked_keys))

    def _of_place(self, words: list[Said], pieces: Sequence[Match], much: float) -> dict[str, float]:
        """The signs of where what was met stands among the other words."""
        met = [at for at, word in enumerate(words) if word.kind == MET]
        if not met:
            return {}
        first, last = met[0], met[-1]
        before = words[first - 1] if first else None
        behind = words[last + 1] if last + 1 < len(words) else None
        return {
            "met_one_word": (len(met) == 1) * much / 2,
            "met_word_before": float(before is not None and _is_company(before)),
            "met_is_behind": float(behind is not None and behind.text in _BE),
            "met_words_behind": float(_goes_on(words[last + 1 :])),
            "met_ends_clause": float(behind is not None and behind.gap >= CLAUSE),
            "met_over_clauses": float(len(pieces) > 1 and _breaks(words[first + 1 : last + 1])),
            "met_wildcard": float(any(words[at].text.startswith(self._wildcards) for at in met)),
        }

    @staticmethod
    def _of_parts(words: list[Said], pieces: Sequence[Match], looked: Mapping[int, PointFound]) -> dict[str, float]:
        """The signs of how the parts of a point stand to each other."""
        turned = any(one.first > other.first for found in _met(looked) for one, other in pairwise(found.pieces))
        low, high = min(piece.first for piece in pieces), max(piece.last for piece in pieces)
        between = [word.text for word in words if low < word.place < high]
        return {
            "met_turned_round": float(turned),
            "met_turned_bare": float(turned and _LINKS.isdisjoint(between)),
            "met_joined": float("and" in between),
            "met_deed_between": float(any(map(_is_past, between))),
        }

    # ---- answers that earn nothing ------------------------------------------------------------------------

    def _of_none(self, words: list[Said], looked: Mapping[int, PointFound], wrong: Collection[int]) -> dict[str, float]:
        further = [word.text for word in words if word.kind == FURTHER]
        telling = max(1, sum(word.text not in FUNCTION_WORDS for word in words))
        seen = {
            "none_share": max((one.share for one in looked.values()), default=0.0),
            "none_known": float(any(word.kind == KNOWN for word in words)),
            "none_two": float(len(further) >= _FEW),
            "none_three": float(len(further) > _FEW),
            "none_much": math.log1p(len(further)) / _MUCH,
            "none_sentences": float(any(word.gap >= SENTENCE for word in words[1:])),
            "none_unreal": float(any(map(is_no_word, further))),
            "none_question": sum(word.kind == ASKED for word in words) / telling,
            "none_gives_up": float(any(word.text in _GIVES_UP for word in words)),
        }
        denied = any(one.outcome == "negated" for one in looked.values())
        seen["none_denied"] = float(denied and self._affirms and _plainly_denies(words, looked))
        seen["none_rejected"] = float(bool(wrong))
        seen["none_more_points"] = float(self._several and not denied and len(further) >= _FEW)
        covered = self._of_coverage(words, denied=denied)
        news = self._of_news({word.text for word in words})
        seen["none_one_in_many"] = (not denied) * (1 - news["none_opposite"]) * _is_one_in_many(further, words)
        return self._of_scheme | seen | covered | news

    def _of_coverage(self, words: list[Said], *, denied: bool) -> dict[str, float]:
        """The signs of how much of a point an answer has, or denies."""
        covers, other_number, opposite = self._coverage.of([word.text for word in words])
        return {
            "none_covers_plainly": covers * (not (denied or other_number or opposite)),
            "none_other_number": float(self._number and any(word.text[0].isdigit() for word in words)),
        }

    def _of_news(self, said: set[str]) -> dict[str, float]:
        """The signs of words that neither the scheme nor the question has."""
        news = said - self._asked - self._own
        keys = {_key(word) for word in news}
        return {
            "none_modal": float(not _MODAL.isdisjoint(news)),
            "none_states": float(not _BE.isdisjoint(news)),
            "none_all": float(not _ALL.isdisjoint(news)),
            "none_cause": float(not _CAUSE.isdisjoint(news)),
            "none_rejected_word": float(not self._rejected_keys.isdisjoint(keys)),
            "none_opposite": float(not (self._opposites.isdisjoint(news) and self._opposite_keys.isdisjoint(keys))),
        }


def _is_one_in_many(further: Sequence[str], words: Sequence[Said]) -> bool:
    """Whether an answer has a single word of its own, and says what it says in little words: "it gets smaller"."""
    return len(further) == 1 and len(words) >= _MANY and NEGATIVE_WORDS.isdisjoint(further)


def _plainly_denies(words: Iterable[Said], looked: Mapping[int, PointFound]) -> bool:
    """Whether what is denied is so by a plain "not", and not by half ("did not hesitate", "cannot be denied")."""
    by = {one.found.denied for one in looked.values() if one.outcome == "negated" and one.found is not None}
    return by <= NEGATIVE_WORDS - {"no"} and _UNDONE.isdisjoint(word.text for word in words)


def _behind_number(words: Sequence[Said]) -> bool:
    """Whether the last of some words is a number that was met, or the "per" of "per cent" behind one."""
    before = words[:-1] if words and words[-1].text == "per" else words
    return bool(before) and before[-1].kind == MET and numeric(before[-1].text)


def _is_month(words: Sequence[Said]) -> bool:
    """Whether the last of some words is a month."""
    return bool(words) and says_month(words[-1].text)


def _keys(words: Iterable[str]) -> set[str]:
    """The stems of the words that tell something."""
    return {_key(word) for word in words if word not in FUNCTION_WORDS}


def _words_in(paths: Iterable[Path]) -> frozenset[str]:
    return frozenset(word for path in paths for word in words_of(path.text))


def _of_scheme(paths: Sequence[Path], rejects: Sequence[Path]) -> dict[str, float]:
    """The signs that all answers to a scheme share which earn nothing."""
    lengths = [len(words_of(path.text)) for path in paths] or [1]
    return {
        "none_wordings": math.log(len(lengths)) / _MANY_WORDINGS,
        "none_long_key": min(_LONG_KEY, sum(lengths) / len(lengths)) / _LONG_KEY,
        "none_one_word_key": float(min(lengths) == 1),
        "none_rejects": float(bool(rejects)),
    }


def _spots(looked: Mapping[int, PointFound]) -> list[Spot]:
    """Where words of points stand that were met, or nearly."""
    return [spot for one in looked.values() if one.found for piece in one.found.pieces for spot in piece.trail]


def _places(sheet: Sheet | None, spots: Iterable[Spot]) -> set[Place]:
    """The places of all words from the first to the last of some spots."""
    places: set[Place] = set()
    for first, last, _, _ in spots:
        places.add(first)
        if last != first and sheet is not None:
            for number in range(first >> SHIFT, (last >> SHIFT) + 1):
                every = (number << SHIFT | index for index in range(len(sheet.chunk(number).words)))
                places.update(place for place in every if first <= place <= last)
    return places


def _breaks(words: Iterable[Said]) -> bool:
    """Whether a clause ends in front of any of some words."""
    return any(word.gap >= CLAUSE for word in words)


def _met(looked: Mapping[int, PointFound]) -> Iterator[Found]:
    """How points were met, of those that were."""
    return (one.found for one in looked.values() if one.found is not None and one.outcome == "matched")


def _of_one(words: list[Said]) -> dict[str, float]:
    """The signs of how the one thing that was met stands in its sentence."""
    first = next((word for word in words if word.kind != LITTLE or word.text in _PERSON), words[0])
    at = next((number for number, word in enumerate(words) if word.kind == MET), 0)
    company = at > 1 and _is_company(words[at - 1], asked=True)
    return {
        "met_as_object": float(company and first.kind not in {MET, LITTLE}),
    }


def _is_company(word: Said, *, asked: bool = False) -> bool:
    """Whether a word tells something that neither the scheme nor (but with `asked`) the question has."""
    return (word.kind == FURTHER or (asked and word.kind == ASKED)) and word.text not in _NO_COMPANY


def _goes_on(behind: Sequence[Said]) -> bool:
    """Whether a further word stands in the same clause."""
    for word in behind:
        if word.gap >= CLAUSE:
            return False
        if word.kind == FURTHER:
            return True
    return False


def _derives(pieces: Iterable[Match]) -> bool:
    """Whether a word of several that were met is one of the same stem, and no inflection of the scheme's."""
    spots = [spot for piece in pieces for spot in piece.trail]
    return len(spots) > 1 and any(spot[3] == DERIVED for spot in spots)


def _left_out(piece: Match, words: Sequence[Said]) -> float:
    """How many little words of a phrase an answer leaves out, in thirds."""
    said = {word.text for word in words}
    return sum(word in FUNCTION_WORDS and word not in said for word in words_of(piece.path.text)) / 3


@lru_cache(maxsize=50_000)
def _is_past(word: str) -> bool:
    if word in FUNCTION_WORDS or numeric(word):
        return False
    return word in PAST_FORMS or (len(word) >= _SHORTEST_PAST and word.endswith("ed"))


@lru_cache(maxsize=50_000)
def _rarity(word: str) -> float:
    count = frequency(word) if word.isalpha() else 0
    return max(0.0, _RARE - math.log10(1 + count)) / 4 if count else 0.0


def _rarest(words: Sequence[str]) -> float:
    """How rare the rarest of some real words is."""
    return max(map(_rarity, words), default=0.0)
