"""What makes a marking doubtful, in words a teacher understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marking.engine.award import PointFound
from marking.engine.confidence import confidence, review
from marking.engine.match import Found, Match
from marking.engine.numbers import DERIVED, LOOSE, numeric
from marking.engine.places import SHIFT
from marking.engine.program import CompiledPoint, Program
from marking.engine.sheet import Sheet
from marking.engine.tokenise import words_of
from marking.engine.types import Either
from marking.engine.vocabulary import Vocabulary
from quizzes.english.stop_words import FUNCTION_WORDS

Weighed = tuple[float, bool, tuple[str, ...]]
_FAR_OVER = 1.5
# So many of an answer's words from the question, and it says the question again.
_COPIED = 0.8
_FEWEST_COPIED = 4
_FEWEST_LISTED, _MOST_LISTED = 6, 40
_FEWEST_FOREIGN, _SAMPLE, _FOREIGN = 4, 40, 0.5
_FEW_WORDS = 30
_QUOTED = 60
# In answers to questions of at most so many marks, each further word that tells something may spoil it.
_CLOSED = 2
_MOST_TELLING = 6
_JOINING = frozenset({"and", "or", "&", "+"})


class Doubts:
    """Weighs how sure a marking is, for the answers to one question."""

    def __init__(self, compiled: Program, vocabulary: Vocabulary, question: str, word_limit: int | None) -> None:
        """`question` may be "", `word_limit` None: then nothing is said about them."""
        self._compiled = compiled
        self._vocabulary = vocabulary
        self._question = frozenset(words_of(question))
        self._question_length = len(question.split())
        self._word_limit = word_limit
        self._closed = compiled.maximum <= _CLOSED
        self._little = FUNCTION_WORDS | self._question
        wordings = sum(map(_wordings, compiled.points))
        self._narrow = len(compiled.points) / max(wordings, 1)

    def weigh(self, chunks: Sequence[str], sheet: Sheet | None, looked: dict[int, PointFound]) -> Weighed:
        """The confidence, whether a person should look, and why, for an answer and what became of its points."""
        if not chunks:
            return 1.0, False, ()
        features: dict[str, float] = {}
        reasons: list[str] = []
        share = 0.0
        for index, found in looked.items():
            if found.found is None or sheet is None:
                share = max(share, found.share)
            else:
                self._of_point(index, found, found.found, sheet, features, reasons)
        if share:
            features["share"] = share
        for name, reason in self._of_answer(chunks, sheet, looked):
            features[name] = 1.0
            reasons.append(reason)
        rest = self._rest(chunks, sheet, looked, features)
        look = review(features)
        if look and not reasons:
            reasons.append(rest)
        return confidence(features), look, tuple(reasons)

    def _rest(
        self,
        chunks: Sequence[str],
        sheet: Sheet | None,
        looked: dict[int, PointFound],
        features: dict[str, float],
    ) -> str:
        """Weighs what a short answer says beyond what the scheme met in it; in words, for the teacher."""
        if not self._closed or len(chunks) > _FEW_WORDS:
            features["open"] = 1.0
            features["partly"] = features.pop("share", 0.0)
            return "The answer is long, and little of it was met."
        inside = {
            number
            for found in looked.values()
            if found.found is not None
            for piece in found.found.pieces
            for number in range(piece.first >> SHIFT, (piece.last >> SHIFT) + 1)
        }
        rest = [chunk for number, chunk in enumerate(chunks) if number not in inside]
        telling = [word for chunk in rest for word in words_of(chunk) if word not in self._little]
        if not inside:
            features["narrow"] = self._narrow
            features["lost"] = min(max(len(telling) - 2, 0), _MOST_TELLING) / _MOST_TELLING
            return f"Nothing the scheme looks for is in “{_short(' '.join(chunks))}”, which says a good deal."
        features["beyond"] = min(len(telling), _MOST_TELLING) / _MOST_TELLING
        if telling and any(chunk.lower() in _JOINING or "/" in chunk or chunk[-1] == "," for chunk in rest):
            features["several"] = 1.0
        return f"The answer also says what the scheme does not know (“{_short(' '.join(telling))}”)."

    # ---- one point -------------------------------------------------------------------------------------

    def _of_point(
        self, index: int, looked: PointFound, found: Found, sheet: Sheet, features: dict[str, float], reasons: list[str]
    ) -> None:
        if looked.outcome == "matched" and not found.edits and not found.weak:
            return
        if found.edits:
            letters = sum(piece.path.size for piece in found.pieces)
            features["misspelt"] = max(features.get("misspelt", 0.0), min(1.0, found.edits / letters))
        if looked.outcome == "rejected" and looked.reject is not None:
            features["rejected"] = 1.0
            reasons.append(
                f"Point {index + 1}: the answer also says “{_said(looked.reject, sheet)}”, which the scheme rejects."
            )
        elif looked.outcome == "negated":
            features["denied"] = 1.0
            reasons.append(f"Point {index + 1}: “{found.denied}” seems to deny “{_said(found, sheet)}”.")
        elif looked.outcome == "near":
            features["near"] = 1.0
            reasons.append(f"Point {index + 1}: {self._near(found, sheet)}.")
        elif found.weak:
            features["weak"] = 1.0
            reasons.extend(
                f"Point {index + 1}: “{said}” was taken for {meant}." for said, meant in self._weak(found, sheet)
            )

    def _near(self, found: Found, sheet: Sheet) -> str:
        weak = list(self._weak(found, sheet))
        if weak:
            return " and ".join(f"“{said}” is close to {meant}, but may be another word" for said, meant in weak)
        return f"the words of “{found.pieces[0].path.text}” are there, but not together or not in this order"

    def _weak(self, found: Found, sheet: Sheet) -> Iterator[tuple[str, str]]:
        """The doubtful words as written, each with what it was taken for."""
        for piece in found.pieces:
            for place, end, _, how in piece.trail:
                if how >= LOOSE or (how == DERIVED and piece.loose and len(piece.trail) == 1):
                    start, stop = sheet.offsets(place, end)
                    yield _short(sheet.text[start:stop]), f"“{self._meant(sheet.word(place).text, piece)}”"

    def _meant(self, word: str, piece: Match) -> str:
        """The scheme's word that a doubtful word was taken for."""
        units = (unit for unit, _, _ in self._vocabulary.meets(word) if piece.path.units >> unit & 1)
        return next((self._compiled.units[unit].text for unit in units), piece.path.text)

    # ---- the answer as a whole -------------------------------------------------------------------------

    def _of_answer(
        self, chunks: Sequence[str], sheet: Sheet | None, looked: dict[int, PointFound]
    ) -> Iterator[tuple[str, str]]:
        if self._word_limit and len(chunks) > _FAR_OVER * self._word_limit:
            yield "overlong", f"The answer has {len(chunks)} words, the limit is {self._word_limit}."
        if self._question_length and self._copies(chunks):
            yield "copied", "The answer mostly repeats the question."
        if self._vocabulary.foreign and self._is_foreign(chunks):
            yield "foreign", "Most words of the answer are not words of the scheme's language."
        if sheet is None or not looked:
            return
        pieces = [piece for found in looked.values() if found.found is not None for piece in found.found.pieces]
        if not pieces:
            return
        if len(chunks) >= _FEWEST_LISTED and _lists(chunks, pieces):
            yield "listed", "The answer is a list of words rather than sentences."
        hedge = _hedge(sheet, pieces)
        if hedge:
            yield "hedged", f"The answer does not commit itself (“{hedge}”)."

    def _copies(self, chunks: Sequence[str]) -> bool:
        if not _FEWEST_COPIED <= len(chunks) <= 2 * self._question_length:
            return False
        words = [word for chunk in chunks for word in words_of(chunk)]
        return sum(word in self._question for word in words) >= _COPIED * max(len(words), 1)

    def _is_foreign(self, chunks: Sequence[str]) -> bool:
        if len(chunks) < _FEWEST_FOREIGN:
            return False
        sample = chunks[:_SAMPLE]
        return sum(map(self._vocabulary.foreign.__contains__, sample)) > _FOREIGN * len(sample)


