"""What makes a marking doubtful: features for the confidence, and reasons for a person (said in explain.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from marking.engine.asked import Asked
from marking.engine.award import PointFound
from marking.engine.beside import FEWEST_LISTED, chunks_of, equates, hedge, lists, part_of_another, plainly, softened
from marking.engine.choices import offers_another
from marking.engine.confidence import REVIEW_BELOW, weights
from marking.engine.confidence import weigh as weigh_features
from marking.engine.denials import unsure
from marking.engine.hits import FOREIGN, having
from marking.engine.match import Found, Match
from marking.engine.measures import Measures
from marking.engine.missed import NUMBER, kind_of
from marking.engine.numbers import DERIVED, LOOSE, numeric
from marking.engine.other_words import OtherWords
from marking.engine.program import Program
from marking.engine.rejects import plainly_rejected
from marking.engine.roles import explained, misplaced, parted
from marking.engine.sheet import Sheet
from marking.engine.sign_names import ABOUT, SIGNS
from marking.engine.signs import Signs
from marking.engine.tokenise import words_of
from marking.engine.two_things import NEITHER, TwoThings
from marking.engine.types import Reason
from marking.engine.undecided import open_case
from marking.engine.vocabulary import Vocabulary
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import is_real

# How sure, what that was made of, and why a person should look.
Weighed = tuple[float, tuple[tuple[str, float], ...], tuple[Reason, ...]]
_FAR_OVER = 1.5
# So many of an answer's words from the question, and it says the question again.
_COPIED = 0.8
_FEWEST_COPIED = 4
_FEWEST_FOREIGN, _SAMPLE, _MOST_FOREIGN = 4, 40, 0.5
_FOREIGN = having(FOREIGN)
_FEW_WORDS = 30
# From here on an answer is an essay: its mark is a proposal, whatever was met.
ESSAY_WORDS = 80
# In answers to questions of at most so many marks, each further word that tells something may spoil it.
CLOSED = 2
# Shorter acronyms in small letters may be other words, even alone: CAT, cat.
_SHORTEST_ACRONYM = 4
_GIVING_UP = frozenset(
    "know idea idk dunno sure clue dont not no sorry nothing none pass unsure remember na".split()  # noqa: SIM905
)


# The reasons that most answers share, which are without words of their own.
_LITTLE, _PROPOSED = Reason("little"), Reason("proposed")


class Doubts:
    """Weighs how sure a marking is, for the answers to one question."""

    def __init__(self, compiled: Program, vocabulary: Vocabulary, question: str, word_limit: int | None) -> None:
        """`question` may be "", `word_limit` None: then nothing is said about them."""
        self._compiled = compiled
        self._vocabulary = vocabulary
        self._question = frozenset(words_of(question))
        self._who = "who" in self._question and self._question.isdisjoint({"by", "is", "was", "were", "whom"})
        self._asked = Asked(question, compiled, english=vocabulary.english)
        self._question_length = len(question.split())
        self._word_limit = word_limit
        self._levelled = bool(compiled.scheme.levels) or compiled.scheme.grid is not None
        self._closed = compiled.maximum <= CLOSED
        self._little = FUNCTION_WORDS | self._question
        self._signs = Signs(question, compiled)
        self._measures = Measures(question, compiled)
        self._number = [kind_of(point, compiled) == NUMBER for point in compiled.points]
        self._other_words = OtherWords(question, compiled)
        self._two_things = TwoThings(question, compiled, english=vocabulary.english)

    def weigh(
        self,
        answer: str,
        chunks: Sequence[str],
        kinds: bytes,
        sheet: Sheet | None,
        looked: dict[int, PointFound],
        mark: Decimal,
    ) -> Weighed:
        """How sure the marking of an answer is, what bears on that, and why a person should look."""
        features: dict[str, float] = {}
        reasons: list[Reason] = []
        if not chunks:
            return 1.0, (), ()
        partly = 0.0
        pieces: list[Match] = []
        for index, point in looked.items():
            if point.found is None:
                partly = max(partly, point.share)
            elif sheet is not None:
                pieces.extend(point.found.pieces)
                self._of_point(index + 1, point, point.found, sheet, features, reasons)
        short = self._is_short(chunks)
        wrong = (
            plainly_rejected(self._compiled, sheet, looked) if short and mark < self._compiled.maximum else frozenset()
        )
        for reason in self._of_answer(answer, chunks, kinds, sheet, looked, pieces, mark, wrong):
            features[reason.code] = 1.0
            reasons.append(reason)
        if short:
            self._of_two(sheet, looked, features, reasons)
            earned = float(mark / self._compiled.maximum) if mark else 0.0
            features |= self._signs.of(chunks, sheet, looked, wrong, earned=earned)
        else:
            features["partly"] = partly
        sure, seen = weigh_features(tuple(features.items()), "short" if short else "long")
        if sure >= REVIEW_BELOW:
            return sure, seen, ()
        if not reasons:
            reasons.append(self._learned(answer, chunks, sheet, pieces, features) if short else _LITTLE)
        return sure, seen, tuple(reasons)

    def _of_two(
        self,
        sheet: Sheet | None,
        looked: dict[int, PointFound],
        features: dict[str, float],
        reasons: list[Reason],
    ) -> None:
        """Adds how an answer says the two things that the question asks: each in its place, or the wrong way round."""
        said = NEITHER if sheet is None else self._two_things.said(sheet, looked)
        if said is NEITHER or sheet is None:
            return
        if said.crossed is not None:
            cue, point = said.crossed
            features["doubted"] = 1.0
            found = looked[point].found
            reasons.append(Reason("doubted", point + 1, (cue, _said(found, sheet) if found else "")))
        if said.own and all(one.outcome == "matched" for one in looked.values()) and len(looked) > 1:
            features["met_own"] = 1.0
        if said.turned:
            features["met_other_order"] = 1.0

    def _is_short(self, chunks: Sequence[str]) -> bool:
        """Whether an answer is one of few words to a question of few marks, of which each word counts."""
        return self._closed and len(chunks) <= _FEW_WORDS

    def _learned(
        self,
        answer: str,
        chunks: Sequence[str],
        sheet: Sheet | None,
        pieces: Sequence[Match],
        features: dict[str, float],
    ) -> Reason:
        """Why the confidence is low where no rule says so: what weighs most of the signs, in the answer's words."""
        code = _heaviest(features)
        if sheet is not None and pieces:
            met = min(pieces, key=lambda piece: piece.first)
            if code == "order":
                first, last = sheet.offsets(met.first, max(piece.last for piece in pieces))
                return Reason("order", None, (sheet.text[first:last],))
            inside = chunks_of(pieces)
            rest = [chunk for number, chunk in enumerate(chunks) if number not in inside]
            company = self._company(chunks, inside) if code == "beside" else ""
            if company:
                first, last = sheet.offsets(met.first, met.last)
                return Reason("beside", None, (company, sheet.text[first:last]))
            return Reason("beyond", None, (" ".join(self._telling(rest)) or " ".join(rest) or answer.strip(),))
        return Reason("nothing" if ABOUT["unmet"].isdisjoint(features) else "unmet", None, (" ".join(chunks),))

    def _company(self, chunks: Sequence[str], inside: set[int]) -> str:
        """The words that tell something right in front of what was met, else right behind it."""
        before = [chunks[at] for at in range(max(min(inside) - 2, 0), min(inside))]
        behind = chunks[max(inside) + 1 : max(inside) + 3]
        return next((" ".join(near) for near in (before, behind) if self._telling(near)), "")

    def _telling(self, chunks: Iterable[str]) -> list[str]:
        """The words of some chunks that tell something."""
        return [word for chunk in chunks for word in words_of(chunk) if word not in self._little]

    # ---- one point -------------------------------------------------------------------------------------

    def _of_point(
        self,
        number: int,
        looked: PointFound,
        finding: Found,
        sheet: Sheet,
        features: dict[str, float],
        reasons: list[Reason],
    ) -> None:
        """Adds what is doubtful about a point that was met, or nearly."""
        if looked.outcome == "matched" and (taken_back := self._taken_back(finding, sheet)):
            features["doubted"] = 1.0
            reasons.append(Reason("doubted", number, (taken_back, _said(finding, sheet))))
        if looked.outcome == "matched" and not finding.edits and not finding.weak:
            return
        if finding.edits:
            letters = sum(piece.path.size for piece in finding.pieces)
            features["misspelt"] = max(features.get("misspelt", 0.0), min(1.0, finding.edits / letters))
        if looked.outcome == "negated" and (finding.edits or finding.weak or unsure(finding, sheet, self._question)):
            features["denied_slip"] = 1.0
        why = self._why(number, looked, finding, sheet)
        for reason in why:
            features[reason.code] = 1.0
        reasons.extend(why)

    def _taken_back(self, finding: Found, sheet: Sheet) -> str:
        """The word of the answer that may take back what was met, or say it of something else; "" where none does.

        An essay is read by a person anyway: there only what takes back is told.
        """
        if sheet.doubts and (said := softened(finding, sheet, self._question)):
            return said
        if self._essay(sheet.chunks):
            return ""
        said = part_of_another(finding, sheet) or misplaced(finding, sheet, who=self._who, asked=self._question)
        said = said or self._asked.against(finding, sheet) or self._measures.other(finding.pieces, sheet)
        return said or self._open(finding, sheet)

    def _open(self, finding: Found, sheet: Sheet) -> str:
        """What leaves open whether the thing met is meant."""
        for piece in finding.pieces:
            if said := open_case(sheet, piece):
                return said
        return ""

    def _why(self, number: int, looked: PointFound, finding: Found, sheet: Sheet) -> list[Reason]:
        if looked.outcome == "rejected" and looked.reject is not None:
            # What is plainly said is as the scheme has it.
            if plainly(looked.reject, sheet) and not (
                explained(looked.reject, sheet) or parted(finding, looked.reject, sheet)
            ):
                return []
            return [Reason("rejected", number, (_said(looked.reject, sheet),))]
        if looked.outcome == "negated":
            return [Reason("denied", number, (finding.denied, _said(finding, sheet)))]
        if looked.outcome == "near" and finding.turned:
            return [Reason("turned", number, (_said(finding, sheet), finding.pieces[0].path.text, finding.turned))]
        doubtful = list(self._doubtful(finding, sheet))
        if looked.outcome == "near":
            if not doubtful:
                return [] if self._essay(sheet.chunks) else [Reason("apart", number, (finding.pieces[0].path.text,))]
            return [Reason("near", number, tuple(word for pair in doubtful for word in pair))]
        return [Reason("weak", number, pair) for pair in doubtful]

    def _essay(self, chunks: Sequence[str]) -> bool:
        """Whether an answer is long, or marked by levels: then a near miss is no news."""
        return len(chunks) >= ESSAY_WORDS or self._levelled

    def _doubtful(self, finding: Found, sheet: Sheet) -> Iterator[tuple[str, str]]:
        """The doubtful words as written, each with what it was taken for; in an essay those that are no words."""
        essay = self._essay(sheet.chunks)
        for piece in finding.pieces:
            for place, end, _, how in piece.trail:
                alone = how == DERIVED and piece.loose and len(piece.trail) == 1
                if (how >= LOOSE or alone) and not self._no_news(place, piece, sheet, essay=essay):
                    start, stop = sheet.offsets(place, end)
                    yield sheet.text[start:stop], self._meant(sheet.word(place).text, piece)

    def _no_news(self, place: int, piece: Match, sheet: Sheet, *, essay: bool) -> bool:
        """Whether a doubtful word is none: a real word in an essay, an acronym in small letters that is the answer.

        Who answers "idle" where IDLE is wanted means it; in a sentence it may be the common word.
        """
        if essay:
            return is_real(sheet.word(place).text)
        word = sheet.word(place).text
        if len(sheet.chunks) > 1 or len(word) < _SHORTEST_ACRONYM:
            return False
        units = (
            self._compiled.units[unit] for unit, _, _ in self._vocabulary.meets(word) if piece.path.units >> unit & 1
        )
        return any(unit.loud and unit.text == word for unit in units)

    def _meant(self, word: str, piece: Match) -> str:
        """The scheme's word that a doubtful word was taken for, as the scheme has it."""
        units = (unit for unit, _, _ in self._vocabulary.meets(word) if piece.path.units >> unit & 1)
        meant = (self._compiled.units[unit] for unit in units)
        return next((one.raw or one.text for one in meant if not one.perhaps), piece.path.text)

    # ---- the answer as a whole -------------------------------------------------------------------------

    def _of_answer(
        self,
        answer: str,
        chunks: Sequence[str],
        kinds: bytes,
        sheet: Sheet | None,
        looked: dict[int, PointFound],
        pieces: Sequence[Match],
        mark: Decimal,
        wrong: frozenset[int],
    ) -> list[Reason]:
        reasons = self._of_form(chunks, kinds, earned=mark > 0)
        if self._compiled.scheme.grid is not None:
            reasons.append(Reason("unlevelled"))
        elif self._essay(chunks):
            reasons.append(_PROPOSED)
        elif self._may_say(chunks, looked, mark, wrong) if self._is_short(chunks) else self._is_little(chunks, mark):
            reasons.append(_LITTLE)
        if sheet is not None and pieces:
            reasons.extend(self._of_met(answer, sheet, pieces, room=self._closed and self._has_room(looked, chunks)))
        if self._is_short(chunks) and mark < self._compiled.maximum and (same := self._measures.same(answer)):
            reasons.append(Reason("equal", None, same))
        return reasons

    def _of_form(self, chunks: Sequence[str], kinds: bytes, *, earned: bool) -> list[Reason]:
        """What is doubtful about an answer whatever was met: its length, where it was taken from, its language."""
        reasons: list[Reason] = []
        if self._word_limit and len(chunks) > _FAR_OVER * self._word_limit:
            reasons.append(Reason("overlong", None, (str(len(chunks)), str(self._word_limit))))
        # Who only says the question again gets nothing, and rightly.
        if earned and self._question_length and self._copies(chunks):
            reasons.append(Reason("copied"))
        if _is_foreign(kinds):
            reasons.append(Reason("foreign"))
        return reasons

    def _of_met(self, answer: str, sheet: Sheet, pieces: Sequence[Match], *, room: bool) -> Iterator[Reason]:
        """What is doubtful about an answer in which something was met; `room`: another point is missed."""
        if len(sheet.chunks) >= FEWEST_LISTED and not equates(answer) and lists(sheet.chunks, pieces):
            yield Reason("listed")
        if hedged := hedge(sheet, pieces):
            yield Reason("hedged", None, (hedged,))
        # Of several things that are asked for, "or" may join two.
        one_wanted = self._compiled.maximum <= 1
        if self._closed and offers_another(
            answer, sheet, pieces, self._little, one_wanted=one_wanted, room=room and not one_wanted
        ):
            yield Reason("choice", None, (answer.strip(),))

    def _has_room(self, looked: dict[int, PointFound], chunks: Sequence[str]) -> bool:
        """Whether a further word can be a point that is missed, and paid for: no second name where a year is missed."""
        points = self._compiled.points
        missed = [at for at in range(len(points)) if at not in looked or looked[at].outcome != "matched"]
        if not missed or sum(one.point.marks for one in points) != self._compiled.maximum:
            return False
        others = [word for word in self._telling(chunks) if not self._vocabulary.meets(word)]
        number = any(map(numeric, others))
        return any(number if self._number[at] else not all(map(numeric, others)) for at in missed)

    def _is_little(self, chunks: Sequence[str], mark: Decimal) -> bool:
        """Whether a longer answer that may say a good deal got less than half: the scheme may not know its words."""
        if mark * 2 >= self._compiled.maximum:
            return False
        return len(chunks) > FEWEST_LISTED or not _GIVING_UP.issuperset(self._telling(chunks))

    def _may_say(
        self, chunks: Sequence[str], looked: dict[int, PointFound], mark: Decimal, wrong: frozenset[int]
    ) -> bool:
        """Whether a short answer may say a point that it misses in another form of its words, or in everyday words."""
        if mark >= self._compiled.maximum or not self._vocabulary.english:
            return False
        silent = (at for at in range(len(self._compiled.points)) if at not in looked or looked[at].found is None)
        missed = [at for at in silent if at not in wrong]
        words = [word for chunk in chunks for word in words_of(chunk)]
        others = (word for word in words if word not in self._little and not self._vocabulary.meets(word))
        return self._other_words.may_say(words, others, missed, earned=mark > 0)

    def _copies(self, chunks: Sequence[str]) -> bool:
        """Whether an answer is made of the question's words, and of most of them: a choice from it is no copy."""
        if not _FEWEST_COPIED <= len(chunks) <= 2 * self._question_length:
            return False
        words = [word for chunk in chunks for word in words_of(chunk)]
        if sum(word in self._question for word in words) < _COPIED * max(len(words), 1):
            return False
        telling = {word for word in words if word not in FUNCTION_WORDS}
        asked = self._question - FUNCTION_WORDS
        again = len(telling & asked)
        return again >= _COPIED * len(telling) and again > len(asked) / 2


