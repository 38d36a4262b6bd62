"""Texts with form: Markdown with formulas and pictures, shown as clean HTML, read as plain text, made from HTML."""

from quizzes.texts.as_html import html_for_others, html_of, shown
from quizzes.texts.elsewhere import Notation
from quizzes.texts.from_html import FoundPicture, markdown_of
from quizzes.texts.pictures import pictures_in, written
from quizzes.texts.wording import LONGEST_MARKDOWN, Worded, worded, worded_html
from quizzes.texts.writing import formulas_in, has_form, plain_of, problems_in

__all__ = [
    "LONGEST_MARKDOWN",
    "FoundPicture",
    "Notation",
    "Worded",
    "formulas_in",
    "has_form",
    "html_for_others",
    "html_of",
    "markdown_of",
    "pictures_in",
    "plain_of",
    "problems_in",
    "shown",
    "worded",
    "worded_html",
    "written",
]
