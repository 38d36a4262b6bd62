"""A class year at the bell: `python -m tests.bench.herd`.

200 students log in, open a quiz of five short answers, save three times, hand in and see their marks, all at once. The
site runs as `make run` runs it, on a PostgreSQL that writes to disk as a server does, with Valkey, web server, worker
and this driver on the same cores. In turns with it runs `tests.bench.stub`, which saves, hands in and marks as barely
as can be; the ratio of the two is the honest part, since it does not depend on the machine. At the end the database is
asked whether every text that was typed is there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import psycopg

from tests.bench.processes import Taken
from tests.runtime import postgresql
from tests.runtime.site import free_port

ROOT = Path(__file__).parents[2]
PASSWORD = "a-password-of-the-herd"
QUESTIONS = [
    ("What was the aim of the first plan?", "industry / industrial* / factories [1]\nsteel / coal [1]"),
    ("Which treaty was signed in 1922?", "Treaty of Rapallo / Rapallo [1]"),
    ("What were social democrats called?", "social fascists [1]\n    reject: friends"),
    ("Give two aims of collectivisation.", "grain + towns / feed the towns [1]\nexports / machines [1]"),
    ("What was Stalin's slogan?", "socialism in one country / building socialism at home [1]"),
]
DRAFTS = [
    ["They wanted", "They wanted more", "They wanted more factories and stel."],
    ["The treaty", "The treaty of Rappalo", "The treaty of Rappalo, I think."],
    ["social", "social facists", "social facists was the word for them"],
    ["grain for", "grain for the towns", "grain for the towns, and machines from abroad"],
    ["socialism", "socialism in one", "socialism in one country, not world revolution"],
]


@dataclass
class Phase:
    """What one kind of request took: seconds for each, and for all of them together."""

    name: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    whole: float = 0.0
    taken: str = ""

    def at(self, share: float) -> float:
        """Return the time within which that share of the requests was answered, in ms."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.whole

    def __str__(self) -> str:
        return (
            f"  {self.name:<16}{len(self.seconds):>5} requests {self.whole:>7.2f} s {self.rate:>7.0f}/s"
            f"   p50 {self.at(0.5):>6.0f} ms   p95 {self.at(0.95):>6.0f} ms   errors {len(self.errors)}\n"
            f"{'':18}{self.taken}"
        )


@dataclass
class Student:
    """One of the herd, with a connection and cookies of their own."""

    name: str
    http: aiohttp.ClientSession
    attempt: int = 0
    items: list[int] = field(default_factory=list)

    async def ask(self, method: str, path: str, **more: Any) -> str:
        """Return the body of the answer. Raises RuntimeError for any but a success."""
        token = next((cookie.value for cookie in self.http.cookie_jar if cookie.key == "csrftoken"), "")
        async with self.http.request(method, path, headers={"X-CSRFToken": token}, **more) as answer:
            body = await answer.text()
            if answer.status >= 400 and (answer.status, path) != (503, "/login/"):
                raise RuntimeError(f"{method} {path}: {answer.status} {body[:200]}")
            return body

    async def log_in(self) -> None:
        await self.ask("GET", "/login/")
        form = {"username": self.name, "password": PASSWORD}
        body = await self.ask("POST", "/login/", data=form)
        while "Many are logging in just now" in body:
            await asyncio.sleep(5)  # as the page says
            body = await self.ask("POST", "/login/", data=form)
        if "id_password" in body:
            raise RuntimeError(f"{self.name} was not let in")

    async def open(self, assignment: int) -> None:
        """Open the cover and begin, as the page does: the start takes the lease, and leads to the paper."""
        cover = await self.ask("GET", f"/sit/{assignment}/")
        form = {"csrfmiddlewaretoken": form_token(cover), "lease": self.lease}
        paper = await self.ask("POST", f"/sit/{assignment}/start/", data=form)
        self.attempt, self.items = on_paper(paper)
        if f'data-lease="{self.lease}"' not in paper:
            raise RuntimeError("the paper does not hold the lease")

    @property
    def lease(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, self.name))

    def answers(self, turn: int) -> dict[str, Any]:
        """Return what the page sends at its `turn`th save: every answer has grown by a few words."""
        sent = [
            {"item": item, "text": typed(self.name, number, turn), "seq": turn + 1}
            for number, item in enumerate(self.items)
        ]
        return {"answers": sent, "lease": self.lease}

    async def save(self, turn: int) -> None:
        body = await self.ask("PUT", f"/api/v1/attempts/{self.attempt}/answers/", json=self.answers(turn))
        if len(json.loads(body)["saved"]) != len(self.items):
            raise RuntimeError(f"not all was saved: {body[:200]}")

    async def hand_in(self) -> None:
        body = await self.ask("POST", f"/api/v1/attempts/{self.attempt}/hand-in/", json={"answers": [], "lease": ""})
        if not json.loads(body)["receipt"]:
            raise RuntimeError(f"no receipt: {body[:200]}")

    async def see(self) -> None:
        body = await self.ask("GET", f"/attempts/{self.attempt}/result/")
        if 'class="ring"' not in body:
            raise RuntimeError("the result shows no mark")


