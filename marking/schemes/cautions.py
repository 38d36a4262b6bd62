"""What to look at in a scheme that can be used as it is: what it says, and what the engine does with it.

The codes of a caution:

* `common`, `loose`, `covered`, `question`, `far-apart`: the warnings of the notation itself;
* `optional`: a group that matters may be left out; `sentence`: nobody will say just that; `never`: its own words
  don't earn it; `everything`: ordinary sentences do; `overlap`: one wording earns another point, too;
* `brackets`: a number in round brackets; `heading`, `asks`, `denies`: it reads like a heading, a question or
  a "Do not …";
* `list`, `or`: commas, semicolons or an "or" that part nothing; `sign`, `word`: a sign, a little word that is not
  looked at; `total`: the question is worth something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marking.engine import MarkScheme
from marking.engine.notation.formatting import format_expression
from marking.engine.types import (
    AnyOf,
    Both,
    Choice,
    Either,
    Expression,
    Marked,
    Phrase,
    Point,
    Quoted,
    SchemeWarning,
    Term,
    Together,
)
from marking.schemes.values import Caution
from quizzes.english.stop_words import FUNCTION_WORDS

MOST_CONTENT = 5
MOST_ALTERNATIVES = 6
# A point that so many of ordinary sentences meet is met by nearly every answer.
COMMON_SHARE = 0.2
_ORDINARY = (
    "It was important because many people wanted a change at that time.",
    "The government made new laws and the people had to work more.",
    "This is the process in which one thing is used to make another.",
    "They used it in the country for a long time and it became a big problem.",
    "Plants and animals need energy, water and air to live and grow.",
    "The writer shows the reader how the main character feels about the world.",
    "The number gets larger when you put more of it in.",
    "It moves from one place to another and then it goes back again.",
    "The king had a lot of power, but the church was against him.",
    "The program takes the data, looks at it and gives out a result.",
    "I think the answer is that it was different from the other one.",
    "People in the town had no money, so they could not buy food.",
    "First it is heated, then it cools down and turns into a solid.",
    "The river carries small stones and leaves them where it is slow.",
    "There were two sides and both of them said that they were right.",
)
_SENTENCE = (
    "This is a whole sentence, and nobody will say just that. Keep the words that matter, with + between them where "
    "they may come in any order, or give the marks to shorter points."
)
_LITTLE = frozenset(
    """on off in out up down around like to from with without before after over under above below into for against
    between through across behind inside outside near during until since""".split()  # noqa: SIM905
)
# Signs that change what a word says; brackets, quotes and stops don't.
_EDGE_SIGNS = re.compile(r"^[-+£$€%<>=#^]+|[-+£$€%<>=#^]+$|[⁰¹²³⁴-⁹⁺⁻₀-₉]+$")
_SWAPS = {"+": "-", "-": "+", "£": "$", "$": "£", "€": "£", "%": "", "<": ">", ">": "<"}
_HEADING = re.compile(
    r"(?:mark\s*scheme|answers?|guidance|indicative content|level \d.*|total.*|notes?|question \d.*|q\d.*)",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"(?:do not|don't|never) (?:accept|allow|credit|award|reward|give)\b|(?:reject|not accepted)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"(?:explain|describe|why|what|how|give|name|suggest|outline|discuss|evaluate)\b.*(?:\?|\bmarks?\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    point: Point


def cautions_of(scheme: MarkScheme) -> list[Caution]:
    """Return what to look at, in the order of the lines; at most one of a kind for a wording."""
    points = [_Numbered(number, point) for number, point in enumerate(_points(scheme), start=1)]
    cautions = [
        Caution(_code(warning), warning.line, f"{warning.message[:1].upper()}{warning.message[1:]}.")
        for warning in scheme.warnings
    ]
    for one in points:
        cautions += [Caution(code, one.point.line, message, one.number) for code, message in _of_point(one.point)]
    cautions += _of_engine(scheme, points)
    # "Nearly every answer" twice would be one too many.
    common = {caution.line for caution in cautions if caution.code == "common"}
    kept = [caution for caution in cautions if not (caution.code == "everything" and caution.line in common)]
    return sorted(dict.fromkeys(kept), key=lambda one: one.line)


def _points(scheme: MarkScheme) -> Iterator[Point]:
    for item in scheme.scheme.items:
        yield from item.points if isinstance(item, AnyOf) else (item,)


def _code(warning: SchemeWarning) -> str:
    """The kind of one of the notation's own warnings."""
    for words, code in (("nearly every", "common"), ("has to be there", "loose"), ("also earns", "covered"),
                        ("own words", "question"), ("different sentences", "far-apart")):  # fmt: skip
        if words in warning.message:
            return code
    return "other"


