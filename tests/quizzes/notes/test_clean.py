"""Notes without their markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.notes.clean import clean
from quizzes.notes.clean.blocks import BLOCK_RULES, BlockRule
from quizzes.notes.clean.inline import RULES, Rule
from quizzes.notes.clean.shapes import SHAPES, ShapeRule
from quizzes.notes.values import Line

ALL = (*BLOCK_RULES, *RULES, *SHAPES)
EXAMPLES = [(rule.name, before, after) for rule in ALL for before, after in rule.examples]
SIGNS = {"item": "- ", "step": "1. ", "meaning": "=> "}


def shown(lines: tuple[Line, ...]) -> str:
    """Lines as the examples write them: headings with hashes, bold in square brackets, nothing of what is skipped."""
    return "\n".join(one(line) for line in lines if line.kind not in {"skip", "blank"})


def one(line: Line) -> str:
    text = line.text
    for start, end in reversed(line.bold):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    sign = f"{'#' * line.level} " if line.kind == "heading" else SIGNS.get(line.kind, "")
    return sign + text


@pytest.mark.parametrize(("name", "before", "after"), EXAMPLES)
def test_clean_gives_what_each_example_says(name: str, before: str, after: str) -> None:
    assert shown(clean(before)) == after


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_each_rule_has_an_example_that_needs_it(rule: Rule | BlockRule | ShapeRule) -> None:
    off = frozenset({rule.name})
    assert any(shown(clean(before, without=off)) != after for before, after in rule.examples)


def test_clean_says_where_words_were_bold_or_highlighted() -> None:
    line = clean("**Abrasion:** stones *scrape* the ==river bed==, __not__ snake_case_names")[0]
    assert line.text == "Abrasion: stones scrape the river bed, not snake_case_names"
    assert [line.text[start:end] for start, end in line.bold] == ["Abrasion:", "not"]
    assert [line.text[start:end] for start, end in line.highlighted] == ["river bed"]


def test_clean_takes_a_line_that_is_bold_as_a_whole_for_a_heading() -> None:
    kinds = [(line.kind, line.level) for line in clean("**Causes of the war:**\n**It was long.**\n- **Abrasion**")]
    assert kinds == [("heading", 4), ("text", 0), ("item", 0)]


def test_clean_leaves_lone_signs_of_emphasis_where_they_are() -> None:
    for text in ("5 * 3 = 15 * 1", "a ** b", "2*3*4", "__init__ and **open", "x == y == z"):
        assert clean(text)[0].text in {text, "init and **open"}


def test_clean_keeps_the_cells_of_a_row_and_where_they_were_bold() -> None:
    header, _, row = clean("| Part | Job |\n|---|---|\n| **Xylem** | takes `a|b` to [[leaf|the leaf]] |")
    assert (header.header, row.header) == (True, False)
    assert row.cells == ("Xylem", "takes a|b to the leaf")
    assert row.text == "Xylem | takes a|b to the leaf"
    assert [row.text[start:end] for start, end in row.bold] == ["Xylem"]


def test_clean_says_where_the_source_ends_a_line() -> None:
    assert [line.ends for line in clean("1805 – Trafalgar  \n1815 – Waterloo\\\nend")] == [True, True, False]
    assert clean("1815 – Waterloo\\")[0].text == "1815 – Waterloo"


def test_clean_gives_the_columns_a_line_is_indented_by() -> None:
    assert [line.level for line in clean("- a\n\t- b\n      - c\n  text")] == [0, 4, 6, 2]


@pytest.mark.parametrize(
    "text",
    [
        "![a river](river.png)",
        "{{< figure src='river.png' >}}",
        "Video: https://example.org/river",
        r"$$\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}$$",
        r"so \frac{a}{b} is left",
        "#rivers #geography",
    ],
)
def test_clean_sets_aside_what_makes_no_question(text: str) -> None:
    assert clean(text)[0].kind == "skip"


def test_clean_leaves_the_signs_of_flashcards_alone() -> None:
    for text in (
        "Kulak::rich peasant",
        "Kulak ::: peasant",
        "Kulak >> peasant",
        "The {{c1::1928}} plan",
        "{{1928}}",
        "?",
    ):
        assert clean(text)[0].text == text


MARKUP = st.lists(
    st.sampled_from([*"*_=`$[](){}<>#|~-%^!\\:.&;\n\t 1aB", "**", "[[", "]]", "```\n", "---\n", "<b>", "$$"])
)


@given(MARKUP.map("".join))
def test_clean_gives_one_line_for_each_line_whatever_it_holds(text: str) -> None:
    lines = clean(text)
    assert [line.number for line in lines] == list(range(1, len(text.splitlines()) + 1))
    for line in lines:
        assert all(0 <= start < end <= len(line.text) for start, end in (*line.bold, *line.highlighted))


@pytest.mark.parametrize(
    "unit", ["<!--", "[a](", "$a", "{%", "\\(", "**a ", "|", "\t", "```\n", "<!--\n", "1\n", "<br>", "[["]
)
def test_clean_passes_once_over_a_page_of_one_sign(unit: str) -> None:
    # What looks back from each sign over all before it would take minutes here.
    text = unit * (99_000 // len(unit))
    assert len(clean(text)) == len(text.splitlines())
