"""The marked script: a response's own words with the pen's marks in them and beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import chain, pairwise

from django import template
from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString, mark_safe

from marking.scripts.marked import Note, PointView, Script
from quizzes.pure.wording import in_figures
from quizzes.templatetags.page import icon

register = template.Library()

SIGNS = {"matched": "tick", "near": "query", "negated": "struck", "rejected": "struck", "missed": "missed"}
WORDS = {
    "matched": "credited",
    "near": "nearly",
    "negated": "negated",
    "rejected": "rejected",
    "missed": "not there",
}
# Two marks in the margin get places of their own when they might stand beside the same line. The text column
# holds about 65 characters a line; narrow letters make it some more.
LINE = 90
PLACES = 4
NOTHING = '<p class="nothing">No answer was given.</p>'

figure = lru_cache(maxsize=1000)(floatformat)  # of the few numbers that marks are


@dataclass(frozen=True, slots=True)
class Sign:
    """The mark of one point beside the line where its words end. `place` counts outwards; None is inline."""

    point: PointView
    at: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the response that the same points and notes touch, and the signs that stand at its end."""

    text: str
    points: tuple[PointView, ...]
    signs: tuple[Sign, ...]
    notes: tuple[Note, ...] = ()
    ends: tuple[Note, ...] = ()


def pieces(text: str, points: Sequence[PointView], notes: Sequence[Note] = ()) -> list[Piece]:
    """Cut `text` wherever evidence or a note begins or ends; the pieces' texts joined are `text` again."""
    spans = [(point, _spans(point, len(text))) for point in points]
    signs = _signs(text, points)
    notes = [note for note in notes if 0 <= note.start < note.end <= len(text)]
    edges = chain(*(own for _, own in spans), ((note.start, note.end) for note in notes))
    return [
        Piece(
            text=text[start:end],
            points=tuple(point for point, own in spans if _covers(own, start, end)),
            signs=tuple(sign for sign in signs if sign.at == end),
            notes=tuple(note for note in notes if _covers([(note.start, note.end)], start, end)),
            ends=tuple(note for note in notes if note.end == end),
        )
        for start, end in pairwise(sorted({0, len(text), *chain.from_iterable(edges)}))
    ]


