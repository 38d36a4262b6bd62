"""How long a request has waited for its turn: a sitting goes by when it came."""

from __future__ import annotations

from typing import Any


def waited(environ: dict[str, Any]) -> float:
    """Return the seconds that the request of this environment may have waited until a thread took it up."""
    return float(environ.get("markscheme.waited", 0.0))
