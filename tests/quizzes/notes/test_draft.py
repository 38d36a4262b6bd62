"""Drafts from notes: what `draft` gives as a whole, and what must never happen. What each kind asks: kinds/."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marking.engine import MarkScheme
from marking.engine.notation import parse
from marking.services.drafts import try_scheme
from quizzes.notes import Draft, Drafting, draft, outline, read_notes
from quizzes.notes.dates import MONTHS
from quizzes.notes.opposites import opposites_of
from quizzes.notes.schemes import meaning, one_of
from quizzes.notes.wording import gives_away
from quizzes.notes.words import lines_of
from tests.runtime.examples import many

PAGES = sorted((Path(__file__).parents[3] / "fixtures" / "notes").glob("*.*"))


def drafts(text: str) -> tuple[Draft, ...]:
    return draft(text, mark=try_scheme).drafts


def bare(scheme: str) -> str:
    """A scheme without what a student reads who misses a point."""
    return "\n".join(line for line in scheme.splitlines() if "feedback:" not in line)


def test_ready_means_ready_a_definition_is_always_to_check_and_the_term_comes_first() -> None:
    asked = drafts("Diffusion – the net movement of particles from a high to a low concentration")
    assert [(one.kind, one.to_check) for one in asked] == [("term", False), ("definition", True)]
    assert "add other wordings" in asked[1].why


def test_a_draft_that_can_be_turned_round_carries_its_other_side() -> None:
    term, meaning = drafts("Diffusion – the net movement of particles from a high to a low concentration")
    assert term.turned == (meaning.stem, bare(meaning.scheme))
    assert meaning.turned == (term.stem, bare(term.scheme))


def test_a_draft_brings_its_line_as_feedback() -> None:
    one = drafts("The Thames Barrier was opened in 1984.")[0]
    assert one.scheme == "1984 [1]\n    feedback: The Thames Barrier was opened in 1984."
    assert MarkScheme.parse(one.scheme).mark("in 1984").mark == 1


def test_the_feedback_is_the_sentence_asked_about_not_its_neighbour() -> None:
    asked = drafts("Rain fell for weeks. The Thames Barrier was opened in 1984.")
    one = next(one for one in asked if one.kind == "date")
    assert one.scheme.endswith("feedback: The Thames Barrier was opened in 1984.")


def test_each_draft_to_check_says_why() -> None:
    for page in PAGES:
        assert all(one.why for one in drafts(page.read_text()) if one.to_check)


def test_one_question_with_two_answers_takes_either_and_is_to_be_checked() -> None:
    asked = {one.stem: one for one in drafts("1921: Bell in the chair\n1923: Bell in the chair")}
    assert asked["In which year did this happen: “Bell in the chair”?"].to_check
    assert bare(asked["In which year did this happen: “Bell in the chair”?"].scheme) == "1921 / 1923 [1]"


def test_a_scheme_that_its_own_stem_would_meet_is_no_draft() -> None:
    assert not [one for one in drafts("Acid rain – rain that is acid") if one.scheme.startswith("Acid rain")]


def test_front_matter_references_and_exam_tips_make_no_draft() -> None:
    text = "---\ntitle: Rivers\ndate: 2023-05-01\n---\nAbrasion: rocks scrape the bed\n\n"
    text += "## Exam tips\nTiming: a minute a mark"
    assert {one.lines for one in drafts(text)} == {(5, 5)}


def test_a_page_gives_no_more_than_can_be_checked_and_keeps_the_rest_for_who_asks() -> None:
    text = "\n".join(
        f"Term{chr(97 + n // 26)}{chr(97 + n % 26)}: the long thing of kind {chr(97 + n % 26)} number {n}"
        for n in range(120)
    )
    asked = drafts(text)
    assert sum(not one.spare for one in asked) == 60
    assert any(one.spare for one in asked)
    assert not any(one.spare for one in asked[:60])


def test_an_essays_key_points_show_the_notes_they_come_from_and_credit_the_notes_themselves() -> None:
    text = PAGES[-1].read_text()
    essays = [one for one in drafts(text) if one.kind == "essay"]
    assert essays
    for essay in essays:
        assert essay.to_check
        assert essay.scheme.count("    # ") == essay.scheme.count("[1]")
        first, last = essay.lines
        section = "\n".join(text.splitlines()[first - 1 : last])
        assert MarkScheme.parse(essay.scheme).mark(section).mark >= essay.marks - 1


def test_notes_in_another_language_are_not_corrected_and_say_what_is_asked() -> None:
    text = (
        "L’érosion : l’usure des roches par l’eau et par le vent\n"
        "Le delta : la terre que le fleuve dépose dans la mer\n"
        "Le méandre : une courbe du fleuve dans la plaine"
    )
    drafting = draft(text)
    assert (drafting.language, drafting.slips) == ("fr", ())
    assert "French" in drafting.remark
    assert drafting.drafts[0].stem.startswith("De quel terme s’agit-il")


def test_german_and_spanish_notes_are_asked_in_their_language() -> None:
    german = "Das Relief: die Form der Erde\nDie Mündung: die Stelle, an der ein Fluss in das Meer fließt\n"
    german += "Der Hang: eine schräge Fläche"
    spanish = "El relieve: la forma de la tierra\nLa desembocadura: el lugar donde el río llega al mar\n"
    spanish += "El delta: la tierra que el río deja"
    assert any(one.stem.startswith("Welcher Begriff ist gemeint") for one in drafts(german))
    assert any(one.stem.startswith("¿De qué término se trata") for one in drafts(spanish))


def test_notes_in_a_language_that_is_not_known_give_one_honest_sentence() -> None:
    drafting = draft(
        "Il fiume è una corrente di acqua che scorre nella valle. Il delta è la foce del fiume con molti rami. " * 3
    )
    assert drafting.drafts == ()
    assert "Italian" in drafting.remark


def test_the_page_says_its_title() -> None:
    assert draft("# Rivers of the world\n\nThe Nile is long.").title == "Rivers of the world"


def test_progress_is_told_and_the_same_text_gives_the_same_drafts() -> None:
    text, told = PAGES[0].read_text(), list[float]()
    assert draft(text, progress=told.append) == draft(text)
    assert told == sorted(told)
    assert all(0 <= share <= 1 for share in told)


@pytest.mark.parametrize(
    "text", ["’ USSR", "", "\n\n", "- \n- ", "| | |\n|---|---|", "# \n#", "?", "Q:\nA:", "a::b", "(" * 500, "{{c1::}}"]
)
def test_next_to_nothing_gives_nothing(text: str) -> None:
    assert drafts(text) == ()


def test_a_gap_that_its_sentence_denies_counts_all_the_same() -> None:
    said = "The law of the old town knows no punishment of children without a hearing by judges."
    gap = next(one for one in draft(said, mark=try_scheme).drafts if one.scheme.startswith("punishment"))
    assert [one.share for one in try_scheme(gap.scheme, ["punishment", said])] == [1, 1]


def test_what_no_kind_of_question_takes_is_asked_as_it_stands_and_to_be_checked() -> None:
    drafting = draft("# Trauma\n- Best indicator of blood flow in trauma - urine output\n", mark=try_scheme)
    asked = next(one for one in drafting.drafts if "best indicator" in one.stem)
    assert asked.to_check
    assert asked.why


# ---- the fixture pages -----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.name)
def notes(request: pytest.FixtureRequest) -> tuple[str, Drafting]:
    text = read_notes(request.param.read_bytes(), request.param.name).text
    return text, draft(text, mark=try_scheme)


def test_schemes_of_a_page_can_be_read_and_earn_their_marks(notes: tuple[str, Drafting]) -> None:
    for one in notes[1].drafts:
        assert MarkScheme.parse(one.scheme).max == one.marks, one


def test_schemes_of_a_page_give_full_marks_to_their_own_lines_and_none_to_their_stem(
    notes: tuple[str, Drafting],
) -> None:
    text, drafting = notes
    lines = text.splitlines()
    for one in drafting.drafts:
        if one.kind == "essay" or "taken as" in one.why:
            continue
        own = re.sub(r"[*#|_]", " ", "\n".join(lines[one.lines[0] - 1 : one.lines[1]]))
        assert try_scheme(one.scheme, [own])[0].share == 1, one
        assert try_scheme(one.scheme, [one.stem.replace("______", " ")])[0].share == 0, one


def test_schemes_of_a_page_hold_only_words_of_the_notes_and_everyday_ones(notes: tuple[str, Drafting]) -> None:
    text, drafting = notes
    everyday = {word.casefold() for line in lines_of("everyday") for word in re.findall(r"[^\W_]+", line)}
    given_words = {word.casefold() for word in re.findall(r"[^\W_]+", text)}
    given_words |= {word.casefold() for slip in drafting.slips for word in re.findall(r"[^\W_]+", slip.meant)}
    everyday |= {month[:3].casefold() for month in MONTHS}
    everyday |= {other for word in given_words for other in [*opposites_of(word), one_of(word)]}
    for one in drafting.drafts:
        scheme = re.sub(
            r"^any \d+ from:$|\[1\]$|^    reject: |^    negated: count$|^    # other words, if they fit here: ",
            "",
            bare(one.scheme),
            flags=re.MULTILINE,
        )
        words = {word.casefold() for word in re.findall(r"[^\W_]+", scheme)}
        made_years = {word for word in words if word.isdigit() and len(word) == 4}
        assert words - made_years <= given_words | everyday, one


def test_stems_of_a_page_are_whole_and_keep_their_answers(notes: tuple[str, Drafting]) -> None:
    for one in notes[1].drafts:
        assert one.stem[0] == one.stem[0].upper()
        assert one.stem.endswith(("?", ".", "”", "______"))
        asks = re.sub(r"“[^”]*”", "", one.stem)
        assert not re.search(r"\b(?:[Ii]t|[Tt]hey|[Tt]hem)\b", asks), one.stem
        if one.kind in {"term", "person", "date"}:
            assert not gives_away(one.stem, re.sub(r"\[1\]|[()/]", " ", bare(one.scheme))), one


def test_a_page_gives_plenty_and_of_many_kinds(notes: tuple[str, Drafting]) -> None:
    assert sum(not one.to_check for one in notes[1].drafts) >= 12
    assert len(notes[1].drafts) >= 40
    assert len({one.kind for one in notes[1].drafts}) >= 6


@pytest.mark.parametrize(
    ("name", "slips"),
    [
        ("soviet-foreign-policy.txt", {"Stain", "Trosky", "over over", "31 June 1940", "suprise"}),
        ("photosynthesis.txt", {"chlorophyl", "the the"}),
        ("rivers.md", {"Environmnet"}),
    ],
)
def test_the_slips_of_a_page_are_pointed_out_and_no_others(name: str, slips: set[str]) -> None:
    text = next(page for page in PAGES if page.name == name).read_text()
    written = {slip.written for slip in draft(text).slips}
    assert slips <= written
    assert written - slips <= {"Guomingdang"}


# ---- whatever is typed -----------------------------------------------------------------------------------

SIGNS = """Lenin Stalin the of in 1926 1924-29 March 31 June – = : , ; . ? ! ( ) “ ” ‘ ’ " ' -> → | # - * •
1. Article 2 Treaty Berlin was signed by because led to any max reject: accept: [ ] { } / \\ + ~ * # =word USSR
(CCP) é ß 中 \u200b ́ 😀 killed King they it Q: A: :: >> {{c1::x}} **bold** ==mark== language: feedback:"""
TYPED = st.lists(st.sampled_from([*SIGNS.split(), "\t", "\n", "\n\n"]), max_size=80).map(" ".join)


@settings(max_examples=many(200))
@given(TYPED | st.text(max_size=300))
def test_draft_never_fails_and_its_schemes_can_always_be_read(text: str) -> None:
    lines = len(text.splitlines())
    drafting = draft(text)
    for one in drafting.drafts:
        parse(one.scheme)
        assert 1 <= one.lines[0] <= one.lines[1] <= lines
        assert 0 <= one.quality <= 1
        assert one.marks >= 1
    for slip in drafting.slips:
        assert text.splitlines()[slip.line - 1].startswith(slip.written, slip.column - 1)
    for block in outline(text):
        assert block.lines[0] <= block.lines[1] <= lines


@pytest.mark.parametrize("text", ["-> led to Lenin", "… resulted in war", "* > of the led to x"])
def test_a_lone_sign_is_nothing_to_ask_about(text: str) -> None:
    assert draft(text).drafts == ()


def test_a_term_that_stands_as_a_heading_over_its_meaning_is_ready() -> None:
    asked = drafts(
        "## Flexion\nBending of a joint.\n## Rotation\nTurning of a bone.\n## Abduction\nMoving away from the body."
    )
    ready = {one.stem: bare(one.scheme) for one in asked if not one.to_check}
    assert ready["Which term is meant: “Bending of a joint”?"] == "Flexion [1]"


@pytest.mark.parametrize(
    ("notes", "turned"),
    [
        ("DNA replication – helicase unwinds, polymerase copies", "polymerase unwinds, helicase copies"),
        ("Phagocytosis – white blood cells engulf and digest pathogens", "red blood cells engulf and digest pathogens"),
    ],
)
def test_a_meaning_turned_round_earns_nothing(notes: str, turned: str) -> None:
    scheme = next(one.scheme for one in drafts(notes) if one.kind == "definition")
    assert try_scheme(scheme, [turned])[0].share < 1
    assert try_scheme(scheme, [notes.split("– ")[1]])[0].share == 1


def test_a_number_is_asked_for_whole() -> None:
    assert meaning("4,500 cases of fever in the whole town of London after the summer").startswith("4,500 cases ~ ")


def test_a_list_in_another_language_has_no_feedback_among_its_points() -> None:
    asked = drafts("# Der große Krieg\n## Ursachen\n- die Bündnisse\n- die Rüstung\n- der Nationalismus\n- die Angst\n")
    assert [one.scheme for one in asked if one.kind == "list" and "feedback" in one.scheme] == []


def test_only_plurals_that_are_known_take_a_singular() -> None:
    assert {name: one_of(name) for name in ("Bronchi", "mitochondria", "ammonia", "Silica", "California")} == {
        "Bronchi": "bronchus", "mitochondria": "mitochondrion", "ammonia": "", "Silica": "", "California": "",
    }  # fmt: skip


def test_a_plural_gives_its_singular_away_however_long() -> None:
    assert gives_away("How do populations grow?", "population")
    assert gives_away("What do the mitochondria do?", "mitochondrion")
    assert not gives_away("How do populations grow?", "pollution")
