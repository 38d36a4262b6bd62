"""The commands mark and agree, from file to output, as a teacher runs them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from marking.engine.notation import parse, warnings
from marking.management.commands.agree import in_words
from marking.pure import answers_file
from marking.pure.answers_file import Answer, BadRow, UnreadableFile, count_lines, read_answers, read_text

ROOT = Path(__file__).parents[2]
SCHEME = "max 2\n\nsocialism in one country [1]\nCheka [1]\n    reject: Gestapo\nNEP [0.5]\n"


@pytest.fixture
def scheme(tmp_path: Path) -> str:
    """The path of a scheme of three points."""
    path = tmp_path / "scheme.txt"
    path.write_text(SCHEME, encoding="utf-8")
    return str(path)


def file_of(tmp_path: Path, name: str, content: str | bytes) -> str:
    """The path of a new file with this content."""
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def rows(*records: Any) -> str:
    """Records as JSON lines."""
    return "".join(json.dumps(record) + "\n" for record in records)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of a command."""
    status = 0
    try:
        call_command(*arguments)
    except SystemExit as stop:
        status = int(stop.code or 0)
    out, errors = capsys.readouterr()
    return status, out, errors


def marked(out: str) -> list[dict[str, Any]]:
    """The objects that were printed."""
    return [json.loads(line) for line in out.splitlines()]


def test_mark_prints_one_object_a_line_in_the_order_read(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path
) -> None:
    answers = file_of(
        tmp_path,
        "a.jsonl",
        rows(
            {"id": "b", "text": "He wanted socialism in one country, and the Cheka."},
            {"id": "a", "text": "NEP"},
            {"id": 3, "text": ""},
        ),
    )
    status, out, errors = run(capsys, "mark", scheme, answers)
    assert (status, errors) == (0, "")
    entries = marked(out)
    assert [(entry["id"], entry["mark"], entry["max"]) for entry in entries] == [("b", 2, 2), ("a", 0.5, 2), (3, 0, 2)]
    assert '"mark": 2, "max": 2' in out
    point = entries[0]["points"][0]
    assert (point["line"], point["outcome"], point["marks"], point["of"]) == (3, "matched", 1, 1)
    (piece,) = point["evidence"]
    text = "He wanted socialism in one country, and the Cheka."
    assert text[piece["start"] : piece["end"]] == piece["text"] == "socialism in one country"
    assert set(entries[0]) == {"id", "mark", "max", "confidence", "review", "reasons", "points"}
    assert set(piece) == {"start", "end", "text", "met", "similarity"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_mark_reads_csv_as_spreadsheets_save_it(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path, delimiter: str
) -> None:
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=delimiter).writerows(
        [["Class", " ID", "Text"], ["10B", "x", "the Cheka,\nof course; yes"], ["", "y", "Köln"], []]
    )
    answers = file_of(tmp_path, "a.CSV", "\ufeff" + sheet.getvalue())
    status, out, errors = run(capsys, "mark", scheme, answers)
    assert (status, errors) == (0, "")
    assert [(entry["id"], entry["mark"]) for entry in marked(out)] == [("x", 1), ("y", 0)]


def test_mark_reads_plain_text_one_answer_a_line(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path
) -> None:
    status, out, _ = run(capsys, "mark", scheme, file_of(tmp_path, "a.txt", "Cheka\r\n\r\nnothing"))
    assert status == 0
    assert [(entry["id"], entry["mark"]) for entry in marked(out)] == [("1", 1), ("2", 0), ("3", 0)]


