"""The one writer of accounts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from knox.models import AuthToken

from quizzes.models import User


@transaction.atomic
def create(*, username: str, password_hash: str, first_name: str, last_name: str, **flags: bool) -> User:
    """Return a new account; `flags` are Django's `is_staff` and `is_superuser`.

    The password comes hashed (`django.contrib.auth.hashers.make_password`): hashing is slow by design, and who
    makes many accounts with one password need do it only once.
    """
    return User.objects.create(
        username=username, password=password_hash, first_name=first_name, last_name=last_name, **flags
    )


@transaction.atomic
def set_password(*, user: Any, password: str) -> Any:
    """Give `user` a new password and end all their API tokens; Django ends their other sessions."""
    user.set_password(password)
    user.save(update_fields=["password"])
    AuthToken.objects.filter(user=user).delete()
    return user
