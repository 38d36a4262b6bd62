"""The outline of a page of notes."""

from __future__ import annotations

import pytest

from quizzes.notes import outline
from quizzes.notes.outline import split_parts


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in outline(text)]


@pytest.mark.parametrize(
    "text",
    [
        "# Rivers\n\nWater flows.",
        "RIVERS\n\nWater flows.",
        "Rivers:\n\nWater flows.",
        "Rivers\n======\nWater flows.",
        "**Rivers**\nWater flows.",
    ],
)
def test_outline_knows_a_heading_however_it_is_marked(text: str) -> None:
    assert kinds(text)[0][0] == "heading"
    assert kinds(text)[0][1].casefold() == "rivers"
    assert kinds(text)[1] == ("text", "Water flows.")


def test_outline_nests_bullets_by_their_indentation() -> None:
    blocks = outline("- Germany\n  - Rapallo\n    - trade\n- Britain")
    assert [(block.text, block.depth, block.parent) for block in blocks] == [
        ("Germany", 0, -1),
        ("Rapallo", 1, 0),
        ("trade", 2, 1),
        ("Britain", 0, -1),
    ]


def test_outline_puts_a_list_under_the_line_that_ends_in_a_colon() -> None:
    blocks = outline("A plant uses glucose in these ways:\n- respiration\n- growth")
    assert [block.parent for block in blocks] == [-1, 0, 0]


def test_lines_in_small_letters_that_each_explain_a_term_stay_apart() -> None:
    blocks = outline("vector: what carries a germ from host to host\nhost: what a germ lives in")
    assert [block.parts[0] for block in blocks] == ["vector", "host"]
    blocks = outline("vector: what carries a germ\nhost\n - a body that a germ lives in")
    assert [block.text for block in blocks[:2]] == ["vector: what carries a germ", "host"]


def test_outline_joins_wrapped_lines_and_remembers_where_they_stood() -> None:
    text = "\n\nThe drainage basin is the whole of the land that is drained by\na river and its tributaries.\n\nNext."
    first = outline(text)[0]
    assert first.text.endswith("drained by a river and its tributaries.")
    assert first.lines == (3, 4)


def test_outline_mends_a_word_that_a_blank_line_broke() -> None:
    blocks = outline("Article 4 said that the treaty wo\n\nuld remain in force.")
    assert [block.text for block in blocks] == ["Article 4 said that the treaty would remain in force."]
    assert blocks[0].lines == (1, 3)


def test_outline_puts_a_hyphenated_word_together() -> None:
    assert (
        outline("Leaves take in light energy for the process of photo-\nsynthesis all day.")[0].text.count(
            "photosynthesis"
        )
        == 1
    )


def test_outline_reads_tables_with_bars_and_with_tabs() -> None:
    for text in ("| Part | Function |\n|---|---|\n| xylem | water |", "Part\tFunction\nxylem\twater"):
        row = outline(text)[-1]
        assert (row.kind, row.header, row.parts) == ("row", ("Part", "Function"), ("xylem", "water"))


def test_outline_reads_numbered_steps() -> None:
    assert kinds("1. Boil the leaf\n2) Rinse it\n(c) Add iodine") == [
        ("step", "Boil the leaf"),
        ("step", "Rinse it"),
        ("step", "Add iodine"),
    ]


@pytest.mark.parametrize(
    ("text", "sign", "parts"),
    [
        ("1926 – general strike", "–", ("1926", "general strike")),
        ("xylem: carries water", ":", ("xylem", "carries water")),
        ("NEP = New Economic Policy", "=", ("NEP", "New Economic Policy")),
        ("Chicherin = Commissar – 1918-1930", "=", ("Chicherin", "Commissar", "1918-1930")),
        ("Tsaritsyn -> Stalingrad – 1925", "→", ("Tsaritsyn", "Stalingrad", "1925")),
        ("Tsaritsyn --> Stalingrad – 1925", "→", ("Tsaritsyn", "Stalingrad", "1925")),
        ("between 1918 - 1930 only", "", ("between 1918 - 1930 only",)),
        ("Great strike - 1926 - 250,000 dockers", "–", ("Great strike", "1926", "250,000 dockers")),
        ("May 1926 - 600 dockers arrested", "–", ("May 1926", "600 dockers arrested")),
        ("a well-kept secret", "", ("a well-kept secret",)),
        ("the plan (goal – growth) failed", "", ("the plan (goal – growth) failed",)),
    ],
)
def test_split_parts_divides_at_the_signs_teachers_use(text: str, sign: str, parts: tuple[str, ...]) -> None:
    assert split_parts(text) == (sign, parts)


def test_outline_takes_markdown_signs_out_of_the_text() -> None:
    assert (
        outline("* **Abrasion** - stones *scrape* the [bed](http://example.org/x)")[0].text
        == "Abrasion - stones scrape the bed"
    )


def test_outline_of_nothing_is_empty() -> None:
    assert outline(" \n\n\t\n") == ()
