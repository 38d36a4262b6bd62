"""The one writer of sources, and of what becomes of them on a paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.models import Bank, Item, Picture, Question, Quiz, Source, SourceVersion
from quizzes.services import pictures
from quizzes.services.banks import Overtaken
from quizzes.texts import pictures_in

# What students read of a source: a change of any of these is a new version.
WORDING = ("label", "title", "text", "markdown", "credit")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@transaction.atomic
def write(
    *, source: Source | None, bank: Bank, by: Any, now: datetime, seen: int | None = None, **fields: str
) -> Source:
    """Change `source`, or add one to `bank`, and keep the version. Raises Overtaken and UnknownPicture.

    `seen` is the version that the editor had before them (None: not asked).
    """
    if source is None:
        source = Source(bank=bank, created_at=now, version=0)
    else:
        source = Source.objects.select_for_update().get(pk=source.pk)
        if seen is not None and seen != source.version:
            raise Overtaken(source)
    reworded = source.pk is None or any(getattr(source, name) != fields.get(name, "") for name in WORDING)
    for name, value in fields.items():
        setattr(source, name, value)
    source.version += reworded
    source.updated_at = now
    source.save()
    pictures.link(row=source, markdown=source.markdown, by=by)
    if reworded:
        kept = {name: getattr(source, name) for name in WORDING}
        SourceVersion.objects.create(source=source, number=source.version, written_by=by, written_at=now, **kept)
    return source


# ---- on a paper --------------------------------------------------------------------------------------------


def as_on_paper(source: Source) -> dict[str, Any]:
    """Return a source as an item keeps it; without a label of its own the quiz gives it one."""
    return {"source": source.pk, "version": source.version} | {name: getattr(source, name) for name in WORDING}


@transaction.atomic
def settle(*, quiz: Quiz) -> None:
    """Give the sources of a quiz their labels in the order of its items, and note which pictures the items show."""
    items = list(quiz.items.order_by("position"))
    labels = _labels([source for item in items for source in item.sources])
    link = Item.pictures.through
    shown = {item.pk: set(_pictures(item)) for item in items}
    rows = pictures.named(name for names in shown.values() for name in names)
    for item in items:
        for source in item.sources:
            source["shown_as"] = labels[source["source"]]
    if labels:
        Item.objects.bulk_update(items, ["sources"])
    link.objects.filter(item__quiz=quiz).delete()
    link.objects.bulk_create(
        link(item_id=pk, picture_id=rows[name].pk) for pk, names in shown.items() for name in names if name in rows
    )


def _labels(sources: Sequence[dict[str, Any]]) -> dict[int, str]:
    taken = {source["label"] for source in sources}
    free = (f"Source {letter}" for letter in LETTERS if f"Source {letter}" not in taken)
    labels: dict[int, str] = {}
    for source in sources:
        if source["source"] not in labels:
            labels[source["source"]] = source["label"] or next(free, "Source")
    return labels


def _pictures(item: Item) -> Iterator[str]:
    yield from pictures_in(item.markdown)
    for source in item.sources:
        yield from pictures_in(source["markdown"])


def problems(*, quiz: Quiz) -> list[str]:
    """Return what keeps a quiz from being published for its sources: two that students could not tell apart."""
    called: dict[str, set[int]] = defaultdict(set)
    titles: dict[int, str] = {}
    for item in quiz.items.all():
        for source in item.sources:
            called[source.get("shown_as") or source["label"]].add(source["source"])
            titles[source["source"]] = source["title"]
    return [
        f"Two sources are called “{label}”: {' and '.join(sorted(titles[pk] for pk in group))}. Give one another label."
        for label, group in called.items()
        if len(group) > 1
    ]


def of(questions: Iterable[int]) -> dict[int, list[Source]]:
    """Return the sources of questions, by the question's number, in one query."""
    link = Question.sources.through
    rows = link.objects.filter(question_id__in=list(questions)).order_by("source__label", "source__title", "source_id")
    by_question: dict[int, list[Source]] = defaultdict(list)
    for row in rows.select_related("source"):
        by_question[row.question_id].append(row.source)
    return by_question


def unknown(names: Iterable[str]) -> set[str]:
    """Return the names of pictures that are not there."""
    names = set(names)
    return names - set(Picture.objects.filter(name__in=names).values_list("name", flat=True))
