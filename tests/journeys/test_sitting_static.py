"""The scripts of the sitting as production serves them: named by their content, each import leading to a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "config.static.StaticFiles"},
    }
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder / "quizzes" / "sitting"


def test_every_import_of_a_script_is_a_file_that_is_served(collected: Path) -> None:
    scripts = [path for path in collected.glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    imports = {name for path in scripts for name in re.findall(r'from "\./([^"]+)"', path.read_text())}
    assert len(scripts) >= 10
    assert imports
    assert imports <= {path.name for path in scripts}


def test_scripts_and_style_of_the_sitting_are_small(collected: Path) -> None:
    compressed = [path for path in collected.glob("*.js.br") if re.search(r"\.[0-9a-f]{12}\.js", path.name)]
    assert compressed
    assert sum(path.stat().st_size for path in compressed) < 22_000
