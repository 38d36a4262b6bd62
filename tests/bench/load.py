"""A school at work: `python -m tests.bench.load` (`make load`). `--minutes 720 --students 60` is a soak.

Students log in over a minute, start together when the quiz opens, think, type, and save what they typed every ten
seconds or so. Some have a bad network: requests that never arrive, and replies that get lost, are repeated as the page
does. In the last seconds all hand in. Prints how long each kind of request took, the errors, how busy the processes
were, what grew meanwhile, and what the database lacks of what was acknowledged. On SQLite as `make run` has it, or on a
PostgreSQL made for this.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.herd import Phase, Student, make_school, running, set_quiz, visit, wait_for
from tests.bench.processes import Held, held, processor_times
from tests.runtime import postgresql
from tests.runtime.site import free_port

WORDS = "the first plan wanted steel and coal because towns grew and grain was sold abroad".split()  # noqa: SIM905
BAD = 0.1  # of the students have a bad network …
LOST = 0.15  # … on which so many requests or replies get lost


@dataclass
class Worker(Student):
    """A student who thinks, types and saves, and knows what the server has acknowledged."""

    has_bad_network: bool = False
    texts: dict[int, str] = field(default_factory=dict)
    acknowledged: dict[int, str] = field(default_factory=dict)
    seq: int = 0

    async def write(self, until: float, every: float, phases: dict[str, Phase]) -> None:
        """Write until the time is over, then hand in."""
        await asyncio.sleep(random.uniform(0, every))
        while time.monotonic() < until:
            item = random.choice(self.items)
            self.texts[item] = f"{self.texts.get(item, '')} {' '.join(random.choices(WORDS, k=12))}".strip()[:3000]
            self.seq += 1
            answers = [{"item": item, "text": self.texts[item], "seq": self.seq}]
            if await self._until_taken("save", "PUT", "answers/", answers, phases):
                self.acknowledged[item] = self.texts[item]
            await asyncio.sleep(random.uniform(0.5, 1.5) * every)
        await asyncio.sleep(random.uniform(0, 2))
        await self._until_taken("hand in", "POST", "hand-in/", [], phases)

    async def _until_taken(
        self, kind: str, method: str, path: str, answers: list[dict[str, Any]], phases: dict[str, Phase]
    ) -> bool:
        body = {"answers": answers, "lease": self.lease}
        for _ in range(20):
            if self.has_bad_network and random.random() < LOST:  # it never gets there
                await asyncio.sleep(1)
                continue
            began = time.perf_counter()
            try:
                await self.ask(method, f"/api/v1/attempts/{self.attempt}/{path}", json=body)
            except Exception as error:
                phases[kind].errors.append(repr(error)[:200])
                await asyncio.sleep(random.uniform(0.5, 1.5))
                continue
            finally:
                phases[kind].seconds.append(time.perf_counter() - began)
            if not (self.has_bad_network and random.random() < LOST):  # else the reply is lost, and it is sent again
                return True
        return False


async def drive(arguments: argparse.Namespace, url: str, folder: Path) -> int:
    """Let them work; print what was measured and return how much is wrong."""
    school = await asyncio.to_thread(make_school, arguments.students)
    herd = [
        Worker(f"herd{number:03}", visit(url), has_bad_network=number < BAD * arguments.students)
        for number in range(arguments.students)
    ]
    phases = {name: Phase(name) for name in ("log in", "open", "save", "hand in")}
    before = dict(sizes(folder))
    try:
        await _each(herd, "log in", phases, lambda one: one.log_in(), spread=arguments.students / 8)
        quiz = await asyncio.to_thread(set_quiz, school, minutes=max(arguments.minutes + 10, 60))
        await _each(herd, "open", phases, lambda one: one.open(quiz.pk), spread=2)
        busy, began = dict(processor_times()), time.monotonic()
        grown = asyncio.create_task(asyncio.to_thread(_after_a_minute, folder))
        until = began + 60 * arguments.minutes
        await asyncio.gather(*(one.write(until, arguments.every, phases) for one in herd))
        took = time.monotonic() - began
        held_at_first = await grown
    finally:
        for one in herd:
            await one.http.close()
    for phase in phases.values():
        waits = "   ".join(f"p{share} {phase.at(share / 100):>6.0f}" for share in (50, 95, 99))
        print(f"  {phase.name:<8}{len(phase.seconds):>7} requests   {waits} ms   errors {len(phase.errors)}")
    print("  processor time, of one core, while they wrote:")
    for name, seconds in processor_times():
        if (share := (seconds - busy.get(name, 0)) / took) > 0.01:
            print(f"    {name:<12}{share:>6.1%}")
    for name, size in sizes(folder):
        print(f"    {name:<12}{size / 1e6:>8.1f} MB, {(size - before.get(name, 0)) / 1e6:+.1f}")
    print("  held by each kind of process, after a minute and at the end:")
    for name, now in held(folder).items():
        first = held_at_first.get(name, Held())
        print(f"    {name:<12}{first.memory:>6.0f} → {now.memory:.0f} MB, {first.files} → {now.files} files")
    missing = await asyncio.to_thread(lost, herd)
    print(f"  acknowledged and not there: {len(missing)}")
    return len(missing) + sum(len(phase.errors) for phase in phases.values())


async def _each(herd: list[Worker], name: str, phases: dict[str, Phase], what: Any, *, spread: float) -> None:
    async def one(student: Worker) -> None:
        await asyncio.sleep(random.uniform(0, spread))
        began = time.perf_counter()
        try:
            await what(student)
        except Exception as error:
            phases[name].errors.append(repr(error)[:200])
        phases[name].seconds.append(time.perf_counter() - began)

    await asyncio.gather(*(one(student) for student in herd))


def lost(herd: list[Worker]) -> list[str]:
    """Return the acknowledged texts that the database does not hold as the answer."""
    from quizzes.models import Response  # noqa: PLC0415

    standing = {(row.attempt_id, row.item_id): row.text for row in Response.objects.all()}
    return [
        f"{one.name}/{item}" for one in herd for item, text in one.acknowledged.items()
        if standing.get((one.attempt, item)) != text
    ]  # fmt: skip


def _after_a_minute(folder: Path) -> dict[str, Held]:
    time.sleep(60)
    return held(folder)


def sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield the bytes of the database, the queue's file and the log."""
    database = folder / "pg" if (folder / "pg").exists() else folder / "data"
    files = [path for path in database.rglob("*") if path.is_file() and "static" not in path.parts]
    yield "database", sum(path.stat().st_size for path in files if "valkey" not in str(path))
    yield "queue", sum(path.stat().st_size for path in (folder / "data" / "valkey").rglob("*") if path.is_file())
    yield "log", (folder / "log").stat().st_size


