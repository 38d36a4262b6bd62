"""What needs attention, for the admin's first page."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from marking import queries

register = template.Library()

LIST = "admin:marking_markedresponse_changelist"
SAID = {
    "stuck": ("not marked for more than five minutes", f"{LIST}?needs=stuck"),
    "failed": ("could not be marked", f"{LIST}?needs=failed"),
    "unchecked": ("to be checked for more than three days", f"{LIST}?needs=unchecked"),
    "enquiries": ("questions of students about marks", "enquiries"),
    "overdue": ("sittings open after their end", "admin:quizzes_attempt_changelist?needs=overdue"),
}


@register.inclusion_tag("admin/marking/_attention.html", takes_context=True)
def attention(context: dict[str, Any]) -> dict[str, Any]:
    """Return the needs with where each is looked into; nothing for people who may not see marks."""
    user = context["request"].user
    if not user.has_perm("marking.view_mark"):
        return {"hidden": True}
    needs = queries.attention(timezone.now())
    rows = [(need, SAID[need.key][0], _address(SAID[need.key][1])) for need in needs]
    stuck = next((need for need in needs if need.key == "stuck"), None)
    return {"needs": rows, "stuck": stuck, "user": user}


def _address(place: str) -> str:
    name, _, query = place.partition("?")
    return f"{reverse(name)}?{query}" if query else reverse(name)
