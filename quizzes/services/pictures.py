"""The one writer of pictures: their files, their rows, and which texts show them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from quizzes.access.table import permitted
from quizzes.files.pictures import CleanPicture, read_picture
from quizzes.models import Picture, Question, Source
from quizzes.texts import pictures_in


class UnknownPicture(ValueError):
    """A text shows a picture that is not there, or not its author's to show; the message says which."""


class PictureGone(Exception):
    """The file of a picture is not in its store."""


def store() -> Storage:
    """Return where the files are: a folder, or what the settings name."""
    return storages["pictures"]


@transaction.atomic
def keep(*, data: bytes, by: Any, now: datetime) -> Picture:
    """Keep a picture and return its row; the same picture again is the same row. Raises files' PictureError."""
    return keep_clean(picture=read_picture(data), by=by, now=now)


@transaction.atomic
def keep_clean(*, picture: CleanPicture, by: Any, now: datetime) -> Picture:
    """Keep a picture that has been read."""
    digest = picture.sha256
    row, is_new = Picture.objects.get_or_create(
        sha256=digest,
        defaults={
            "name": digest[:16],
            "media_type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
            "bytes": len(picture.data),
            "added_at": now,
        },
    )
    row.holders.add(by)
    if is_new or not store().exists(row.file_name):
        store().save(row.file_name, ContentFile(picture.data))
    return row


def data_of(picture: Picture) -> bytes:
    """Return the file of a picture. Raises PictureGone."""
    try:
        with store().open(picture.file_name) as file:
            data: bytes = file.read()
    except FileNotFoundError as error:
        raise PictureGone(picture.file_name) from error
    return data


@transaction.atomic
def link(*, row: Question | Source, markdown: str, by: Any) -> None:
    """Note which pictures a text shows. Raises UnknownPicture for one that its author may not see.

    Pictures of former versions stay noted: their history shows them.
    """
    names = set(pictures_in(markdown))
    if not names:
        return
    there = set(row.pictures.filter(name__in=names).values_list("name", flat=True))
    seen = permitted(by, "quizzes.view_picture", Picture.objects.filter(name__in=names - there))
    if missing := sorted(names - there - {picture.name for picture in seen}):
        raise UnknownPicture(f"There is no picture {missing[0]} here. Insert it again with the button.")
    row.pictures.add(*seen)


def clean_of(names: Iterable[str]) -> dict[str, CleanPicture]:
    """Return the pictures of these names with their data, for a file; one whose file is gone is left out."""
    pictures = {}
    for name, row in named(names).items():
        with suppress(PictureGone):
            pictures[name] = CleanPicture(data_of(row), row.media_type, row.width, row.height)
    return pictures


def named(names: Iterable[str]) -> dict[str, Picture]:
    """Return the pictures of these names."""
    return {row.name: row for row in Picture.objects.filter(name__in=set(names))}
