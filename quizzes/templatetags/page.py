"""The two marks of every page that are more than text: a moment in time and an icon."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.template.defaultfilters import date as dated
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.timezone import localtime

register = template.Library()

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
    name = ICONS.get(name, name)
    return format_html('<svg aria-hidden="true"><use href="{}#{}"/></svg>', static("quizzes/sprite.svg"), name)
