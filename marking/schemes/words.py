"""A mark scheme's points in words: what a teacher reads beside the notation.

Words that are looked for stand between asterisks, so that a page can set them off: `spans` takes them apart.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal

from marking.engine.notation.formatting import format_number
from marking.engine.notation.values import count_of
from marking.engine.types import Both, Choice, Either, Expression, Level, Phrase, Point, Quoted, Term

# A phrase with choices is written out in so many ways at most; more are named as "one of".
MOST_WAYS = 6
_NOTES = (("…", "… stands for any ending"), ("(", "words in brackets may be left out"))
_SPAN = re.compile(r"\*([^*]+)\*")


def spans(sentence: str) -> list[tuple[str, bool]]:
    """Return a sentence in pieces, each with whether it is words that are looked for."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _SPAN.finditer(sentence):
        if match.start() > at:
            pieces.append((sentence[at : match.start()], False))
        pieces.append((match[1], True))
        at = match.end()
    return [*pieces, (sentence[at:], False)] if at < len(sentence) else pieces


def quoted(sentence: str) -> str:
    """Return a sentence with the words that are looked for in quotation marks, for a terminal or a remark."""
    return _SPAN.sub(r"“\1”", sentence)


def marks_in_words(marks: Decimal) -> str:
    """Return `1 mark`, `half a mark`, `2.5 marks`, `minus 1 mark`."""
    if marks < 0:
        return f"minus {marks_in_words(-marks)}"
    return "half a mark" if marks == Decimal("0.5") else f"{format_number(marks)} mark{'' if marks == 1 else 's'}"


def wording_in_words(point: Point) -> str:
    """Return what earns a point: its own line and its accept: lines."""
    return _with_notes(either([in_words(expression) for expression in (point.expression, *point.accept)]))


def detail_in_words(expressions: Sequence[Expression]) -> str:
    """Return what is rejected or ignored."""
    return _with_notes(either([in_words(expression) for expression in expressions]))


def _with_notes(said: str) -> str:
    """A wording with what its signs mean behind it, each said once."""
    shown = "".join(words for words, is_words in spans(said) if is_words)
    notes = [note for sign, note in _NOTES if sign in shown]
    return f"{said} ({', '.join(notes)})" if notes else said


def point_in_words(number: int, point: Point) -> str:
    """Return the sentence for a point: `Point 2, 1 mark: both *glucose* and *oxygen*, in any order`."""
    said = f"Point {number}, {marks_in_words(point.marks)}: {wording_in_words(point)}"
    if point.reject:
        said += f"; not where the answer says {detail_in_words(point.reject)}"
    if point.ignore:
        said += f"; {detail_in_words(point.ignore)} is ignored"
    if point.negated_counts:
        said += "; also where the answer denies it"
    return said


def group_in_words(count: int, numbers: Sequence[int]) -> str:
    """Return what `any 2 from:` says of its points."""
    which = f"point {numbers[0]}" if len(numbers) == 1 else f"points {numbers[0]} to {numbers[-1]}"
    return f"Of {which} the best {count_of(count, 'counts') if count == 1 else f'{count} count'}".replace(
        "1 counts", "one counts"
    )


def levels_in_words(levels: Sequence[Level]) -> str:
    """Return what a levels: line says."""
    return "; ".join(
        f"{_points_of(level)} give{'s' if level.low == level.high == 1 else ''} {marks_in_words(level.mark)}"
        for level in levels
    )


def _points_of(level: Level) -> str:
    low = format_number(level.low)
    if level.high is None:
        return f"{low} or more points"
    return count_of(level.low, "point") if level.high == level.low else f"{low} to {format_number(level.high)} points"


def in_words(expression: Expression) -> str:
    """Return an expression in words."""
    if isinstance(expression, Phrase):
        return _phrase(expression)
    if isinstance(expression, Either):
        return either([in_words(option) for option in expression.options])
    parts = [_side(part) for part in expression.parts]
    all_of = f"{parts[0]} and {parts[1]}" if len(parts) == 2 else f"all of {_listed(parts, 'and')}"
    if all(part.startswith("*") for part in parts[:2]) and len(parts) == 2:
        all_of = f"both {all_of}"
    return f"{all_of}, in {'any order' if isinstance(expression, Both) else 'one sentence'}"


def either(ways: Sequence[str]) -> str:
    """Return alternatives in words; those that are half a sentence themselves are parted by a semicolon."""
    if len(ways) > 1 and any(", in " in way or ", then " in way for way in ways):
        return "; or ".join(ways)
    return _listed(ways, "or")


def _side(part: Expression) -> str:
    said = in_words(part)
    if isinstance(part, Either):
        return "one of " + _listed([in_words(option) for option in part.options], "or")
    return f"({said})" if not isinstance(part, Phrase) else said


def _listed(items: Sequence[str], word: str) -> str:
    if len(items) < 2:
        return items[0] if items else ""
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _phrase(phrase: Phrase) -> str:
    """A phrase: written out in all its ways where they are few, else with its choices named."""
    ways = 1
    for part in phrase.parts:
        ways *= len(part.options) if isinstance(part, Choice) and not part.optional else 1
        if ways > MOST_WAYS:
            return ", then ".join(_run(list(run), choices=choices) for choices, run in _runs(phrase))
    options = [_choices(part) for part in phrase.parts]
    return _listed([_one_way([piece for piece in way if piece]) for way in itertools.product(*options)], "or")


def _runs(phrase: Phrase) -> list[tuple[bool, list[Term | Quoted | Choice]]]:
    grouped = itertools.groupby(phrase.parts, key=lambda part: isinstance(part, Choice) and not part.optional)
    return [(choices, list(run)) for choices, run in grouped]


def _run(parts: list[Term | Quoted | Choice], *, choices: bool) -> str:
    if not choices:
        return _one_way([text for part in parts for text in _choices(part)])
    named = [
        "one of " + _listed([_phrase(option) for option in part.options], "or")
        for part in parts
        if isinstance(part, Choice)
    ]
    return ", then ".join(named)


def _choices(part: Term | Quoted | Choice) -> list[str]:
    """The texts that a part can be; an optional one is shown in brackets."""
    if isinstance(part, Term):
        return [_term(part)]
    if isinstance(part, Quoted):
        return ['"' + " ".join(_safe(term.text) for term in part.terms) + '"']
    texts = [" ".join(text for inner in option.parts for text in _choices(inner)[:1]) for option in part.options]
    return ["(" + "/".join(texts) + ")"] if part.optional else texts


def _term(term: Term) -> str:
    text = _safe(term.text)
    return f"{text}…" if term.prefix else f"={text}" if term.exact else text


def _one_way(texts: Sequence[str]) -> str:
    """One way to say a phrase, with what its signs mean said behind it."""
    said = " ".join(texts)
    notes = []
    if re.search(r'(?:^|[\s(/])="?\S|"', said):
        notes.append("spelt exactly so" if '"' not in said else "in exactly these words")
    bare = re.sub(r'(^|[\s(/])=(?=\S)|"', r"\1", said)
    return f"*{bare}*" + (f" ({', '.join(notes)})" if notes else "")


def _safe(text: str) -> str:
    return text.replace("*", "∗")
