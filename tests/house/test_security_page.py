"""docs/security.md names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_each_test_that_the_page_of_security_names_is_there() -> None:
    named = NAMED.findall((ROOT / "docs" / "security.md").read_text())
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in _text(ROOT / path)]
    assert len(named) > 50
    assert not missing


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