def _covers(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(low <= start and end <= high for low, high in spans)


def _spans(point: PointView, length: int) -> list[tuple[int, int]]:
    """Return where the point's evidence lies, cut to the text: what lies outside it marks nothing."""
    if point.outcome == "missed":
        return []
    ends = ((max(0, int(piece["start"])), min(length, int(piece["end"]))) for piece in point.evidence)
    return [(start, end) for start, end in ends if start < end]


def _signs(text: str, points: Iterable[PointView]) -> list[Sign]:
    """Give each point a sign where its last words end, and a place in the margin that no near one has."""
    ends = sorted(
        ((max(end for _, end in spans), point) for point in points if (spans := _spans(point, len(text)))),
        key=lambda pair: (pair[0], pair[1].number),
    )
    signs: list[Sign] = []
    for at, point in ends:
        taken = {sign.place for sign in signs if at - sign.at <= LINE and "\n" not in text[sign.at : at]}
        free = (place for place in range(PLACES) if place not in taken)
        signs.append(Sign(point, at, next(free, None)))
    return signs


@register.simple_tag
def marked_words(script: Script, for_student: bool = False, notes: Sequence[Note] = ()) -> SafeString:
    """Return the response with its credited words underlined and a sign in the margin for each point.

    The passages of `notes` are shaded, each with the number of what is said of it at its end, a link to `#note-…`.

    Each piece is escaped by itself. All that is added is tags and attributes: with the tags taken out again, the
    text is what the student typed, so copying and searching it work.
    """
    parts = pieces(script.text, script.points, notes)
    used = {sign.place for piece in parts for sign in piece.signs if sign.place is not None}
    inner = "".join(f"{_noted(piece)}{_numbers(piece)}{_margin(piece, for_student)}" for piece in parts)
    markup = f'<div class="words places-{max(used, default=0) + 1}" dir="auto">{inner}</div>'
    return mark_safe(markup)  # noqa: S308 -- each piece is escaped


def _noted(piece: Piece) -> str:
    inner = _underlined(piece)
    if not piece.notes:
        return inner
    kinds = " ".join(dict.fromkeys(note.kind for note in piece.notes))
    numbers = " ".join(str(note.number) for note in piece.notes)
    return f'<span class="noted {escape(kinds)}" data-notes="{numbers}">{inner}</span>'


def _numbers(piece: Piece) -> str:
    """The numbers of the notes that end here; they are no text, so that copying and counting leave them out."""
    return "".join(
        f'<a class="note-number {escape(note.kind)}" href="#note-{note.number}" data-number="{note.number}" '
        f'aria-label="{"Comment" if note.kind == "remark" else "Passage"} {note.number}"></a>'
        for note in piece.ends
    )


def _underlined(piece: Piece) -> str:
    if not piece.points:
        return escape(piece.text)
    outcomes = " ".join(dict.fromkeys(point.outcome for point in piece.points))
    twice = " twice" if sum(point.outcome == "matched" for point in piece.points) > 1 else ""
    return f'<mark class="{escape(outcomes)}{twice}">{escape(piece.text)}</mark>'


def _margin(piece: Piece, for_student: bool) -> str:
    return "".join(
        f'<button type="button" class="sign {escape(sign.point.outcome)} '
        f'{"inline" if sign.place is None else f"place-{sign.place}"}" aria-label="{why}" '
        f'data-number="{sign.point.number}" data-why="{why}">{icon(SIGNS[sign.point.outcome])}</button>'
        for sign in piece.signs
        for why in (escape(reason(sign.point, for_student)),)
    )


@register.simple_tag
def marked_script(
    script: Script, for_student: bool = False, unfolded: bool = False, notes: Sequence[Note] = ()
) -> SafeString:
    """Return a marked script: the words, the mark, and point by point what became of each, to be seen if `unfolded`.

    The same for student, teacher and admin; `for_student` leaves out what quotes the scheme, for whatever is in
    `script`. A class asks for hundreds of these in the same second, so it is put together here and not by a template.
    """
    words = marked_words(script, for_student, notes) if script.text.strip() else NOTHING
    markup = (
        f'<div class="script">{words}<div class="foot"><div class="said">{"".join(_said(script, for_student))}</div>'
        f"{_mark(script)}</div>{_points(script, for_student, unfolded)}</div>"
    )
    return mark_safe(markup)  # noqa: S308 -- all that is not ours is escaped where it is put in


def _said(script: Script, for_student: bool) -> Iterator[str]:
    if script.state == "TO_CHECK" and not for_student:
        yield '<p><span class="query">To check</span></p>'
    comment = f'<q class="comment">{escape(script.comment)}</q>' if script.comment else ""
    if script.by:
        yield f"<p>Marked by {escape(script.by)}{f': {comment}' if comment else ''}</p>"
    elif comment:
        yield f"<p>{comment}</p>"
    if script.reasons and not for_student:
        yield f'<ul class="reasons">{"".join(f"<li>{escape(line)}</li>" for line in script.reasons)}</ul>'


def _mark(script: Script) -> str:
    out_of = figure(script.out_of)
    if script.mark is None:
        words = "Not marked: marking failed" if script.state == "FAILED" else "Not marked yet"
        return f'<p class="unmarked">{words} <span class="of">out of {out_of}</span></p>'
    return (
        f'<p class="total"><span class="hidden-words">Mark: </span><span class="ring">{figure(script.mark)}'
        f'{icon("ring")}</span><span class="of"><span aria-hidden="true">/</span>'
        f'<span class="hidden-words"> out of </span>{out_of}</span></p>'
    )


def _points(script: Script, for_student: bool, unfolded: bool) -> str:
    if not script.points:
        return ""
    rows = "".join(
        f'<li class="{escape(point.outcome)}">{icon(SIGNS[point.outcome])}<div>{"".join(_point(point, for_student))}'
        "</div></li>"
        for point in script.points
    )
    tag = f'<details class="points"{" open" if unfolded else ""}>'
    return f"{tag}<summary>Point by point</summary><ol>{rows}</ol></details>"


def _point(point: PointView, for_student: bool) -> Iterator[str]:
    yield (
        f'<p class="what"><span><strong>Point {point.number}</strong>, {WORDS[point.outcome]}</span> '
        f'<span class="marks">{marks_in_words(point)}</span></p>'
    )
    if point.text and not for_student:
        yield f'<p class="asked">{escape(point.text)}</p>'
    for piece in point.evidence:
        words = f"“{piece['text']}”" if for_student else quoted(dict(piece))
        yield f'<p class="met">{escape(words)}</p>'
    if point.feedback and point.outcome != "matched":
        yield f"<p>{escape(point.feedback)}</p>"
    if for_student and point.wanted:
        yield f"<p>Wanted: {escape(point.wanted)}</p>"


@register.simple_tag
def reason(point: PointView, for_student: bool = False) -> str:
    """Return in one line what a point gave and for which words. A student's does not quote the scheme."""
    said = [part for part in (f"Point {point.number}, {WORDS[point.outcome]}", marks_in_words(point)) if part]
    words = [_met(piece["text"], "" if for_student else piece["met"]) for piece in point.evidence]
    return f"{', '.join(said)}: {'; '.join(words)}" if words else ", ".join(said)


def _met(text: str, met: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if not met or met.casefold() == text.casefold() else f"“{text}” for “{met}”"


@register.filter
def marks_in_words(point: PointView) -> str:
    """Return “1 mark”, “0 of 2 marks” and the like; "" for a point that earns nothing by itself."""
    if not point.of:
        return ""
    given, available = (in_figures(number) for number in (point.marks, point.of))
    if given == available:
        return f"{given} mark{'' if abs(point.of) <= 1 else 's'}"
    return f"{given} of {available} mark{'' if abs(point.of) <= 1 else 's'}"


@register.filter
def sign_of(point: PointView) -> str:
    """Return the sprite's name for what became of a point."""
    return SIGNS[point.outcome]


@register.filter
def outcome_in_words(point: PointView) -> str:
    """Return what became of a point, in a word or two."""
    return WORDS[point.outcome]


@register.filter
def quoted(piece: dict[str, object]) -> str:
    """Return a piece of evidence as words met by words, and how alike they are where that is less than wholly."""
    said = _met(str(piece["text"]), str(piece.get("met") or ""))
    alike = piece.get("similarity")
    if isinstance(alike, int | float) and alike < 0.995:
        said += f" ({alike:.0%} alike)"
    return said


@register.filter
def earns(script: Script, number: int) -> bool:
    """Return whether the engine gave the point with this number its marks."""
    return any(point.number == number and point.outcome == "matched" for point in script.points)
