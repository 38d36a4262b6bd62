"""The one writer of this site's own keys for platforms: made once, two published, the older signs at first.

Platforms read our keys now and then, not at each message. So a new key is published a day before it signs, and the one
before it is published until the next.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.db import transaction
from pylti1p3.registration import Registration

from quizzes.models import LtiKey

KNOWN_AFTER = timedelta(days=1)
PUBLISHED = 2


def signing(now: datetime) -> tuple[str, str]:
    """Return the private and the public key (PEM) to sign with; the first are made here."""
    rows = _usable()
    if not rows:
        renew(now=now)
        rows = _usable()
    old = [row for row in rows if row[0].made_at <= now - KNOWN_AFTER]
    row, private = old[0] if old else rows[-1]
    return private, row.public


def published(now: datetime) -> list[dict[str, Any]]:
    """Return our public keys as a JWK set's `keys`."""
    signing(now)
    return [dict(Registration.get_jwk(row.public)) for row, _ in _usable()]


@transaction.atomic
def renew(*, now: datetime) -> LtiKey:
    """Make a new pair of keys, and forget all but the one before it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    row = LtiKey.objects.create(private=_vault().encrypt(private).decode(), public=public.decode(), made_at=now)
    kept = list(LtiKey.objects.values_list("pk", flat=True)[:PUBLISHED])
    LtiKey.objects.exclude(pk__in=kept).delete()
    return row


def _usable() -> list[tuple[LtiKey, str]]:
    """Return the published keys, the newest first; those of another key of the site cannot be read any more."""
    rows = []
    for row in LtiKey.objects.all()[:PUBLISHED]:
        try:
            rows.append((row, _vault().decrypt(row.private.encode()).decode()))
        except InvalidToken:
            continue
    return rows


def _vault() -> Fernet:
    key = hashlib.sha256(b"quizzes.lti.keys" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
