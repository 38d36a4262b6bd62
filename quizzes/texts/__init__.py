"""Texts with form: Markdown with formulas and pictures, shown as clean HTML, read as plain text, made from HTML."""

from quizzes.texts.from_html import markdown_of
from quizzes.texts.wording import LONGEST_MARKDOWN, Worded, worded
from quizzes.texts.writing import has_form, html_of, pictures_in, plain_of, problems_in, shown

__all__ = [
    "LONGEST_MARKDOWN",
    "Worded",
    "has_form",
    "html_of",
    "markdown_of",
    "pictures_in",
    "plain_of",
    "problems_in",
    "shown",
    "worded",
]
