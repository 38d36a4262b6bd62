"""Drafts from notes: the questions asked, the schemes written, and what must never happen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marking.engine import MarkScheme
from marking.engine.notation import parse
from marking.engine.types import AnyOf
from quizzes.notes import Draft, draft, outline, read_notes
from quizzes.notes.stems import gives_away

PAGES = sorted((Path(__file__).parents[3] / "fixtures" / "notes").glob("*.*"))


def asked(text: str) -> dict[str, str]:
    return {one.stem: one.scheme for one in draft(text).drafts}


@pytest.mark.parametrize(
    ("text", "stem", "scheme"),
    [
        ("1926 – Treaty of Berlin", "In which year was the Treaty of Berlin signed?", "1926 [1]"),
        ("general strike – 1926", "In which year did the general strike take place?", "1926 [1]"),
        ("March 1919 – Hitler founded nothing", "What did Hitler do in March 1919?", "founded nothing [1]"),
        ("The Thames Barrier was opened in 1984.", "In which year was the Thames Barrier opened?", "1984 [1]"),
        ("Lenin died in January 1924.", "In which month and year did Lenin die?", "January [1]\n1924 [1]"),
        ("The Duma, dissolved in 1906, met again.", "In which year was the Duma dissolved?", "1906 [1]"),
        ("US – only recognise USSR in 1933", "In which year did US recognise USSR?", "1933 [1]"),
        ("Tsaritsyn -> Stalingrad – 1925", "In which year did Tsaritsyn become Stalingrad?", "1925 [1]"),
        (
            "Chicherin = Commissar for Trade – 1918-1930",
            "Who was the Commissar for Trade from 1918 to 1930?",
            "Chicherin [1]",
        ),
        (
            "The Soviet foreign minister, Georgy Chicherin, agreed.",
            "Who was the Soviet foreign minister?",
            "Georgy Chicherin [1]",
        ),
        ("Diffusion: the net movement of particles", "What is meant by “diffusion”?", "net movement of particles [1]"),
        (
            "Diffusion: the net movement of particles",
            "Which term is meant: “the net movement of particles”?",
            "Diffusion [1]",
        ),
        (
            "The point where two rivers meet is called the confluence.",
            "What name is given to the point where two rivers meet?",
            "confluence [1]",
        ),
        ("The plan failed because the harvest was poor.", "Why did the plan fail?", "harvest was poor [1]"),
        ("Deforestation leads to faster run-off.", "What is the result of deforestation?", "faster run-off [1]"),
        ("Light is absorbed by chlorophyll.", "By what is light absorbed?", "chlorophyll [1]"),
        ("The leaf is kept in the dark for 24 hours.", "For how long is the leaf kept in the dark?", "24 hours [1]"),
        ("58 houses were flooded.", "How many houses were flooded?", "58 [1]"),
        (
            "Stalin called socialists “social fascists”.",
            "Which term did Stalin use for socialists?",
            "social fascists [1]",
        ),
        (
            "glucose + oxygen -> water + carbon dioxide",
            "Complete the equation: glucose + oxygen → ______",
            "water [1]\ncarbon dioxide [1]",
        ),
    ],
)
def test_draft_asks_as_a_teacher_would(text: str, stem: str, scheme: str) -> None:
    if stem.startswith("Which term did Stalin"):
        text = "Stalin believed in plans. Stalin wanted steel. " + text
    found = asked(text)
    assert stem in found, list(found)
    assert found[stem] == scheme


def test_draft_asks_for_some_of_a_list() -> None:
    found = asked("Causes of floods: heavy rain, melting snow, paved ground, burst banks, felled trees, high tides")
    assert found["Name three causes of floods."].startswith("any 3 from:\n    heavy rain [1]\n")


def test_draft_asks_for_nested_bullets() -> None:
    found = draft("- Uses of glucose:\n  - respiration in cells\n  - stored as starch\n  - cell walls").drafts
    one = next(one for one in found if one.kind == "list")
    assert (one.stem, one.marks, one.lines) == ("Name three uses of glucose.", 3, (1, 4))


def test_draft_asks_for_cells_of_a_table_by_row_and_column() -> None:
    found = asked("| Part | Function |\n|---|---|\n| xylem vessel | carries water |\n| stomata | let gases pass |")
    assert found["What is the function of the xylem vessel?"] == "carries water [1]"


def test_draft_asks_what_each_article_of_a_treaty_says() -> None:
    found = asked(
        "Treaty of Berlin, 1926\n\nArticle 2 – promised neutrality in a war\n\n"
        "Article 4 – limited the treaty to five years"
    )
    assert "promised neutrality" in found["What did Article 2 of the Treaty of Berlin say?"]
    assert found["Which article of the Treaty of Berlin limited the treaty to five years?"] == "4 [1]"


def test_draft_asks_for_steps_in_order() -> None:
    found = asked("Testing a leaf\n\n1. Boil the leaf.\n2. Warm it in ethanol.\n3. Add iodine solution.")
    assert found["Testing a leaf: what is the first step?"] == "Boil the leaf [1]"


def test_draft_writes_one_essay_a_section() -> None:
    text = Path(PAGES[-1]).read_text()
    essays = [one for one in draft(text).drafts if one.kind == "essay"]
    assert essays
    assert len({one.topic for one in essays}) == len(essays)


def test_an_essays_key_points_show_the_notes_they_come_from_and_credit_the_notes_themselves() -> None:
    text = PAGES[-1].read_text()
    for essay in (one for one in draft(text).drafts if one.kind == "essay"):
        assert essay.scheme.count("    # ") == essay.scheme.count("[1]")
        first, last = essay.lines
        section = "\n".join(text.splitlines()[first - 1 : last])
        assert MarkScheme.parse(essay.scheme).mark(section).mark >= essay.marks - 1


def test_a_quotation_mark_alone_is_no_word() -> None:
    assert draft("’ USSR").drafts == ()


def test_draft_asks_each_thing_once() -> None:
    once = draft("1926 – Treaty of Berlin\n1926 – Treaty of Berlin\nTreaty of Berlin – 1926").drafts
    assert len({one.stem for one in once}) == len(once)
    assert sum(one.scheme == "1926 [1]" for one in once) == 1


def test_draft_gives_the_line_each_question_comes_from() -> None:
    one = next(one for one in draft("Notes\n\n- x\n\n1926 – Treaty of Berlin").drafts if one.kind == "date")
    assert one.lines == (5, 5)


def test_draft_puts_weak_ones_last_and_marks_them() -> None:
    found = draft(PAGES[-1].read_text()).drafts
    assert [one.to_check for one in found] == sorted(one.to_check for one in found)
    assert all(one.to_check for one in found if one.kind == "cloze")


# ---- the fixture pages -----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.name)
def page(request: pytest.FixtureRequest) -> tuple[str, tuple[Draft, ...]]:
    text = read_notes(request.param.read_bytes(), request.param.name).text
    return text, draft(text).drafts


def test_draft_schemes_of_a_page_can_be_read_and_earn_their_marks(page: tuple[str, tuple[Draft, ...]]) -> None:
    for one in page[1]:
        scheme = parse(one.scheme)
        earns = sum(
            sum(sorted((point.marks for point in item.points), reverse=True)[: item.count])
            if isinstance(item, AnyOf)
            else item.marks
            for item in scheme.items
        )
        assert earns == one.marks, one


def test_draft_schemes_of_a_page_hold_only_words_of_the_notes(page: tuple[str, tuple[Draft, ...]]) -> None:
    text, drafts = page
    given_words = {word.casefold() for word in re.findall(r"[^\W_]+", text)}
    given_words |= {
        slip_word.casefold() for slip in draft(text).slips for slip_word in re.findall(r"[^\W_]+", slip.meant)
    }
    for one in drafts:
        scheme = re.sub(r"^any \d+ from:$|\[1\]$", "", one.scheme, flags=re.MULTILINE)
        words = {word.casefold() for word in re.findall(r"[^\W_]+", scheme)}
        made_years = {word for word in words if word.isdigit() and len(word) == 4}
        assert words - made_years <= given_words, one


def test_draft_stems_of_a_page_are_whole_and_keep_their_answers(page: tuple[str, tuple[Draft, ...]]) -> None:
    for one in page[1]:
        assert one.stem[0] == one.stem[0].upper()
        assert one.stem.endswith(("?", ".", "”", "______"))
        assert not re.search(r"\b(?:[Ii]t|[Tt]hey|[Tt]hem)\b", one.stem), one.stem
        if one.kind in {"term", "person", "date", "place", "number", "agent"}:
            assert not gives_away(one.stem, re.sub(r"\[1\]|[()/]", " ", one.scheme)), one


def test_draft_finds_plenty_on_a_page(page: tuple[str, tuple[Draft, ...]]) -> None:
    assert sum(not one.to_check for one in page[1]) >= 35
    assert len({one.kind for one in page[1]}) >= 7


@pytest.mark.parametrize(
    ("name", "most_false", "slips"),
    [
        ("soviet-foreign-policy.txt", 0, {"Stain", "Trosky", "Guomingdang", "over over", "31 June 1940", "suprise"}),
        ("photosynthesis.txt", 0, {"chlorophyl", "the the"}),
        ("rivers.md", 0, {"Environmnet"}),
    ],
)
def test_draft_points_out_the_slips_of_a_page_and_no_others(name: str, most_false: int, slips: set[str]) -> None:
    text = next(page for page in PAGES if page.name == name).read_text()
    written = {slip.written for slip in draft(text).slips}
    assert slips <= written
    assert len(written - slips) <= most_false, written - slips


# ---- whatever is typed -----------------------------------------------------------------------------------

TYPED = st.lists(
    st.sampled_from(
        [
            "Lenin",
            "Stalin",
            "the",
            "of",
            "in",
            "1926",
            "1924-29",
            "March",
            "31",
            "June",
            "–",
            "=",
            ":",
            ",",
            ";",
            ".",
            "?",
            "!",
            "(",
            ")",
            "“",
            "”",
            "‘",
            "’",
            '"',
            "'",
            "->",
            "→",
            "|",
            "\t",
            "\n",
            "\n\n",
            "#",
            "-",
            "*",
            "•",
            "1.",
            "Article",
            "2",
            "Treaty",
            "Berlin",
            "was",
            "signed",
            "by",
            "because",
            "led",
            "to",
            "any",
            "max",
            "reject:",
            "accept:",
            "[",
            "]",
            "{",
            "}",
            "/",
            "\\",
            "+",
            "~",
            "*",
            "#",
            "=word",
            "USSR",
            "(CCP)",
            "é",
            "ß",
            "中",
            "\u200b",
            "́",
            "😀",
            "killed",
            "King",
            "they",
            "it",
        ]
    ),
    max_size=80,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(TYPED | st.text(max_size=300))
def test_draft_never_fails_and_its_schemes_can_always_be_read(text: str) -> None:
    lines = len(text.splitlines())
    for one in draft(text).drafts:
        parse(one.scheme)
        assert 1 <= one.lines[0] <= one.lines[1] <= lines
        assert 0 <= one.quality <= 1
        assert one.marks >= 1
    for slip in draft(text).slips:
        assert text.splitlines()[slip.line - 1].startswith(slip.written, slip.column - 1)
    for block in outline(text):
        assert block.lines[0] <= block.lines[1] <= lines


def test_draft_is_the_same_each_time() -> None:
    text = PAGES[0].read_text()
    assert draft(text) == draft(text)
