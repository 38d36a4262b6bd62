"""Questions with answers that a person has marked, read from a file: what `agree` and `fit_opinion` work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marking.engine import MarkScheme as EngineScheme
from marking.engine import MarkSchemeError
from marking.engine.types import Marked
from marking.opinion.seen import Seen, from_marked
from marking.pure.answers_file import Answer, UnreadableFile, read_answers, read_text

# Instead of a file's name: the scheme stands in each row.
IN_ROWS = "-"


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and the mark that a person gave it; `key` counts from 0."""

    key: int
    text: str
    mark: Decimal


@dataclass(frozen=True, slots=True)
class MarkedQuestion:
    """A question, its scheme and the answers that a person has marked."""

    question: str
    scheme: str
    answers: tuple[Judged, ...]

    @property
    def engine(self) -> EngineScheme:
        """The scheme, ready to mark."""
        return ready(self.scheme, self.question)


def ready(scheme: str, question: str) -> EngineScheme:
    """Return a scheme's text ready to mark with. Raises the engine's MarkSchemeError."""
    return EngineScheme.parse(scheme, question=question)


def mark(scheme: str, question: str, answers: Sequence[Judged]) -> list[Marked]:
    """Return what a scheme gives answers."""
    return ready(scheme, question).mark_many([answer.text for answer in answers])


def seen(marked: Sequence[Marked], answers: Sequence[Judged]) -> list[Seen]:
    """Return answers with what the engine gave them, nothing decided yet."""
    return [from_marked(one.key, one.text, given) for one, given in zip(answers, marked, strict=True)]


def read_questions(scheme: str, marked: str) -> tuple[list[MarkedQuestion], list[str]]:
    """Return the questions of a file, and what is wrong with rows that were left out.

    `scheme` is a file, or "-" where each row of `marked` holds its `scheme`, and may hold its `question`: then there
    is a question for each pair of them, in the order in which they first stand. Raises UnreadableFile, and the
    engine's MarkSchemeError.
    """
    text = "" if scheme == IN_ROWS else read_text(scheme)
    rows: dict[tuple[str, str], list[Judged]] = {}
    problems = []
    for number, row in enumerate(read_answers(marked, marked=True)):
        if not isinstance(row, Answer) or row.mark is None:
            problems.append(f"row {row.row}: {getattr(row, 'problem', 'there is no mark')}")
        elif not (text or row.scheme):
            problems.append(f"row {row.row}: scheme is missing; name a file instead of -, or give each row its scheme")
        else:
            key = ("", text) if text else (row.question, row.scheme)
            rows.setdefault(key, []).append(Judged(number, row.text, row.mark))
    questions = []
    for (question, own), answers in rows.items():
        most = _worth(own, question, marked)
        good = tuple(one for one in answers if one.mark <= most)
        problems += [
            f"answer {one.key + 1}: the mark is {one.mark}, the most is {most}" for one in answers if one.mark > most
        ]
        if good:
            questions.append(MarkedQuestion(question, own, good))
    return questions, problems


def _worth(scheme: str, question: str, path: str) -> Decimal:
    try:
        return ready(scheme, question).max
    except MarkSchemeError as error:
        raise UnreadableFile(f"{path}, the scheme of “{question[:60]}”: {error}") from error
