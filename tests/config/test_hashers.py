from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.test import override_settings

REAL = ["config.hashers.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@override_settings(PASSWORD_HASHERS=REAL)
def test_password_is_hashed_with_argon2id_as_owasp_has_it() -> None:
    hashed = make_password("five year plan")
    assert "$argon2id$" in hashed
    assert "$m=19456,t=2,p=1$" in hashed
    assert check_password("five year plan", hashed)
    assert not check_password("five year plans", hashed)


@override_settings(PASSWORD_HASHERS=REAL)
def test_password_of_djangos_default_opens_too_and_is_hashed_anew() -> None:
    old = make_password("five year plan", hasher="pbkdf2_sha256")
    kept: list[str] = []
    assert check_password("five year plan", old, setter=kept.append)
    assert kept == ["five year plan"]
