"""Pattern-match expressions (Moodle's pmatch, by the Open University) as our notation, where they mean the same.

`match_mw(left right)` looks for words; options stand behind an underscore: m misspellings allowed, w other words
allowed, o any order, c other letters allowed. `a|b` is either, `[a b]` a group of words, `a_b` words next to each
other, `*` any letters. `match_all`, `match_any` and `not` join expressions. See the plugin's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from marking.engine.notation.formatting import format_expression
from marking.engine.types import Choice, Phrase, Term
from marking.formats.moodle.elements import number, raw

_CALL = re.compile(r"\s*(match_all|match_any|not|match(?:_[a-z0-9]+)*)\s*\(", re.IGNORECASE)
# No expression that a person wrote stands deeper in itself.
DEEPEST = 20
_WORD = re.compile(r"\[[^\[\]]*\]|[^\s\[\]|]+|\|")


class NotSimpleError(ValueError):
    """The expression means something that the notation cannot say; the message says what."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was read: its name, its options, its inner calls, or its words."""

    name: str
    options: frozenset[str] = frozenset()
    parts: tuple[Call, ...] = ()
    words: str = ""


@dataclass(slots=True)
class Meaning:
    """An expression in our notation: ways to earn the point, what takes it away, and what is meant less exactly."""

    ways: list[str] = field(default_factory=list)
    rejects: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def meaning_of(expression: str) -> Meaning:
    """Return an expression in our notation. Raises NotSimpleError with the reason."""
    call, end = _read(expression, 0)
    if expression[end:].strip():
        raise NotSimpleError(f"there is something behind its end: “{expression[end:].strip()[:30]}”")
    return _say(call)


def _read(text: str, at: int, depth: int = 0) -> tuple[Call, int]:
    if depth > DEEPEST:
        raise NotSimpleError(f"its brackets are nested more than {DEEPEST} deep")
    match = _CALL.match(text, at)
    if match is None:
        raise NotSimpleError(f"no match(…) was found at “{text[at:].strip()[:30]}”")
    name, _, options = match[1].lower().partition("_")
    if name == "match" and options in {"all", "any"}:
        name, options = f"match_{options}", ""
    at = match.end()
    if name == "match":
        end = _closing(text, at)
        return Call(name, frozenset(re.findall(r"[a-z]\d?", options)), words=text[at:end]), end + 1
    parts = []
    while (closed := re.compile(r"\s*\)").match(text, at)) is None:
        part, at = _read(text, at, depth + 1)
        parts.append(part)
    return Call(name, parts=tuple(parts)), closed.end()


def _closing(text: str, at: int) -> int:
    escaped = False
    for place in range(at, len(text)):
        if escaped:
            escaped = False
        elif text[place] == "\\":
            escaped = True
        elif text[place] == ")":
            return place
    raise NotSimpleError("a bracket is never closed")


def _say(call: Call) -> Meaning:
    if call.name == "match":
        return _words(call)
    if call.name == "not":
        raise NotSimpleError("“not” alone would credit every other answer; it is only known inside match_all")
    if call.name == "match_any":
        return _either(call)
    return _all(call)


def _either(call: Call) -> Meaning:
    said = Meaning()
    for part in call.parts:
        inner = _say(part)
        if inner.rejects:
            raise NotSimpleError("“not” inside one of several ways would count for that way only")
        said.ways += inner.ways
        said.remarks += inner.remarks
    return said


def _all(call: Call) -> Meaning:
    said = Meaning()
    needed = []
    for part in call.parts:
        if part.name == "not":
            inner = _say(part.parts[0]) if len(part.parts) == 1 else None
            if inner is None or inner.rejects:
                raise NotSimpleError("a “not” within a “not” is not known")
            said.rejects += inner.ways
        else:
            inner = _say(part)
            said.rejects += inner.rejects
            needed.append("{" + " / ".join(inner.ways) + "}" if len(inner.ways) > 1 else inner.ways[0])
        said.remarks += inner.remarks
    if not needed:
        raise NotSimpleError("it holds nothing but “not”")
    said.ways = [" + ".join(needed)]
    return said


