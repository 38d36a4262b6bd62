"""Processor time a request: `python -m tests.bench.steps`.

Asks the site's own WSGI application, in this process and on a PostgreSQL made for this, for what a class asks at the
bell, and prints the milliseconds of processor time that each took: the median of all students in this process, and the
mean in PostgreSQL. What else the machine does changes it less than the waits. `--profile NAME` prints where the time of
one step goes.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import os
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from tests.bench.herd import PASSWORD, on_paper
from tests.runtime import postgresql

STEPS = (
    *("log in", "desk", "cover", "start", "paper", "lease", "save", "save", "save", "hand in", "receipt"),
    "result",
)


class Visitor:
    """A signed-in student, who asks the application without a network."""

    def __init__(self, application: Any, cookies: dict[str, str], name: str = "") -> None:
        self.application, self.cookies, self.name = application, cookies, name
        self.leads_to = ""
        self.attempt, self.items, self.turn = 0, [], 0  # type: ignore[var-annotated]

    def ask(self, method: str, path: str, body: Any = None, *, form: Mapping[str, str] | None = None) -> bytes:
        """Return the body of the answer. Raises RuntimeError for any but a success, or a form that leads nowhere."""
        data = b"" if body is None else json.dumps(body).encode()
        kind = "application/json"
        if form is not None:
            data = urlencode({**form, "csrfmiddlewaretoken": self.cookies["csrftoken"]}).encode()
            kind = "application/x-www-form-urlencoded"
        statuses: list[str] = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(data), "wsgi.errors": sys.stderr, "wsgi.multithread": True, "SCRIPT_NAME": "",
            "wsgi.multiprocess": True, "wsgi.run_once": False, "wsgi.version": (1, 0), "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(data)), "CONTENT_TYPE": kind,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HTTP_X_CSRFTOKEN": self.cookies.get("csrftoken", ""), "HTTP_ACCEPT_ENCODING": "identity",
        }  # fmt: skip
        heads: list[tuple[str, str]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            statuses.append(status)
            heads.extend(headers)

        answer = self.application(environ, start)
        text = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        for name, value in heads:
            if name.lower() == "location":
                self.leads_to = value
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        if not statuses[0].startswith("2" if form is None else "302"):
            raise RuntimeError(f"{method} {path}: {statuses[0]} {text[:300]!r}")
        return text

    def step(self, name: str, assignment: int) -> None:
        """Do one step of a sitting."""
        own, page = f"/api/v1/attempts/{self.attempt}", f"/attempts/{self.attempt}"
        acts: dict[str, Callable[[], object]] = {
            "log in": lambda: self.ask("POST", "/login/", form={"username": self.name, "password": PASSWORD}),
            "desk": lambda: self.ask("GET", "/"),
            "cover": lambda: self.ask("GET", f"/sit/{assignment}/"),
            "start": lambda: self._start(assignment),
            "paper": lambda: self._paper(page),
            "lease": lambda: self.ask("POST", f"{own}/lease/", {"lease": "the-only-tab"}),
            "save": lambda: self._save(own),
            "hand in": lambda: self.ask("POST", f"{own}/hand-in/", {"answers": [], "lease": ""}),
            "receipt": lambda: self.ask("GET", f"{page}/receipt/"),
            "result": lambda: self.ask("GET", f"{page}/result/"),
        }
        acts[name]()

    def _start(self, assignment: int) -> None:
        self.ask("POST", f"/sit/{assignment}/start/", form={"lease": "7d0c9a52-7b4e-4b5c-9d55-0c1f3e2a8b61"})
        self.attempt = int(self.leads_to.strip("/").split("/")[-1])

    def _paper(self, page: str) -> None:
        _, self.items = on_paper(self.ask("GET", f"{page}/").decode())

    def _save(self, own: str) -> None:
        self.turn += 1
        texts = [f"{self.turn} socialism in one country, and {item}" for item in self.items]
        answers = [{"item": i, "text": t, "seq": self.turn} for i, t in zip(self.items, texts, strict=True)]
        self.ask("PUT", f"{own}/answers/", {"answers": answers, "lease": "the-only-tab"})


def measure(students: int, profiled: str, server: int) -> None:
    """Let them sit one after the other and print the table."""
    from django.contrib.sessions.backends.db import SessionStore  # noqa: F401, PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from config.wsgi import application  # noqa: PLC0415
    from marking import queries  # noqa: PLC0415
    from marking.services import marks, results  # noqa: PLC0415
    from quizzes.models import User  # noqa: PLC0415
    from tests.bench.herd import make_school, set_quiz  # noqa: PLC0415
    from tests.cast import signed_in  # noqa: PLC0415

    school = make_school(students)
    assignment = set_quiz(school)
    visitors = []
    for user in User.objects.filter(username__startswith="herd0"):
        client = signed_in(user)
        client.get("/login/", headers={"host": "localhost"})
        cookies = {name: one.value for name, one in client.cookies.items()}
        visitors.append(Visitor(application, cookies, user.username))
    taken: dict[str, list[float]] = {}
    beside: dict[str, float] = {}
    profiles: dict[str, cProfile.Profile] = {}
    for name in STEPS:
        if name == "result":
            while queries.waiting().exists():
                marks.mark_waiting(now=timezone.now())
            results.release(assignment=assignment, by=school.teacher, now=timezone.now(), unchecked_too=True)
        before = _of_children(server)
        for visitor in visitors:
            profile = profiles.setdefault(name, cProfile.Profile()) if profiled in (name, "all") else None
            _timed(taken.setdefault(name, []), profile, visitor.step, name, assignment.pk)
        beside[name] = (_of_children(server) - before) / students  # of saves the last, when all is planned
    _print(taken, beside, students, server)
    for name, profile in profiles.items():
        print(f"\n==== {name}")
        pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(15)
        pstats.Stats(profile).strip_dirs().sort_stats("cumtime").print_stats(60)


def _print(taken: dict[str, list[float]], beside: dict[str, float], students: int, server: int) -> None:
    """Print the table, with a save of the stub, which is measured here."""
    print(f"{'step':<10} {'median ms':>10} {'of PostgreSQL':>14} {'a second and core':>18}")
    for name, seconds in taken.items():
        middle = statistics.median(seconds[len(seconds) // 5 :])
        print(f"{name:<10} {1000 * middle:>10.2f} {1000 * beside[name]:>14.2f} {1 / (middle + beside[name]):>18.0f}")
    before = _of_children(server)
    bare = _bare(students)
    also = (_of_children(server) - before) / students
    print(
        f"{'bare save':<10} {1000 * bare:>10.2f} {1000 * also:>14.2f} {1 / (bare + also):>18.0f}   (tests.bench.stub)"
    )
    opened = sum(statistics.median(taken[name]) for name in ("cover", "start", "paper"))
    print(f"{'open':<10} {1000 * opened:>10.2f}   (cover, start and paper; the start takes the lease)")


def _of_children(server: int) -> float:
    """Return the seconds of processor time that the processes of the database have had so far."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return sum(int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) for child in children) / 1e9


