"""`python -m tests.chaos`: a site as `make run` starts it, students who write, and a fault amid each sitting.

Writes a table of docs/reliability.md with `--write`; `--only WORD …` takes the rows whose name has one. With
`--postgresql` the site runs on that, and the faults are the database's.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from tests.chaos.postgres import Postgres, postgres

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- written by make chaos -->", "<!-- end -->"
STUDENTS, SITTING, FAULT_AFTER = 10, 24.0, 6.0


def main() -> int:
    """Run the rows; return 1 where an audit found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL, with what is done to that")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="markscheme-chaos-") as folder, _database(asked, Path(folder)) as server:
        lines = _rows(asked, Path(folder), server)
    if asked.postgresql and asked.only == [""]:
        print("back to a moment:", flush=True)  # in a process of its own, as its database is another
        wrong = subprocess.run([sys.executable, "-m", "tests.chaos.rehearsal"], cwd=ROOT, check=False).returncode
        lines += [("", ["going back to a moment"])] if wrong else []
    if asked.write:
        write([line for line, _ in lines if line], kind="PostgreSQL" if asked.postgresql else "SQLite")
    return int(any(wrong for _, wrong in lines))


@contextmanager
def _database(asked: argparse.Namespace, folder: Path) -> Iterator[Postgres | None]:
    """Give a PostgreSQL with a disk and a line to it of its own, if it is asked for."""
    if not asked.postgresql:
        yield None
        return
    folder.chmod(0o755)  # the server runs as nobody
    with postgres(folder) as server:
        os.environ["DATABASE_URL"] = server.url
        yield server


def _rows(asked: argparse.Namespace, folder: Path, server: Postgres | None) -> list[tuple[str, list[str]]]:
    """Start the site and do one fault after the other to it."""
    os.environ.update(DATA_DIR=str(folder / "site"), ENV_FILE=os.devnull, DJANGO_SETTINGS_MODULE="config.settings")
    os.environ.update(DEMO="0", LOG_LEVEL="WARNING")
    import django  # noqa: PLC0415 -- with the variables of this run

    django.setup()
    from tests.chaos import faults, faults_of_postgresql  # noqa: PLC0415
    from tests.config import test_up  # noqa: PLC0415

    kept = faults.FAULTS if server is None else faults_of_postgresql.of(server)
    test_up.START = 300  # the first start makes the database
    run = test_up.Run(folder / "site", **({} if server is None else {"DATABASE_URL": server.url}))
    try:
        run.ready()
        threading.Thread(target=read, args=(run,), daemon=True).start()
        return [row(run, name, kept[name]) for name in kept if any(word in name for word in asked.only)]
    finally:
        run.clean_up()


def read(run: object) -> None:
    """Read what the site says, so that it is there to be looked at."""
    while True:
        run.listen()  # type: ignore[attr-defined]
        time.sleep(0.1)


def row(run: object, name: str, fault: object) -> tuple[str, list[str]]:
    """Sit once with a fault in the midst; return the line of the table and what the audit found."""
    from tests.chaos import audit  # noqa: PLC0415

    if hasattr(fault, "prepare"):
        fault.prepare(run)
    students = sitting(run.url)  # type: ignore[attr-defined]
    for student in students:
        student.start()
    run.students = students  # type: ignore[attr-defined]  # for what goes on beside them
    time.sleep(FAULT_AFTER)
    fault(run)  # type: ignore[operator]
    for student in students:
        student.join(timeout=SITTING + 60)
    if hasattr(fault, "end"):
        fault.end()
    took = audit.settled_after([student.attempt for student in students])
    wrong = audit.findings(students)
    if took is None:
        wrong.insert(0, f"not closed and marked within {audit.SECONDS} s")
    waits = sorted(wait for student in students for wait in student.waits) or [math.inf]
    saves = sum(len(student.acknowledged) for student in students)
    p50, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    said = "; ".join(wrong[:3]) if wrong else "nothing lost, one mark each, every end right"
    settled = "never" if took is None else f"{took:.0f} s"
    failures = sum(student.failures for student in students)
    line = f"| {name} | {saves} | {failures} | {p50:.2f} / {p99:.1f} s | {settled} | {said} |"
    print(line, flush=True)
    return line, wrong