def _alternatives(point: Point) -> list[Expression]:
    options: list[Expression] = []
    for expression in (point.expression, *point.accept):
        options += expression.options if isinstance(expression, Either) else [expression]
    return options


# ---- what the point says ------------------------------------------------------------------------------------


def _of_point(point: Point) -> Iterator[tuple[str, str]]:
    alternatives = _alternatives(point)
    text = point.source.text if point.source else format_expression(point.expression)
    yield from _as_typed(text)
    contents = [_content(alternative) for alternative in alternatives]
    if contents and min(contents) > MOST_CONTENT:
        yield "sentence", _SENTENCE
    for alternative in alternatives:
        if isinstance(alternative, Phrase):
            yield from _optional(alternative)


def _as_typed(text: str) -> Iterator[tuple[str, str]]:
    if re.search(r"\(\d{1,2}(?:\.5)?(?:\s*marks?)?\)", text):
        yield (
            "brackets",
            "A number in round brackets is a word that may be left out; marks stand in square ones, like [1].",
        )
    if _HEADING.fullmatch(text.strip()):
        yield "heading", "This looks like a heading, but is looked for in the answer as a point."
    if _DENIES.match(text.strip()):
        yield (
            "denies",
            "This earns marks as a point. To take the point above away, write it under that point as reject: …",
        )
    if _ASKS.match(text.strip()):
        yield "asks", "This looks like the question itself, but is looked for in the answer as a point."
    if re.search(r"\w\s+or\s+\w", text) and '"' not in text and "\\or" not in text:
        yield "or", "“or” is only a word of the phrase here; for either one put / between the wordings."
    if text.count(",") > 1 and not re.search(r"[/+~]", text):
        yield (
            "list",
            "Commas do not separate anything: this is one phrase, in this order. Put / (either) or + (all) between.",
        )
    if ";" in text:
        yield (
            "list",
            "“;” does not separate anything: this is one phrase, in this order. Put each point on a line of its own.",
        )


def _content(expression: Expression) -> int:
    """How many telling words an expression needs in the shortest phrase it asks for; + and ~ break a sentence up."""
    if isinstance(expression, Phrase):
        return sum(_telling(part) for part in expression.parts)
    if isinstance(expression, Either):
        return min(map(_content, expression.options))
    return max(map(_content, expression.parts))


def _telling(part: Term | Quoted | Choice) -> int:
    if isinstance(part, Term):
        return part.text.casefold() not in FUNCTION_WORDS
    if isinstance(part, Quoted):
        return 1
    return 0 if part.optional else min(sum(map(_telling, option.parts)) for option in part.options)


def _optional(phrase: Phrase) -> Iterator[tuple[str, str]]:
    """`plants make (glucose / sugar)`: the group that matters may be left out."""
    last = phrase.parts[-1]
    if not (isinstance(last, Choice) and last.optional and len(last.options) > 1 and _telling_options(last)):
        return
    group = " / ".join(format_expression(option) for option in last.options)
    rest = format_expression(Phrase(tuple(part for part in phrase.parts if part is not last)))
    yield (
        "optional",
        f"“({group})” may be left out, so “{rest}” alone earns the point. For either of them write {{{group}}}.",
    )


def _telling_options(choice: Choice) -> bool:
    return all(any(_telling(part) for part in option.parts) for option in choice.options)


# ---- what the engine does with it ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Trial:
    """A text that the engine is asked about: whose it is, what for, and what is said if the point is met (or not)."""

    number: int
    line: int
    kind: str
    text: str
    said: str


