"""A bank as a file of one of the formats that are written."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from marking.formats.detect import WRITTEN
from marking.formats.values import Exported, FileBank, FileExample, FileQuestion, FileSource
from marking.models import Example, MarkScheme
from quizzes.models import Bank, Question, Source
from quizzes.services import pictures
from quizzes.texts import pictures_in


def write_out(*, bank: Bank, format_name: str) -> Exported:
    """Return a bank as a file of one of the formats in `WRITTEN`, with what that could not carry."""
    return WRITTEN[format_name].write(as_values(bank))


def as_values(bank: Bank) -> FileBank:
    """Return a bank with its questions in use, their newest schemes, tags and examples."""
    newest = Prefetch("mark_schemes", MarkScheme.objects.order_by("-version"), to_attr="by_version")
    rows = bank.questions.exclude(state=Question.State.ARCHIVED).order_by("topic", "pk")
    rows = rows.prefetch_related(newest, "tags", "sources", Prefetch("examples", Example.objects.order_by("pk")))
    asked = [_as_value(row) for row in rows.iterator(chunk_size=2_000)]
    written = list(bank.sources.filter(archived_at=None))
    used = {name for question in asked for name in question.sources}
    others = Source.objects.filter(questions__bank=bank).exclude(bank=bank).distinct()  # of questions that were moved
    written += [source for source in others if _source_id(source) in used]
    texts = [question.markdown for question in asked] + [source.markdown for source in written]
    return FileBank(
        title=bank.title,
        description=bank.description,
        glossary=tuple(line for line in bank.glossary.splitlines() if line.strip()),
        questions=asked,
        sources=[
            FileSource(_source_id(one), one.title, one.text, one.label, one.markdown, one.credit) for one in written
        ],
        pictures=pictures.clean_of(name for text in texts for name in pictures_in(text)),
    )


def _source_id(source: Source) -> str:
    return source.external_id or f"source-{source.pk}"


def _as_value(row: Any) -> FileQuestion:
    return FileQuestion(
        stem=row.stem,
        kind=row.kind,
        scheme=row.by_version[0].text if row.by_version else "",
        marks=None if row.by_version else row.marks,
        topic=row.topic,
        model_answer=row.model_answer,
        external_id=row.external_id or f"markscheme-{row.pk}",
        word_limit=row.word_limit,
        source=row.source,
        tags=tuple(tag.name for tag in row.tags.all()),
        markdown=row.markdown,
        sources=tuple(_source_id(source) for source in row.sources.all()),
        examples=tuple(FileExample(one.text, one.mark, one.note) for one in row.examples.all()),
    )
