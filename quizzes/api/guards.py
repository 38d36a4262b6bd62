"""What stands before every call of the API: the token and how far it reaches, how often one may call, and errors."""

from __future__ import annotations

import hashlib
import time
from typing import Any, ClassVar

from django.core.cache import cache
from django.utils import timezone
from knox.auth import TokenAuthentication
from rest_framework import exceptions, permissions
from rest_framework.throttling import BaseThrottle

from quizzes.access import second_factor
from quizzes.access.addresses import client_address
from quizzes.models import TokenDetails
from quizzes.pure.scopes import reaches
from quizzes.services import tokens

WINDOW = 60  # seconds
CALLS = {"user": 600, "token": 300, "address": 120}  # in a window; the last is for who is not signed in


class TokenSignIn(TokenAuthentication):  # type: ignore[misc]
    """Knox's own way, that also says what the token is for, and that a token which is no text does not break."""

    def authenticate_credentials(self, token: bytes) -> Any:
        """Return the person and the token. AuthenticationFailed: there is none, or it has ended."""
        try:
            user, row = super().authenticate_credentials(token)
        except UnicodeDecodeError as error:
            raise exceptions.AuthenticationFailed("Invalid token.") from error
        if second_factor.is_missing(user):
            raise exceptions.PermissionDenied(second_factor.SET_UP_FIRST)
        row.known = TokenDetails.objects.filter(token=row).first()  # None: from before tokens had scopes
        if row.known is not None:
            tokens.note_use(details=row.known, now=timezone.now())
        return user, row


class WithinScope(permissions.BasePermission):
    """A token opens what its scopes name. A session opens all that its person may, and so do tokens without scopes."""

    message = "This token does not reach so far: it lacks the scope “{}”."

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether the request came with a token that reaches to this view and method, or without any."""
        known = getattr(request.auth, "known", None)
        if known is None:
            return True
        scope = f"{view.scope}:{'read' if request.method in permissions.SAFE_METHODS else 'write'}"
        self.message = type(self).message.format(scope)
        return reaches(known.scopes, scope)


class RateLimit(BaseThrottle):
    """So many calls a minute for each token, for each person, and for each address of who is not signed in.

    Counted in the cache; where that is away, nobody is held up.
    """

    limits: ClassVar[dict[str, int]] = CALLS

    def allow_request(self, request: Any, view: Any) -> bool:
        """Count the call, and return whether it is within its limits."""
        window = int(time.time() // WINDOW)
        try:
            with cache.server().pipeline(transaction=False) as asked:  # type: ignore[attr-defined]  # config.cache.Cache's
                for kind, who in self._callers(request):
                    key = f"calls:{kind}:{hashlib.sha256(who.encode()).hexdigest()[:20]}:{window}"
                    asked.incr(key).expire(key, 2 * WINDOW)
                counts = asked.execute()[::2]
        except Exception:
            return True
        return all(count <= self.limits[kind] for (kind, _), count in zip(self._callers(request), counts, strict=True))

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return WINDOW - time.time() % WINDOW

    def _callers(self, request: Any) -> list[tuple[str, str]]:
        if not request.user.is_authenticated:
            return [("address", client_address(request))]
        token = [("token", str(request.auth.pk))] if request.auth is not None else []
        return [("user", str(request.user.pk)), *token]
