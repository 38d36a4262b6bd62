"""`make install`: makes .venv and installs what the project needs, at the versions of constraints.txt.

Run by any Python 3.11 or newer, before anything is installed: the standard library only. `--dev` adds what tests and
checks need. What is already as wanted is left alone, so that a second run takes no time.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main() -> int:
    """Install; return 0, or 1 after saying what went wrong."""
    if sys.version_info < OLDEST:
        say(f"This is Python {sys.version.split()[0]}; 3.11 or newer is needed. Name one: make run PYTHON=python3.11")
        return 1
    groups = ["runtime", "dev"] if "--dev" in sys.argv[1:] else ["runtime"]
    if not make_environment():
        return 1
    wanted = requirements(groups)
    print_of_wanted = fingerprint(wanted)
    stamp = VENV / f".installed-{groups[-1]}"
    if stamp.exists() and stamp.read_text() == print_of_wanted:
        return 0
    if not install(wanted):
        return 1
    stamp.write_text(print_of_wanted)
    return 0


def make_environment() -> bool:
    """Make .venv unless it is there and works; return whether it is."""
    if PYTHON.exists():
        tried = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)  # noqa: S603
        if tried.returncode == 0:
            return True
    say(f"Making .venv with Python {sys.version.split()[0]} …")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        say(
            f"{done.stdout}{done.stderr}\nNo virtual environment could be made. On Debian: apt-get install python3-venv"
        )
    return done.returncode == 0


def requirements(groups: list[str]) -> list[str]:
    """Return the requirements that pyproject.toml names for `groups`."""
    import tomllib  # noqa: PLC0415 -- older Pythons get this far, and are told so above

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {"runtime": project["dependencies"], **project["optional-dependencies"]}
    return [requirement for group in groups for requirement in named[group]]


def fingerprint(wanted: list[str]) -> str:
    """Return a text that differs when other packages or versions are wanted, or Python is another."""
    parts = [sys.version, *wanted, (ROOT / "constraints.txt").read_text(encoding="utf-8")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def install(wanted: list[str]) -> bool:
    """Install `wanted` and what it needs, saying how far it is; return whether it worked, with pip's words if not."""
    began = time.monotonic()
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--no-input", "--progress-bar", "off"]
    say("Installing, a few dozen packages …")
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603
        [*pip, "-c", str(ROOT / "constraints.txt"), *wanted],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        assert running.stdout is not None  # noqa: S101
        for line in running.stdout:
            lines.append(line)
            show_progress(line, lines, began)
    if running.returncode != 0:
        say("".join(lines) + "Not installed: pip's own words are above.")
        return False
    say(f"Installed in {time.monotonic() - began:.0f} s.")
    return True


def show_progress(line: str, lines: list[str], began: float) -> None:
    """Say every tenth package that was fetched, and when unpacking begins."""
    if line.startswith("Collecting "):
        count = sum(part.startswith("Collecting ") for part in lines)
        if count % 10 == 0:
            say(f"  {count} packages fetched, {time.monotonic() - began:.0f} s")
    elif line.startswith("Installing collected packages"):
        say(f"  unpacking {line.count(',') + 1} packages …")


def say(text: str) -> None:
    """Print `text` at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