class Bare(Student):
    """The same student at the stub."""

    async def save(self, turn: int) -> None:
        await self.ask("PUT", f"/{self.attempt}/", json=self.answers(turn))

    async def hand_in(self) -> None:
        await self.ask("POST", f"/{self.attempt}/", json={"answers": []})


def typed(name: str, number: int, turn: int) -> str:
    """Return what a student has typed by then: nobody's text is another's."""
    return f"{DRAFTS[number][turn]} ({name})"


def form_token(page: str) -> str:
    """Return what guards the forms of a page against forgery."""
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]


def on_paper(page: str) -> tuple[int, list[int]]:
    """Return the numbers of the attempt and of the questions on a paper."""
    attempt = re.findall(r'data-attempt="([0-9]+)"', page)
    return int(attempt[0]), [int(item) for item in re.findall(r'data-item="([0-9]+)"', page)]


async def all_at_once(name: str, students: Sequence[Student], what: Callable[[Any], Awaitable[None]]) -> Phase:
    """Let every student do `what` at the same moment, and return how long each waited."""
    phase = Phase(name)

    async def one(student: Student) -> None:
        began = time.perf_counter()
        try:
            await what(student)
        except Exception as error:  # counted and shown
            phase.errors.append(repr(error))
        phase.seconds.append(time.perf_counter() - began)

    meter, began = Taken(), time.perf_counter()
    await asyncio.gather(*(one(student) for student in students))
    phase.whole = time.perf_counter() - began
    phase.taken = meter.a_request(len(students))
    return phase


async def until_marked(count: Callable[[], int], wanted: int, *, seconds: float = 60) -> None:
    """Return when `count()` has come to `wanted`. Raises TimeoutError."""
    end = time.perf_counter() + seconds
    while count() < wanted:
        if time.perf_counter() > end:
            raise TimeoutError(f"{count()} of {wanted} marks after {seconds} s")
        await asyncio.sleep(0.02)


async def sit(kind: str, students: Sequence[Student], count: Callable[[], int]) -> list[Phase]:
    """Let the herd save three times and hand in, and wait until every answer is marked."""
    phases = []
    saves = Phase("save")
    for turn in range(3):
        phase = await all_at_once("save", students, lambda student, turn=turn: student.save(turn))
        saves.seconds += phase.seconds
        saves.errors += phase.errors
        saves.whole += phase.whole
        saves.taken = phase.taken
    phases.append(saves)
    began = time.perf_counter()
    phases.append(await all_at_once("hand in", students, lambda student: student.hand_in()))
    answers = len(students) * len(QUESTIONS)
    await until_marked(count, answers)
    marked = Phase("marks stand", [0.0] * answers)
    marked.whole = time.perf_counter() - began
    phases.append(marked)
    print(f"{kind}:")
    for phase in phases[:-1]:
        print(phase)
    figures = f"{answers:>5} answers  {marked.whole:>7.2f} s {marked.rate:>7.0f}/s"
    print(f"  {'marks stand':<16}{figures}   counted from the first hand-in on")
    return phases