def sitting(url: str) -> list:  # type: ignore[type-arg]
    """Return students of a new class, each with an attempt that has begun."""
    from django.utils import timezone  # noqa: PLC0415

    from quizzes.models import Attempt, Enrolment, Item  # noqa: PLC0415
    from quizzes.services import attempts, banks, classes  # noqa: PLC0415
    from tests.cast import person, question_of, quiz_for, signed_in  # noqa: PLC0415
    from tests.chaos.students import Student  # noqa: PLC0415

    mark, now = f"{time.monotonic_ns()}", timezone.now()
    teacher = person(f"teacher{mark}", teaches=True)
    school_class = classes.create_class(name=mark[-8:], by=teacher, now=now)
    bank = banks.create_bank(title=mark, by=teacher, now=now)
    schemes = ("collective farms / grain quota [1]\nfamine [1]\n", "steel / coal [1]\nfive year plan / towns [1]\n")
    questions = [question_of(bank, stem=f"Why, {number}?", scheme=scheme) for number, scheme in enumerate(schemes)]
    people = []
    for number in range(STUDENTS):
        student = person(f"student{mark}-{number}")
        classes.enrol(school_class=school_class, user=student, role=Enrolment.Role.STUDENT, now=now)
        client = signed_in(student)
        client.get("/login/", headers={"host": "localhost"})
        people.append((student, {name: morsel.value for name, morsel in client.cookies.items()}))
    assignment = quiz_for(school_class, questions, by=teacher, now=now - timedelta(minutes=1))
    items = list(Item.objects.filter(quiz=assignment.quiz).values_list("pk", flat=True))
    students, until = [], time.monotonic() + SITTING
    for number, (student, cookies) in enumerate(people):
        attempt = attempts.start(assignment=assignment, student=student, now=timezone.now())
        Attempt.objects.filter(pk=attempt.pk).update(ends_at=timezone.now() + timedelta(seconds=SITTING))
        hands_in = random.uniform(FAULT_AFTER, SITTING - 4) if number % 3 == 0 else None
        text = "; ".join(f"{name}={value}" for name, value in cookies.items())
        students.append(Student(url, text, cookies.get("csrftoken", ""), attempt.pk, items, until, hands_in))
    return students


def write(lines: list[str], *, kind: str) -> None:
    """Put the table into its place in the document."""
    text, begin = DOCUMENT.read_text(), BEGIN if kind == "SQLite" else BEGIN.replace("chaos", "chaos on PostgreSQL")
    before, _, rest = text.partition(begin)
    after = rest.partition(END)[2]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    facts = (
        f"{time.strftime('%-d %B %Y')}, commit {commit.stdout.strip() or '?'}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, {kind}, {STUDENTS} students in each sitting of {SITTING:.0f} s."
    )
    head = "| fault | saves | in vain | median / p99 of a request | closed and marked after | audit |"
    new = {line.split("|")[1]: line for line in lines}
    old = {line.split("|")[1]: line for line in rest.partition(END)[0].splitlines() if line.startswith("| ")}
    kept = {name: line for name, line in old.items() if name.strip() not in {"fault", "---"}} | new
    if kept.keys() - new.keys():
        facts += f" Rows that this run left out, {len(kept) - len(new)} of {len(kept)}, are those of an earlier one."
    table = "\n".join(["", facts, "", head, "| --- | --- | --- | --- | --- | --- |", *kept.values(), ""])
    DOCUMENT.write_text(f"{before}{begin}\n{table}\n{END}{after}")


if __name__ == "__main__":
    sys.exit(main())
