"""The points of a scheme as understood, in words, with what to look at beside each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from marking.engine import MarkScheme, MarkSchemeError
from marking.engine.grid import described
from marking.engine.notation import parse
from marking.engine.types import AnyOf, Point, Scheme, Source
from marking.schemes import words
from marking.schemes.cautions import cautions_of
from marking.schemes.printed import read_as_printed
from marking.schemes.values import Caution, Described, GroupInWords, PointInWords, Understood
from quizzes.pure.wording import count


def understand(
    text: str,
    *,
    question: str = "",
    marks: Decimal | None = None,
    answers: Mapping[str, str] | None = None,
    bank_same: Iterable[str] = (),
    word_limit: int | None = None,
) -> Understood:
    """Return a text as a mark scheme is understood: our notation, or what an exam board prints.

    `question` is the question's text, `marks` what it is said to be worth (None: not known), `answers` the choices
    made so far for `printed.questions` (choice key by question id); `bank_same` and `word_limit` as `MarkScheme.parse`
    takes them. Raises nothing for the text itself; a bad line of `bank_same` raises MarkSchemeError.
    """
    printed = read_as_printed(text, marks=marks, answers=answers)
    try:
        parse(printed.notation)
    except MarkSchemeError as error:
        return Understood(printed, error=error)
    scheme = MarkScheme.parse(
        printed.notation, bank_same=tuple(bank_same), question=question or printed.stem, word_limit=word_limit
    )
    return Understood(printed, describe(scheme, marks=printed.stem_marks or marks))


def describe(scheme: MarkScheme, *, marks: Decimal | None = None) -> Described:
    """Return a scheme in words, a sentence a point, and its cautions. `marks` is what the question is worth, if known.

    The engine is asked what the scheme does with its own words, so this takes as long as marking a few answers a point.
    """
    all_cautions = cautions_of(scheme)
    by_line: dict[int, list[Caution]] = {}
    for caution in all_cautions:
        by_line.setdefault(caution.line, []).append(caution)
    points = tuple(
        _point(number, point, group, by_line.pop(point.line, [])) for number, point, group in _numbered(scheme.scheme)
    )
    general = [caution for cautions in by_line.values() for caution in cautions]
    if marks is not None and marks != scheme.max:
        worth, gives = words.marks_in_words(marks), words.marks_in_words(scheme.max)
        general.append(Caution("total", 1, f"The question is worth {worth}, but the scheme gives up to {gives}."))
    total = _total(scheme, len(points), marks)
    return Described(points, _groups(scheme.scheme), scheme.max, total, tuple(general), scheme.scheme.grid)


def _numbered(scheme: Scheme) -> Iterable[tuple[int, Point, int | None]]:
    number, groups = 0, 0
    for item in scheme.items:
        groups += isinstance(item, AnyOf)
        for point in item.points if isinstance(item, AnyOf) else (item,):
            number += 1
            yield number, point, groups if isinstance(item, AnyOf) else None


def _point(number: int, point: Point, group: int | None, cautions: list[Caution]) -> PointInWords:
    source = point.source or Source(point.line, point.line, "", "", "")
    typed = {
        keyword: tuple(detail.text for detail in source.details if detail.keyword == keyword)
        for keyword in ("accept", "reject", "ignore")
    }
    return PointInWords(
        number=number,
        line=point.line,
        marks=point.marks,
        sentence=words.point_in_words(number, point),
        wording=words.wording_in_words(point),
        typed=source.text,
        group=group,
        feedback=point.feedback,
        negated_counts=point.negated_counts,
        ao=point.ao,
        cautions=tuple(Caution(one.code, one.line, one.message, number) for one in cautions),
        **typed,
    )


def _groups(scheme: Scheme) -> tuple[GroupInWords, ...]:
    groups: list[GroupInWords] = []
    number = 0
    for item in scheme.items:
        size = len(item.points) if isinstance(item, AnyOf) else 1
        if isinstance(item, AnyOf):
            numbers = tuple(range(number + 1, number + size + 1))
            sentence = words.group_in_words(item.count, numbers)
            groups.append(GroupInWords(len(groups) + 1, item.line, item.count, numbers, sentence))
        number += size
    return tuple(groups)


def _total(scheme: MarkScheme, points: int, marks: Decimal | None) -> str:
    grid = scheme.scheme.grid
    if grid is not None:
        return " ".join(described(grid)) + (f" {count(points, 'point')} to look for." if points else "")
    said = f"{count(points, 'point')}, up to {words.marks_in_words(scheme.max)} in all"
    if scheme.scheme.levels:
        said += f" by levels: {words.levels_in_words(scheme.scheme.levels)}"
    elif scheme.scheme.cap is not None:
        said += f" (max {words.marks_in_words(scheme.scheme.cap)})"
    return said + (", as the question says." if marks is not None and marks == scheme.max else ".")
