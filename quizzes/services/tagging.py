"""The one writer of tags, the words that questions are found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from quizzes.models import Question, Tag


@transaction.atomic
def tag(*, questions: Iterable[Question], names: str) -> int:
    """Give each question the tags in `names`, parted by commas, and return how many tags that were."""
    tag_many(tags={question.pk: [names] for question in questions})
    return len(tag_names(names))


@transaction.atomic
def tag_many(*, tags: Mapping[int, Iterable[str]]) -> None:
    """Give each question, by its id, its own tags, in a few statements."""
    wanted = {pk: tag_names(",".join(names)) for pk, names in tags.items()}
    names = {name for group in wanted.values() for name in group}
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
    ids = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
    link = Question.tags.through
    rows = [link(question_id=pk, tag_id=ids[name]) for pk, group in wanted.items() for name in group]
    link.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)


@transaction.atomic
def untag(*, questions: QuerySet[Question], names: str) -> None:
    """Take the tags in `names`, parted by commas, from each question."""
    link = Question.tags.through
    link.objects.filter(question_id__in=questions.values("pk"), tag__name__in=tag_names(names)).delete()


@transaction.atomic
def set_tags(*, question: Question, names: str) -> None:
    """Give the question the tags in `names`, parted by commas, and no others."""
    question.tags.remove(*question.tags.exclude(name__in=tag_names(names)))
    tag(questions=[question], names=names)


def tag_names(names: str) -> list[str]:
    """Return the tags in a line like “Rapallo, treaties”: small letters, single spaces, each once, 60 signs at most."""
    cut = (" ".join(name.split()).casefold()[:60] for name in names.split(","))
    return list(dict.fromkeys(name for name in cut if name))