def _of_engine(scheme: MarkScheme, points: Sequence[_Numbered]) -> Iterator[Caution]:
    trials = [trial for one in points for trial in _trials(one, english=scheme.scheme.language == "en")]
    marked = scheme.mark_many([trial.text for trial in trials])
    failed: set[tuple[int, str]] = set()
    for trial, result in zip(trials, marked, strict=True):
        outcome = result.points[trial.number - 1].outcome
        if trial.kind == "own":
            yield from _own(trial, outcome, failed)
            yield from _others(trial, result, points)
        elif outcome == "matched" and not result.review and (trial.number, trial.said) not in failed:
            failed.add((trial.number, trial.said))
            yield Caution(trial.kind, trial.line, trial.said, trial.number)
    yield from _everything(scheme, points)


def _trials(one: _Numbered, *, english: bool) -> Iterator[_Trial]:
    number, line = one.number, one.point.line
    for alternative in _alternatives(one.point)[:MOST_ALTERNATIVES]:
        texts = _texts(alternative)
        yield _Trial(number, line, "own", " ".join(texts), format_expression(alternative))
        for sign, other in _signs(texts):
            said = f"The sign in “{sign}” is not looked at: “{other}” earns the point, too."
            yield _Trial(number, line, "sign", " ".join(other if text == sign else text for text in texts), said)
        if english and isinstance(alternative, Phrase):
            for place, word in _little(texts):
                rest = " ".join([*texts[:place], *texts[place + 1 :]])
                yield _Trial(number, line, "word", rest, f"“{word}” is not looked for: “{rest}” earns the point, too.")


def _texts(expression: Expression) -> list[str]:
    """The words that an expression needs, in one way of saying it."""
    if isinstance(expression, Phrase):
        return [text for part in expression.parts for text in _part_texts(part)]
    if isinstance(expression, Both | Together):
        return [text for part in expression.parts for text in _texts(part)]
    return _texts(expression.options[0])


def _part_texts(part: Term | Quoted | Choice) -> list[str]:
    if isinstance(part, Term):
        return [part.text]
    if isinstance(part, Quoted):
        return [term.text for term in part.terms]
    return [] if part.optional else _texts(part.options[0])


def _signs(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The words with a sign at their edge, each with another sign in its place."""
    for text in texts:
        match = _EDGE_SIGNS.search(text.strip(".,;:!?'…\""))
        if match is None:
            continue
        swapped = "".join(_SWAPS.get(sign, "") for sign in match[0])
        other = text.replace(match[0], swapped)
        if other and any(sign.isalnum() for sign in other):
            yield text, other


def _little(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The little words with a meaning of their own (on, off, around) in a phrase of three words at most."""
    if 1 < len(texts) <= 3:
        for place, word in enumerate(texts):
            if word.casefold() in _LITTLE:
                yield place, word


def _own(trial: _Trial, outcome: str, failed: set[tuple[int, str]]) -> Iterator[Caution]:
    """A point that its own words don't earn."""
    why = {
        "rejected": "its own reject: takes it away",
        "negated": "a “no” or “not” in it counts as denying the rest",
        "near": "the engine only nearly finds it, so that each such answer waits for a person",
    }.get(outcome, "nothing in it can be looked for as it stands")
    if outcome != "matched" and (trial.number, "never") not in failed:
        failed.add((trial.number, "never"))
        yield Caution(
            "never",
            trial.line,
            f"Even an answer that says just “{trial.said}” doesn’t earn this point: {why}.",
            trial.number,
        )


def _others(trial: _Trial, result: Marked, points: Sequence[_Numbered]) -> Iterator[Caution]:
    """A wording that earns another point as well: both are given for one thing said."""
    for one, got in zip(points, result.points, strict=True):
        if one.number < trial.number and got.outcome == "matched" and one.point.marks > 0:
            said = f"“{trial.said}” also earns point {one.number} (line {one.point.line}), so both are given for it."
            yield Caution("overlap", trial.line, said, trial.number)


def _everything(scheme: MarkScheme, points: Sequence[_Numbered]) -> Iterator[Caution]:
    if scheme.scheme.language != "en":
        return
    marked = scheme.mark_many(_ORDINARY)
    for one in points:
        met = sum(result.points[one.number - 1].outcome == "matched" for result in marked)
        if met >= COMMON_SHARE * len(_ORDINARY):
            said = f"{met} of {len(_ORDINARY)} ordinary sentences about quite other things earn this point."
            yield Caution("everything", one.point.line, said, one.number)
