"""Writes a scheme in its normal form: what `parse` reads back as an equal scheme."""

from __future__ import annotations

import re
from decimal import Decimal

from marking.engine.grid import write_grid
from marking.engine.types import (
    Both,
    Choice,
    Either,
    Expression,
    Level,
    Phrase,
    Point,
    Quoted,
    Scheme,
    Term,
)

_SIGNS = re.compile(r"[/+~{}()\[\]\"*\\=:]")
_IN_QUOTES = re.compile(r'["\\*]')
# A first word that would be read as a bullet, a comment, or the beginning of a header line.
_MISREAD_FIRST = re.compile(r"#.*|[-*•·▪‣◦●○]|[0-9]{1,3}[.)]|max|maximum|any", re.IGNORECASE)
_INDENT = "    "


def format_scheme(scheme: Scheme) -> str:
    """The scheme as text: headers first, one line a point, every mark written out, details indented.

    `parse(format_scheme(scheme)) == scheme` for every scheme that `parse` gives (line numbers are no part of
    what a scheme says, so they don't take part in the comparison). Comments are not kept.
    """
    lines = _header(scheme)
    for item in scheme.items:
        if isinstance(item, Point):
            lines.extend(_point(item, ""))
        else:
            lines.append(f"any {item.count} from:")
            for point in item.points:
                lines.extend(_point(point, _INDENT))
    return "\n".join(lines) + "\n"


def format_expression(expression: Expression) -> str:
    """The expression as a teacher would write it, without a mark."""
    if isinstance(expression, Phrase):
        return _phrase(expression)
    if isinstance(expression, Either):
        return " / ".join(format_expression(option) for option in expression.options)
    if isinstance(expression, Both):
        return " + ".join(_side(part, (Either,)) for part in expression.parts)
    return " ~ ".join(_side(part, (Either, Both)) for part in expression.parts)


def format_number(number: Decimal) -> str:
    """`1`, `0.5`: the shortest way to write a number of marks."""
    return f"{number.normalize():f}"


def _header(scheme: Scheme) -> list[str]:
    lines = [f"max {format_number(scheme.cap)}"] if scheme.cap is not None else []
    if scheme.spelling != "normal":
        lines.append(f"spelling: {scheme.spelling}")
    if scheme.language != "en":
        lines.append(f"language: {scheme.language}")
    lines.extend("same: " + " = ".join(_phrase(phrase) for phrase in same) for same in scheme.same)
    if scheme.levels:
        lines.append("levels: " + ", ".join(_level(level) for level in scheme.levels))
    if scheme.grid is not None:
        lines.extend(write_grid(scheme.grid))
    return lines


def _level(level: Level) -> str:
    low = format_number(level.low)
    if level.high is None:
        low += "+"
    elif level.high != level.low:
        low += "-" + format_number(level.high)
    return f"{low} -> {format_number(level.mark)}"


def _point(point: Point, indent: str) -> list[str]:
    lines = [f"{_first_word(format_expression(point.expression))} [{format_number(point.marks)}]"]
    for keyword in ("accept", "reject", "ignore"):
        expressions: tuple[Expression, ...] = getattr(point, keyword)
        lines.extend(f"{_INDENT}{keyword}: {format_expression(expression)}" for expression in expressions)
    if point.feedback:
        lines.append(f"{_INDENT}feedback: {point.feedback}")
    if point.negated_counts:
        lines.append(f"{_INDENT}negated: count")
    if point.ao:
        lines.append(f"{_INDENT}ao: {point.ao}")
    return [indent + line for line in lines]


def _first_word(text: str) -> str:
    """The point's text, with a backslash where its first word would be read as something else."""
    return "\\" + text if _MISREAD_FIRST.fullmatch(text.split(maxsplit=1)[0]) else text


def _side(expression: Expression, weaker: tuple[type[Expression], ...]) -> str:
    """One side of `+` or `~`, in braces where its own sign is looser."""
    text = format_expression(expression)
    return "{" + text + "}" if isinstance(expression, weaker) else text


def _phrase(phrase: Phrase) -> str:
    return " ".join(_part(part) for part in phrase.parts)


def _part(part: Term | Quoted | Choice) -> str:
    if isinstance(part, Term):
        return _term(part)
    if isinstance(part, Quoted):
        return '"' + " ".join(_IN_QUOTES.sub(r"\\\g<0>", term.text) for term in part.terms) + '"'
    inner = " / ".join(_phrase(option) for option in part.options)
    return f"({inner})" if part.optional else "{" + inner + "}"


def _term(term: Term) -> str:
    text = _SIGNS.sub(r"\\\g<0>", term.text)
    return ("=" if term.exact else "") + text + ("*" if term.prefix else "")