def test_mark_gives_in_chunks_what_it_gives_at_once(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["Cheka", "NEP", "socalism in one country", "not the Cheka", ""]
    answers = file_of(tmp_path, "a.txt", "".join(f"{text}\n" for text in words * 7))
    _, at_once, _ = run(capsys, "mark", scheme, answers)
    monkeypatch.setattr(answers_file.chunked, "__defaults__", (2,))
    _, in_chunks, _ = run(capsys, "mark", scheme, answers)
    assert in_chunks == at_once
    assert len(marked(at_once)) == 35


BAD = [
    ("{", "this is not JSON"),
    ("[" * 100_000, "this is not JSON"),
    ("7", "must be an object"),
    ('{"text": "a"}', "id is missing"),
    ('{"id": "", "text": "a"}', "id is missing"),
    ('{"id": true, "text": "a"}', "id is missing"),
    ('{"id": 1.5, "text": "a"}', "id is missing"),
    ('{"id": "1"}', "text is missing"),
    ('{"id": "1", "text": null}', "text is missing"),
    ('{"id": "1", "text": "\\ud800"}', "half a character"),
    (json.dumps({"id": "1", "text": "a" * 200_001}), "200,001 characters"),
]


@pytest.mark.parametrize(("row", "problem"), BAD, ids=range(len(BAD)))
def test_mark_reports_a_bad_row_and_marks_the_rest(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path, row: str, problem: str
) -> None:
    first, last = rows({"id": "1", "text": "Cheka"}), rows({"id": "2", "text": "NEP"})
    status, out, errors = run(capsys, "mark", scheme, file_of(tmp_path, "a.jsonl", f"{first}\n{row}\n{last}"))
    assert status == 1
    assert [entry["mark"] for entry in marked(out)] == [1, 0.5]
    assert errors.startswith("row 3: ")
    assert problem in errors


def test_mark_reports_bad_csv_rows_by_their_place_in_the_sheet(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path
) -> None:
    sheet = f"id,text\n1,Cheka\n,NEP\n3\n4,{'x' * 140_000}\n5,NEP\n"
    status, out, errors = run(capsys, "mark", scheme, file_of(tmp_path, "a.csv", sheet))
    assert status == 1
    assert [entry["id"] for entry in marked(out)] == ["1", "5"]
    assert [line.split(":")[0] for line in errors.splitlines()] == ["row 3", "row 4", "row 5"]


UNREADABLE = [
    ("a.docx", b"", "ends in .jsonl, .csv or .txt"),
    ("a.csv", b"", "must name the columns id, text"),
    ("a.csv", b"name,answer\n1,b\n", "must name the columns id, text"),
    ("a.txt", "fine\nnaïve".encode("latin-1"), "line 2: this text is not UTF-8; save the file as UTF-8"),
    ("a.txt", "Köln".encode("utf-16"), "UTF-16"),
]


@pytest.mark.parametrize(("name", "content", "message"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_mark_gives_up_on_a_file_it_cannot_read(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    status, _, errors = run(capsys, "mark", scheme, file_of(tmp_path, name, content))
    assert status == 2
    assert message in errors
    assert name in errors


def test_mark_gives_up_on_a_missing_file(capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path) -> None:
    for arguments in [(scheme, str(tmp_path / "none.txt")), (str(tmp_path / "none.txt"), scheme)]:
        status, out, errors = run(capsys, "mark", *arguments)
        assert (status, out) == (2, "")
        assert "none.txt: No such file" in errors


def test_mark_gives_up_on_a_scheme_it_cannot_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = file_of(tmp_path, "bad.txt", "max 1\n\nsocialism [one]\n")
    status, out, errors = run(capsys, "mark", bad, bad)
    assert (status, out) == (2, "")
    assert "line 3, column 11: a mark must be a number, like [1] or [0.5]" in errors


def manage(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """manage.py in a process of its own, as a shell starts it."""
    return subprocess.Popen([sys.executable, str(ROOT / "manage.py"), *arguments], cwd=ROOT, **options)


def test_mark_reads_standard_input_and_exits_with_its_status(scheme: str) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = manage("mark", scheme, "-", **pipes)
    out, errors = process.communicate(b'{"id": "1", "text": "Cheka"}\nnonsense\n')
    assert process.returncode == 1
    assert json.loads(out)["mark"] == 1
    assert b"row 2: this is not JSON" in errors


def test_mark_stops_quietly_when_nobody_reads_on(scheme: str, tmp_path: Path) -> None:
    answers = file_of(tmp_path, "a.txt", "the Cheka and the NEP\n" * 5_000)
    process = manage("mark", scheme, answers, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    with process.stderr as errors:
        assert errors.read() == b""
    assert process.wait() == 0


def test_mark_shows_its_progress_on_a_terminal_only(scheme: str, tmp_path: Path) -> None:
    answers = file_of(tmp_path, "a.txt", "the Cheka\n" * 30)
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    process = manage("mark", scheme, answers, stdout=subprocess.PIPE, stderr=theirs)
    out, _ = process.communicate()
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal that nobody writes to any more
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert b"30/30" in shown
    assert len(out.splitlines()) == 30


HUMAN = [
    {"id": "1", "text": "the Cheka", "mark": 1},
    {"id": "2", "text": "socialism in one country and the Cheka", "mark": 0.5},
    {"id": "3", "text": "nothing at all", "mark": "1"},
    {"id": "4", "text": "the NEP", "mark": 0.5},
]


def test_agree_prints_the_figures_as_data(capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path) -> None:
    status, out, errors = run(capsys, "agree", scheme, file_of(tmp_path, "m.jsonl", rows(*HUMAN)), "--json")
    assert (status, errors) == (0, "")
    report = json.loads(out)
    # Engine: 1, 2, 0, 0.5; person: 1, 0.5, 1, 0.5.
    assert (report["answers"], report["bad_rows"]) == (4, 0)
    assert report["exact"] == 0.5
    assert report["mean_difference"] == pytest.approx(0.125)
    # Observed 1.5² + 1² = 3.25; by chance (2.5 + 0.5 + 0.5 + 6.5) / 4 = 2.5.
    assert report["qwk"] == pytest.approx(1 - 3.25 / 2.5)
    assert 0 <= report["review_share"] <= 1
    assert [(entry["id"], entry["mark"], entry["human"]) for entry in report["disagreements"]] == [
        ("2", 2, 0.5),
        ("3", 0, 1),
    ]
    assert report["disagreements"][0]["points"][1]["evidence"][0]["text"] == "Cheka"


def test_agree_prints_the_figures_in_words(capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path) -> None:
    marks = file_of(tmp_path, "m.csv", "id,text,mark\n1,the Cheka,1\n2,the NEP,2\n3,the NEP,most\n4,NEP,2.5\n")
    status, out, errors = run(capsys, "agree", scheme, marks)
    assert status == 1
    assert "answers                        2 (2 bad rows left out)" in out
    assert "exact agreement                50.0%" in out
    assert "mean difference                -0.750 marks" in out
    assert "2: engine 0.5, person 2, of 2" in out
    assert "line 6 matched 0.5/0.5: “NEP” met “NEP”" in out
    assert "row 4: mark is missing, or not a number" in errors
    assert "row 5: the mark is 2.5, but the scheme's maximum is 2" in errors


def test_agree_keeps_the_twenty_largest_disagreements(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path
) -> None:
    small = [{"id": n, "text": "Cheka", "mark": 0.5} for n in range(30)]
    large = [{"id": 100 + n, "text": "nothing", "mark": 2} for n in range(5)]
    _, out, _ = run(capsys, "agree", scheme, file_of(tmp_path, "m.jsonl", rows(*small, *large)), "--json")
    names = [entry["id"] for entry in json.loads(out)["disagreements"]]
    assert names == [100, 101, 102, 103, 104, *range(15)]


@pytest.mark.parametrize("mark", [None, True, "x", -1, 0.3, 1e9, "NaN", [1]])
def test_agree_reports_marks_that_are_none(mark: Any, tmp_path: Path) -> None:
    (row,) = read_answers(file_of(tmp_path, "m.jsonl", rows({"id": 1, "text": "a", "mark": mark})), marked=True)
    assert row == BadRow(1, "mark is missing, or not a number of 0 or more in halves")


def test_agree_gives_up_where_there_is_nothing_to_compare(
    capsys: pytest.CaptureFixture[str], scheme: str, tmp_path: Path
) -> None:
    status, _, errors = run(capsys, "agree", scheme, file_of(tmp_path, "m.jsonl", ""))
    assert status == 2
    assert "no answer with a mark" in errors
    status, _, errors = run(capsys, "agree", scheme, file_of(tmp_path, "m.txt", "a"))
    assert status == 2
    assert "no place for a person's marks" in errors


def test_agree_has_no_agreement_without_answers_it_is_sure_of() -> None:
    figures = {"answers": 1, "bad_rows": 0, "qwk": 1.0, "exact": 1.0, "mean_difference": 0.0, "review_share": 1.0}
    assert "agreement where not sent       -" in in_words({**figures, "exact_unreviewed": None, "disagreements": []})


def test_read_text_takes_a_byte_order_mark_away(tmp_path: Path) -> None:
    assert read_text(file_of(tmp_path, "s.txt", "\ufeffsteel\r\n")) == "steel\r\n"
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read_text(file_of(tmp_path, "s.txt", b"\xff"))


def test_read_answers_keeps_the_marks(tmp_path: Path) -> None:
    (row,) = read_answers(file_of(tmp_path, "m.csv", "mark,id,text\n 1.5 ,a,b\n"), marked=True)
    assert isinstance(row, Answer)
    assert (row.row, row.id, row.text, str(row.mark)) == (2, "a", "b", "1.5")


def test_fixtures_are_schemes_without_warnings() -> None:
    paths = sorted((ROOT / "fixtures" / "schemes").glob("*.txt"))
    assert len(paths) >= 3
    for path in paths:
        assert warnings(parse(path.read_text(encoding="utf-8"))) == ()


def test_read_answers_takes_standard_input_as_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BytesIO(rows({"id": 1, "text": "a"}).encode()))
    monkeypatch.setattr(sys, "stdin", piped)
    assert count_lines("-") is None
    assert list(read_answers("-")) == [Answer(1, 1, "a")]


def test_count_lines_counts_the_lines_of_a_file(tmp_path: Path) -> None:
    assert count_lines(file_of(tmp_path, "a.txt", "a\nb\nc")) == 3


def test_learn_lists_what_marks_propose_or_measures_it_on_the_others(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [("secret police", 1), ("the secret police", 1), ("secret police came", 1), ("kings", 0)] * 5
    records = [{"id": number, "text": f"{text} {number}", "mark": mark} for number, (text, mark) in enumerate(said)]
    marked = file_of(tmp_path, "marked.jsonl", rows(*records))

    _, listed, _ = run(capsys, "learn", scheme, marked)
    _, measured, _ = run(capsys, "learn", scheme, marked, "--from", "10", "--draws", "2", "--json")

    assert "accept: secret police   gains 15, breaks 0, kappa 0.000 → 1.000" in listed
    assert "not learnt from (five parts in turn): kappa 0.000 → 1.000" in listed
    (figures,) = json.loads(measured)
    assert (figures["qwk_after"], figures["spread_after"], figures["gain_from_to"]) == (1.0, 0.0, [1.0, 1.0])
    assert run(capsys, "learn", scheme, file_of(tmp_path, "none.jsonl", ""))[0] == 2


def test_learn_names_what_the_answers_speak_against_and_its_cure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "scheme.txt"
    path.write_text("light / photosynthesis [1]\n", encoding="utf-8")
    texts = [("light", 0)] * 5 + [("photosynthesis", 1)] * 8
    lines = [json.dumps({"id": str(at), "text": text, "mark": mark}) for at, (text, mark) in enumerate(texts)]
    marked = file_of(tmp_path, "marked.jsonl", "\n".join(lines) + "\n")
    _, said, _ = run(capsys, "learn", str(path), marked)
    assert "! line 1: the person gave less for 5 of 5 answers that meet “light” (Take “light” out)" in said
    _, data, _ = run(capsys, "learn", str(path), marked, "--json")
    assert [one["code"] for one in json.loads(data)["alarms"]] == ["generous", "everybody"]


def test_mark_reads_a_printed_scheme_and_tells_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scheme = file_of(tmp_path, "scheme.txt", "1 mark for lava\nAny two from:\n• ash\n• gas\n• dust\n")
    answers = file_of(tmp_path, "answers.jsonl", rows({"id": "1", "text": "lava with ash and dust"}))

    status, out, errors = run(capsys, "mark", scheme, answers)

    assert (status, [row["mark"] for row in marked(out)]) == (0, [3])
    assert "is understood as:\n   1  lava [1]\n   2  any 2 from:" in errors
    assert "line 1: “1 mark for lava” is read as a point worth 1 mark." in errors


def test_mark_asks_what_can_be_read_two_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scheme = file_of(tmp_path, "scheme.txt", "rocks\nrivers carry sand or mud (1)\n")
    answers = file_of(tmp_path, "answers.jsonl", rows({"id": "1", "text": "mud"}))

    status, out, errors = run(capsys, "mark", scheme, answers)

    assert (status, out) == (2, "")
    assert "line 2: How far does “or” reach" in errors
    assert "rivers carry {sand / mud}" in errors


def test_mark_says_nothing_of_our_own_notation(scheme: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = file_of(tmp_path, "answers.jsonl", rows({"id": "1", "text": "Cheka"}))
    assert run(capsys, "mark", scheme, answers)[2] == ""
