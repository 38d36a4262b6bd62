"""How long a request has waited for its turn: a sitting goes by when it came."""

from __future__ import annotations

from typing import Any


def waited(request: Any) -> float:
    """Return the seconds that a page's or the API's request may have waited until a thread took it up."""
    return float(request.META.get("markscheme.waited", 0.0))
