"""H5P, cards of Anki and Quizlet, Blackboard's text files."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from marking.formats.detect import Options, kind_of, read
from marking.formats.values import ESSAY, FormatError, Imported


def h5p(kind: str, content: object, title: str = "Steam") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("h5p.json", json.dumps({"title": title, "mainLibrary": f"H5P.{kind}"}))
        archive.writestr("content/content.json", json.dumps(content))
    return out.getvalue()


def opened(kind: str, content: object) -> Imported:
    return read(h5p(kind, content), "x.h5p")


def test_an_essay_of_h5p_brings_its_keywords_as_points() -> None:
    content = {
        "taskDescription": "<p>Why did mills move to towns?</p>",
        "keywords": [
            {
                "keyword": "steam",
                "alternatives": ["engines"],
                "options": {"points": 2, "feedbackMissed": "What drove it?"},
            },
            {"keyword": "coal*", "options": {"points": 1}},
        ],
        "solution": {"sample": "<p>Steam needs coal.</p>"},
    }
    (question,) = opened("Essay", content).questions

    assert (question.kind, question.stem) == (ESSAY, "Why did mills move to towns?")
    assert question.scheme == "steam / engines [2]\n    feedback: What drove it?\ncoal* [1]\n"
    assert question.model_answer == "Steam needs coal."


def test_blanks_of_h5p_are_gaps_and_their_tips_stay_out() -> None:
    imported = opened(
        "Blanks", {"text": "<p>Fill in.</p>", "questions": ["<p>Steam comes from *water/H2O:boil it* and *heat*.</p>"]}
    )

    assert imported.questions[0].stem == "Fill in.\n\nSteam comes from (1) _____ and (2) _____."
    assert imported.questions[0].scheme == "water / H2O [1]\nheat [1]\n"


def test_questions_within_a_set_are_found_and_others_named() -> None:
    within = [
        {"library": "H5P.Blanks 1.14", "params": {"questions": ["It is *hot*."]}, "metadata": {"title": "One"}},
        {"library": "H5P.MultiChoice 1.16", "params": {}, "metadata": {"title": "Two"}},
        {"library": "H5P.Flashcards 1.5", "params": {"cards": [{"text": "Cold?", "answer": "ice/snow"}]}},
    ]
    imported = opened("QuestionSet", {"questions": within})

    assert [question.scheme for question in imported.questions] == ["hot [1]\n", "ice / snow [1]\n"]
    assert [(row.what, row.why) for row in imported.dropped] == [("Two", "A multiple choice is not answered in words.")]


@pytest.mark.parametrize("content", [[], {"questions": 7}, {"a": {"b": [[[]]]}}, "x"])
def test_h5p_without_questions_is_refused(content: object) -> None:
    with pytest.raises(FormatError, match="H5P"):
        opened("Timeline", content)


def test_h5p_nested_beyond_reason_is_refused() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("h5p.json", "{}")
        archive.writestr("content/content.json", deep)

    with pytest.raises(FormatError, match="broken"):
        read(out.getvalue(), "x.h5p")


def test_notes_of_anki_in_plain_text_are_read_with_deck_and_tags() -> None:
    text = (
        "#separator:tab\n#html:true\n#deck column:3\n#tags column:4\n"
        'Water boils at?\t100&nbsp;°C<br>212 °F\tPhysics::Heat\theat water\n"Two\nlines?"\tyes\t\t\n'
    )
    imported = read(text.encode(), "deck.txt")

    first, second = imported.questions
    assert (first.stem, first.topic, first.tags) == ("Water boils at?", "Physics / Heat", ("heat", "water"))
    assert first.scheme == "100 °C / 212 °F [1]\n"
    assert (second.stem, second.line) == ("Two\nlines?", 6)


def test_a_cloze_note_is_a_gap() -> None:
    imported = read(b"#separator:tab\nIce is {{c1::frozen::how?}} water\t\n", "x.txt")

    assert (imported.questions[0].stem, imported.questions[0].scheme) == ("Ice is _____ water", "frozen [1]\n")


def test_terms_and_definitions_with_tabs_are_cards_and_long_backs_are_model_answers() -> None:
    long = "the change of a liquid into a gas at a temperature far below that at which it boils"
    imported = read(f"ice\twater that is frozen\nevaporation\t{long}\n".encode(), "quizlet.txt")

    assert [(one.stem, one.scheme, one.model_answer) for one in imported.questions] == [
        ("ice", "water that is frozen [1]\n", "water that is frozen"), ("evaporation", "", long),
    ]  # fmt: skip


def test_a_sheet_saved_as_text_is_a_sheet() -> None:
    assert kind_of(b"question\tanswer\nWho?\tLenin\n", "x.txt") == "tabs"
    assert read(b"question\tanswer\nWho?\tLenin\n", "x.txt").questions[0].scheme == "Lenin [1]\n"


def test_blackboards_text_files_are_read_by_their_kinds() -> None:
    text = (
        "FIB\tIce is frozen ___\twater\tH2O\n"
        "FIB_PLUS\t[a] melts at [b] degrees\ta\tIce\tSnow\t\tb\t0\tzero\n"
        "NUM\tWater boils at?\t100\t0\n"
        "ESS\tWhy does ice float?\tIt is lighter.\n"
        "MC\tWhich is hot?\tsteam\tcorrect\tice\tincorrect\n"
        "TF\tIce is hot.\tfalse\n"
    )
    imported = read(text.encode(), "x.txt", Options(choices_too=True))

    schemes = ["water / H2O [1]\n", "Ice / Snow [0.5]\n0 / zero [0.5]\n", "100 [1]\n", "", "steam [1]\n"]
    assert [question.scheme for question in imported.questions] == schemes
    assert imported.questions[1].stem == "(1) _____ melts at (2) _____ degrees"
    assert imported.questions[3].model_answer == "It is lighter."
    assert [row.line for row in imported.dropped] == [6]


def test_a_package_of_anki_says_how_to_bring_it() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("collection.anki2", b"SQLite")

    with pytest.raises(FormatError, match="Notes in Plain Text"):
        read(out.getvalue(), "deck.apkg")
