"""Scripts as production serves them: named by their content, each import leading to a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from config.static import without_comments

HASHED = re.compile(r"\.[0-9a-f]{12}\.js")
ROOMS = ("quizzes", "marking")
OF_LIBRARIES = ["admin", "drf_spectacular_sidecar", "rest_framework"]  # tests/config/test_up.py collects them too


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "config.static.StaticFiles"},
    }
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=OF_LIBRARIES)
    return folder


def test_every_import_of_a_script_is_a_file_that_is_served(collected: Path) -> None:
    scripts = [path for room in ROOMS for path in (collected / room).rglob("*.js") if HASHED.search(path.name)]
    imports = {
        (path.parent / name).resolve() for path in scripts for name in re.findall(r'from "([^"]+)"', path.read_text())
    }
    assert len(scripts) >= 30
    assert {path.parent.name for path in imports} == {"lib", "marking", "sitting"}
    assert imports <= {path.resolve() for path in scripts}


def test_a_script_is_served_with_all_of_its_code_and_without_its_comments(collected: Path) -> None:
    served = next((collected / "quizzes" / "lib").glob("retries.*.js")).read_text()
    written = finders.find("quizzes/lib/retries.js")
    assert written
    code = [line for line in Path(written).read_text().splitlines() if not line.lstrip().startswith(("/*", "//"))]
    assert "export class Retries" in served
    assert "/*" not in served
    assert [line for line in served.splitlines() if line not in code] == []
    assert len(served) < len(Path(written).read_text()) * 0.8


def test_only_what_has_lines_to_itself_is_a_comment_to_be_left_out() -> None:
    script = """/* one
   and two */
const a = "// no comment"; // beside code
  // alone
const b = `/* ${a} */`;
"""
    assert (
        without_comments(script)
        == """const a = "// no comment"; // beside code
const b = `/* ${a} */`;
"""
    )


def test_the_scripts_of_the_sitting_and_what_they_share_are_small(collected: Path) -> None:
    folder = collected / "quizzes"
    own = [path for path in (folder / "sitting").glob("*.js") if HASHED.search(path.name)]
    shared = {name for path in own for name in re.findall(r"/(lib/[\w.]+\.js)", path.read_text())}
    assert len(own) >= 12
    assert len(shared) >= 4
    compressed = [path.with_name(f"{path.name}.br") for path in (*own, *(folder / name for name in shared))]
    assert sum(path.stat().st_size for path in compressed) < 21_000
