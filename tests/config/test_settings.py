"""Settings and .env.example name the same variables; the tests give each of them; what is unsafe must be asked for."""

from __future__ import annotations

import ast
import os
import re
import runpy
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from config import settings_test
from tests.runtime.site import ROOT

READS = {"str", "bool", "int", "list", "db", "get"}  # env.str(…), os.environ.get(…)
SECRET = "s" * 60


def read_by_settings() -> set[str]:
    """Return the variables that the settings read, found in their source."""
    names = set()
    for name in ("settings.py", "env.py"):
        for node in ast.walk(ast.parse((ROOT / "config" / name).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and str(first.value).isupper():
                    names.add(str(first.value))
    return names


def named_in_example() -> set[str]:
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))


def test_env_example_names_every_variable_that_is_read_and_no_other() -> None:
    assert named_in_example() == read_by_settings()


def test_tests_give_every_variable_so_that_none_leaks_in() -> None:
    # The key's file is not looked at where the key itself is given.
    assert set(settings_test.GIVEN) == read_by_settings() - {"SECRET_KEY_FILE"}


def settings_with(tmp_path: Path, **variables: str) -> Any:
    """Return the settings as they are read with only these variables, or what reading them fails with."""
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "ENV_FILE": os.devnull}
    with mock.patch.dict(os.environ, {**env, "DATA_DIR": str(tmp_path / "data"), **variables}, clear=True):
        try:
            return runpy.run_path(str(ROOT / "config" / "settings.py"))
        except Exception as error:
            return str(error)


GOOGLE = {"GOOGLE_CLIENT_ID": "x", "GOOGLE_CLIENT_SECRET": "hush"}
MICROSOFT = {"MICROSOFT_CLIENT_ID": "x", "MICROSOFT_CLIENT_SECRET": "hush", "MICROSOFT_TENANT": "0-1"}