def _words(call: Call) -> Meaning:
    """Return what one match(…) looks for: a phrase where the words stand together, else parts joined by `+`."""
    said = Meaning()
    items = _items(call.words, said)
    if not items:
        raise NotSimpleError("it looks for no word")
    if "c" in call.options:
        said.remarks.append("letters before a word are not allowed for, letters behind it are")
    phrases = [_phrase(options, open_end="c" in call.options) for options in items]
    if len(phrases) > 1 and "w" not in call.options and "o" not in call.options:
        said.ways = [" ".join(phrases)]
    elif len(phrases) > 1:
        said.ways = [" + ".join(phrases)]
        if "o" not in call.options:
            said.remarks.append("the order of the words is not asked for")
    else:
        said.ways = [phrases[0].removeprefix("{").removesuffix("}") if _is_choice(phrases[0]) else phrases[0]]
    if "w" not in call.options:
        said.remarks.append("other words in the answer are allowed")
    if not any(option.startswith("m") for option in call.options):
        said.remarks.append("misspellings are allowed")
    return said


def _is_choice(text: str) -> bool:
    return text.startswith("{") and text.endswith("}") and text.count("{") == 1


def _items(words: str, said: Meaning) -> list[list[list[str]]]:
    """Return the things looked for in order, each as its options, each option as its words."""
    items: list[list[list[str]]] = []
    joins = False
    for piece in _WORD.findall(words.replace("\n", " ")):
        if piece == "|":
            joins = True
            continue
        text = piece[1:-1] if piece.startswith("[") else piece
        if "|" in text or "[" in text:
            raise NotSimpleError("a choice within a group of words is not known")
        option = [_bare(word, said) for word in re.split(r"[\s_]+", text) if word]
        option = [word for word in option if any(sign.isalnum() for sign in word)]
        if not option:
            continue
        if joins and items:
            items[-1].append(option)
        else:
            items.append([option])
        joins = False
    return items


def _bare(word: str, said: Meaning) -> str:
    if "*" in word.rstrip("*") or "?" in word:
        said.remarks.append(f"“{word}”: letters left open within a word are not known here")
        word = word.replace("?", "").rstrip("*").replace("*", "") + ("*" if word.endswith("*") else "")
    return word.replace("\\", "")


def _phrase(options: list[list[str]], *, open_end: bool) -> str:
    phrases = tuple(Phrase(tuple(_term(word, open_end=open_end) for word in option)) for option in options)
    if len(phrases) == 1:
        return format_expression(phrases[0])
    return format_expression(Phrase((Choice(phrases, optional=False),)))


def _term(word: str, *, open_end: bool) -> Term:
    bare = word.rstrip("*")
    return Term(bare, prefix=(open_end or word.endswith("*")) and len(bare) > 1)


# ---- in Moodle's XML ---------------------------------------------------------------------------------------


def expressions(element: Element) -> Iterator[tuple[str, Decimal]]:
    """Yield the expressions as they stand (`*` and `|` are no markup) with what each earns, in per cent."""
    for answer in element.findall("answer"):
        text = " ".join((answer.findtext("text") or "").split())
        if text and text != "*":
            yield text, number(answer.get("fraction", ""), Decimal(0))


def synonyms(element: Element) -> Iterator[str]:
    """Yield the lines of words that count as the same."""
    for synonym in element.findall("synonym"):
        words = [raw(synonym, "word"), *raw(synonym, "synonyms").split("|")]
        phrases = [Phrase(tuple(Term(word) for word in text.split())) for text in words if text.strip().isprintable()]
        written = [format_expression(phrase) for phrase in phrases if phrase.parts]
        if len(written) > 1 and not any("*" in text for text in written):
            yield f"same: {' = '.join(written)}"
