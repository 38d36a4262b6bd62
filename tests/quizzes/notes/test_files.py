"""Files that real programs wrote, read as pages of notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.notes.reading import read_notes

FILES = Path(__file__).parent / "files"
RIVERS = """\
# Rivers

A **meander** is a bend in a river.

1894 – Tower Bridge opens  
1984 – the Thames Barrier opens

## Erosion

- Abrasion – stones scrape the bed
  - fastest in floods
- Solution – water dissolves chalk

## The water cycle

1. Rain falls
2. Water runs off
3. The sun lifts it again

| Part | Job |
|---|---|
| Source | where it begins; often a spring |
| Mouth | where it ends |

A litre holds 3 × 10²⁵ molecules of H₂O; cafés stand on the “left” bank – since the 19th century.
"""  # noqa: W291  (two blanks at the end of a line are the break in it)


def read(name: str) -> str:
    return read_notes((FILES / name).read_bytes(), name).text


@pytest.mark.parametrize("name", ["rivers.odt", "rivers.docx", "rivers.html", "rivers.rtf"])
def test_one_page_reads_alike_from_each_format_that_libreoffice_writes(name: str) -> None:
    assert read(name).rstrip() == RIVERS.rstrip()


@pytest.mark.parametrize(
    "line",
    [
        "The treaty was signed in 1919.",  # a change as accepted
        "Friction slows a moving object.",  # a content control in a line
        "Drag is friction in a fluid.",  # and one around a paragraph
        "A mole is 6.02 × 10²³ particles of CO₂.",
        "Speed is given by v = s/t in physics.",
        "E = mc²",
        "**Weight** is a force measured in newtons.",  # struck-out and hidden words left out
        "==Inertia== keeps things **moving**.",
        "1. Measure the mass",
        "2. Hang it up",
        "  - and wait",
        "  - Wires too",
        "|---|---|",  # a bold first row names the columns
        "| Weight | N; also kg m/s \\| per second |",  # merged with the cell above; two paragraphs
    ],
)
def test_a_word_document_is_read_as_its_reader_sees_it(line: str) -> None:
    assert line in read("forces.docx").splitlines()


def test_a_word_documents_text_box_is_read_once_and_its_empty_fields_are_not() -> None:
    text = read("forces.docx")
    assert text.count("A newton is the unit of force.") == 1
    assert "Click here" not in text


@pytest.mark.parametrize("name", ["revolutions.pptx", "revolutions.odp"])
def test_a_presentation_is_read_slide_by_slide_with_what_the_speaker_says(name: str) -> None:
    text = read(name)
    places = [text.index(said) for said in ("# Leaders", "# The Russian revolutions", "Lenin came back", "# Numbers")]
    assert places == sorted(places)
    assert "- February 1917 – the Tsar abdicates\n  - October 1917 – the Bolsheviks take power\n- **Kerensky**" in text
    assert "| Kerensky | led the government; fled in October |" in text
    assert "- A mole is 10²³\n" in text
    assert "nobody sees this" not in text


def test_a_page_exported_by_google_docs_keeps_its_looks_and_levels() -> None:
    assert read("google.html") == (
        "## Rivers\n\n**Abrasion** wears the bed, about 10⁶ grains a day==.==\n\n"
        "- Rain\n  - heavy\n\n3. Runs off\n4. Seeps in\n\n| Source | a spring; or a marsh |\n| Mouth | the sea |\n"
    )