def _bare(times: int) -> float:
    """Return what a save takes at the stub, in the same process and on the same database."""
    from tests.bench import stub  # noqa: PLC0415

    os.environ["STUB_REDIS"] = "/nowhere"
    visitor, seconds = Visitor(stub.application, {}), []  # type: ignore[var-annotated]
    answers = [{"item": number, "text": f"socialism in one country, and {number}", "seq": 1} for number in range(5)]
    for number in range(times + 5):
        _timed(seconds, None, visitor.ask, "PUT", f"/{number}/", {"answers": answers})
    return statistics.median(seconds[5:])


def _timed(seconds: list[float], profile: cProfile.Profile | None, what: Callable[..., None], *given: Any) -> None:
    began = time.thread_time()
    if profile is not None:
        profile.enable()
    what(*given)
    if profile is not None:
        profile.disable()
    seconds.append(time.thread_time() - began)


def main() -> None:
    """Start a database, measure, and clear up."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.steps", description=__doc__)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--profile", default="", choices=("", "all", *STEPS))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="steps-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server runs as nobody
        server = postgresql.start(folder / "pg", durable=False)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"postgres://markscheme@/postgres?host={folder / 'pg'}",
            "DATA_DIR": str(folder / "data"),
            "ENV_FILE": os.devnull,
            "LOG_LEVEL": "ERROR",
        }
        try:
            import django  # noqa: PLC0415

            import config  # noqa: F401, PLC0415

            django.setup()
            from django.core.management import call_command  # noqa: PLC0415

            from tests.bench import stub  # noqa: PLC0415

            call_command("migrate", verbosity=0)
            call_command("collectstatic", verbosity=0, interactive=False)
            database = os.environ["STUB_DATABASE"] = f"postgresql://markscheme@/postgres?host={folder / 'pg'}"
            with psycopg.connect(database, autocommit=True) as connection:
                connection.execute(stub.TABLES)
            measure(arguments.students, arguments.profile, server.pid)
        finally:
            postgresql.stop(server, folder / "pg")


if __name__ == "__main__":
    main()
