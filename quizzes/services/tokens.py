"""The one writer of tokens: made with a name, scopes and an end; shown once, and ended when their person likes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from knox.models import AuthToken

from quizzes.models import TokenDetails, User
from quizzes.pure.scopes import SCOPES

MOST = 20  # tokens of one person
MOST_DAYS = 365
NOTED_EVERY = timedelta(minutes=1)


class TooManyTokens(Exception):
    """One person has as many tokens as they may."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST} tokens. End one that is not used any more.")


@transaction.atomic
def create(*, user: Any, name: str, scopes: Sequence[str], days: int, now: datetime) -> tuple[TokenDetails, str]:
    """Return a new token of `user` and its text, which is nowhere else. Raises TooManyTokens."""
    User.objects.select_for_update().get(pk=user.pk)
    if AuthToken.objects.filter(user=user, expiry__gt=now).count() >= MOST:
        raise TooManyTokens
    row, text = AuthToken.objects.create(user, expiry=timedelta(days=days))
    chosen = [scope for scope in SCOPES if scope in scopes]
    return TokenDetails.objects.create(token=row, name=name, scopes=chosen), text


@transaction.atomic
def end(*, details: TokenDetails) -> None:
    """End a token: no request with it is answered any more."""
    AuthToken.objects.filter(pk=details.token_id).delete()


def note_use(*, details: TokenDetails, now: datetime) -> None:
    """Note when the token was last used, once a minute."""
    if details.used_at is None or details.used_at < now - NOTED_EVERY:
        earlier = Q(used_at=None) | Q(used_at__lt=now - NOTED_EVERY)
        TokenDetails.objects.filter(earlier, pk=details.pk).update(used_at=now)