def _is_foreign(kinds: bytes) -> bool:
    """Whether nobody knows most of the words at the beginning of an answer."""
    sample = kinds[:_SAMPLE]
    return len(sample) >= _FEWEST_FOREIGN and sample.translate(_FOREIGN).count(1) > _MOST_FOREIGN * len(sample)


def is_short(answer: str, maximum: Decimal) -> bool:
    """Whether an answer to a question of some marks is one of which each word counts."""
    return maximum <= CLOSED and 0 < len(answer.split()) <= _FEW_WORDS


def _heaviest(features: dict[str, float]) -> str:
    """What most of a low confidence is about, by the codes of `signs.ABOUT`; "" where it is none of them."""
    known = weights("short")
    about = {
        code: sum(min(known.get(name, 0.0) * features.get(name, 0.0), 0.0) for name in names)
        for code, names in ABOUT.items()
    }
    others = (name for name in SIGNS if not any(name in names for names in ABOUT.values()))
    rest = sum(min(known.get(name, 0.0) * features.get(name, 0.0), 0.0) for name in others)
    code = min(about, key=lambda one: about[one])
    return code if about[code] < rest / 2 else ""


def _said(finding: Found, sheet: Sheet) -> str:
    start, end = sheet.offsets(finding.pieces[0].first, finding.pieces[0].last)
    return sheet.text[start:end]
