"""`manage.py fit_readiness`: judged drafts in, weights and how they hold out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from marking.management import readiness
from marking.services.drafts import try_scheme
from quizzes.notes import signs_of_drafts
from quizzes.notes.readiness import about

METALS = "iron copper zinc silver sodium calcium nickel cobalt mercury lithium tin lead".split()  # noqa: SIM905


@pytest.fixture
def judged(tmp_path: Path) -> tuple[Path, Path]:
    """Twelve pages of a term and a remark, on which only the questions for the term were taken as they are."""
    pages, rows = tmp_path / "pages", tmp_path / "judged.jsonl"
    pages.mkdir()
    said = []
    for metal in METALS:
        text = f"# Metals\n{metal.title()} foil – a very thin sheet of the metal for a laboratory\n"
        text += f"The oxide of {metal} is grey and it is heated in the oven for 20 minutes."
        (pages / f"{metal}.md").write_text(text, encoding="utf-8")
        for stem, _ in signs_of_drafts(text, mark=try_scheme):
            verdict = "as is" if stem.startswith("Which term") else "unusable"
            said.append(json.dumps({"page": f"{metal}.md", "stem": stem, "verdict": verdict}))
    rows.write_text("\n".join(said), encoding="utf-8")
    return rows, pages


def test_weights_tell_the_good_drafts_of_pages_left_out(
    judged: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("fit_readiness", str(judged[0]), pages=[str(judged[1])])
    document = json.loads(capsys.readouterr().out)
    assert document["left_out"]["ready_as_is"] == 1
    assert document["left_out"]["ready_unusable"] == 0
    assert document["as_is"]["term_which"] > 0 > document["unusable"]["term_which"]
    assert "12 pages" in document["data"]


def test_too_few_pages_and_a_row_that_cannot_be_read_are_refused(
    judged: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text(judged[0].read_text().splitlines()[0])
    with pytest.raises(SystemExit):
        call_command("fit_readiness", str(few), pages=[str(judged[1])])
    assert "10 pages or more" in capsys.readouterr().err
    few.write_text('{"page": "a.md", "stem": "What?", "verdict": "good"}')
    with pytest.raises(SystemExit):
        call_command("fit_readiness", str(few), pages=[str(judged[1])])
    assert "row 1: the verdict “good”" in capsys.readouterr().err


def test_of_several_bounds_the_lowest_that_is_good_enough_counts() -> None:
    verdicts = np.array(["as is"] * 7 + ["edit"] * 2 + ["unusable"] + ["unusable"] * 10)
    ready = np.array([0.6] * 10 + [0.3] * 10)
    sample = readiness.Sample((), np.zeros((20, 0)), verdicts, verdicts)
    assert readiness.bound(sample, ready) == 0.31
    # 75 % from 0.41 on are enough, though 90 % could be had.
    verdicts = np.array((["as is"] * 9 + ["edit"]) + (["as is"] * 6 + ["edit"] * 4) + ["unusable"] * 20)
    sample = readiness.Sample((), np.zeros((40, 0)), verdicts, verdicts)
    assert readiness.bound(sample, np.array([0.6] * 10 + [0.4] * 10 + [0.3] * 20)) == 0.31


def test_files_that_are_not_there_are_named(
    judged: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for rows, pages in ((tmp_path / "none.jsonl", judged[1]), (judged[0], tmp_path / "nowhere")):
        with pytest.raises(SystemExit):
            call_command("fit_readiness", str(rows), pages=[str(pages)])
        assert "none.jsonl" in (said := capsys.readouterr().err) or "nowhere: there is no such directory" in said


def test_a_few_pages_move_the_weights_in_use_a_little_and_leave_what_they_do_not_show(
    judged: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "few.jsonl"
    rows = [line for line in judged[0].read_text().splitlines() if json.loads(line)["page"] > "nickel"]
    few.write_text("\n".join(rows))
    call_command("fit_readiness", str(few), pages=[str(judged[1])], from_here=True)
    moved = json.loads(capsys.readouterr().out)
    shipped = about()
    assert moved["data"].startswith(shipped["data"])
    assert moved["as_is"]["gap_called"] == shipped["as_is"]["gap_called"]  # no page has one
    assert shipped["as_is"].get("term_which", 0.0) < moved["as_is"]["term_which"]
    assert moved["as_is"]["term_which"] - shipped["as_is"].get("term_which", 0.0) < 1
