"""Words of the notes written as mark-scheme text, with the notation's own signs escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from quizzes.notes.language import ARTICLES, CONJUNCTIONS, PREPOSITIONS, STOP_WORDS

LONGEST_PHRASE = 4  # words that say something; a longer phrase would hardly ever be met word for word
LONGEST_POINT = 9
_SIGNS = re.compile(r'([\\/+~{}()\[\]"*“”„«»])')
_FIRST_IS_NOTATION = re.compile(r"(?:\w+\s*:|#|=|max|any|\d{1,3}[.)]|[-–—*•·▪‣◦●○])", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\(([^()]*)\)")
_TOKEN = re.compile(r"[^\W_](?:[^\s,;:()]*[^\W_%°])?[%°+−-]?|[,;:&]")
_OPENING = re.compile(r"^(?:(?:the|a|an|and|but|also|that|to|it|they|he|she)\s+)+", re.IGNORECASE)
_CUTS = (PREPOSITIONS | CONJUNCTIONS | frozenset({"which", "that", "who", "&", ",", ";", ":"})) - {"not", "out", "up", "down", "off"}


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
    text = text.strip(" .,;:!?-–—")
    asides = [aside for aside in _BRACKETED.findall(text) if any(map(str.isalnum, aside))]
    bare = _OPENING.sub("", _BRACKETED.sub(" ", text).strip()) or text
    if not any(map(str.isalnum, bare)):
        return ""
    if not asides or not any(map(str.isalnum, _BRACKETED.sub("", text))):
        return escape(bare.replace("(", "").replace(")", ""))
    return escape(bare) + "".join(f" ({escape(aside)})" for aside in asides[:1])


def expression(text: str, *, given: Iterable[str] = ()) -> str:
    """A marking point's expression for a stretch of notes: a phrase, or for a long one its chunks joined by `+`.

    `given` are words that the stem has already: chunks with nothing else in them are left out.
    """
    bare = _BRACKETED.sub(" ", text) if _BRACKETED.sub("", text).strip() else text
    told = {word.casefold() for word in given}
    chunks = [chunk for chunk in _chunks(bare) if any(word.casefold() not in told for word in _saying(chunk))]
    if sum(len(_saying(chunk)) for chunk in chunks) <= LONGEST_PHRASE and len(chunks) == len(_chunks(bare)):
        return phrase(text)
    room, kept = LONGEST_POINT, []
    for chunk in chunks:
        if room > 0 and (written := phrase(" ".join(chunk))):
            kept.append(written)
            room -= len(_saying(chunk))
    return " + ".join(dict.fromkeys(kept)) or phrase(text)


def _chunks(text: str) -> list[list[str]]:
    """The text cut before prepositions and conjunctions; short neighbours are left together."""
    chunks: list[list[str]] = [[]]
    for token in _TOKEN.findall(text):
        if token.casefold() in _CUTS:
            if chunks[-1]:
                chunks.append([])
        elif token.casefold() not in ARTICLES or chunks[-1]:
            chunks[-1].append(token)
    found = []
    for chunk in chunks:
        while chunk and chunk[0].casefold() in STOP_WORDS - {"not", "no"}:
            chunk = chunk[1:]
        while chunk and chunk[-1].casefold() in STOP_WORDS:
            chunk = chunk[:-1]
        if _saying(chunk):
            found.append(chunk)
    return found


def _saying(words: Sequence[str]) -> list[str]:
    return [word for word in words if word.casefold() not in STOP_WORDS and any(map(str.isalnum, word))]


def alternatives(*texts: str) -> str:
    """`a / b`: each phrase once."""
    return " / ".join(dict.fromkeys(written for text in texts if (written := phrase(text))))


def points(expressions: Sequence[str], *, asked: int | None = None) -> str:
    """A scheme of one mark a point; `asked` fewer than there are makes it `any N from:`."""
    found = list(dict.fromkeys(expressions))
    if asked is not None and 0 < asked < len(found):
        return "\n".join([f"any {asked} from:", *(f"    {item} [1]" for item in found)])
    return "\n".join(f"{item} [1]" for item in found)
