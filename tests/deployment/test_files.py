"""The files of the deployment are what their own tools take them for, and start what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from django.conf import settings

from config import settings as real

FOLDER = Path(__file__).parents[2] / "docs" / "deployment"
UNITS = [*sorted(path.name for path in FOLDER.glob("*.service")), "markscheme.target"]


def test_compose_holds_to_its_schema() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, str(FOLDER / "compose.yaml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        text = (FOLDER / name).read_text().replace("User=markscheme", "User=root")
        (tmp_path / name).write_text(re.sub(r"/srv/markscheme/\.venv/bin/\S+", sys.executable, text))
    units = [str(tmp_path / name.replace("@.", "@marking.")) for name in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    said = [line for line in done.stderr.splitlines() if "markscheme" in line]
    assert (done.returncode, said) == (0, [])


def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text()))


@pytest.mark.parametrize("manifest", manifests(), ids=lambda row: f"{row['kind']} {row['metadata']['name']}")
def test_kubernetes_takes_the_manifests(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, "1.31", strict=True)


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes.yaml"])
def test_every_queue_has_a_worker(name: str) -> None:
    lists = re.findall(r"--queues,? \"?([\w,]*\w)", (FOLDER / name).read_text())
    asked = {queue for queues in lists for queue in queues.split(",")}
    assert asked == set(settings.QUEUES)


def test_variables_are_those_that_the_settings_read() -> None:
    read = set(re.findall(r"[A-Z]+(?:_[A-Z]+)*", Path(real.__file__).read_text()))
    read |= set(re.findall(r"[A-Z]+(?:_[A-Z]+)*", Path(real.__file__).with_name("env.py").read_text()))
    given = set(manifests()[0]["data"])
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text())
    assert given | set(compose["x-site"]["environment"]) <= read
