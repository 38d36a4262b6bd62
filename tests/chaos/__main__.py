"""`python -m tests.chaos`: a site as `make run` starts it, students who write, and a fault amid each sitting.

Writes the table of docs/reliability.md with `--write`; `--only WORD …` takes the rows whose name has one.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- written by make chaos -->", "<!-- end -->"
STUDENTS, SITTING, FAULT_AFTER = 10, 24.0, 6.0


def main() -> int:
    """Run the rows; return 1 where an audit found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="markscheme-chaos-") as folder:
        data_dir = Path(folder) / "site"
        os.environ.update(DATA_DIR=str(data_dir), ENV_FILE=os.devnull, DJANGO_SETTINGS_MODULE="config.settings")
        os.environ.update(DEMO="0", LOG_LEVEL="WARNING")
        import django  # noqa: PLC0415 -- with the variables of this run

        django.setup()
        from tests.chaos.faults import FAULTS  # noqa: PLC0415
        from tests.config import test_up  # noqa: PLC0415

        test_up.START = 300  # the first start makes the database
        run = test_up.Run(data_dir)
        try:
            run.ready()
            threading.Thread(target=read, args=(run,), daemon=True).start()
            lines = [row(run, name, FAULTS[name]) for name in FAULTS if any(word in name for word in asked.only)]
        finally:
            run.clean_up()
    if asked.write:
        write([line for line, _ in lines])
    return int(any(wrong for _, wrong in lines))


def read(run: object) -> None:
    """Read what the site says, so that it is there to be looked at."""
    while True:
        run.listen()  # type: ignore[attr-defined]
        time.sleep(0.1)


def row(run: object, name: str, fault: object) -> tuple[str, list[str]]:
    """Sit once with a fault in the midst; return the line of the table and what the audit found."""
    from tests.chaos import audit  # noqa: PLC0415

    students = sitting(run.url)  # type: ignore[attr-defined]
    for student in students:
        student.start()
    time.sleep(FAULT_AFTER)
    fault(run)  # type: ignore[operator]
    for student in students:
        student.join(timeout=SITTING + 60)
    took = audit.settled_after([student.attempt for student in students])
    wrong = audit.findings(students)
    if took is None:
        wrong.insert(0, f"not closed and marked within {audit.SECONDS} s")
    waits = sorted(wait for student in students for wait in student.waits)
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


def write(lines: list[str]) -> None:
    """Put the table into its place in the document."""
    text = DOCUMENT.read_text()
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    facts = (
        f"{time.strftime('%-d %B %Y')}, commit {commit.stdout.strip() or '?'}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, SQLite, {STUDENTS} students in each sitting of {SITTING:.0f} s."
    )
    head = "| fault | saves | in vain | median / p99 of a request | closed and marked after | audit |"
    table = "\n".join(["", facts, "", head, "| --- | --- | --- | --- | --- | --- |", *lines, ""])
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")


if __name__ == "__main__":
    sys.exit(main())
