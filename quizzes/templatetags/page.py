"""What is on every page and more than text: a moment in time, an icon, a question's stem with its form."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.defaultfilters import date as dated
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from quizzes.models import Question
from quizzes.pieces import filled, own
from quizzes.services import notices
from quizzes.services.sources import as_on_paper
from quizzes.texts import html_of

register = template.Library()
register.tag("own", own)

# How a moment is written, by what the reader needs to know of it; one notation for the whole site.
FORMATS = {
    "minute": "D j M, H:i",
    "second": "D j M, H:i:s",
    "clock": "H:i",
    "clock second": "H:i:s",
    "day": "j M Y",
    "weekday": "D j M Y",
    "year minute": "D j M Y, H:i",
    "year second": "D j M Y, H:i:s",
}


@register.simple_tag
def when(moment: datetime | None, style: str = "minute", element_id: str = "") -> str:
    """Return a <time> element that shows `moment` in the site's time zone, in one of the styles of FORMATS.

    Nothing for None. Raises KeyError for a style that is not there.
    """
    shown_as = FORMATS[style]
    if moment is None:
        return ""
    local = localtime(moment)
    marked = format_html(' id="{}"', element_id) if element_id else ""
    return format_html('<time datetime="{}"{}>{}</time>', dated(local, "c"), marked, dated(local, shown_as))


# The icons of what Django's messages say, where they are not called after it.
ICONS = {"success": "done", "warning": "warn", "error": "warn", "debug": "warn"}


@register.simple_tag
def icon(name: str) -> str:
    """Return an icon of the sprite, hidden from screen readers: the words beside it say what it shows.

    `name` is the icon's, or the level of a message.
    """
    return _icon(ICONS.get(name, name), static("quizzes/sprite.svg"))


@lru_cache(maxsize=200)
def _icon(name: str, sprite: str) -> SafeString:
    return format_html('<svg aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


# The parts of the site that the navigation names.
PARTS = ("/banks/", "/quizzes/", "/classes/", "/results/", "/join/", "/account/")


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> str:
    """Return the navigation of who is signed in, "" for nobody. It is rendered once for all who have the same."""
    user, request = context.get("user"), context.get("request")
    if user is None or request is None or not user.is_authenticated:
        return ""
    here = tuple(part for part in PARTS if part in request.path) + (("/",) if request.path == "/" else ())
    shared = {"is_teacher": user.is_teacher, "is_staff": user.is_staff, "here": here}
    own = {"user": user, "csrf_token": context.get("csrf_token")}
    return filled("quizzes/_navigation.html", tuple(shared.values()), shared, own)


@register.simple_tag
def mails() -> bool:
    """Return whether a mail server is set, so that pages offer what goes by e-mail."""
    return notices.is_on()


@register.simple_tag
def providers() -> list[dict[str, str]]:
    """Return the providers that people may log in with, each with its number in addresses and its name."""
    return [{"id": one["id"], "name": one["name"]} for one in settings.SIGN_IN_PROVIDERS]


@register.filter
def formed(markdown: str) -> SafeString:
    """Return a text with form as HTML that is safe to show."""
    return mark_safe(html_of(markdown))  # noqa: S308 -- cleaned


@register.simple_tag
def stem(row: Any, classes: str = "stem", element_id: str = "") -> str:
    """Return the element that shows the stem of a question, a version or an item: with form where it has one."""
    marked = format_html(' id="{}"', element_id) if element_id else ""
    if row.markdown:
        return format_html('<div class="{} form"{}>{}</div>', classes, marked, formed(row.markdown))
    return format_html('<p class="{}"{}>{}</p>', classes, marked, linebreaksbr(row.stem))


@register.inclusion_tag("quizzes/_sources.html")
def sources_of(question: Question) -> dict[str, Any]:
    """Show the sources of a question in a bank as they are today."""
    rows = [as_on_paper(row) | {"shown_as": row.label or "Source"} for row in question.sources.all()]
    return {"sources": rows, "is_open": False}


@register.inclusion_tag("quizzes/_sources.html")
def sources(item: Any, *, is_open: bool = False) -> dict[str, Any]:
    """Show the sources that a question on a paper is about, each to be opened and closed."""
    return {"sources": item.sources, "is_open": is_open}
