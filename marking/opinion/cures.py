"""What would cure a scheme of what an alarm says: its text with one thing changed, which a teacher sees and accepts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marking.engine.notation import MarkSchemeError, editing, format_expression, parse
from marking.engine.types import Expression, Phrase, Point, Term
from marking.opinion.alarms import Alarm, alternatives, options

# A longer answer is no wording: it would meet nothing but itself.
MOST_WORDS = 15
_ROUND_WORDS = ".,;:!?\"“”‘'’()[]…"


@dataclass(frozen=True, slots=True)
class Cure:
    """A change of a scheme: its new text, what a button says of it, and what was done once it is."""

    text: str
    offer: str
    done: str


def cure(text: str, alarm: Alarm) -> Cure | None:
    """Return what would cure the scheme `text` of what an alarm says, None where only its author can.

    Raises the engine's MarkSchemeError for a text that cannot be read.
    """
    points = editing.points_of(text)
    point = _point(points, alarm)
    if point is None:
        return None
    made = _KINDS[alarm.code](text, points, point, alarm.words)
    if made is None or made.text == text:
        return None
    try:
        parse(made.text)
    except MarkSchemeError:
        return None
    return made


def _point(points: Sequence[Point], alarm: Alarm) -> Point | None:
    """Return the point that an alarm is about, though the scheme may have changed since; None where it is gone."""
    if alarm.code == "zero":
        return next(iter(points), None)
    about = [
        point
        for point in points
        if format_expression(point.expression) == alarm.words
        or any(format_expression(one) == alarm.words for one in alternatives(point))
    ]
    return min(about, key=lambda point: abs(point.line - alarm.line), default=None)


def _accept(text: str, _: Sequence[Point], point: Point, words: str) -> Cure | None:
    plain = [word.strip(_ROUND_WORDS).replace('"', "") for word in words.split()]
    plain = [word for word in plain if word]
    if not plain or len(plain) > MOST_WORDS:
        return None
    phrase = format_expression(Phrase(tuple(Term(word) for word in plain)))
    said = " ".join(plain)
    changed = editing.add_detail(text, point.line, "accept", phrase)
    return Cure(changed, f"Accept “{said}”", f"Accepted from now on: “{said}”.")


def _count_denials(text: str, _: Sequence[Point], point: Point, words: str) -> Cure | None:
    if point.negated_counts:
        return None
    changed = editing.add_detail(text, point.line, "negated", "count")
    return Cure(changed, "Count denials", f"Denials of “{words}” count from now on.")


def _without_point(text: str, points: Sequence[Point], point: Point, words: str) -> Cure | None:
    if len(points) < 2:
        return None
    changed = editing.remove_point(text, point.line)
    return Cure(changed, "Take the point out", f"The point “{words}” was taken out.")


def _without_option(text: str, _: Sequence[Point], point: Point, words: str) -> Cure | None:
    """Take one of a point's alternatives out: of the point's own line, or of its lines `accept:`."""
    changed = with_option(text, point, words, "")
    return None if changed is None else Cure(changed, f"Take “{words}” out", f"“{words}” is no longer accepted.")


def with_option(text: str, point: Point, words: str, instead: str) -> str | None:
    """Return the text in which `instead` stands for the point's alternative `words`; "" takes it out.

    None where the point has no such alternative, or nothing would be left to look for.
    """
    if (kept := _others(options(point.expression), words, instead)) is not None:
        return editing.set_point(text, point.line, wording=" / ".join(kept)) if kept else None
    lines = [format_expression(one) for one in point.accept]
    for number, expression in enumerate(point.accept):
        if (kept := _others(options(expression), words, instead)) is not None:
            lines[number] = " / ".join(kept)
            return editing.set_details(text, point.line, "accept", [line for line in lines if line])
    return None


_KINDS = {
    "zero": _accept,
    "denied": _count_denials,
    "nobody": _without_point,
    "everybody": _without_point,
    "generous": _without_option,
    "slips": _without_option,
}


def _others(known: Sequence[Expression], words: str, instead: str) -> list[str] | None:
    """Return the alternatives with `instead` for the one that says `words`, None where none does."""
    said = [format_expression(one) for one in known]
    return [one for one in (instead if one == words else one for one in said) if one] if words in said else None
