"""What notes say, sentence by sentence: subjects put in, clauses taken apart, rows read, lines joined or not."""

from __future__ import annotations

import pytest

from quizzes.notes.outline import outline
from quizzes.notes.page import read_page
from quizzes.notes.statements import statements
from quizzes.notes.subjects import with_subject


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ("# Lung cancer\n- mostly caused by smoking", "Lung cancer is mostly caused by smoking"),
        ("# Lung cancer\n- second most common cancer of all", "Lung cancer is the second most common cancer of all"),
        ("# Pneumonia\n- more common in winter", "Pneumonia is more common in winter"),
        ("# COPD\n- due to smoking in most cases", "COPD is due to smoking in most cases"),
        ("# Treaty of Berlin\n- hated by all of them", "The Treaty of Berlin is hated by all of them"),
        ("5 year survival about 15%", "5 year survival is about 15%"),
        ("oxygen given if the saturation falls", "oxygen is given if the saturation falls"),
        ("# Causes of floods\n- caused by heavy rain", "caused by heavy rain"),
        ("Two daughter cells come from one parent cell", "Two daughter cells come from one parent cell"),
        ("Many small rivers run through the plain", "Many small rivers run through the plain"),
    ],
)
def test_a_half_sentence_gets_what_it_is_about(notes: str, said: str) -> None:
    page = read_page(notes)
    assert with_subject(page, page.units[-1]).text == said


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (
            "The cells are flat discs.",
            "In adults they are made in the marrow.",
            "In adults the cells are made in the marrow",
        ),
        ("The valve is a flap.", "Its job is to stop the blood.", "The job of the valve is to stop the blood"),
        ("Michael Rutter, a psychiatrist, went there.", "His study was long.", "Michael Rutter’s study was long"),
        ("The valve is a flap.", "Their job is to stop the blood.", "Their job is to stop the blood"),
    ],
)
def test_a_pronoun_stands_for_the_subject_before(first: str, second: str, said: str) -> None:
    page = read_page(f"{first} {second}")
    told = with_subject(page, page.units[-1])
    assert told.text == said
    assert bool(told.guess) == (told.text != second.rstrip("."))


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "Methane, which cows make, is a gas; it warms the air.",
            {"Methane is a gas", "Methane warms the air", "Methane is a gas; it warms the air"},
        ),
        ("Blood is made in the marrow, which is found in flat bones.", {"The marrow is found in flat bones"}),
        ("Hill, Bruner and Ross coined the word in class.", set()),
        ("If the sun shines, the lake dries and the fish die.", set()),
        ("Cells hold glycogen, a sugar that stores energy.", {"Glycogen is a sugar that stores energy"}),
        (
            "The retina turns light into signals and sends them on.",
            {"The retina turns light into signals", "The retina sends them on"},
        ),
    ],
)
def test_a_sentence_is_taken_apart(sentence: str, told: set[str]) -> None:
    page = read_page(sentence)
    found = {said.text for unit in page.units for said in statements(page, unit)}
    assert found == told


def test_what_a_sentence_opens_with_is_kept_for_the_question() -> None:
    page = read_page("In 1921, Lenin brought back trade, but the old prices rose.")
    assert ("in 1921", "Lenin brought back trade") in {
        (said.setting, said.text) for unit in page.units for said in statements(page, unit)
    }


def test_the_points_of_a_cell_are_sentences_about_its_row() -> None:
    page = read_page("| Part | Role |\n|---|---|\n| Plasma | carries heat; carries urea; a yellow fluid |")
    assert [unit.text for unit in page.units[1:]] == ["Plasma carries heat", "Plasma carries urea"]


SMALL, LARGE = "# learning\n- habits stay\n- it is slow\n\n", "# Learning\n- Habits stay\n- It is slow\n\n"
FULL = "shaping is the reward of the many small steps that lead\nto the act that is wanted in the end\n\nthen"


@pytest.mark.parametrize(
    ("notes", "line"),
    [
        (f"{SMALL}extinction\nspontaneous recovery = response after a pause\n\nthen", "extinction"),
        (f"{SMALL}{FULL}", FULL.replace("\n", " ").removesuffix("  then")),
        (f"{LARGE}Shaping is the reward\nof small steps.\n\nThen", "Shaping is the reward of small steps."),
    ],
)
def test_lines_end_where_they_are_short_on_a_page_written_small(notes: str, line: str) -> None:
    assert line in [block.text for block in outline(notes)]
