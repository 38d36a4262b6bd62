"""Spreadsheets, our own JSON, plain text, and the door to all of them."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marking.formats import own, plain_text, sheet
from marking.formats.detect import WRITTEN, Options, kind_of, read
from marking.formats.values import ESSAY, SHORT, FileBank, FileExample, FileQuestion, FormatError

TEXTS = st.text(max_size=30)
QUESTIONS = st.builds(
    FileQuestion,
    stem=st.text(min_size=1, max_size=40).filter(str.strip),
    kind=st.sampled_from([SHORT, ESSAY]),
    scheme=st.sampled_from(["", "grain / bread [1]\n", "max 2\n# note\nland [1]\n    reject: sea\npeace [2]\n"]),
    title=TEXTS,
    topic=TEXTS,
    model_answer=TEXTS,
    external_id=TEXTS,
    source=TEXTS,
    word_limit=st.none() | st.integers(1, 9_999),
    tags=st.lists(TEXTS, max_size=3).map(tuple),
    examples=st.lists(
        st.builds(FileExample, TEXTS, st.integers(0, 20).map(lambda halves: Decimal(halves) / 2), TEXTS), max_size=3
    ).map(tuple),
)


@given(st.lists(QUESTIONS, max_size=4), st.lists(TEXTS, max_size=3))
def test_our_own_json_loses_nothing(questions: list[FileQuestion], glossary: list[str]) -> None:
    again = own.read(own.write(FileBank("Title", questions, "About", glossary)).data)

    assert [own._plain(question) for question in again.questions] == [own._plain(question) for question in questions]
    assert (list(again.glossary), again.title) == (glossary, "Title")


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON|nested"),
        ('{"format": "other"}', "none of ours"),
        ('{"format": "markscheme bank", "version": 9, "questions": []}', "version 9"),
    ],
)
def test_other_json_is_refused(body: str, complaint: str) -> None:
    with pytest.raises(FormatError, match=complaint):
        own.read(body.encode())


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("x", "no object"),
        ({"stem": " "}, "“stem”"),
        ({"stem": "?", "scheme": "a [one]"}, "line 1, column"),
        ({"stem": "?", "examples": [{"text": "a"}]}, "“mark”"),
    ],
)
def test_a_question_that_makes_no_sense_is_left_out_and_the_others_come(entry: object, why: str) -> None:
    body = {"format": "markscheme bank", "version": 1, "questions": [entry, {"stem": "Good?"}]}

    imported = own.read(json.dumps(body).encode())

    assert [question.stem for question in imported.questions] == ["Good?"]
    assert why in imported.dropped[0].why


def test_a_sheet_is_marked_by_answer_accept_reject_and_points() -> None:
    text = (
        "ID;Question;Answer;Accept;Marks;Point 1;Point 1 marks;Point 2;Reject;Feedback;Colour\n"
        "a1;Who?;Lenin;V I Lenin | Ulyanov;2;;;;Lenin's wife;Think of 1917.;red\n"
        "a2;Why?;;;;land|the land;1;peace;;;\n"
        ";;lost;;;;;;;;\n"
        "a3;When?;1917;;much;;;;;;\n"
    )

    imported = sheet.read(text.encode(), "bank.csv")

    first, second = imported.questions
    assert first.scheme == ("Lenin / V I Lenin / Ulyanov [2]\n    reject: Lenin's wife\n    feedback: Think of 1917.\n")
    assert second.scheme == "land / the land [1]\npeace [1]\n"
    assert [(row.line, row.why.split(";")[0]) for row in imported.dropped] == [
        (4, "It has no question."),
        (5, "“much” in the column “marks” is no number of marks"),
    ]
    assert imported.remarks == ("The column “Colour” is not known and was ignored.",)


@pytest.mark.parametrize("excel", [True, False])
def test_a_sheet_comes_back_as_it_went(excel: bool) -> None:
    scheme = "max 1\nland / the land [1]\n    reject: sea\npeace [0.5]\n"
    question = FileQuestion(
        "Why?",
        ESSAY,
        scheme,
        topic="1917",
        model_answer="Land.",
        external_id="q",
        word_limit=90,
        tags=("a", "b"),
        source="p. 3",
    )

    written = sheet.write(FileBank("A/B", [question]), excel=excel)
    (again,) = sheet.read(written.data, "x.xlsx" if excel else "x.csv").questions

    assert own._plain(again) == own._plain(question)


def test_plain_text_with_questions_and_answers() -> None:
    imported = plain_text.read(b"Q: When did\nit begin?\nA: 1917 / autumn 1917\n\nQ: Who?\n")

    assert imported.questions[0].stem == "When did it begin?"
    assert imported.questions[0].scheme == "1917 / autumn 1917 [1]\n"
    assert (imported.dropped[0].line, imported.dropped[0].what) == (5, "Who?")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"<?xml version='1.0'?><quiz></quiz>", "x.xml", "moodle"),
        (b"<assessmentItem/>", "x.xml", "qti"),
        (b"question,answer", "x.csv", "csv"),
        (b'{"format": 1}', "x.json", "json"),
        (b"Who? {=Lenin}", "x.gift", "gift"),
        (b"Who? {=Lenin}", "pasted.txt", "gift-text"),
        (b"Who? {Lenin}", "pasted.txt", "gift-text"),
        (b"class Quiz {\n  name\n}", "x.txt", "text"),
        (b"Q: Who?\nA: Lenin", "pasted.txt", "lines"),
    ],
)
def test_a_file_is_known_by_its_signs(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind


def test_the_door_refuses_what_it_does_not_know() -> None:
    with pytest.raises(FormatError, match="empty"):
        read(b" \n", "x.gift")
    with pytest.raises(FormatError, match="Aiken"):
        read(b"Who?\nA. Lenin\nB. Stalin\nANSWER: A\n", "x.txt")


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"<!DOCTYPE html>\n<html><p>Unclosed<br></html>", "x.html", "a web page"),
        (b'<?xml version="1.0"?>\n<!-- saved -->\n<html><body/></html>', "x.htm", "a web page"),
        (b"{\\rtf1 Why?}", "x.rtf", "a text document"),
        (b"# The war\n\nIt began in 1914.\n", "x.md", "If these are notes"),
    ],
)
def test_notes_are_refused_with_what_they_are_and_the_way_on(data: bytes, name: str, what: str) -> None:
    with pytest.raises(FormatError, match=f"{what}.*drafted from"):
        read(data, name)


def test_a_zip_that_nobody_can_open_is_refused_by_name() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("items.xml", "<x/>")
    data = bytearray(packed.getvalue())
    data[data.index(b"PK\x01\x02") + 6] = 99  # wants a version of zip that there is not

    with pytest.raises(FormatError):
        read(bytes(data), "items.zip")


def test_every_written_format_is_read_again_through_the_door() -> None:
    bank = FileBank("B", [FileQuestion("Who led?", scheme="Lenin / V I Lenin [1]\n", external_id="q1")])
    for name, wanted in WRITTEN.items():
        (again,) = read(wanted.write(bank).data, f"x.{wanted.ending}", Options()).questions
        assert (again.stem, again.scheme, again.external_id) == ("Who led?", "Lenin / V I Lenin [1]\n", "q1"), name


MOODLE = (
    '<quiz><question type="{kind}"><name><text>n</text></name><questiontext><text>How many?</text></questiontext>'
    "<defaultgrade>{grade}</defaultgrade><maxwordlimit>{limit}</maxwordlimit><answer fraction='{share}'>"
    "<text>{text}</text><tolerance>{around}</tolerance></answer></question></quiz>"
)
USUAL = {"kind": "shortanswer", "grade": "1", "limit": "", "share": "100", "text": "nine", "around": "0"}
HUGE = ("1e999999999", "-1e999999999", "1e-999999999", "1e40", "9" * 5_000)


@pytest.mark.parametrize("huge", HUGE)
def test_numbers_that_nobody_means_break_no_reader(huge: str) -> None:
    """A few signs are a number of a gigabyte: it is never written out, and never an error of ours."""
    for places in (
        {"grade": huge}, {"share": huge}, {"limit": huge}, {"kind": "numerical", "text": huge},
        {"kind": "numerical", "text": "9", "around": huge}, {"kind": "pmatch", "text": "match(nine)", "share": huge},
    ):  # fmt: skip
        read(MOODLE.format(**{**USUAL, **places}).encode(), "x.xml")
    for text in ("How many? {#%s}", "How many? {#9:%s}", "How many? {#1..%s}", "How many? {=%%%s%%nine}"):
        read((text % huge).encode(), "x.gift")
    read(f'"question","answer","marks","word max"\n"How many?","nine","{huge}","{huge}"\n'.encode(), "x.csv")


@pytest.mark.parametrize("mark", [*HUGE, "-1", "101", "NaN", "two"])
def test_an_example_of_our_json_has_a_mark_that_can_be_given(mark: str) -> None:
    entry = {"stem": "Who?", "examples": [{"text": "Lenin", "mark": mark}]}
    body = {"format": "markscheme bank", "version": 1, "questions": [entry]}

    imported = own.read(json.dumps(body).encode())

    assert not imported.questions
    assert "0 to 100" in imported.dropped[0].why


RICH = {
    "topic": "Russia", "model_answer": "Lenin did.", "external_id": "q1", "word_limit": 40, "source": "Notes, line 3",
    "tags": ("leaders",), "examples": (FileExample("Lennin", Decimal(1)),),
}  # fmt: skip
CALLED = {"word_limit": "word limit", "source": "where it comes from", "model_answer": "model answer"}


@pytest.mark.parametrize("format_name", WRITTEN)
@pytest.mark.parametrize(
    ("kind", "scheme"), [(SHORT, "Lenin [1]\n"), (SHORT, "Lenin [1]\nTrotsky [1]\n"), (ESSAY, "Lenin [1]\nwar [1]\n")]
)
def test_what_does_not_come_back_is_named(format_name: str, kind: str, scheme: str) -> None:
    asked = FileQuestion("Who led it?", kind=kind, scheme=scheme, **RICH)  # type: ignore[arg-type]
    wanted = WRITTEN[format_name]
    written = wanted.write(FileBank("B", [asked], "About", ["USSR = Soviet Union"]))

    imported = read(written.data, f"x.{wanted.ending}", Options())

    (again,) = imported.questions
    missing = {name for name in RICH if getattr(again, name) != getattr(asked, name)}
    lost = "\n".join(written.lost)
    assert all(CALLED.get(name, name) in lost for name in missing), (missing, lost)
    assert imported.whole or ("count as the same" in lost and "its description" in lost)
