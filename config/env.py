"""Strict readers of what differs between machines."""

from __future__ import annotations

import os
import secrets
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# A unix socket's path must fit sockaddr_un (108 bytes on Linux, 104 on macOS).
LONGEST_SOCKET_PATH = 100


def secret_key(data_dir: Path) -> str:
    """Return SECRET_KEY, or what SECRET_KEY_FILE holds, or this installation's own random key.

    The own key is made once, readable by its owner only, in `data_dir`. Raises ImproperlyConfigured where it
    can be neither read nor made. Several web hosts must share one: give them SECRET_KEY.
    """
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = Path(os.environ.get("SECRET_KEY_FILE") or data_dir / "secret_key")
    try:
        if not path.exists() and "SECRET_KEY_FILE" not in os.environ:
            _write_private(path, secrets.token_urlsafe(50))
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"No secret key: cannot read or make {path} ({error.strerror}). Set SECRET_KEY, or DATA_DIR to a "
            "folder that can be written."
        ) from error
    if not key:
        raise ImproperlyConfigured(f"{path} is empty. Put a long random text into it, or set SECRET_KEY.")
    return key


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(partial, path)  # the first of two processes wins; the other reads what it wrote
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def socket_path(data_dir: Path) -> Path:
    """Return where the embedded Valkey listens: in `data_dir`, or in a short private place if that is too long."""
    path = data_dir / "valkey.sock"
    if len(bytes(path)) <= LONGEST_SOCKET_PATH:
        return path
    mark = sha256(bytes(path)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"markscheme-{os.getuid()}-{mark}" / "valkey.sock"


def database(env: Any, default: str) -> dict[str, Any]:
    """Return Django's settings of DATABASE_URL. DATABASE_PASSWORD, or what DATABASE_PASSWORD_FILE holds, wins over it.

    A password of its own may hold any letter; within a URL many have to be written as %40. Raises ImproperlyConfigured.
    """
    try:
        parts: dict[str, Any] = env.db("DATABASE_URL", default=default)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read ({str(error).partition(' as ')[0]}). A password with : / @ # ? or % goes "
            "into DATABASE_PASSWORD, just as it is."
        ) from None
    password = env.str("DATABASE_PASSWORD", default="")
    if file := env.str("DATABASE_PASSWORD_FILE", default=""):
        try:
            password = Path(file).read_text().rstrip("\r\n")
        except OSError as error:
            raise ImproperlyConfigured(f"DATABASE_PASSWORD_FILE: cannot read {file} ({error.strerror}).") from error
    return {**parts, "PASSWORD": password} if password else parts


def celery_url(redis_url: str) -> str:
    """Return `redis_url` as Celery writes it: it says `redis+socket:` and `virtual_host` for unix sockets."""
    if redis_url.startswith("unix:"):
        path, _, _query = redis_url.removeprefix("unix:").partition("?")
        return f"redis+socket:{path}?virtual_host=0"
    return redis_url


def redis_database(redis_url: str, number: int) -> str:
    """Return `redis_url` with another database number, so that cache and queue keep apart on one server."""
    base, _, query = redis_url.partition("?")
    if base.startswith("unix:"):
        return f"{base}?db={number}"
    scheme, _, rest = base.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme}://{host}/{number}" + (f"?{query}" if query else "")
