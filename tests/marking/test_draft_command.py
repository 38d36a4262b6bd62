"""The draft command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

NOTES = Path(__file__).parents[2] / "fixtures" / "notes" / "rivers.md"


def test_draft_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("draft", str(NOTES), "--json")
    report = json.loads(capsys.readouterr().out)
    assert {"stem", "scheme", "marks", "kind", "topic", "lines", "quality"} <= set(report["drafts"][0])
    assert {"written", "meant", "line"} <= set(report["slips"][0])


def test_draft_prints_a_listing_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("draft", str(NOTES))
    said = capsys.readouterr().out
    assert "Which term is meant: “" in said
    assert "Environmnet → Environment" in said
    assert "to check" in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "data", "says"), [("n.docx", b"no", "broken"), ("n.exe", b"no", ".docx"), ("", b"", "")]
)
def test_draft_leaves_with_status_2_for_what_cannot_be_read(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / (name or "missing.txt")
    if name:
        path.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        call_command("draft", str(path))
    assert refused.value.returncode == 2
    assert says in str(refused.value)