# ---- the site and the stub ------------------------------------------------------------------------------


@contextmanager
def running(command: Sequence[str], *, env: dict[str, str], log: Path, stdin: str | None = None) -> Iterator[None]:
    """Run a program as long as the block lasts."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=env, cwd=ROOT, stdout=output, stderr=output, stdin=subprocess.PIPE, start_new_session=True
        )
    assert process.stdin is not None
    if stdin is not None:
        process.stdin.write(stdin.encode())
    process.stdin.close()
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(url: str, log: Path, *, seconds: float = 300) -> None:
    """Return when the site answers. Raises TimeoutError with the end of its log."""
    import urllib.error  # noqa: PLC0415
    import urllib.request  # noqa: PLC0415

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(log.read_text()[-2000:])


@dataclass(frozen=True)
class School:
    """What was made for the herd: a teacher, a class, and a bank to set quizzes from."""

    teacher: Any
    school_class: Any
    questions: list[Any]


def make_school(size: int) -> School:
    """Make the people, the class and the questions, in the site's database."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from marking.services import questions  # noqa: PLC0415
    from quizzes.models import Enrolment, User  # noqa: PLC0415
    from quizzes.services import banks, classes  # noqa: PLC0415

    now = timezone.now()
    secret = make_password(PASSWORD)
    teacher = User.objects.create_superuser("herd-teacher", password=PASSWORD)
    school_class = classes.create_class(name="The herd", by=teacher, now=now)
    users = User.objects.bulk_create(User(username=f"herd{number:03}", password=secret) for number in range(size))
    Enrolment.objects.bulk_create(
        Enrolment(school_class=school_class, user=user, role=Enrolment.Role.STUDENT, joined_at=now) for user in users
    )
    bank = banks.create_bank(title="The herd", by=teacher, now=now)
    made = [
        questions.write(question=None, bank=bank, scheme=scheme, by=teacher, now=now, stem=stem)
        for stem, scheme in QUESTIONS
    ]
    return School(teacher, school_class, made)


def set_quiz(school: School, *, minutes: float = 60) -> Any:
    """Return a new quiz, open now, set for the herd with so many minutes."""
    from django.utils import timezone  # noqa: PLC0415

    from quizzes.models import Assignment  # noqa: PLC0415
    from quizzes.services import quizzes  # noqa: PLC0415

    now = timezone.now()
    closes_at, limit = now + timedelta(minutes=2 * minutes), round(minutes) if minutes <= 60 else None
    setting = quizzes.Setting(school.school_class, now, closes_at, limit)
    quiz = quizzes.set_quiz(
        quiz=None, title="At the bell", questions=school.questions, settings=[setting], by=school.teacher, now=now
    )
    quizzes.publish(quiz=quiz, now=now)
    return Assignment.objects.get(quiz=quiz)


def lost(assignment: Any, students: Sequence[Student]) -> list[str]:
    """Return what the database lacks of what was typed in this sitting; empty where nothing is lost."""
    from quizzes.models import Attempt, Response, ResponseVersion  # noqa: PLC0415

    missing = []
    standing = {
        (row.attempt_id, row.item_id): row.text for row in Response.objects.filter(attempt__assignment=assignment)
    }
    versions = set(
        ResponseVersion.objects.filter(response__attempt__assignment=assignment).values_list(
            "response__attempt", "response__item", "text"
        )
    )
    for student in students:
        for number, item in enumerate(student.items):
            if standing.get((student.attempt, item)) != typed(student.name, number, 2):
                missing.append(f"the answer of {student.name} to {number + 1}")
            missing += [
                f"version {turn + 1} of {student.name}'s answer to {number + 1}"
                for turn in range(3)
                if (student.attempt, item, typed(student.name, number, turn)) not in versions
            ]
    handed_in = Attempt.objects.submitted().filter(assignment=assignment).count()
    if handed_in != len(students):
        missing.append(f"{len(students) - handed_in} hand-ins")
    return missing


