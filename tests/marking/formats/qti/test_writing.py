"""Banks written as QTI: what our reader takes back, what other programs are given, and what is said to be lost."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marking.formats import qti
from marking.formats.qti.identifiers import allowed, original
from marking.formats.values import ESSAY, FileBank, FileExample, FileQuestion, FormatError

LISTED = FileQuestion(
    stem="Which gas do plants take in?\n\nOne word\nis enough.",
    scheme="carbon dioxide / CO2 [2]\n    reject: carbon monoxide\n",
    title="Leaves & light",
    topic="Biology / Plants",
    model_answer="carbon dioxide, through the stomata",
    external_id="bio/7",
    tags=("plants", "year 9"),
)
POINTS = FileQuestion(
    stem="Why do leaves look green?",
    scheme="max 2\nchlorophyll [1]\nreflect* ~ green [1]\n    feedback: Think of what bounces back.\n",
    external_id="bio-8",
    topic="Biology / Plants",
)
ESSAY_QUESTION = FileQuestion(
    stem="Discuss <light> & shade.",
    kind=ESSAY,
    word_limit=300,
    source="Page 4",
    external_id="bio-9",
    examples=(FileExample("Well.", Decimal(1)),),
)
BANK = FileBank("Plants", (LISTED, POINTS, ESSAY_QUESTION), glossary=("CO2 = carbon dioxide",))


def files(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("version", qti.VERSIONS)
def test_our_reader_takes_back_what_was_written(version: str) -> None:
    imported = qti.read(qti.write(BANK, version).data)
    assert imported.dropped == ()
    assert imported.title == "Plants"
    assert [replace(question, line=0, remarks=()) for question in imported.questions] == [
        LISTED,
        POINTS,
        replace(ESSAY_QUESTION, word_limit=None, source="", examples=()),
    ]


@pytest.mark.parametrize("version", qti.VERSIONS)
def test_others_are_given_a_list_of_answers_with_marks(version: str) -> None:
    dash = version == "3.0"
    root = ET.fromstring(files(qti.write(BANK, version).data)["items/00001.xml"])
    entries = [node for node in root.iter() if node.tag.endswith("map-entry" if dash else "mapEntry")]
    key, value = ("map-key", "mapped-value") if dash else ("mapKey", "mappedValue")
    assert [(node.get(key), node.get(value)) for node in entries] == [
        ("carbon dioxide", "2"),
        ("CO2", "2"),
        ("carbon monoxide", "0"),
    ]


@pytest.mark.parametrize(
    ("version", "order"),
    [
        ("2.1", ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"]),
        (
            "3.0",
            ["qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing"],
        ),
    ],
)
def test_the_parts_stand_in_the_order_that_the_schema_asks_for(version: str, order: list[str]) -> None:
    root = ET.fromstring(files(qti.write(BANK, version).data)["items/00001.xml"])
    space = root.tag.split("}")[0] + "}"
    assert [node.tag.removeprefix(space) for node in root] == order
    assert all(node.tag.startswith(space) for node in root.iter())


@pytest.mark.parametrize("version", qti.VERSIONS)
def test_all_that_the_list_of_contents_names_is_there(version: str) -> None:
    written = files(qti.write(BANK, version).data)
    root = ET.fromstring(written["imsmanifest.xml"])
    listed = [node.get("href") for node in root.iter() if node.tag.endswith("}resource")]
    assert listed == ["test.xml", "items/00001.xml", "items/00002.xml", "items/00003.xml"]
    named = {node.get("identifier") for node in root.iter() if node.tag.endswith("}resource")}
    assert {node.get("identifierref") for node in root.iter() if node.get("identifierref")} < named
    assert {*listed, "imsmanifest.xml", "report.txt"} == {*written}


def test_what_is_lost_is_named_and_stands_in_the_zip() -> None:
    done = qti.write(BANK)
    report = files(done.data)["report.txt"]
    assert all(line in report for line in done.lost)
    said = "\n".join(done.lost)
    for what in (
        "Leaves & light: answers are compared whole",
        "Why do leaves look green?: marking by machine",
        "Discuss <light> & shade.: the word limit",
        "Discuss <light> & shade.: 1 examples",
        "Discuss <light> & shade.: where it comes from",
        "The bank: its 1 lines",
    ):
        assert what in said


def test_beginnings_of_words_are_not_passed_off_as_words() -> None:
    done = qti.write(FileBank("B", [FileQuestion(stem="Who?", scheme="communis* / reds [1]\n")]))
    assert 'mapKey="reds"' in files(done.data)["items/00001.xml"]
    assert 'mapKey="communis' not in files(done.data)["items/00001.xml"]
    assert any("communis*" in line for line in done.lost)
    only = qti.write(FileBank("B", [FileQuestion(stem="Who?", scheme="communis* [1]\n")]))
    assert "extendedTextInteraction" in files(only.data)["items/00001.xml"]


def test_a_question_without_an_identifier_gets_none_by_the_journey() -> None:
    imported = qti.read(qti.write(FileBank("B", [FileQuestion(stem="Who?", scheme="me [1]\n")])).data)
    assert (imported.questions[0].external_id, imported.questions[0].title) == ("", "")


def test_the_same_identifier_twice_is_written_as_two() -> None:
    bank = FileBank("B", [replace(POINTS, stem="A?"), replace(POINTS, stem="B?")])
    imported = qti.read(qti.write(bank).data)
    assert [question.external_id for question in imported.questions] == ["bio-8", "bio-8-2"]


def test_the_same_bank_gives_the_same_file() -> None:
    assert qti.write(BANK).data == qti.write(BANK).data


def test_another_version_is_refused() -> None:
    with pytest.raises(FormatError, match=r"take one of 2\.1, 3\.0"):
        qti.write(BANK, "1.2")


def test_an_empty_bank_is_a_package_without_items() -> None:
    assert [*files(qti.write(FileBank("B", [])).data)] == ["imsmanifest.xml"]


@given(st.text(max_size=100))
def test_an_identifier_survives_the_journey(identifier: str) -> None:
    written = allowed(identifier)
    assert original(written) == identifier
    assert written == "ms-" or ET.fromstring(f"<{written}/>").tag == written


@given(st.text(min_size=1, max_size=200), st.sampled_from(qti.VERSIONS))
def test_any_text_can_be_written_and_read(text: str, version: str) -> None:
    bank = FileBank(text, [replace(LISTED, stem=f"Q {text}", title=text, topic=text, model_answer=text)])
    (question,) = qti.read(qti.write(bank, version).data).questions
    assert question.stem.startswith("Q")
    assert question.scheme == LISTED.scheme
