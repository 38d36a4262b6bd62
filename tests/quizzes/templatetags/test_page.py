"""Dates and icons as every page writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template import Context, Template

AT_NOON = datetime(2026, 7, 1, 11, 5, 9, tzinfo=UTC)


def shown(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("minute", "Wed 1 Jul, 12:05"),
        ("clock second", "12:05:09"),
        ("day", "1 Jul 2026"),
        ("year second", "Wed 1 Jul 2026, 12:05:09"),
    ],
)
def test_a_moment_is_shown_in_school_time(style: str, text: str) -> None:
    page = shown("{% when moment style %}", moment=AT_NOON, style=style)
    assert page == f'<time datetime="2026-07-01T12:05:09+01:00">{text}</time>'


def test_no_moment_is_nothing() -> None:
    assert shown("{% when moment %}", moment=None) == ""


def test_a_moment_can_be_found_by_a_script() -> None:
    assert 'id="ends"' in shown('{% when moment element_id="ends" %}', moment=AT_NOON)


def test_an_unknown_style_is_a_mistake_of_the_page() -> None:
    with pytest.raises(KeyError):
        shown('{% when moment "fortnight" %}', moment=AT_NOON)


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert shown('{% icon "warn" %}').startswith('<svg aria-hidden="true"><use href="/static/quizzes/sprite.')
