"""Tokens of programs: what each is for, and how far it reaches."""

from __future__ import annotations

from django.db import models


class TokenDetails(models.Model):
    """What a person says of a token of theirs when making it. Its secret is kept, hashed, by the token itself."""

    token = models.OneToOneField("knox.AuthToken", on_delete=models.CASCADE, related_name="details")
    name = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)  # of quizzes.pure.scopes.SCOPES
    used_at = models.DateTimeField(null=True, blank=True)  # to the minute

    def __str__(self) -> str:
        return self.name
