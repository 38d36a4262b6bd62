"""A word of the figures with its explanation, which opens at a press and closes at another, by finger, key or mouse."""

from __future__ import annotations

from itertools import count
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marking.pure.explained import EXPLAINED

register = template.Library()


@register.simple_tag(takes_context=True)
def term(context: Any, name: str, shown: str = "") -> SafeString:
    """Return `shown`, else the name itself, as a button that explains it. Raises KeyError for a word of no table."""
    explained = EXPLAINED[name]
    numbers = context.dicts[0].setdefault("_terms", count(1))  # a word may stand twice on a page
    return format_html(
        '<button type="button" class="term" popovertarget="term-{0}">{1}</button>'
        '<span popover class="explained" id="term-{0}">{2}</span>',
        next(numbers),
        shown or name,
        explained,
    )


@register.simple_tag
def explanation(name: str) -> str:
    """Return what a word says, for pages that have no buttons for it. Raises KeyError for a word of no table."""
    return EXPLAINED[name]
