"""The settings of the tests: the real ones, on a database, broker and folder that live as long as the run.

Every variable that the settings read is given here, so that neither a developer's .env nor the shell's variables change
what is tested. Servers that tests start get the same module, with the variables of `tests.runtime.site` for this run.
"""

import os
import tempfile
from pathlib import Path


def run_dir() -> Path:
    """Return the folder of this run; of each process, where pytest-xdist shares the tests among several.

    The process makes it, and tests/conftest.py removes it. The servers that tests start find it in the environment.
    """
    process = os.environ.get("PYTEST_XDIST_WORKER", "")
    given = os.environ.get("TEST_RUN_DIR", "")
    if given and given.endswith(f"-{process}" if process else ""):
        return Path(given)
    return Path(tempfile.mkdtemp(prefix="markscheme-test-", suffix=f"-{process}" if process else ""))


RUN_DIR = run_dir()
os.environ["TEST_RUN_DIR"] = str(RUN_DIR)
DATABASE_KIND = os.environ.get("TEST_DATABASE", "sqlite")  # or "postgresql", which tests/conftest.py starts

GIVEN = {
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": "",
    "DATABASE_PASSWORD": "",
    "DATABASE_PASSWORD_FILE": "",
    "DATABASE_PREPARES": "1",
    "DATABASE_URL": {
        "sqlite": f"sqlite:///{RUN_DIR}/unused.sqlite3",
        "postgresql": f"postgres://markscheme@/markscheme?host={RUN_DIR}-pg",
    }[DATABASE_KIND],
    "DATA_DIR": str(RUN_DIR / "data"),
    "DEBUG": "0",
    "DEMO": "0",
    "DEFAULT_FROM_EMAIL": "markscheme@localhost",
    "EMAIL_HOST": "",
    "EMAIL_HOST_PASSWORD": "",
    "EMAIL_HOST_USER": "",
    "EMAIL_PORT": "587",
    "EMAIL_USE_SSL": "0",
    "EMAIL_USE_TLS": "1",
    "ENV_FILE": os.devnull,
    "GUESSES_AN_ADDRESS": "300",
    "ERASE_TEXTS_AFTER_DAYS": "0",
    "FORGET_NAMES_AFTER_DAYS": "0",
    "GOOGLE_CLIENT_ID": "",
    "GOOGLE_CLIENT_SECRET": "",
    "HOST": "127.0.0.1",
    "HTTPS": "0",
    "JOBS_KEPT_DAYS": "7",
    "LOG_FORMAT": "line",
    "LOG_IN_THREADS": "2",
    "LOG_LEVEL": "WARNING",
    "METRICS_TOKEN": "",
    "MICROSOFT_CLIENT_ID": "",
    "MICROSOFT_CLIENT_SECRET": "",
    "MICROSOFT_TENANT": "",
    "OIDC_CLIENT_ID": "",
    "OIDC_CLIENT_SECRET": "",
    "OIDC_EMAILS_VERIFIED": "0",
    "OIDC_ISSUER": "",
    "OIDC_NAME": "your school account",
    "PICTURES_BUCKET": "",
    "PICTURES_ENDPOINT": "",
    "PICTURES_FOLDER": "pictures",
    "PORT": "8000",
    "REDIS_URL": f"unix://{RUN_DIR}/valkey.sock",
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "",
    "SIGN_IN_DOMAINS": "",
    "SECOND_FACTOR": "optional",
    "SQLITE_DURABLE": "0",
    "TIME_ZONE": "Europe/London",
    "TRUSTED_PROXIES": "127.0.0.1,::1",
    "WEBHOOK_NETWORKS": "",
    "WEB_THREADS": "2",
    "WEB_WORKERS": "2",
    "WORKER_CONCURRENCY": "2",
}
GIVEN |= {name: os.environ["TEST_" + name] for name in GIVEN if "TEST_" + name in os.environ}
os.environ.update(GIVEN)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; the real one is tried by tests/config
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True  # nothing is collected
WHITENOISE_AUTOREFRESH = True

if DATABASE_KIND == "sqlite":
    # A file, not memory, so that the worker and the web server of a test see it; nothing of it need outlive a crash.
    DATABASES["default"]["TEST"] = {"NAME": str(RUN_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
