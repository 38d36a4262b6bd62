"""All answers of a quiz or class with everything on record about them: for appeals, for research, for the archive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from marking.models import Mark, ScriptComment
from marking.queries import mark_of, marks_that_count
from marking.reports.gradebook import school_time
from quizzes.files.tables import Cell
from quizzes.models import Attempt, AttemptAct, Response, ResponseVersion, User
from quizzes.pure.wording import in_figures

HEADER = (
    "class", "quiz", "last name", "first name", "username", "student id", "attempt", "started", "handed in",
    "handed in by", "sat on paper", "question", "question text", "out of", "answer", "revision", "saved",
    "texts on record", "mark", "revision marked", "counts", "given by", "given", "reason", "confidence",
    "credited words", "points", "mark scheme version", "engine version", "levels", "comments",
)  # fmt: skip
TEXTS_HEADER = (
    "class", "quiz", "username", "student id", "attempt", "question", "received", "what became of it", "counts now",
    "text",
)  # fmt: skip
SCHEMES_HEADER = ("question", "question text", "version", "written", "by", "mark scheme")
AT_A_TIME = 500
_ORDER = ("attempt__assignment", "attempt__student__last_name", "attempt__student__first_name", "attempt", "item")
CREDITED = ("matched", "near")


def rows_of(responses: QuerySet[Response], ids: Mapping[int, str]) -> Iterator[Sequence[Cell]]:
    """Yield a line for every mark on record of each answer, the one that counts among them; one for an unmarked answer.

    `ids` are the school's student ids by account. Times are the school's.
    """
    for response in _loaded(responses):
        begins = _answer_cells(response, ids)
        said = "\n".join(map(_comment_in_words, _standing_comments(response)))
        for mark in list(response.on_record) or [None]:  # type: ignore[attr-defined]
            yield [*begins, *_mark_cells(mark, response), said]


def texts_of(responses: QuerySet[Response], ids: Mapping[int, str]) -> Iterator[Sequence[Cell]]:
    """Yield a line for every text that reached the server for these answers, whether it counted or not."""
    rows = ResponseVersion.objects.filter(response__in=responses.values("pk")).select_related(
        "response__item", "response__attempt__student", "response__attempt__assignment__quiz",
        "response__attempt__assignment__school_class",
    )  # fmt: skip
    order = [f"response__{name}" for name in _ORDER]
    for row in rows.order_by(*order, "pk").iterator(chunk_size=AT_A_TIME):
        attempt, student = row.response.attempt, row.response.attempt.student
        yield [
            str(attempt.assignment.school_class), str(attempt.assignment.quiz), student.username,
            ids.get(student.pk, ""), attempt.number, row.response.item.position, school_time(row.received_at),
            row.get_outcome_display(), row.text == row.response.text, row.text,
        ]  # fmt: skip


def schemes_of(responses: QuerySet[Response]) -> Iterator[Sequence[Cell]]:
    """Yield the versions of the mark schemes by which these answers were marked."""
    used = Mark.objects.filter(response__in=responses.values("pk"), scheme__isnull=False)
    rows = used.order_by("response__item__position", "scheme__version").values_list(
        "response__item__position", "response__item__stem", "scheme__version", "scheme__written_at",
        "scheme__written_by", "scheme__text",
    ).distinct()  # fmt: skip
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=used.values("scheme__written_by"))}
    for position, stem, version, at, by, text in rows:
        yield [position, stem, version, school_time(at), names.get(by, ""), text]


def json_of(responses: QuerySet[Response], ids: Mapping[int, str], *, title: str, made_at: datetime) -> Iterator[str]:
    """Yield a JSON document piece by piece: each answer with all its texts, and all its marks with their evidence."""
    head = {"format": "markscheme answers", "version": 1, "title": title, "made_at": made_at.isoformat()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "answers": [\n'
    for number, response in enumerate(_loaded(responses)):
        yield (",\n" if number else "") + json.dumps(_answer(response, ids), ensure_ascii=False)
    yield "\n]}\n"


def _loaded(responses: QuerySet[Response]) -> Iterator[Response]:
    counting = marks_that_count(Mark.objects.all()).values("pk")
    marks = Mark.objects.select_related("marker", "scheme").prefetch_related("levels").order_by("pk")
    taken_in = AttemptAct.objects.filter(kind=AttemptAct.Kind.FROM_PAPER).select_related("made_by").order_by("pk")
    rows = responses.select_related(
        "attempt__student", "attempt__assignment__quiz", "attempt__assignment__school_class", "item", "standing__mark"
    ).prefetch_related(
        Prefetch("marks", marks, to_attr="on_record"),
        Prefetch("marks", marks.filter(pk__in=counting), to_attr="in_force"),
        Prefetch("attempt__acts", taken_in, to_attr="taken_in"),
        Prefetch("versions", ResponseVersion.objects.order_by("pk"), to_attr="texts"),
        Prefetch("comments", ScriptComment.objects.select_related("made_by").order_by("pk"), to_attr="said"),
    )
    return rows.order_by(*_ORDER).iterator(chunk_size=AT_A_TIME)


def _answer_cells(response: Response, ids: Mapping[int, str]) -> list[Cell]:
    attempt, student = response.attempt, response.attempt.student
    return [
        str(attempt.assignment.school_class), str(attempt.assignment.quiz), student.last_name, student.first_name,
        student.username, ids.get(student.pk, ""), attempt.number,
        None if attempt.sat_on_paper else school_time(attempt.started_at), school_time(attempt.submitted_at),
        _handed_in_by(attempt), attempt.sat_on_paper,
        response.item.position, response.item.stem, response.item.marks, response.text, response.revision,
        school_time(response.saved_at), len(response.texts),  # type: ignore[attr-defined]
    ]  # fmt: skip


def _handed_in_by(attempt: Attempt) -> str:
    if attempt.sat_on_paper is None:
        return "the clock" if attempt.closed_by_clock else "the student"
    return ", ".join(dict.fromkeys(str(act.made_by) for act in attempt.taken_in))  # type: ignore[attr-defined]


def _mark_cells(mark: Mark | None, response: Response) -> list[Cell]:
    if mark is None:
        return [None] * 12
    reason = mark.reason or " ".join(mark.sentences)
    return [
        mark.mark, mark.revision, _stands(mark, response), _by(mark), school_time(mark.made_at), reason,
        round(mark.confidence, 3) if mark.confidence is not None else None, " … ".join(_credited(mark)),
        ", ".join(f"{place}: {one.get('outcome', '')}" for place, one in enumerate(_points(mark), 1)),
        mark.scheme.version if mark.scheme is not None else None, mark.engine_version,
        "; ".join(map(str, mark.levels.all())),
    ]  # fmt: skip


def _standing_comments(response: Response) -> list[ScriptComment]:
    """The comments that stand: those at passages in the order they were made, that on the whole last."""
    said: list[ScriptComment] = response.said  # type: ignore[attr-defined]
    replaced = {one.replaces_id for one in said}
    return sorted((one for one in said if one.text and one.pk not in replaced), key=lambda one: one.is_overall)


def _comment_in_words(comment: ScriptComment) -> str:
    return comment.text if comment.is_overall else f"“{comment.exact}”: {comment.text}"


def _stands(mark: Mark, response: Response) -> str:
    """Whether a mark is the one that counts, was one before, or was taken back."""
    standing = getattr(response, "standing", None)
    if standing is not None and standing.mark_id == mark.pk:
        return "yes"
    return "earlier" if mark.pk in {one.pk for one in response.in_force} else "undone"  # type: ignore[attr-defined]


def _by(mark: Mark) -> str:
    return str(mark.marker) if mark.marker is not None else "the engine"


def _points(mark: Mark) -> list[dict[str, Any]]:
    return [one for one in mark.points if isinstance(one, dict)]


def _credited(mark: Mark) -> Iterator[str]:
    """Yield the words of the answer that earned something."""
    for point in _points(mark):
        for piece in (point.get("evidence") or ()) if point.get("outcome") in CREDITED else ():
            if isinstance(piece, dict) and piece.get("text"):
                yield str(piece["text"])


def _answer(response: Response, ids: Mapping[int, str]) -> dict[str, Any]:
    attempt, student, mark = response.attempt, response.attempt.student, mark_of(response)
    return {
        "class": str(attempt.assignment.school_class),
        "quiz": str(attempt.assignment.quiz),
        "student": {
            "last_name": student.last_name,
            "first_name": student.first_name,
            "username": student.username,
            "id": ids.get(student.pk, ""),
        },
        "attempt": {
            "number": attempt.number,
            "started_at": _when(attempt.started_at),
            "handed_in_at": _when(attempt.submitted_at),
            "closed_by_clock": attempt.closed_by_clock,
            "sat_on_paper": attempt.sat_on_paper.isoformat() if attempt.sat_on_paper is not None else None,
            "taken_in": [
                {"by": str(act.made_by), "made_at": _when(act.made_at), "reason": act.reason}
                for act in attempt.taken_in  # type: ignore[attr-defined]
            ],
        },
        "question": {
            "position": response.item.position,
            "text": response.item.stem,
            "out_of": _figure(response.item.marks),
        },
        "answer": response.text,
        "revision": response.revision,
        "saved_at": _when(response.saved_at),
        "mark": _figure(mark),
        "texts": [
            {"text": text.text, "outcome": text.outcome, "received_at": _when(text.received_at)}
            for text in response.texts  # type: ignore[attr-defined]
        ],
        "marks": [_mark(mark, response) for mark in response.on_record],  # type: ignore[attr-defined]
        "comments": [_comment(one) for one in response.said],  # type: ignore[attr-defined]
    }


def _mark(mark: Mark, response: Response) -> dict[str, Any]:
    return {
        "mark": _figure(mark.mark),
        "out_of": _figure(mark.out_of),
        "counts": _stands(mark, response),
        "by": _by(mark),
        "made_at": _when(mark.made_at),
        "reason": mark.reason,
        "reasons": list(mark.sentences),
        "confidence": mark.confidence,
        "revision": mark.revision,
        "text": mark.text,
        "points": mark.points,
        "scheme_version": mark.scheme.version if mark.scheme is not None else None,
        "scheme": mark.scheme.text if mark.scheme is not None else None,
        "engine_version": mark.engine_version,
        "levels": [
            {"objective": one.objective, "level": one.level, "mark": _figure(one.given), "out_of": _figure(one.out_of)}
            for one in mark.levels.all()
        ],
    }


def _comment(comment: ScriptComment) -> dict[str, Any]:
    """A comment on record: one that `replaces` another took its place, with an empty text it took it away."""
    return {
        "id": comment.pk,
        "replaces": comment.replaces_id,
        "text": comment.text,
        "passage": comment.exact or None,
        "start": comment.start,
        "prefix": comment.prefix,
        "suffix": comment.suffix,
        "revision": comment.revision,
        "by": str(comment.made_by),
        "made_at": _when(comment.made_at),
    }


def _when(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _figure(mark: Decimal | None) -> str | None:
    """Return a mark as text, so that no half is ever rounded."""
    return None if mark is None else in_figures(mark)
