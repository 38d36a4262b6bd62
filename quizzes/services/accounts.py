"""The one writer of accounts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from knox.models import AuthToken

from quizzes.models import User


@transaction.atomic
def create(*, username: str, password: str, first_name: str, last_name: str, **flags: bool) -> User:
    """Return a new account; `flags` are Django's `is_staff` and `is_superuser`."""
    user: User = User.objects.create_user(
        username, None, password, first_name=first_name, last_name=last_name, **flags
    )
    return user


@transaction.atomic
def set_password(*, user: Any, password: str) -> Any:
    """Give `user` a new password and end all their API tokens; Django ends their other sessions."""
    user.set_password(password)
    user.save(update_fields=["password"])
    AuthToken.objects.filter(user=user).delete()
    return user
