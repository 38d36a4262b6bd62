"""What a row must hold to become a person or a class. Pure."""

from __future__ import annotations

import re

from quizzes.rosters.values import LONGEST_ID, LONGEST_NAME, LONGEST_TITLE


class RowRefused(Exception):
    """A row cannot be taken; the message says why."""


def tidy(name: str) -> str:
    """Return a name with single spaces and without signs that nobody can see."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())


def fold(name: str) -> str:
    """Return a name as it is compared with others: single spaces, no capitals."""
    return " ".join(name.split()).casefold()


def check_person(first: str, last: str, username: str, sourced_id: str) -> None:
    """Raise RowRefused for a person that no account can hold."""
    if not (first or last):
        raise RowRefused("It has no name.")
    if len(first) > LONGEST_NAME or len(last) > LONGEST_NAME:
        raise RowRefused(f"The name has more than {LONGEST_NAME} characters.")
    if username and not re.fullmatch(r"[\w.@+-]{1,150}", username):
        raise RowRefused("A username has letters, digits and @ . + - _ only, no spaces, and at most 150 of them.")
    check_id(sourced_id)


def check_title(title: str) -> None:
    """Raise RowRefused for what cannot be the name of a class."""
    if not title:
        raise RowRefused("The class has no name.")
    if len(title) > LONGEST_TITLE:
        raise RowRefused(f"The name of the class has more than {LONGEST_TITLE} characters.")


def check_id(sourced_id: str) -> None:
    """Raise RowRefused for an id that is too long to be kept."""
    if len(sourced_id) > LONGEST_ID:
        raise RowRefused(f"The id has more than {LONGEST_ID} characters.")
