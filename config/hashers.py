"""How passwords and PINs are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id at the least that OWASP's Password Storage Cheat Sheet names: 19 MiB, two passes, one lane.

    Django's own choice takes 100 MiB a sign-in, which a class at the bell would take thirty times at once,
    and its default, PBKDF2, several times as long.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
