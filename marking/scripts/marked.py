"""A marked script as data: one shape for the student's page, the teacher's, the admin's and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from marking.engine import Marked, MarkSchemeError
from marking.engine.explain import in_words, sentences
from marking.engine.notation import editing
from marking.engine.types import Point
from marking.models import Mark, PracticeAnswer, Standing
from marking.schemes.words import quoted, wording_in_words
from marking.services import levels
from quizzes.models import Assignment, Response

# What a student's script shows of a point: never one that was missed or only nearly met, whose words are the scheme's.
CREDITED = frozenset({"matched"})
ASKED = "Somebody has asked for another look."


@dataclass(frozen=True, slots=True)
class PointView:
    """One point of the scheme as the script shows it. `evidence` holds start, end, text, met and similarity.

    `wanted` is what earns the point, in words.
    """

    number: int
    outcome: str
    marks: Decimal
    of: Decimal
    text: str
    feedback: str
    evidence: tuple[Mapping[str, Any], ...]
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A passage of a script that something is said of: where it is, from start to end, and the number of what is said.

    `kind` is "remark", or "shared" for what stands in another text too.
    """

    number: int
    start: int
    end: int
    kind: str = "remark"


@dataclass(frozen=True, slots=True)
class Script:
    """A response with what was credited in it. `mark` is the standing mark, None before marking."""

    text: str
    mark: Decimal | None
    out_of: Decimal
    points: tuple[PointView, ...]
    reasons: tuple[str, ...] = ()
    confidence: float | None = None
    by: str = ""
    comment: str = ""
    state: str = ""


def script_of_marking(text: str, marked: Marked, *, scheme: str = "") -> Script:
    """Return the script of an engine's marking that is not stored: the try-out."""
    points = _views([point.as_data() for point in marked.points], scheme)
    return Script(text, marked.mark, marked.max, points, tuple(map(in_words, marked.reasons)), marked.confidence)


def script_of_practice(answer: PracticeAnswer) -> Script:
    """Return the script of an answer given in practice, as its student sees it: with what each missed point wanted."""
    points = tuple(
        replace(point, text="", wanted=point.wanted if point.outcome not in CREDITED and point.of > 0 else "")
        for point in _views(answer.points, answer.scheme.text)
    )
    return Script(answer.text, answer.mark, answer.out_of, points, sentences(answer.reasons))


def script_of(response: Response) -> Script:
    """Return the whole script of a response for those who mark it."""
    standing = getattr(response, "standing", None)
    if standing is None or standing.mark is None:
        return Script(response.text, None, response.item.marks, (), state=standing.state if standing else "")
    mark, engine = standing.mark, standing.engine_mark
    # Points that a person ticked say more about their mark than what the engine found.
    source = mark if mark.marker_id is not None and mark.points else engine
    has_grid = any(_has_grid(one) for one in (mark, source))
    shown = _as_marked(response, source, has_grid=has_grid) if source is not None else ()
    return Script(
        text=response.text,
        mark=mark.mark,
        out_of=mark.out_of,
        points=shown,
        reasons=((ASKED,) if _is_asked_for(standing) else ()) + (engine.sentences if engine else ()),
        confidence=engine.confidence if engine else None,
        by=str(mark.marker) if mark.marker else "",
        comment=mark.reason,
        state=standing.state,
    )


def _is_asked_for(standing: Standing) -> bool:
    return standing.sent_at is not None and standing.state == Standing.State.TO_CHECK


def script_for_student(response: Response, assignment: Assignment) -> Script:
    """Return the script as its student may see it once released: credited words, and what was missed.

    The assignment says whether missed points are named, whether feedback is given, and whether a point without any says
    what was wanted: those are the scheme's own words, so a teacher who sets the quiz again may keep them back.
    """
    whole = script_of(response)
    by_person = bool(whole.by)
    points = tuple(
        PointView(
            number=point.number,
            outcome=point.outcome if point.outcome in CREDITED else "missed",
            marks=point.marks,
            of=point.of,
            text="",
            feedback="" if point.outcome in CREDITED or not assignment.shows_feedback else point.feedback,
            evidence=tuple(_own_words(piece) for piece in point.evidence) if point.outcome in CREDITED else (),
            wanted=point.wanted if _says_what_was_wanted(point, assignment) else "",
        )
        for point in whole.points
        if assignment.shows_points or point.outcome in CREDITED
    )
    return Script(
        text=whole.text, mark=whole.mark, out_of=whole.out_of, points=points, by=whole.by,
        comment=whole.comment if by_person else "",
    )  # fmt: skip


def _says_what_was_wanted(point: PointView, assignment: Assignment) -> bool:
    """Whether a missed point says so: a penalty never does, nor a point whose feedback is shown."""
    has_feedback = bool(point.feedback) and assignment.shows_feedback
    return assignment.shows_wanted and point.outcome not in CREDITED and point.of > 0 and not has_feedback


def _own_words(piece: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "start": piece["start"],
        "end": piece["end"],
        "text": piece["text"],
        "met": "",
        "similarity": None,
    }


def _has_grid(mark: Mark | None) -> bool:
    return mark is not None and mark.scheme is not None and levels.grid_in(mark.scheme.text) is not None


def _as_marked(response: Response, engine: Mark, *, has_grid: bool) -> tuple[PointView, ...]:
    """Offsets belong to the text that was marked; where it has changed since, nothing is underlined."""
    points = engine.points
    if engine.text != response.text:
        points = [{**point, "evidence": []} for point in points]
    return _views(points, engine.scheme.text if engine.scheme else "", has_grid=has_grid)


def _views(points: Sequence[Mapping[str, Any]], scheme: str, *, has_grid: bool | None = None) -> tuple[PointView, ...]:
    """Return the points of a marking by `scheme`. Beside a grid they are what to look for, and earn nothing.

    `has_grid` where that is not the scheme's own: a person may level what the engine marked before there was a grid.
    """
    known = _points_by_line(scheme)
    has_grid = levels.grid_in(scheme) is not None if has_grid is None else has_grid
    return tuple(
        PointView(
            number=number,
            outcome=point["outcome"],
            marks=Decimal(0 if has_grid else point["marks"]),
            of=Decimal(0 if has_grid else point["of"]),
            text=_as_typed(known.get(point["line"])),
            feedback=known[point["line"]].feedback if point["line"] in known else "",
            evidence=tuple(point["evidence"]),
            wanted=quoted(wording_in_words(known[point["line"]])) if point["line"] in known else "",
        )
        for number, point in enumerate(points, start=1)
    )


def _points_by_line(scheme: str) -> dict[int, Point]:
    """Return the points of a scheme by their lines; none where it can't be read (any more)."""
    try:
        return {point.line: point for point in editing.points_of(scheme)}
    except MarkSchemeError:
        return {}


def _as_typed(point: Point | None) -> str:
    if point is None or point.source is None:
        return ""
    return f"{point.source.text} [{point.source.mark}]" if point.source.mark else point.source.text
