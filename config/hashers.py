"""How passwords and PINs are hashed, and that it takes the processor from nobody who saves meanwhile."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

from quizzes.services.giving_way import step_back


def _one_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "hashing", initializer=step_back)  # which begins with the first hash


_hashing = _one_thread()


def _begin_anew() -> None:
    global _hashing  # noqa: PLW0603 -- one of it a process
    _hashing = _one_thread()


os.register_at_fork(after_in_child=_begin_anew)  # threads do not come along


def _alone(work: Any, *given: Any, **named: Any) -> Any:
    """Do `work` in the one thread of this process that hashes, which gives way to all others."""
    return _hashing.submit(work, *given, **named).result()


class Argon2(Argon2PasswordHasher):
    """Argon2id at the least that OWASP's Password Storage Cheat Sheet names: 19 MiB, two passes, one lane.

    Django's own choice takes 100 MiB a sign-in, which a class at the bell would take thirty times at once,
    and its default, PBKDF2, several times as long. One at a time in each process, after whatever else is to be done.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of a password."""
        encoded: str = _alone(super().encode, password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        """Whether this is the password of a hash."""
        right: bool = _alone(super().verify, password, encoded)
        return right
