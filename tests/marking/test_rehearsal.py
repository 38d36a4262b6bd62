"""`agree --class-size`: a class's queue gone through to its end, with the marks of a file as the teacher."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from marking.management.rehearsal import calibration_error

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
    figures = report(capsys, "-", marked, "--class-size", "120")
    assert len(figures["questions"]) == figures["mean"]["questions"] == 2
    one = figures["questions"][0]
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


def test_the_rest_is_told_at_each_share_sent_in_the_order_of_the_queue(
    capsys: pytest.CaptureFixture[str], marked: str
) -> None:
    one = report(capsys, "-", marked, "--class-size", "120")["questions"][0]
    rest = dict(one["rest_at"])
    assert rest[0.0] == one["curve"][0][1] == 0.75
    # The four that are wrong share a word, so that they come first: with half of all sent the rest is right.
    assert rest[0.0] < rest[0.25] <= rest[0.5] == 1


def test_the_error_of_the_chances_is_their_distance_from_what_came_true(
    capsys: pytest.CaptureFixture[str], marked: str
) -> None:
    figures = report(capsys, "-", marked, "--class-size", "120")
    bands = figures["questions"][0]["bands"]
    assert sum(many for _, _, many in bands) == pytest.approx(1, abs=0.001)
    assert sum(true for _, true, _ in bands) == pytest.approx(0.25, abs=0.001)  # 4 of 16 are wrong
    error = sum(abs(said - true) for said, true, _ in bands)
    assert figures["questions"][0]["calibration_error"] == pytest.approx(error, abs=0.001)
    assert figures["mean"]["calibration_error"] == pytest.approx(error, abs=0.001)


def test_the_error_over_several_questions_is_that_of_their_answers_together() -> None:
    one = {"bands": [[0.05, 0.0, 1.0], *[[0.0, 0.0, 0.0]] * 9]}
    other = {"bands": [[0.05, 0.2, 1.0], *[[0.0, 0.0, 0.0]] * 9]}
    assert calibration_error([one["bands"]]) == pytest.approx(0.05)
    assert calibration_error([other["bands"]]) == pytest.approx(0.15)
    assert calibration_error([one["bands"], other["bands"]]) == pytest.approx(0.05)


# ---- fit_opinion --left-out ----------------------------------------------------------------------------

OTHER = "sunlight [1]\n"
OPPOSITE = [("sunlight", 1)] * 8 + [("photosynthesis, sugar", 1), ("sugar photosynthesis", 1)] + [("no idea", 0)] * 4


def a_file(tmp_path: Path, name: str, questions: dict[str, tuple[str, list[tuple[str, int]]]]) -> str:
    path = tmp_path / name
    lines = [
        json.dumps({"id": str(number), "question": question, "scheme": scheme, "text": text, "mark": mark})
        for question, (scheme, rows) in questions.items()
        for number, (text, mark) in enumerate(rows)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def left_out(capsys: pytest.CaptureFixture[str], *files: str) -> dict:
    call_command("fit_opinion", *files, "--left-out", "--json")
    return json.loads(capsys.readouterr().out)


def test_a_question_left_out_is_gone_through_with_weights_that_never_saw_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    two = a_file(
        tmp_path, "two.jsonl", {"How do plants feed?": (SCHEME, ROWS), "What do leaves use?": (OTHER, OPPOSITE)}
    )
    before = left_out(capsys, two)[two]["questions"]
    turned = [(text, 1 - mark) for text, mark in ROWS]
    other = a_file(
        tmp_path, "other.jsonl", {"How do plants feed?": (SCHEME, turned), "What do leaves use?": (OTHER, OPPOSITE)}
    )
    after = left_out(capsys, other)[other]["questions"]
    # The marks of the first question were turned round: what was said of it stays, what is said of the second changes.
    assert [band[0] for band in before[0]["bands"]] == [band[0] for band in after[0]["bands"]]
    assert [band[0] for band in before[1]["bands"]] != [band[0] for band in after[1]["bands"]]


def test_each_file_has_its_own_means_and_several_points_are_gone_through_but_not_learnt_from(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, marked: str
) -> None:
    points = ("max 2\nphotosynthesis [1]\nsunlight [1]\n", ROWS)
    several = a_file(tmp_path, "several.jsonl", {"How do plants feed?": points})
    left = left_out(capsys, marked, several)
    assert [len(left[path]["questions"]) for path in (marked, several)] == [2, 1]
    assert left[marked]["mean"]["questions"] == 2
    assert left_out(capsys, marked)[marked] == left[marked]


def test_one_question_cannot_be_left_out_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, marked: str
) -> None:
    one = a_file(tmp_path, "one.jsonl", {"How do plants feed?": (SCHEME, ROWS)})
    with pytest.raises(SystemExit):
        call_command("fit_opinion", one, "--left-out")
    assert "there must be another" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        call_command("fit_opinion", marked, "--left-out", "--write")
    assert "writes nothing" in capsys.readouterr().err


def test_the_figures_left_out_are_printed_in_words_as_agree_prints_them(
    capsys: pytest.CaptureFixture[str], marked: str
) -> None:
    call_command("fit_opinion", marked, "--left-out", "--wordings", "1")
    out = capsys.readouterr().out
    assert out.startswith(marked)
    assert "rest at 5, 15, 30 % sent" in out
    assert "mean" in out
