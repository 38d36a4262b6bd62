"""`python -m tests`: all tests, on PostgreSQL what it may decide differently and on SQLite the rest, both at once.

Many tests wait: for a browser, a worker, a timer. So the two runs share the cores: SQLite's has one process more than
there are cores, and PostgreSQL's, whose tests are fewer and soon done, half as many. What follows goes to pytest, as in
`python -m tests -x tests/quizzes`; PROCESSES is SQLite's number. The exit code is 1 if either run failed, or nothing
was there to run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

NOTHING_TO_RUN = 5  # pytest's exit code, of a part that has no tests for this database
MOST = 5  # processes; each has a database, a broker, a site and a browser of its own
BYTES = 2_000_000_000  # of memory that one of SQLite's and half of one of PostgreSQL's take with all that they start


def usual() -> int:
    """Return into how many processes SQLite's run is shared if nobody says."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(len(os.sched_getaffinity(0)) + 1, MOST, memory // BYTES))


def begun(database: str, processes: int, arguments: list[str], output: Path | None = None) -> subprocess.Popen[bytes]:
    """Return pytest's run on a database, begun; what it says goes to `output` if that is given."""
    beside = "postgresql" if database == "sqlite" else ""  # what that run has alone is left to it
    # Whatever the shell says, compiled files are kept: each process, site and worker of the tests begins with them.
    env = {**os.environ, "TEST_DATABASE": database, "PYTHONDONTWRITEBYTECODE": "", "BESIDE": beside}
    command = [sys.executable, "-m", "pytest", "-n", str(processes), "--dist", "worksteal", *arguments]
    if output is None:
        return subprocess.Popen(command, env=env)
    with output.open("wb") as stream:
        return subprocess.Popen(command, env=env, stdout=stream, stderr=subprocess.STDOUT)


def follow(run: subprocess.Popen[bytes], output: Path) -> None:
    """Show what `run` has said, and what it says from now on until it ends."""
    with output.open("rb") as stream:
        ended = False
        while not ended:
            ended = run.poll() is not None
            sys.stdout.buffer.write(stream.read())
            sys.stdout.flush()
            time.sleep(0 if ended else 0.2)


def main(arguments: list[str]) -> int:
    """Run both and return the exit code."""
    processes = int(os.environ.get("PROCESSES") or usual())
    with tempfile.TemporaryDirectory(prefix="markscheme-tests-") as folder:
        output = Path(folder) / "sqlite"
        print("== on PostgreSQL: what it may decide differently", flush=True)
        runs = [
            begun("postgresql", max(1, processes // 2), ["-m", "postgresql", *arguments]),
            begun("sqlite", processes, arguments, output),
        ]
        try:
            runs[0].wait()
            print("== on SQLite: all else, and what it may decide differently", flush=True)
            follow(runs[1], output)
        except KeyboardInterrupt:  # which both have heard as well, and clean up
            for run in runs:
                with suppress(KeyboardInterrupt):
                    run.wait()
            return 130
    codes = {run.returncode for run in runs} - {0}
    return int(bool(codes) and (codes != {NOTHING_TO_RUN} or all(run.returncode for run in runs)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
