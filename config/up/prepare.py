"""Brings database, static files and the demonstration up to date, in one process before the site starts."""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
from collections.abc import Iterator
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path

import django
import redis
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from config.up.supervisor import say
from config.up.trouble import Trouble

OURS = ("quizzes", "marking")
PASSWORD_FILE = "demo-password"  # noqa: S105 -- where it is kept
COLLECTED = "collected"  # in the data folder: what the static files were when they were collected
UNUSED_STATIC = ["redoc", "rest_framework"]  # of packages whose pages we do not show
# Short, common, unlike one another: a password to be read off one screen and typed at another.
WORDS = """
amber anchor apple arrow autumn badger barley basil beacon birch bramble bridge canal candle cedar cherry
clover cobble copper coral cotton cricket crystal damson dapple ember falcon feather fennel fern ferry
flint forest garnet ginger granite hazel heather heron honey indigo island ivory jasper juniper kettle
lantern laurel lemon linen lobster maple marble meadow mellow mint nettle nutmeg oak olive orchard otter
oyster paddle pebble pepper pigeon plum poppy quartz quill rabbit raven ribbon river robin saffron sage
sail shell silver sparrow spruce swallow tansy thistle thyme timber tulip umber velvet violet walnut
wander willow winter yarrow
""".split()  # noqa: SIM905 -- read as a list of words


def main() -> int:
    """Prepare this installation, saying each step; return the exit code. The last line names the demo's accounts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        logging.getLogger("django.request").setLevel(logging.ERROR)
        call_command("check", stdout=_Nowhere())
        reach_broker()
        migrate()
        collect_static()
        load_demo()
    except (CommandError, Trouble) as error:
        say(f"  ! {error}")
        return 1
    except DatabaseError as error:
        say(f"  ! The database ({connection.vendor}) cannot be used: {str(error).strip()}")
        return 1
    say(f"accounts {json.dumps(demo_accounts())}")
    return 0


def reach_broker() -> None:
    """Raise Trouble if the broker does not answer."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except (RedisError, OSError, ValueError) as error:
        raise Trouble(f"The broker of REDIS_URL cannot be used: {error}") from error


def migrate() -> None:
    """Bring the database up to date."""
    executor = MigrationExecutor(connection)
    refuse_a_newer_database(executor)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"  · database: {len(plan)} migrations …")
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    else:
        say("  · database: up to date")
    call_command("roles", verbosity=0)


def refuse_a_newer_database(executor: MigrationExecutor) -> None:
    """Raise Trouble where newer code than this has brought the database up to date."""
    here = executor.loader.disk_migrations or {}
    known = {key for name, migration in here.items() for key in (name, *migration.replaces)}
    unknown = sorted(key for key in executor.loader.applied_migrations if key[0] in OURS and key not in known)
    if unknown:
        more = f", and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise Trouble(
            f"The database is newer than this code, which does not know its step {'.'.join(unknown[-1])}{more}. Run "
            "the newer code, or restore the backup from before the update (manage.py restore)."
        )


def collect_static() -> None:
    """Collect, name by content and compress the static files, if any has changed."""
    mark, target = Path(settings.DATA_DIR) / COLLECTED, Path(settings.STATIC_ROOT)
    now = sha256("\n".join(_static_files()).encode()).hexdigest()
    if target.is_dir() and mark.exists() and mark.read_text() == now:
        say("  · static files: up to date")
        return
    say("  · static files …")
    mark.unlink(missing_ok=True)
    call_command(
        "collectstatic",
        verbosity=0,
        interactive=False,
        clear=False,  # a web server of the release before may still be asked for its files; names tell them apart
        skip_checks=True,
        ignore_patterns=UNUSED_STATIC,
    )
    mark.write_text(now)


def _static_files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            yield f"{storage.path(path)} {facts.st_size} {facts.st_mtime_ns}"


def load_demo() -> None:
    """Load the demonstration school into a new database, unless DEMO says no or others could reach it."""
    if get_user_model().objects.exists():
        return
    wanted = settings.DEMO if settings.DEMO is not None else is_loopback(settings.HOST)
    if not wanted:
        why = (
            "DEMO=0" if settings.DEMO is not None else f"others can reach {settings.HOST}; DEMO=1 loads it all the same"
        )
        say(f"  · no demonstration school ({why}). Make an admin: .venv/bin/python manage.py createsuperuser")
        return
    say("  · demonstration school …")
    call_command("load_demo", password=demo_password(), verbosity=0, stdout=_Said())


class _Nowhere:
    def write(self, text: str) -> None:
        """Take what a command reports; the steps say enough."""


class _Said:
    def write(self, text: str) -> None:
        """Pass on what a command reports, as part of the step."""
        if text.strip():
            say(f"    {text.strip()}")


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server on `host`."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def demo_password() -> str:
    """Return this installation's password of the demonstration's accounts, made once, readable by its owner only."""
    path = Path(settings.DATA_DIR) / PASSWORD_FILE
    if not path.exists():
        words = "-".join(secrets.choice(WORDS) for _ in range(3))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{words}-{secrets.randbelow(9000) + 1000}\n")
    return path.read_text().strip()


def demo_accounts() -> dict[str, str]:
    """Return user names by role and the password, as far as this database has the demonstration; else nothing."""
    if not (Path(settings.DATA_DIR) / PASSWORD_FILE).exists():
        return {}
    people = get_user_model().objects.filter(is_active=True).order_by("pk")
    admin = people.filter(is_superuser=True)
    candidates = {
        "teacher": people.filter(groups__name="Teachers", is_superuser=False),
        "student": people.filter(groups=None, is_staff=False),
        "admin": admin,
    }
    names = {role: rows.values_list("username", flat=True).first() for role, rows in candidates.items()}
    if not all(names.values()):
        return {}
    return {**{role: str(name) for role, name in names.items()}, "password": demo_password()}


if __name__ == "__main__":
    sys.exit(main())
