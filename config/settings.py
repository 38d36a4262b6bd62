"""Every setting, once. What differs between machines comes from the environment; .env.example lists it."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.env import celery_url, database, redis_database, secret_key, sign_in_providers, socket_path

django_stubs_ext.monkeypatch()  # lets forms and admins name their model as a type, as the type checker wants

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))  # the environment wins over the file

# ---- where things are ----------------------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()
REDIS_URL = env.str("REDIS_URL", default=f"unix://{socket_path(DATA_DIR)}")
EMBEDDED_REDIS = "REDIS_URL" not in env.ENVIRON

# ---- safety: shut unless asked -------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret_key(DATA_DIR)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", HOST])
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # who has it may read /metrics; nobody, if there is none
HTTPS = env.bool("HTTPS", default=False)  # served behind TLS: secure cookies, redirects and HSTS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# Whose word counts on where a request comes from (quizzes/access/addresses.py): addresses, or networks like 10.0.0.0/8.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
GUESSES_AN_ADDRESS = env.int("GUESSES_AN_ADDRESS", default=300)  # wrong ones in ten minutes (quizzes/access/guesses.py)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SESSION_ENGINE = "quizzes.access.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12  # a school day: a session never ends inside a sitting
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes; notes are pasted into a form of this size
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
ERASE_TEXTS_AFTER_DAYS = env.int("ERASE_TEXTS_AFTER_DAYS", default=0)  # of former students; 0: never by itself
FORGET_NAMES_AFTER_DAYS = env.int("FORGET_NAMES_AFTER_DAYS", default=0)  # of students who left; 0: never by itself
NOTES_MAX_BYTES = 10 * 1024 * 1024
JOBS_KEPT_DAYS = env.int("JOBS_KEPT_DAYS", default=7)  # answers sent by other programs to be marked, and their results
# Networks of one's own that webhooks may call, by http too: 10.1.0.0/16. All others that are not public are refused.
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=[])

# ---- the application -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "quizzes",
    "marking",
    "config.admin_site.MarkschemeAdminConfig",  # the Django admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "allauth.account",  # of which the other two need tables; none of its pages is mounted
    "allauth.socialaccount",
    "allauth.mfa",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.private.keep_nothing",
    "config.bodies.refuse_large",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "quizzes.access.places.come_again",
    "quizzes.access.devices.guarded",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["quizzes.templatetags.page"],
        },
    }
]
# Pictures of questions: files of the data folder, or of a bucket of S3 or what speaks like it (pip install .[s3]).
PICTURES_BUCKET = env.str("PICTURES_BUCKET", default="")
STORAGES = {
    "pictures": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": PICTURES_BUCKET,
            "endpoint_url": env.str("PICTURES_ENDPOINT", default=None),
            "location": env.str("PICTURES_FOLDER", default="pictures"),
            "file_overwrite": False,
            "default_acl": None,
        },
    }
    if PICTURES_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "pictures",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.StaticFiles"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- the database --------------------------------------------------------------------------------------

DATABASES = {"default": database(env, f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
_database["CONN_HEALTH_CHECKS"] = True  # one that the server has dropped is replaced, and nobody sees an error
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["CONN_MAX_AGE"] = 60
    # A write that begins as a read can find the file changed under it and fails at once; IMMEDIATE waits.
    _database.setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        # NORMAL: the process may be killed at any moment; a power cut may take the saves of the last seconds.
        init_command="PRAGMA journal_mode=WAL;"
        f"PRAGMA synchronous={'FULL' if env.bool('SQLITE_DURABLE', default=False) else 'NORMAL'};",
    )
elif _database["ENGINE"] == "django.db.backends.postgresql":
    _database["CONN_MAX_AGE"] = 0  # the pool keeps the connections
    # A host that goes from the network says nothing: what it held is let go of within half a minute, and so is the wait
    # for a database that has gone. Where there is no network between them, none of this does anything. What the URL
    # says of its own stays.
    _keepalives = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000}
    _pool = {"min_size": 1, "max_size": 8, "timeout": 10}
    _options = _database["OPTIONS"] = {"pool": _pool} | _keepalives | _database.setdefault("OPTIONS", {})
    # What is asked again and again is planned once a connection. Off for a pooler that shares one between clients.
    if env.bool("DATABASE_PREPARES", default=True):
        _options.update(server_side_binding=True, prepare_threshold=3)
        # The same for the database's side of the line; a pooler has such settings of its own.
        _options["options"] = (
            "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
            f" -c tcp_user_timeout=25000 {_options.get('options', '')}"
        ).strip()
else:
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite: or postgres:.")

# ---- cache and queue -----------------------------------------------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "config.cache.Cache",
        "LOCATION": redis_database(REDIS_URL, 1),
    }
}
CELERY_BROKER_URL = celery_url(REDIS_URL)
if REDIS_URL.startswith("rediss:"):
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
CELERY_TASK_IGNORE_RESULT = True  # the result is the row
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A worker takes from the first queue as long as there is something, then from the second and the third: no import,
# draft or opinion delays the marking of a class, and what other programs have marked (jobs) delays none of these. Where
# one host marks and another does the rest, `--queues` says so.
QUEUES = ("marking", "other", "service")
CELERY_TASK_DEFAULT_QUEUE = QUEUES[1]
CELERY_TASK_QUEUES = {name: {"exchange": name, "routing_key": name} for name in QUEUES}
CELERY_TASK_ROUTES = {"marking.mark_*": {"queue": QUEUES[0]}, "marking.jobs_*": {"queue": QUEUES[2]}}
CELERY_TASK_SOFT_TIME_LIMIT = 100  # seconds; each limit below the next, so that no task runs twice at once
CELERY_TASK_TIME_LIMIT = 110
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "queue_order_strategy": "sorted",  # by name, and QUEUES is
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A frozen broker must not freeze a hand-in: the sweep finds what could not be announced.
    "socket_timeout": 2,  # more than the second that a worker's own question to the queue takes
    "socket_connect_timeout": 2,
    # One more try at once, and no waiting: a student who hands in must not pay for a broker that is away.
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# ---- what runs again and again (config/sweeper.py): seconds, and whether the sweeper does it itself ------

SWEEPS = {
    "quizzes.close_overdue_attempts": (5, True),  # a quiz must end without a broker, too
    "marking.mark_waiting": (10, False),
    "marking.form_opinions": (15, False),
    "marking.release_by_rule": (15, True),
    "marking.carry_out_waiting_imports": (60, False),
    "marking.draft_waiting_notes": (60, False),
    "marking.note_facilities": (3600, False),
    "marking.forget_claims": (3600, True),
    "marking.jobs_mark": (15, False),
    "marking.jobs_tell": (15, False),
    "marking.forget_jobs": (3600, True),
    "marking.send_grades": (30, False),
    "marking.compare_grades": (43_200, False),
    "quizzes.send_mail": (15, False),
    "quizzes.forget_class_lists": (3600, True),
    "quizzes.forget_what_has_run_out": (3600, True),
    "quizzes.thin_versions": (43_200, True),
    "quizzes.take_names_away": (43_200, True),
    "marking.erase_texts": (43_200, True),
}

# ---- how `make run` runs it ----------------------------------------------------------------------------

WEB_WORKERS = env.int("WEB_WORKERS", default=2)
WEB_THREADS = env.int("WEB_THREADS", default=2)  # of each process: so many requests are worked on at once
# Further ones, in which log-ins wait for their turn (config/lanes.py): 100 under `make run`, else none. Who starts the
# web server otherwise says how many, and starts it with both together.
LOG_IN_THREADS = env.int("LOG_IN_THREADS", default=None)
WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
DEMO = env.bool("DEMO", default=None)  # None: load the demonstration into a new database that only this machine reaches

# ---- people --------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "quizzes.User"
AUTHENTICATION_BACKENDS = [
    "quizzes.access.backend.AccountBackend",
    "quizzes.access.backend.RuleBackend",
]
PASSWORD_HASHERS = ["config.hashers.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Google, Microsoft and any provider of OpenID Connect, as far as the environment sets one up (docs/sign-in.md).
SIGN_IN_PROVIDERS = sign_in_providers(env)
SOCIALACCOUNT_ADAPTER = "quizzes.views.oidc.Arrivals"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds that a provider may take to answer
# Whom a second factor is asked of: nobody who does not want one, "admin" (whoever opens the Django admin), or "staff".
SECOND_FACTOR = env.str("SECOND_FACTOR", default="optional")
if SECOND_FACTOR not in {"optional", "admin", "staff"}:
    raise ImproperlyConfigured(f"SECOND_FACTOR is {SECOND_FACTOR!r}; it can be optional, admin or staff.")
if SECOND_FACTOR != "optional":
    MIDDLEWARE.append("quizzes.access.second_factor.led_to_set_up")
MFA_ADAPTER = "quizzes.access.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a clock may go wrong by half a minute
MFA_TOTP_ISSUER = "Markscheme"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# ---- e-mail: none without a server --------------------------------------------------------------------

EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=EMAIL_PORT == 587)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=EMAIL_PORT == 465)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="markscheme@localhost")
SITE_URL = env.str("SITE_URL", default="").rstrip("/")  # what links in mails begin with: https://quiz.school.example
if EMAIL_HOST and not SITE_URL:
    raise ImproperlyConfigured(
        "EMAIL_HOST is set, so SITE_URL must be: mails link to pages, and no request says where."
    )
PASSWORD_RESET_TIMEOUT = 3600  # seconds

# ---- the API -------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "quizzes.access.framework.SessionSignIn",
        "quizzes.api.guards.TokenSignIn",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated", "quizzes.api.guards.WithinScope"],
    "DEFAULT_THROTTLE_CLASSES": ["quizzes.api.guards.RateLimit"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["quizzes.access.framework.BoundedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "quizzes.access.framework.Pages",
    "DEFAULT_SCHEMA_CLASS": "quizzes.api.schema.Described",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is refused: the schema says what there is, and asks about no row
    "EXCEPTION_HANDLER": "quizzes.access.api.explain",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105 -- the name of a model
REST_KNOX = {"TOKEN_TTL": timedelta(days=30), "USER_SERIALIZER": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Markscheme",
    "DESCRIPTION": "Question banks, timed quizzes, attempts and marks.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DEFAULT_GENERATOR_CLASS": "quizzes.api.schema.SchemaOnce",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "quizzes.api.schema.say_errors",
        "quizzes.api.examples.show_examples",
    ],
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "quizzes.models.Question.Kind",
        "BatchKindEnum": "marking.models.MarkBatch.Kind",
        "ImportStateEnum": "marking.models.Import.State",
        "PhraseVerdictEnum": "marking.models.PhraseVerdict.Verdict",
        "PracticeVerdictEnum": "marking.models.PracticeAnswer.Verdict",
        "LateRuleEnum": "quizzes.models.Assignment.LateRule",
        "ListStateEnum": "quizzes.models.RosterImport.State",
        "SampleKindEnum": "marking.models.Sample.Kind",
        "SetAsideEnum": "marking.api.opinions.VERDICTS",
        "WordingKindEnum": "marking.api.check_shapes.WORDING_KINDS",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
}

# ---- language, time, log -------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")
USE_TZ = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Line", "format": "{asctime} {levelname} {name}:{of} {message}", "style": "{"},
        "json": {
            "()": "config.logs.Json",
            "format": "{asctime} {levelname} {name} {message} {request_id} {task} {task_id} {process}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        },
    },
    "filters": {"short": {"()": "config.trouble.Short"}, "belongs": {"()": "config.logs.Belongs"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="line"),
            "filters": ["short", "belongs"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
