"""The one writer of accounts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from knox.models import AuthToken


@transaction.atomic
def set_password(*, user: Any, password: str) -> Any:
    """Give `user` a new password and end all their API tokens; Django ends their other sessions."""
    user.set_password(password)
    user.save(update_fields=["password"])
    AuthToken.objects.filter(user=user).delete()
    return user
