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


def sign_in_providers(env: Any) -> list[dict[str, Any]]:
    """Return the providers of OpenID Connect that people may log in with, none unless set. Raises ImproperlyConfigured.

    Each has an `id`, the `name` on its button, its `issuer`, what this site is there (`client_id`, `secret`), `domains`
    that an address must be of (any, if there are none), and whether its addresses count as verified without its word.
    """
    domains = [domain.strip().casefold().lstrip("@") for domain in env.list("SIGN_IN_DOMAINS", default=[])]
    tenant = env.str("MICROSOFT_TENANT", default="")
    rows = [
        ("google", "Google", "https://accounts.google.com", env.str("GOOGLE_CLIENT_ID", default=""),
         env.str("GOOGLE_CLIENT_SECRET", default=""), False),
        ("microsoft", "Microsoft", f"https://login.microsoftonline.com/{tenant}/v2.0",
         env.str("MICROSOFT_CLIENT_ID", default=""), env.str("MICROSOFT_CLIENT_SECRET", default=""), True),
        ("school", env.str("OIDC_NAME", default="your school account"),
         env.str("OIDC_ISSUER", default="").rstrip("/"), env.str("OIDC_CLIENT_ID", default=""),
         env.str("OIDC_CLIENT_SECRET", default=""), env.bool("OIDC_EMAILS_VERIFIED", default=False)),
    ]  # fmt: skip
    names = ("id", "name", "issuer", "client_id", "secret", "trusts_emails")
    found = [dict(zip(names, row, strict=True)) | {"domains": domains} for row in rows if row[3]]
    for one in found:
        _look_through(one, tenant)
    return found


def _look_through(provider: dict[str, Any], tenant: str) -> None:
    """Refuse what would let strangers in, or nobody."""
    issuer = provider["issuer"]
    local = issuer.startswith(("http://127.0.0.1:", "http://localhost:"))
    if provider["id"] == "microsoft" and tenant.casefold() in {"", "common", "organizations", "consumers"}:
        raise ImproperlyConfigured("MICROSOFT_CLIENT_ID is set, so MICROSOFT_TENANT must be the id of your own tenant.")
    if not issuer.startswith("https://") and not local:
        raise ImproperlyConfigured("OIDC_CLIENT_ID is set, so OIDC_ISSUER must be the provider's https:// address.")
    if not provider["secret"]:
        raise ImproperlyConfigured(f"The client secret for logging in with {provider['name']} is not set.")
    if provider["trusts_emails"] and not provider["domains"]:
        raise ImproperlyConfigured(
            f"{provider['name']} does not say which e-mail addresses it has verified, so SIGN_IN_DOMAINS must name the "
            "domains of your school."
        )


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
