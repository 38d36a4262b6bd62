"""The confidence is fitted to marked answers, and tried on schemes that were left out."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from marking.engine.confidence import weights
from marking.engine.sign_names import SIGNS

METALS = ["copper", "iron", "zinc", "tin", "lead", "silver", "nickel", "cobalt", "chromium", "tungsten"]


def written(folder: Path, name: str, schemes: list[str]) -> str:
    """Write a file of answers: right alone, wrong with another word in front of what is met."""
    rows = []
    for scheme in schemes:
        for number, text in enumerate([scheme, f"it was {scheme}", f"fake {scheme}", f"painted {scheme}", "wood"]):
            mark = int(number < 2)
            rows.append({"id": f"{scheme}{number}", "text": text, "mark": mark, "question": "Which?", "scheme": scheme})
    path = folder / name
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(path)


def test_a_word_in_front_counts_against_a_mark_once_people_took_it_away(tmp_path: Path) -> None:
    out = StringIO()
    marked, hard = written(tmp_path, "class.jsonl", METALS), written(tmp_path, "hard.jsonl", [*METALS, "gold"])
    call_command("fit_confidence", marked, "--hard", hard, stdout=out)
    document = json.loads(out.getvalue())
    assert document["short"]["met_word_before"] < 0
    assert all(weight * SIGNS.get(name, 1) < 0 for name, weight in document["short"].items() if name != "bias")
    assert {"calibration_error", "sent", "hard_silent", "hard_right"} <= document["left_out"].keys()
    assert document["long"] == weights("long")


def test_too_few_schemes_are_refused(tmp_path: Path) -> None:
    with pytest.raises((CommandError, SystemExit)):
        call_command("fit_confidence", written(tmp_path, "few.jsonl", ["coal"]), stdout=StringIO())
