"""A bank as CSV or Excel."""

from __future__ import annotations

import csv
import io

from marking.formats.values import ESSAY, Exported, FileBank, FileQuestion, bank_left_behind, left_behind
from quizzes.files.tables import Cell, write_csv, write_excel

COLUMNS = ["id", "type", "topic", "question", "mark scheme", "marks", "model answer", "word max", "tags", "source"]


def write(bank: FileBank, *, excel: bool) -> Exported:
    """Return a bank as CSV or Excel. The scheme is in our notation, so that it comes back as it went."""
    done = Exported()
    rows = (_row(question) for question in bank.questions)
    if excel:
        done.data = write_excel(COLUMNS, rows, title=bank.title)
    else:
        done.data = "".join(write_csv(COLUMNS, rows)).encode()
    done.lost = [
        line for question in bank.questions for line in left_behind(question, "examples", "markdown", "sources")
    ]
    done.lost += bank_left_behind(bank)
    return done


def _row(question: FileQuestion) -> list[Cell]:
    return [
        question.external_id,
        "essay" if question.kind == ESSAY else "short",
        question.topic,
        question.stem,
        question.scheme,
        None if question.scheme else question.marks,
        question.model_answer,
        question.word_limit,
        _listed(question.tags),
        question.source,
    ]


def _listed(tags: tuple[str, ...]) -> str:
    """Return tags in one cell, in quotation marks where one holds a comma."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(tags)
    return out.getvalue().replace('",', '", ') if any("," in tag for tag in tags) else ", ".join(tags)
