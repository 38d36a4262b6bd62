"""`python -m tests.house.licences`: whether docs/licences.md lists what the site runs on, under licences that it may.

With `--write` it writes the page. What counts is what is installed: the libraries that `pyproject.toml` names, and what
they need in turn, whatever their version.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import cast

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "licences.md"
HEAD = """# Licences of what the site runs on

Markscheme is under the [MIT licence](../LICENSE). Beside Python and the database it runs on these libraries, which
`pip` installs and which may all be used, changed and passed on under the licence named. `make check` compares this page
with what is installed; `python -m tests.house.licences --write` writes it.

| library | licence |
| --- | --- |
"""
# May be used by a program under the MIT licence, the LGPL and MPL as libraries of their own.
MAY_BE = re.compile(
    r"MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software|LGPL|Lesser|Zlib|CC0|Unlicense|HPND", re.IGNORECASE
)
# Read in their own files, where pip is told nothing.
READ = {"pysqlite3": "Zlib"}


def needed(lines: Iterable[str], extras: Iterable[str] = ("",), seen: set[str] | None = None) -> set[str]:
    """Return the libraries that some requirements ask for, and that those need, so far as they are installed here."""
    seen = set() if seen is None else seen
    for wanted in map(Requirement, lines):
        name = wanted.name.lower().replace("_", "-")
        asked = not wanted.marker or any(wanted.marker.evaluate({"extra": extra}) for extra in extras)
        if asked and name not in seen:
            with suppress(PackageNotFoundError):
                more = distribution(name).requires or ()
                seen.add(name)
                needed(more, ["", *wanted.extras], seen)
    return seen


def licence(library: Distribution) -> str:
    """Return a library's licence in a few words, as it says it itself; "" where it doesn't."""
    about = library.metadata.json
    lines = cast("list[str]", about.get("classifier", []))
    classified = [line.split(" :: ")[-1] for line in lines if line.startswith("License ::")]
    said = str(about.get("license", "")).strip().splitlines()[:1]
    return str(about.get("license_expression", "")) or "; ".join(classified or said).replace("|", "/")


def rows() -> dict[str, str]:
    """Return the licence of each library, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {name: READ.get(name) or licence(distribution(name)) for name in sorted(needed(project["dependencies"]))}


def main(arguments: list[str]) -> int:
    """Compare, or write; the exit code is 1 where something is amiss."""
    found = rows()
    odd = [f"{name} is under {of or 'no licence that it says'}" for name, of in found.items() if not MAY_BE.search(of)]
    lines = [f"| {name} | {of} |\n" for name, of in found.items()]
    if "--write" in arguments:
        PAGE.write_text(HEAD + "".join(lines), encoding="utf-8")
    # Another Python or system may need fewer.
    elif not set(lines) <= set(PAGE.read_text(encoding="utf-8").splitlines(keepends=True)):
        odd.append("docs/licences.md lacks some: python -m tests.house.licences --write")
    sys.stdout.write("".join(f"{line}\n" for line in odd))
    return int(bool(odd))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
