"""What is sent to a program that waits for its job: how it is signed, and when it is tried again. Pure."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

# After a call that failed, so long until the next; then no more.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200, 21_600))


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the header of a call: when it was signed, and HMAC-SHA256 of that, a point and the body (RFC 2104)."""
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={signed}"


def wait_after(failed: int) -> timedelta | None:
    """Return how long to wait after so many failed calls, None where it is given up."""
    return WAITS[failed - 1] if failed <= len(WAITS) else None
