"""Rows of `quizzes` under the name by which the admin knows them."""

from __future__ import annotations

from quizzes.models import Response


class MarkedResponse(Response):
    """A response in the admin's list of marks."""

    class Meta:
        proxy = True
        verbose_name = "answer and its marks"
        verbose_name_plural = "answers and their marks"
