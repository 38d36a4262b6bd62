"""Words of the notes written as mark-scheme text, with the notation's own signs escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from quizzes.english.words import frequency
from quizzes.notes.grammar import words_of
from quizzes.notes.language import ARTICLES, PREPOSITIONS, STOP_WORDS

LONGEST_PHRASE = 4  # words that say something; a longer phrase would hardly ever be met word for word
SHORT_PHRASE = 4
COMMON = 2_000_000
_SIGNS = re.compile(r'([\\/+~{}()\[\]"*“”„«»])')
_FIRST_IS_NOTATION = re.compile(r"(?:\w+\s*:|#|=|max|any|\d{1,3}[.)]|[-–—*•·▪‣◦●○])", re.IGNORECASE)
_QUOTES = dict.fromkeys(map(ord, '"“”„«»'), " ")
_BRACKETED = re.compile(r"\s*\(([^()]*)\)")
_OPENING = re.compile(r"^(?:(?:the|a|an|and|but|also|that|to|it|they|he|she)\s+)+", re.IGNORECASE)
_HARD = re.compile(
    r"\s*[,;:–—&](?=\s|$)\s*|(?<!\d),(?=\D)|\s+-\s+|\s+(?:and|or|but|so|which|that|who|because|when|where|while|if|although|until)\s+"
)
_SOFT = PREPOSITIONS - {"not", "out", "up", "down", "off", "of"}
_EDGES = ".,;:!?()“”‘’\"'"


def escape(text: str) -> str:
    """The text as words of the notation: its signs lose their meaning."""
    text = "".join(char if char.isprintable() else " " for char in text)
    text = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    text = re.sub(r"(?<!\S)=", r"\\=", text).strip(" ,;:")
    if text and _FIRST_IS_NOTATION.match(text) and not text.startswith("\\"):
        text = "\\" + text
    return text


def phrase(text: str) -> str:
    """Words to be met in this order; what stands in brackets need not be there. "" where no word is left."""
    text = text.translate(_QUOTES).strip(" .,;:!?-–—")
    asides = [aside for aside in _BRACKETED.findall(text) if any(map(str.isalnum, aside))]
    bare = _OPENING.sub("", _BRACKETED.sub(" ", text).strip()) or text
    if not any(map(str.isalnum, bare)):
        return ""
    if not asides or not any(map(str.isalnum, _BRACKETED.sub("", text))):
        return escape(bare.replace("(", "").replace(")", ""))
    return escape(bare) + "".join(f" ({escape(aside)})" for aside in asides[:1])


def expression(text: str, *, given: Iterable[str] = ()) -> str:
    """A marking point's expression for a stretch of notes: a phrase, or of a long one its first chunks joined by `+`.

    `given` are words that the stem has already: chunks with nothing else in them are left out.
    """
    return " + ".join(_written(text, given)[:2]) or phrase(text)


def answer(text: str, *, given: Iterable[str] = ()) -> tuple[str, int]:
    """The scheme for an answer that the notes word at some length, and its marks.

    One mark for a short answer; for a long one a mark for each of two or three of its chunks, because nobody
    remembers a sentence whole.
    """
    written = _written(text, given)
    if len(written) < 3:
        found = " + ".join(written) or phrase(text)
        return (f"{found} [1]" if found else "", 1)
    asked = 2 if len(written) < 6 else 3
    return points(written, asked=asked), asked


def _written(text: str, given: Iterable[str]) -> list[str]:
    """The chunks of a text as phrases, without those that only repeat what was given."""
    bare = _BRACKETED.sub(" ", text) if _BRACKETED.sub("", text).strip() else text
    told = {word.casefold() for word in given}
    chunks = _chunks(bare)
    new = [chunk for chunk in chunks if any(word.casefold() not in told for word in _saying(words_of(chunk)))]
    if len(chunks) == 1 and new:
        return [written] if (written := phrase(text)) else []
    # A common word by itself ("process", "water") would be met by nearly every answer.
    telling = [chunk for chunk in new if len(_saying(words_of(chunk))) > 1 or frequency(chunk) < COMMON]
    enough = len(telling) > 1 or (telling and len(_saying(words_of(telling[0]))) > 2)
    kept = telling if enough else new
    return list(dict.fromkeys(written for chunk in kept if (written := phrase(chunk))))


def _chunks(text: str) -> list[str]:
    """The text cut at conjunctions and commas, and before prepositions where a piece would grow too long."""
    chunks: list[list[str]] = [[]]
    for piece in _HARD.split(text):
        chunks.append([])
        for token in piece.split():
            bare = token.strip(_EDGES).casefold()
            if (bare in _SOFT and len(_saying(chunks[-1])) >= SHORT_PHRASE - 1) or (
                len(_saying(chunks[-1])) >= LONGEST_PHRASE + 1 and bare in _SOFT | ARTICLES
            ):
                chunks.append([])
            chunks[-1].append(token)
    return [" ".join(kept) for chunk in chunks if _saying(kept := _trimmed(chunk))]


def _trimmed(chunk: list[str]) -> list[str]:
    """The chunk without small words at its ends."""
    drop = STOP_WORDS - {"not", "no", "only"}
    while chunk and (chunk[0].strip(_EDGES).casefold() in drop or not any(map(str.isalnum, chunk[0]))):
        chunk = chunk[1:]
    while chunk and (chunk[-1].strip(_EDGES).casefold() in drop or not any(map(str.isalnum, chunk[-1]))):
        chunk = chunk[:-1]
    return chunk


def _saying(words: Sequence[str]) -> list[str]:
    bare = (word.strip(_EDGES).casefold() for word in words)
    return [word for word in bare if word not in STOP_WORDS and any(map(str.isalnum, word))]


def alternatives(*texts: str) -> str:
    """`a / b`: each phrase once."""
    return " / ".join(dict.fromkeys(written for text in texts if (written := phrase(text))))


def points(expressions: Sequence[str], *, asked: int | None = None) -> str:
    """A scheme of one mark a point; `asked` fewer than there are makes it `any N from:`."""
    found = list(dict.fromkeys(expressions))
    if asked is not None and 0 < asked < len(found):
        return "\n".join([f"any {asked} from:", *(f"    {item} [1]" for item in found)])
    return "\n".join(f"{item} [1]" for item in found)
