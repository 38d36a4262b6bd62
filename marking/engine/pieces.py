"""The words of a phrase of the scheme while its path is being built: signs, numbers and numerals among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from marking.engine import numbers
from marking.engine.dates import says_month, wanted_dates
from marking.engine.negation import NEGATIVE_WORDS
from marking.engine.number_readings import other_readings
from marking.engine.tokenise import CURRENCIES, Word, chunk_of, roman_value, sign_of
from marking.engine.types import Choice, Phrase, Quoted, Term
from quizzes.english.stop_words import FUNCTION_WORDS

RANGE_SIGNS = frozenset("-–—−‐‑")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a phrase while it is being built."""

    word: Word
    raw: str
    term: Term
    tight: bool = False
    first: bool = False

    @property
    def letter(self) -> bool:
        """Whether this is a capital letter alone, within a phrase: the A of vitamin A, the I of Charles I."""
        typed = self.raw[self.word.start : self.word.end]
        return not self.first and len(typed) == 1 and typed.isupper()

    @property
    def glued(self) -> bool:
        """Whether it is written in one with a number: the a of 3(a), the am of 10am, the n of O(n)."""
        return any(sign.isdigit() for sign in self.raw) or "(" in self.raw[1:]


@dataclass(frozen=True, slots=True)
class Item:
    """What one step of a path stands for: a word, or several that say one number; `little` stand before it."""

    piece: Piece
    text: str
    number: numbers.Number | None = None
    signs: tuple[str, str] = ("", "")
    little: tuple[str, ...] = ()

    @property
    def free(self) -> bool:
        return self.number is None and not (self.piece.term.exact or self.piece.term.prefix)


def pieces_of(phrase: Phrase) -> Iterator[Piece]:
    """All words of a phrase, those of its choices too."""
    for at, part in enumerate(phrase.parts):
        if isinstance(part, Choice):
            for option in part.options:
                yield from pieces_of(option)
        elif isinstance(part, Quoted):
            for index, term in enumerate(part.terms):
                for piece in term_pieces(Term(term.text, exact=True)):
                    yield Piece(piece.word, piece.raw, piece.term, tight=index > 0)
        else:
            yield from (piece for piece in term_pieces(part, first=at == 0) if piece.word.text)


def phrase_words(phrase: Phrase) -> Iterator[str]:
    """The plain words of a phrase, those of its choices too."""
    return (piece.word.text for piece in pieces_of(phrase))


def term_pieces(term: Term, *, first: bool = False) -> Iterator[Piece]:
    """The words of a term: "five-year" has two. Only the last of a wildcard's is open at its end.

    A term of signs alone (">") is a piece with an empty word, for `with_signs`. `first`: the term begins its phrase.
    """
    words = [(word, piece) for piece in term.text.split() for word in chunk_of(piece).words]
    if not words and (sign := sign_of(term.text)):
        yield Piece(Word("", 0, 0, 0, capitals=False, before=sign), term.text, term)
    for place, (word, raw) in enumerate(words, start=1):
        whole = Term(term.text, prefix=term.prefix and place == len(words), exact=term.exact)
        yield Piece(word, raw, whole, first=first and place == 1)


def with_signs(pieces: list[Piece]) -> list[Piece]:
    """The pieces without those of signs alone: each sign goes to the word after it, "%" and money to that before."""
    kept: list[Piece] = []
    waiting = ""
    for piece in pieces:
        if piece.word.text:
            word = replace(piece.word, before=waiting + piece.word.before) if waiting else piece.word
            kept.append(replace(piece, word=word))
            waiting = ""
        elif kept and set(piece.word.before) <= CURRENCIES | {"%"}:
            kept[-1] = replace(kept[-1], word=replace(kept[-1].word, after=piece.word.before))
        else:
            waiting += piece.word.before
    if waiting and kept:
        kept[-1] = replace(kept[-1], word=replace(kept[-1].word, after=waiting))
    return kept


def key_words(phrase: Phrase, english: bool) -> Iterator[str]:
    for piece in pieces_of(phrase):
        if not (english and piece.word.text in FUNCTION_WORDS and not piece.word.capitals):
            yield piece.word.text


def number_spans(run: list[Piece], *, english: bool) -> Iterator[numbers.Span]:
    """The numbers a run says, by the places of its pieces; a dash within a term makes a range."""
    words: list[str] = []
    places: list[int] = []
    for index, piece in enumerate(run):
        before = run[index - 1] if index else None
        if before is not None and (link := _link(before, piece)):
            words.append(link)
            places.append(index)
        value = _roman(piece, before) if english else None
        words.append(numbers.plain(piece.word.text, english=english) if value is None else str(value))
        places.append(index)
    grouped = [span for span in other_readings(words) if span.how == numbers.SURE and "_" not in words]
    taken: set[int] = set()
    dates = [] if any(map(says_month, words)) else wanted_dates(words)
    for span in [*dates, *grouped, *numbers.read(words)]:
        if taken.isdisjoint(range(span.first, span.last + 1)):
            taken.update(range(span.first, span.last + 1))
            yield numbers.Span(places[span.first], places[span.last], span.number)


def _link(before: Piece, piece: Piece) -> str:
    """What joins two words of one term, as the reader of numbers wants it; "" where nothing does."""
    if before.raw is not piece.raw:
        return ""
    sign = "/" if piece.word.start < before.word.end else piece.raw[before.word.end : piece.word.start]
    link = "-" if sign in RANGE_SIGNS else "/" if sign in {"/", "⁄"} else "|" if sign else "_"
    return link if link != "_" or before.raw[before.word.start].isdigit() else ""


def _roman(piece: Piece, before: Piece | None) -> int | None:
    """What a Roman numeral says; one of a single letter only behind a name, or behind "war", "part", "type"."""
    value = roman_value(piece.word, piece.raw)
    if value is None or not piece.letter:
        return value
    typed = before.raw[before.word.start : before.word.end] if before else ""
    return value if numbers.takes_numeral(typed) else None


def number_of(word: Word, raw: str, *, english: bool) -> numbers.Number | None:
    value = roman_value(word, raw) if word.capitals and english else None
    if value is not None:
        return numbers.Number(value, value)
    spans = numbers.read([numbers.plain(word.text, english=english)])
    return spans[0].number if len(spans) == 1 else None


def negates(piece: Piece) -> bool:
    """Whether a word makes a denial of its phrase; not so a name, as in Dr. No."""
    name = not piece.first and piece.raw[piece.word.start].isupper() and not piece.word.capitals
    return piece.word.text in NEGATIVE_WORDS and not name