def main() -> int:
    """Start a site in a folder of its own, let a school work at it, and clear up; return 1 after any error or loss."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--students", type=int, default=150)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--every", type=float, default=10, help="seconds between two saves of a student")
    parser.add_argument("--postgresql", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server runs as nobody
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(folder / "data"), "DEMO": "0",
            "PORT": str(free_port()), "ENV_FILE": os.devnull,
        }  # fmt: skip
        server = postgresql.start(folder / "pg", durable=True) if arguments.postgresql else None
        if server is not None:
            os.environ["DATABASE_URL"] = f"postgres://markscheme@/postgres?host={folder / 'pg'}"
        try:
            return _run(arguments, folder)
        finally:
            if server is not None:
                postgresql.stop(server, folder / "pg")


def _run(arguments: argparse.Namespace, folder: Path) -> int:
    url, log = f"http://127.0.0.1:{os.environ['PORT']}", folder / "log"
    with running([sys.executable, "-m", "config.up"], env=dict(os.environ), log=log):
        wait_for(f"{url}/healthz", log, seconds=300)
        import django  # noqa: PLC0415

        import config  # noqa: F401, PLC0415

        django.setup()
        kind = "PostgreSQL" if arguments.postgresql else "SQLite"
        print(
            f"{arguments.students} students, {arguments.minutes:g} minutes, a save each {arguments.every:g} s, {kind}"
        )
        return 1 if asyncio.run(drive(arguments, url, folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