def _lists(chunks: Sequence[str], pieces: Sequence[Match]) -> bool:
    """Whether an answer has no function words but those within what was met."""
    if FUNCTION_WORDS.isdisjoint(chunks):
        return not any(chunk.lower() in FUNCTION_WORDS for chunk in chunks)
    if len(chunks) > _MOST_LISTED:
        return False
    inside = {number for piece in pieces for number in range(piece.first >> SHIFT, (piece.last >> SHIFT) + 1)}
    outside = [chunk for number, chunk in enumerate(chunks) if number not in inside]
    return len(outside) >= _FEWEST_LISTED // 2 and not any(chunk.lower() in FUNCTION_WORDS for chunk in outside)


def _hedge(sheet: Sheet, pieces: Sequence[Match]) -> str:
    """What says that an answer doesn't commit itself: a hedge in a sentence that was met, or two numbers to choose."""
    if sheet.hedges:
        sentences = {sheet.sentence(piece.first) for piece in pieces}
        for number in sheet.hedges:
            if sheet.sentence(number << SHIFT) in sentences:
                return sheet.chunks[number]
    for piece in pieces:
        first, last = piece.first >> SHIFT, piece.last >> SHIFT
        if _choice(sheet.chunks, last, last + 2) or _choice(sheet.chunks, first, first - 2):
            return " ".join(sheet.chunks[max(min(first - 2, last), 0) : last + 3])
    return ""


def _choice(chunks: Sequence[str], number: int, other: int) -> bool:
    """Whether two chunks are numbers with "or" between them."""
    if not 0 <= other < len(chunks) or chunks[(number + other) // 2].lower() != "or":
        return False
    return all(any(numeric(word) for word in words_of(chunks[place])) for place in (number, other))


def _wordings(point: CompiledPoint) -> int:
    """How many ways the scheme knows to earn a point."""
    own = (point.point.expression, *point.point.accept)
    return sum(len(one.options) if isinstance(one, Either) else 1 for one in own)


def _said(found: Found, sheet: Sheet) -> str:
    start, end = sheet.offsets(found.pieces[0].first, found.pieces[0].last)
    return _short(sheet.text[start:end])


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
