"""`agree --class-size`: a class's queue gone through to its end, with the marks of a file as the teacher."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

SCHEME = "photosynthesis [1]\n"
ROWS = [
    *[("photosynthesis", 1)] * 8,
    *[("sunlight makes sugar", 1), ("sugar from sunlight", 1), ("sunlight and sugar", 1), ("sunlight, then sugar", 1)],
    *[("from the soil", 0), ("they eat soil", 0), ("no idea", 0), ("", 0)],
]


@pytest.fixture
def marked(tmp_path: Path) -> str:
    path = tmp_path / "marked.jsonl"
    rows = [
        {"id": str(number), "question": question, "scheme": SCHEME, "text": text, "mark": mark}
        for question in ("How do plants feed?", "How do trees feed?")
        for number, (text, mark) in enumerate(ROWS)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    call_command("agree", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_queue_ends_with_every_mark_right_and_equal_answers_are_one_decision(
    capsys: pytest.CaptureFixture[str], marked: str
) -> None:
    found = report(capsys, "-", marked, "--class-size", "120")
    assert len(found["questions"]) == found["mean"]["questions"] == 2
    one = found["questions"][0]
    assert one["curve"][0] == [0, 0.75]
    assert one["curve"][-1][1] == one["qwk_after"][-1][1] == 1
    assert len(one["curve"]) - 1 < len(ROWS) - 6
    assert 0 <= one["sent"] <= 1


def test_the_same_seed_gives_the_same_figures(capsys: pytest.CaptureFixture[str], marked: str) -> None:
    options = ("-", marked, "--class-size", "10", "--draws", "2", "--seed", "3")
    assert report(capsys, *options) == report(capsys, *options)


def test_a_scheme_from_a_file_makes_one_question_of_all_rows(
    capsys: pytest.CaptureFixture[str], marked: str, tmp_path: Path
) -> None:
    path = tmp_path / "scheme.txt"
    path.write_text(SCHEME, encoding="utf-8")
    assert report(capsys, str(path), marked, "--class-size", "12", "--wordings", "2")["answers"] == 2 * len(ROWS)


def test_rows_without_a_scheme_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "marked.jsonl"
    path.write_text('{"id": "1", "text": "sugar", "mark": 1}\n', encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("agree", "-", str(path), "--class-size", "10")
    assert "scheme is missing" in capsys.readouterr().err
