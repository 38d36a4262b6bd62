"""What makes a marking doubtful: features for the confidence, and reasons for a person (said in explain.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from marking.engine.award import PointFound
from marking.engine.choices import two_answers
from marking.engine.confidence import REVIEW_BELOW
from marking.engine.confidence import weigh as weigh_features
from marking.engine.forms import any_form
from marking.engine.match import Found, Match
from marking.engine.numbers import DERIVED, LOOSE
from marking.engine.places import SHIFT, WITHIN
from marking.engine.program import CompiledPoint, Program
from marking.engine.roles import explained, misplaced
from marking.engine.sheet import Sheet
from marking.engine.soft import REACH, REACH_AFTER, doubting
from marking.engine.tokenise import words_of
from marking.engine.types import Either, Reason
from marking.engine.undecided import joined, open_case
from marking.engine.vocabulary import Vocabulary
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import is_real

# How sure, what that was made of, and why a person should look.
Weighed = tuple[float, tuple[tuple[str, float], ...], tuple[Reason, ...]]
_FAR_OVER = 1.5
# So many of an answer's words from the question, and it says the question again.
_COPIED = 0.8
_FEWEST_COPIED = 4
_FEWEST_LISTED, _MOST_LISTED = 6, 40
_FEWEST_FOREIGN, _SAMPLE, _FOREIGN = 4, 40, 0.5
_FEW_WORDS = 30
# From here on an answer is an essay: its mark is a proposal, whatever was met.
ESSAY_WORDS = 80
# In answers to questions of at most so many marks, each further word that tells something may spoil it.
_CLOSED = 2
_MOST_TELLING = 6
# Shorter acronyms in small letters may be other words, even alone: CAT, cat.
_SHORTEST_ACRONYM = 4
_NEARLY = frozenset({"near", "apart", "turned"})
_JOINING = frozenset({"and", "or", "&", "+"})
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
        self._wanted = tuple({unit.text for unit in compiled.units if unit.raw})
        self._question_length = len(question.split())
        self._word_limit = word_limit
        self._levelled = bool(compiled.scheme.levels) or compiled.scheme.grid is not None
        self._closed = compiled.maximum <= _CLOSED
        self._little = FUNCTION_WORDS | self._question
        wordings = sum(map(_wordings, compiled.points))
        self._narrow = len(compiled.points) / max(wordings, 1)

    def weigh(
        self,
        answer: str,
        chunks: Sequence[str],
        sheet: Sheet | None,
        looked: dict[int, PointFound],
        mark: Decimal,
    ) -> Weighed:
        """How sure the marking of an answer is, what bears on that, and why a person should look."""
        features: dict[str, float] = {}
        reasons: list[Reason] = []
        if not chunks:
            return 1.0, (), ()
        share = 0.0
        for index, point in looked.items():
            if point.found is None or sheet is None:
                share = max(share, point.share)
            else:
                self._of_point(index + 1, point, point.found, sheet, features, reasons)
        if share:
            features["share"] = share
        for reason in self._of_answer(answer, chunks, sheet, looked, mark):
            features[reason.code] = 1.0
            reasons.append(reason)
        code, words = self._rest(chunks, looked, features)
        sure, seen = weigh_features(tuple(features.items()))
        if not reasons and sure < REVIEW_BELOW:
            reasons.append(Reason(code, None, () if words is None else (" ".join(words),)))
        return sure, seen, tuple(reasons)

    def _rest(
        self,
        chunks: Sequence[str],
        looked: dict[int, PointFound],
        features: dict[str, float],
    ) -> tuple[str, Sequence[str] | None]:
        """Weighs what a short answer says beyond what the scheme met in it; gives it as a reason's code and words."""
        if not self._closed or len(chunks) > _FEW_WORDS:
            features["open"] = 1.0
            features["partly"] = features.pop("share", 0.0)
            return "little", None
        inside = {
            number
            for point in looked.values()
            if point.found is not None
            for piece in point.found.pieces
            for number in range(piece.first >> SHIFT, (piece.last >> SHIFT) + 1)
        }
        rest = [chunk for number, chunk in enumerate(chunks) if number not in inside]
        telling = self._telling(rest)
        if not inside:
            features["narrow"] = self._narrow
            features["lost"] = min(max(len(telling) - 2, 0), _MOST_TELLING) / _MOST_TELLING
            return "nothing", chunks
        features["met"] = 1.0
        features["beyond"] = min(len(telling), _MOST_TELLING) / _MOST_TELLING
        if telling and any(chunk.lower() in _JOINING or "/" in chunk or chunk[-1] == "," for chunk in rest):
            features["several"] = 1.0
        return "beyond", telling

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
        if looked.outcome == "matched" and sheet.doubts and (soft := _softened(finding, sheet)):
            features["doubted"] = 1.0
            reasons.append(Reason("doubted", number, (soft, _said(finding, sheet))))
        elif looked.outcome == "matched" and (
            owned := _part_of_another(finding, sheet)
            or misplaced(finding, sheet, who=self._who)
            or self._open(finding, sheet)
        ):
            features["doubted"] = 1.0
            reasons.append(Reason("doubted", number, (owned, _said(finding, sheet))))
        if looked.outcome == "matched" and not finding.edits and not finding.weak:
            return
        if finding.edits:
            letters = sum(piece.path.size for piece in finding.pieces)
            features["misspelt"] = max(features.get("misspelt", 0.0), min(1.0, finding.edits / letters))
        why = self._why(number, looked, finding, sheet)
        for reason in why:
            features["near" if reason.code in _NEARLY else reason.code] = 1.0
        reasons.extend(why)

    def _open(self, finding: Found, sheet: Sheet) -> str:
        """What leaves open, in an answer that is no essay, whether the thing met is meant."""
        if self._essay(sheet.chunks):
            return ""
        return next((said for piece in finding.pieces if (said := open_case(sheet, piece))), "")

    def _why(self, number: int, looked: PointFound, finding: Found, sheet: Sheet) -> list[Reason]:
        if looked.outcome == "rejected" and looked.reject is not None:
            # What is plainly said is as the scheme has it.
            if _plainly(looked.reject, sheet) and not explained(looked.reject, sheet):
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
        return next(
            (self._compiled.units[unit].raw or self._compiled.units[unit].text for unit in units), piece.path.text
        )

    # ---- the answer as a whole -------------------------------------------------------------------------

    def _of_answer(
        self,
        answer: str,
        chunks: Sequence[str],
        sheet: Sheet | None,
        looked: dict[int, PointFound],
        mark: Decimal,
    ) -> list[Reason]:
        reasons = list(self._of_form(chunks))
        if self._compiled.scheme.grid is not None:
            reasons.append(Reason("unlevelled"))
        elif self._essay(chunks):
            reasons.append(_PROPOSED)
        elif self._is_little(chunks, mark) or (not mark and self._nearly_said(chunks, looked)):
            reasons.append(_LITTLE)
        pieces = [piece for point in looked.values() if point.found is not None for piece in point.found.pieces]
        if sheet is not None and pieces:
            reasons.extend(self._of_met(answer, sheet, pieces))
        return reasons

    def _of_form(self, chunks: Sequence[str]) -> Iterator[Reason]:
        """What is doubtful about an answer whatever was met: its length, where it was taken from, its language."""
        if self._word_limit and len(chunks) > _FAR_OVER * self._word_limit:
            yield Reason("overlong", None, (str(len(chunks)), str(self._word_limit)))
        if self._question_length and self._copies(chunks):
            yield Reason("copied")
        if self._vocabulary.foreign and self._is_foreign(chunks):
            yield Reason("foreign")

    def _of_met(self, answer: str, sheet: Sheet, pieces: Sequence[Match]) -> Iterator[Reason]:
        """What is doubtful about an answer in which something was met."""
        if len(sheet.chunks) >= _FEWEST_LISTED and _lists(sheet.chunks, pieces):
            yield Reason("listed")
        hedge = _hedge(sheet, pieces)
        if hedge:
            yield Reason("hedged", None, (hedge,))
        if self._closed and (two := self._two(answer, sheet, pieces)):
            yield Reason("choice", None, (two,))

    def _two(self, answer: str, sheet: Sheet, pieces: Sequence[Match]) -> str:
        """What a short answer gives to choose from; of several things that are asked for, "or" may join two."""
        two = two_answers(answer, sheet, pieces, self._little)
        return two or (joined(answer, sheet, pieces, self._little) if self._compiled.maximum <= 1 else "")

    def _is_little(self, chunks: Sequence[str], mark: Decimal) -> bool:
        """Whether an answer that may say a good deal got less than half: the scheme may not know its words."""
        if self._closed and len(chunks) <= _FEW_WORDS:
            return False
        if mark * 2 >= self._compiled.maximum:
            return False
        return len(chunks) > _FEWEST_LISTED or not _GIVING_UP.issuperset(self._telling(chunks))

    def _nearly_said(self, chunks: Sequence[str], looked: dict[int, PointFound]) -> bool:
        """Whether a short answer that earns nothing has another form of a word that is wanted."""
        if not self._closed or len(chunks) > _FEW_WORDS or any(point.found is not None for point in looked.values()):
            return False
        others = [word for word in self._telling(chunks) if not self._vocabulary.meets(word)]
        return self._vocabulary.english and any_form(others, self._wanted)

    def _copies(self, chunks: Sequence[str]) -> bool:
        if not _FEWEST_COPIED <= len(chunks) <= 2 * self._question_length:
            return False
        words = [word for chunk in chunks for word in words_of(chunk)]
        return sum(word in self._question for word in words) >= _COPIED * max(len(words), 1)

    def _is_foreign(self, chunks: Sequence[str]) -> bool:
        if len(chunks) < _FEWEST_FOREIGN:
            return False
        sample = chunks[:_SAMPLE]
        # Where the first half has none, and one word more, they can't be most of them.
        if self._vocabulary.foreign.isdisjoint(sample[: len(sample) // 2 + 1]):
            return False
        return sum(map(self._vocabulary.foreign.__contains__, sample)) > _FOREIGN * len(sample)


def _lists(chunks: Sequence[str], pieces: Sequence[Match]) -> bool:
    """Whether an answer has no function words but those within what was met."""
    if FUNCTION_WORDS.isdisjoint(chunks):
        return not any(chunk.lower() in FUNCTION_WORDS for chunk in chunks)
    if len(chunks) > _MOST_LISTED:
        return False
    inside = {number for piece in pieces for number in range(piece.first >> SHIFT, (piece.last >> SHIFT) + 1)}
    outside = []
    for number, chunk in enumerate(chunks):
        if number not in inside:
            # Most answers are no lists, and say so within their first words.
            if chunk in FUNCTION_WORDS:
                return False
            outside.append(chunk)
    return len(outside) >= _FEWEST_LISTED // 2 and not any(chunk.lower() in FUNCTION_WORDS for chunk in outside)


def _hedge(sheet: Sheet, pieces: Sequence[Match]) -> str:
    """What says that an answer doesn't commit itself: a hedge in a sentence that was met."""
    hedges = sheet.hedges() if sheet.doubts else ()
    if hedges:
        sentences = {sheet.sentence(piece.first) for piece in pieces}
        for number in hedges:
            if sheet.sentence(number << SHIFT) in sentences:
                return sheet.chunks[number]
    return ""


def _softened(finding: Found, sheet: Sheet) -> str:
    """The word beside what was met that may take it back, "" where none does."""
    for piece in finding.pieces:
        near = sheet.softening(piece.first, piece.last)
        if not near:
            continue
        if not sheet.vocabulary.english:
            return sheet.chunks[near[0]]
        left, _, right = sheet.around(
            piece.first, piece.last, (piece.first >> SHIFT) - REACH, (piece.last >> SHIFT) + REACH_AFTER + 1
        )
        known = sheet.vocabulary.meets
        # A word that the scheme itself looks for is no doubt of what it looks for.
        soft = doubting(left, right)
        if soft and known(soft.partition(" ")[0]):
            soft = ""
        # A question mark behind nothing but the answer asks no more than whether it is right.
        bare = (piece.last >> SHIFT) - (piece.first >> SHIFT) + 1 == len(sheet.chunks)
        asks = sheet.chunks[piece.last >> SHIFT].endswith("?") and not bare
        soft = soft or ("?" if asks and piece.last >> SHIFT in near else "")
        if soft:
            return soft
    return ""


def _part_of_another(finding: Found, sheet: Sheet) -> str:
    """What stands right behind the one word that was met and makes it a part of something else, "" where nothing does.

    A thing that belongs to it ("king's brother"), or the rest of the sentence that an article begins ("a cat" for A).
    """
    piece = finding.pieces[0]
    if len(finding.pieces) > 1 or piece.first != piece.last or piece.last >> SHIFT == len(sheet.chunks) - 1:
        return ""
    number = piece.last >> SHIFT
    typed, chunk = sheet.chunks[number], sheet.chunk(number)
    if piece.last & WITHIN != len(chunk.words) - 1 or chunk.tail:
        return ""
    ahead = sheet.chunk(number + 1).words
    if not ahead or ahead[0].text in FUNCTION_WORDS:
        return ""
    owning = typed[chunk.words[-1].end :] in _OWNING and typed[0].isalpha()
    if typed == "a" or owning:
        known = any(number + 1 == spot[0] >> SHIFT for spots in sheet.spots.values() for spot in spots)
        return "" if known else ahead[0].text
    return ""


_OWNING = frozenset({"'s", "’s", "'", "’"})


def _plainly(reject: Found, sheet: Sheet) -> bool:
    """Whether what the scheme rejects is said without a slip, a doubt or a choice."""
    return not (reject.weak or reject.edits or sheet.doubts or "or" in sheet.chunks)


def _wordings(point: CompiledPoint) -> int:
    """How many ways the scheme knows to earn a point."""
    own = (point.point.expression, *point.point.accept)
    return sum(len(one.options) if isinstance(one, Either) else 1 for one in own)


def _said(finding: Found, sheet: Sheet) -> str:
    start, end = sheet.offsets(finding.pieces[0].first, finding.pieces[0].last)
    return sheet.text[start:end]
