"""What a student gets for an essay: levels with their descriptors, and comments. Nothing that a machine expects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from marking.engine.grid import Grid, GridLevel, Objective
from marking.models import Mark, ScriptComment
from marking.scripts.marked import Note, Script, script_for_student
from marking.services import comments, levels
from quizzes.models import Assignment, Response


@dataclass(frozen=True, slots=True)
class LevelReached:
    """What was given for an objective: its level with the descriptor, and the next one up; None at the top."""

    objective: str
    about: str
    level: GridLevel
    given: Decimal
    out_of: Decimal
    following: GridLevel | None


@dataclass(frozen=True, slots=True)
class CommentShown:
    """A comment at a passage: its number in the text, and whether its passage is in the text no more."""

    number: int
    text: str
    passage: str
    is_lost: bool


@dataclass(frozen=True, slots=True)
class EssayResult:
    """A script as its student may see it, with what was said of it. `overall` is of the whole script, "" for nothing.

    `notes` are the passages of `comments` that are in the text. `levels` is empty where nobody gave a level.
    """

    script: Script
    levels: tuple[LevelReached, ...] = ()
    comments: tuple[CommentShown, ...] = ()
    overall: str = ""
    notes: tuple[Note, ...] = ()


def essay_for_student(
    response: Response, assignment: Assignment, written: Sequence[ScriptComment], *, first: int = 1
) -> EssayResult:
    """Return the result of a released response, loaded as `rows.marked_responses` does.

    The comments that were `written` are numbered from `first`.
    """
    script = script_for_student(response, assignment)
    reached = _reached(response)
    if reached:
        script = replace(script, comment="")  # which says the levels once more
    said = comments.placed(response, written)
    at_passages = [one for one in said if not one.comment.is_overall]
    shown = tuple(
        CommentShown(number, one.comment.text, one.comment.exact, one.is_lost)
        for number, one in enumerate(at_passages, start=first)
    )
    notes = tuple(
        Note(number, one.start, one.end)
        for number, one in enumerate(at_passages, start=first)
        if one.start is not None and one.end is not None
    )
    overall = next((one.comment.text for one in said if one.comment.is_overall), "")
    return EssayResult(script, reached, shown, overall, notes)


def essays_for_student(rows: list[Response], assignment: Assignment) -> list[tuple[Response, EssayResult]]:
    """Return the results of the responses of an attempt, their comments numbered through."""
    results: list[tuple[Response, EssayResult]] = []
    has_comments = any(row.has_comments for row in rows)  # type: ignore[attr-defined]  # rows.marked_responses
    written = comments.by_response(rows[0].attempt_id) if has_comments else {}
    first = 1
    for row in rows:
        result = essay_for_student(row, assignment, written.get(row.pk, ()), first=first)
        first += len(result.comments)
        results.append((row, result))
    return results


def _reached(response: Response) -> tuple[LevelReached, ...]:
    """The levels of the mark that stands; a typed mark has the level in whose range it lies, where that is one."""
    standing = getattr(response, "standing", None)
    mark = standing.mark if standing is not None else None
    if mark is None or mark.marker_id is None:
        return ()
    grid = _grid_of(mark) or _grid_of(response.standing.engine_mark)
    given = {row.objective: row.given for row in mark.levels.all()}
    if grid is None:
        return ()
    if not given and len(grid.objectives) == 1 and mark.mark <= grid.marks:
        given = {grid.objectives[0].name: mark.mark}
    return tuple(
        _level_reached(one, given[one.name])
        for one in grid.objectives
        if one.name in given and given[one.name] <= one.marks
    )


def _level_reached(one: Objective, given: Decimal) -> LevelReached:
    level = one.level_of(given)
    following = one.level(level.number + 1) if level.number < one.top else None
    return LevelReached(one.name, one.about, level, given, one.marks, following)


def _grid_of(mark: Mark | None) -> Grid | None:
    return levels.grid_in(mark.scheme.text) if mark is not None and mark.scheme is not None else None