def release(assignment: Any, school: School) -> None:
    """Show the herd its marks."""
    from django.utils import timezone  # noqa: PLC0415

    from marking.services import results  # noqa: PLC0415

    results.release(assignment=assignment, by=school.teacher, now=timezone.now(), unchecked_too=True)


def marks_of(database: str, assignment: int) -> Callable[[], int]:
    """Return what counts the answers of a sitting that have a mark."""
    connection = psycopg.connect(database, autocommit=True)
    sql = """
        SELECT count(*) FROM marking_standing s JOIN quizzes_response r ON r.id = s.response_id
        JOIN quizzes_attempt a ON a.id = r.attempt_id WHERE a.assignment_id = %s AND s.mark_id IS NOT NULL
    """
    return lambda: connection.execute(sql, (assignment,)).fetchone()[0]  # type: ignore[index]


def bare_marks(database: str) -> Callable[[], int]:
    """Return what counts the stub's marks, in empty tables."""
    from tests.bench import stub  # noqa: PLC0415

    connection = psycopg.connect(database, autocommit=True)
    connection.execute(stub.TABLES)
    return lambda: connection.execute("SELECT count(*) FROM stub_mark").fetchone()[0]  # type: ignore[index]


def visit(url: str) -> aiohttp.ClientSession:
    """Return a browser of its own: cookies, and one connection that is kept."""
    return aiohttp.ClientSession(
        url,
        connector=aiohttp.TCPConnector(limit=1),
        cookie_jar=aiohttp.CookieJar(unsafe=True),  # which means: from an address without a name, too
        timeout=aiohttp.ClientTimeout(total=120),
    )


# ---- the run ---------------------------------------------------------------------------------------------


async def run(arguments: argparse.Namespace, database: str, site: str, stub: str) -> int:
    """Drive the herd and print what was measured; return how many errors there were."""
    school = await asyncio.to_thread(make_school, arguments.students)

    def visitors(kind: type[Student], url: str) -> list[Student]:
        return [kind(f"herd{number:03}", visit(url)) for number in range(arguments.students)]

    herd, bare = visitors(Student, site), visitors(Bare, stub)
    late = [Student(student.name, visit(site)) for student in herd[-arguments.log_ins :]] if arguments.log_ins else []
    try:
        errors = await _rounds(arguments, database, school, herd, bare)
        if late:
            from tests.bench.flood import flood  # noqa: PLC0415 -- which needs this module

            assignment = await asyncio.to_thread(set_quiz, school)
            errors += len(await flood(assignment.pk, herd, late))
        return errors
    finally:
        for student in (*herd, *bare, *late):
            await student.http.close()


