"""Sentences about mark schemes, with the words that are looked for set off."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join

from marking.schemes.words import spans

register = template.Library()


@register.filter
def looked_for(sentence: str) -> str:
    """Return the sentence with the words that an answer must hold in <b>."""
    pieces = (("<b>{}</b>" if is_sought else "{}", text) for text, is_sought in spans(sentence))
    return format_html_join("", "{}", ((format_html_join("", form, ((text,),)),) for form, text in pieces))
