"""`python -m tests.house.shape`: is everything still as short and as simple as it was at its best?

Bounds are the best that has been reached, so that nothing grows unseen: what is below its bound prints the new one, and
lowering it is part of the change that made it possible. What is allowed to be longer is named with its size.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from radon.complexity import cc_visit

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "quizzes", "marking")
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 45
LETTERS_OF_A_TEMPLATE_LINE = 160
# Branches of a function, `and` and `or` counted as branches: ruff's own bound leaves those out.
BRANCHES_OF_A_FUNCTION = 15
# How many of a kind may be over their bound, which may only fall. Kinds that are not named allow none.
ALLOWED: dict[str, int] = {}


def python_files() -> Iterator[Path]:
    """Yield the modules of the project, without migrations."""
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def too_long_or_branched() -> Iterator[tuple[str, str]]:
    """Yield what is over a bound: its kind, and where it stands with its size."""
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        where = str(path.relative_to(ROOT))
        if (lines := text.count("\n")) > LINES_OF_A_FILE:
            yield "file", f"{where} {lines}"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (lines := _length(node)) > LINES_OF_A_FUNCTION:
                yield "function", f"{where}:{node.lineno} {node.name} {lines}"
        for block in cc_visit(text):
            if block.letter in "FM" and block.complexity > BRANCHES_OF_A_FUNCTION:
                yield "branches", f"{where}:{block.lineno} {block.name} {block.complexity}"
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if len(line) > LETTERS_OF_A_TEMPLATE_LINE:
                yield "template line", f"{path.relative_to(ROOT)}:{number} {len(line)}"


def _length(node: ast.FunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def main() -> int:
    """Print what is over its bound; return 1 if anything is more than allowed."""
    over: dict[str, list[str]] = {kind: [] for kind in ALLOWED}
    for kind, where in too_long_or_branched():
        over.setdefault(kind, []).append(where)
    worse = False
    for kind, places in over.items():
        allowed = ALLOWED.get(kind, 0)
        if len(places) > allowed:
            worse = True
            print(f"{kind}: {len(places)} over the bound, {allowed} allowed:", *places, sep="\n  ")
        elif len(places) < allowed:
            print(f"{kind}: only {len(places)} over the bound by now; lower ALLOWED from {allowed}.")
    return int(worse)


if __name__ == "__main__":
    sys.exit(main())
