"""Where somebody is logged in, so that they can look and put an end to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LogIn(models.Model):
    """One log-in of somebody. It counts as long as the session of its key does."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=100)  # as in "Firefox on Windows"; no address is kept
    began_at = models.DateTimeField()

    class Meta:
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.browser}, {self.began_at:%d %b %Y}"