def test_providers_are_those_that_are_set(tmp_path: Path) -> None:
    assert settings_with(tmp_path)["SIGN_IN_PROVIDERS"] == []
    both = settings_with(tmp_path, **GOOGLE, **MICROSOFT, SIGN_IN_DOMAINS="@School.example")["SIGN_IN_PROVIDERS"]
    assert [(one["id"], one["domains"]) for one in both] == [
        ("google", ["school.example"]), ("microsoft", ["school.example"])
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"GOOGLE_CLIENT_ID": "x"}, "client secret"),
        (MICROSOFT, "SIGN_IN_DOMAINS"),
        ({**MICROSOFT, "MICROSOFT_TENANT": "common"}, "MICROSOFT_TENANT"),
        ({"OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "hush", "OIDC_ISSUER": "http://login.example"}, "https://"),
        ({"SECOND_FACTOR": "always"}, "optional, admin or staff"),
    ],
)
def test_a_provider_that_would_let_strangers_in_or_nobody_is_refused(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    assert said in settings_with(tmp_path, **variables)


def test_defaults_are_shut(tmp_path: Path) -> None:
    read = settings_with(tmp_path)
    assert read["DEBUG"] is False
    assert read["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "127.0.0.1"]
    assert read["DEMO"] is None
    assert read["PASSWORD_HASHERS"][0] == "config.hashers.Argon2"
    assert len(read["SECRET_KEY"]) >= 50
    key = tmp_path / "data" / "secret_key"
    assert key.read_text().strip() == read["SECRET_KEY"]
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700


def test_secret_key_is_kept_from_start_to_start_and_given_ones_win(tmp_path: Path) -> None:
    made = settings_with(tmp_path)["SECRET_KEY"]
    assert settings_with(tmp_path)["SECRET_KEY"] == made
    assert settings_with(tmp_path, SECRET_KEY=SECRET)["SECRET_KEY"] == SECRET
    file = tmp_path / "key"
    file.write_text("another key\n")
    assert settings_with(tmp_path, SECRET_KEY_FILE=str(file))["SECRET_KEY"] == "another key"
    file.write_text("")
    assert "is empty. Put a long random text into it" in settings_with(tmp_path, SECRET_KEY_FILE=str(file))


def test_https_makes_cookies_secure_and_redirects(tmp_path: Path) -> None:
    read = settings_with(tmp_path, HTTPS="1")
    assert read["SESSION_COOKIE_SECURE"] is read["CSRF_COOKIE_SECURE"] is read["SECURE_SSL_REDIRECT"] is True
    assert read["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_embedded_services_are_sqlite_in_wal_mode_and_a_private_socket(tmp_path: Path) -> None:
    read = settings_with(tmp_path)
    assert read["EMBEDDED_REDIS"] is True
    assert read["REDIS_URL"] == f"unix://{tmp_path}/data/valkey.sock"
    database = read["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_a_long_path_gets_a_socket_that_the_system_takes(tmp_path: Path) -> None:
    folder = tmp_path / ("long " * 30).strip()
    read = settings_with(tmp_path, DATA_DIR=str(folder))
    assert len(read["REDIS_URL"].removeprefix("unix://").encode()) <= 100


def test_two_urls_switch_to_postgresql_and_redis(tmp_path: Path) -> None:
    read = settings_with(
        tmp_path, DATABASE_URL="postgres://mark:pw@db.example/school", REDIS_URL="rediss://:pw@queue.example:6380/0"
    )
    database = read["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"], database["NAME"]) == (
        "django.db.backends.postgresql",
        "db.example",
        "school",
    )
    assert database["CONN_MAX_AGE"] == 0
    assert database["OPTIONS"]["pool"]
    assert read["EMBEDDED_REDIS"] is False
    assert read["CELERY_BROKER_URL"] == "rediss://:pw@queue.example:6380/0"
    assert read["CACHES"]["default"]["LOCATION"] == "rediss://:pw@queue.example:6380/1"


@pytest.mark.parametrize(("value", "prepares"), [("1", True), ("0", None)])
def test_plans_are_kept_unless_a_pooler_shares_connections(tmp_path: Path, value: str, prepares: bool | None) -> None:
    read = settings_with(tmp_path, DATABASE_URL="postgres://mark:pw@db.example/school", DATABASE_PREPARES=value)
    assert read["DATABASES"]["default"]["OPTIONS"].get("server_side_binding") is prepares


def test_what_the_database_url_says_of_its_own_stays(tmp_path: Path) -> None:
    url = "postgres://mark:pw@db.example/school?options=-c%20search_path%3Dmarks&keepalives_idle=60"
    options = settings_with(tmp_path, DATABASE_URL=url)["DATABASES"]["default"]["OPTIONS"]
    assert options["options"].startswith("-c tcp_keepalives_idle=10")
    assert options["options"].endswith("-c search_path=marks")
    assert int(options["keepalives_idle"]) == 60
    assert options["keepalives_count"] == 3


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL must begin with sqlite: or postgres:."),
        ({"PORT": "many"}, "many"),
        ({"DATABASE_URL": "postgres://m:a@b:c/d@db/n"}, "goes into DATABASE_PASSWORD, just as it is."),
        ({"DATABASE_PASSWORD_FILE": "/nowhere/word"}, "cannot read /nowhere/word"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "cannot read or make /nowhere/key"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    assert said in settings_with(tmp_path, **variables)


def test_a_password_of_its_own_may_hold_any_letter(tmp_path: Path) -> None:
    word = "p@ss:/w?r#d%40 “x”"
    file = tmp_path / "word"
    file.write_text(word + "\n")
    url = "postgres://markscheme:other@db/name"
    for given in ({"DATABASE_PASSWORD": word}, {"DATABASE_PASSWORD_FILE": str(file)}):
        database = settings_with(tmp_path, DATABASE_URL=url, **given)["DATABASES"]["default"]
        assert (database["PASSWORD"], database["USER"], database["HOST"]) == (word, "markscheme", "db")


def test_a_broker_with_tls_is_one_whose_certificate_is_checked(tmp_path: Path) -> None:
    read = settings_with(tmp_path, REDIS_URL="rediss://:word@queue:6380/0")
    assert read["CELERY_BROKER_URL"] == "rediss://:word@queue:6380/0"
    assert read["CELERY_BROKER_USE_SSL"] == {"ssl_cert_reqs": 2}
    assert read["CACHES"]["default"]["LOCATION"] == "rediss://:word@queue:6380/1"


@pytest.mark.parametrize(("value", "kept"), [("0", "NORMAL"), ("1", "FULL")])
def test_saves_on_sqlite_wait_for_the_disk_if_asked(tmp_path: Path, value: str, kept: str) -> None:
    options = settings_with(tmp_path, SQLITE_DURABLE=value)["DATABASES"]["default"]["OPTIONS"]
    assert f"synchronous={kept};" in options["init_command"]