async def _rounds(
    arguments: argparse.Namespace, database: str, school: School, herd: Sequence[Student], bare: Sequence[Student]
) -> int:
    """Let the herd and its shadow at the stub sit in turns; print it all and return how many errors there were."""
    for number, student in enumerate(bare):
        student.attempt, student.items = number + 1, list(range(len(QUESTIONS)))
    log_in = await all_at_once("log in", herd, lambda student: student.log_in())
    print("counted apart, since it is the password hashing that takes it:")
    print(log_in)
    if log_in.errors:
        raise SystemExit(f"{len(log_in.errors)} were not let in: {log_in.errors[0]}")
    errors: list[str] = []
    ratios = []
    figures: dict[str, list[float]] = {"save": [], "hand": [], "marks": [], "rate": []}
    for turn in range(arguments.rounds):
        print(f"\nround {turn + 1}")
        assignment = await asyncio.to_thread(set_quiz, school)
        opened = await all_at_once("open", herd, lambda student, quiz=assignment.pk: student.open(quiz))
        print(opened)
        saves, hands, marks = await sit("the site", herd, marks_of(database, assignment.pk))
        await asyncio.to_thread(release, assignment, school)
        seen = await all_at_once("see the marks", herd, lambda student: student.see())
        print(seen)
        missing = await asyncio.to_thread(lost, assignment, herd)
        print(f"  lost texts: {len(missing)}")
        errors += [*opened.errors, *saves.errors, *hands.errors, *seen.errors, *missing]
        bare_saves, bare_hands, bare_marks_ = await sit("the stub", bare, bare_marks(database))
        figures["save"].append(saves.at(0.95))
        figures["hand"].append(hands.at(0.95))
        figures["marks"].append(marks.rate)
        figures["rate"].append((len(saves.seconds) + len(hands.seconds)) / (saves.whole + hands.whole))
        ratios.append((saves.rate / bare_saves.rate, hands.rate / bare_hands.rate, marks.rate / bare_marks_.rate))
    if not ratios:
        return 0
    print("\nmedians of the rounds")
    middle = {name: statistics.median(values) for name, values in figures.items()}
    print(f"  save p95 {middle['save']:.0f} ms, hand-in p95 {middle['hand']:.0f} ms")
    print(f"  {middle['marks']:.0f} answers marked/s, {middle['rate']:.0f} saves and hand-ins/s")
    for name, column in zip(("saves", "hand-ins", "marks"), zip(*ratios, strict=True), strict=True):
        print(f"  {name}: {statistics.median(column):.2f} of the stub's rate")
    for error in errors[:10]:
        print(f"  ! {error}")
    return len(errors)


def main() -> int:
    """Start everything in a folder of its own, drive the herd, and clear up; return 1 after any error or loss."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.herd", description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--log-ins", type=int, default=40, help="so many at once at the end, while others save")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herd-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server runs as nobody
        server = postgresql.start(folder / "pg", durable=True)
        try:
            return 1 if _drive(arguments, folder) else 0
        finally:
            postgresql.stop(server, folder / "pg")


def _drive(arguments: argparse.Namespace, folder: Path) -> int:
    database = f"postgresql://markscheme@/postgres?host={folder / 'pg'}"
    port, bare_port = free_port(), free_port()
    data = folder / "data"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://markscheme@/postgres?host={folder / 'pg'}",
        "DATA_DIR": str(data),
        "PORT": str(port),
        "DEMO": "0",
        "STUB_DATABASE": database,
        "STUB_REDIS": str(data / "valkey.sock"),
    }
    env = dict(os.environ)
    log = folder / "log"
    stub_web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(bare_port)),
        *("--workers", "2", "--blocking-threads", "2", "--http", "1", "--no-ws", "--log-level", "warning"),
        "tests.bench.stub:application",
    ]
    schemes = json.dumps({number: scheme for number, (_, scheme) in enumerate(QUESTIONS)})
    stub_worker = [sys.executable, "-m", "tests.bench.stub"]
    with running([sys.executable, "-m", "config.up"], env=env, log=log):
        wait_for(f"http://127.0.0.1:{port}/healthz", log)
        with (
            running(stub_web, env=env, log=log),
            running(stub_worker, env=env, log=log, stdin=schemes),
            running(stub_worker, env=env, log=log, stdin=schemes),
        ):
            wait_for(f"http://127.0.0.1:{bare_port}/0/", log)
            import django  # noqa: PLC0415

            import config  # noqa: F401, PLC0415

            django.setup()
            site, stub = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{bare_port}"
            try:
                return asyncio.run(run(arguments, database, site, stub))
            except TimeoutError:
                print(log.read_text(errors="replace")[-2000:])
                raise


if __name__ == "__main__":
    sys.exit(main())
