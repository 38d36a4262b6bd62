"""Texts with several gaps, in whichever format they come: no answer stays in the text, no word earns two gaps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marking.engine import MarkScheme
from marking.formats.answers import Accepted
from marking.formats.detect import Options, read
from marking.formats.gaps import Gap, NotInWordsError, read_cloze, scheme_of_gaps
from marking.formats.values import FileQuestion

TWO = Options(marks=Decimal(2))


def gap(*texts: str, weight: int = 1) -> Gap:
    return Gap([Accepted(text) for text in texts], Decimal(weight))


def only(text: str, name: str = "x.gift", options: Options = TWO) -> FileQuestion:
    (question,) = read(text.encode(), name, options).questions
    return question


def test_every_gap_of_a_text_is_a_point_and_none_of_its_answers_stays() -> None:
    question = only("::Glass::A window is made of {=sand =silica} that was {=molten} first.")

    assert question.stem == "A window is made of (1) _____ that was (2) _____ first."
    assert question.scheme == "sand / silica [1]\nmolten [1]\n"
    assert any("one box" in remark for remark in question.remarks)


@pytest.mark.parametrize(
    ("text", "stem", "scheme"),
    [
        ("I am {1:SA:=unable} to swim.", "I am _____ to swim.", "unable [2]\n"),
        ("Ice melts at {1:NUMERICAL:=0} degrees.", "Ice melts at _____ degrees.", "0 [2]\n"),
        ("The half of $\\frac{1}{2}$ is {=a quarter}.", "The half of $\\frac{1}{2}$ is _____.", "a quarter [2]\n"),
    ],
)
def test_other_code_in_a_gift_text_is_read_as_what_it_is(text: str, stem: str, scheme: str) -> None:
    question = only(text)

    assert (question.stem, question.scheme) == (stem, scheme)


def test_an_item_may_begin_on_the_line_after_another() -> None:
    imported = read(b"::a::First?{=one}\n::b::Second?{=two}\n$CATEGORY: c\n::c::Third?{=three}", "x.gift")

    assert [(one.stem, one.scheme, one.topic) for one in imported.questions] == [
        ("First?", "one [1]\n", ""), ("Second?", "two [1]\n", ""), ("Third?", "three [1]\n", "c"),
    ]  # fmt: skip


def test_gaps_that_take_the_same_words_want_each_word_once() -> None:
    towns = gap("York", "Leeds", "Hull")
    scheme = scheme_of_gaps([towns, towns], marks=Decimal(2), remarks=[])

    assert scheme == "any 2 from:\n    York [1]\n    Leeds [1]\n    Hull [1]\n"
    assert [MarkScheme.parse(scheme).mark(text).mark for text in ("York", "York York", "Hull and York")] == [1, 1, 2]


def test_gaps_that_take_only_one_word_between_them_are_refused() -> None:
    with pytest.raises(NotInWordsError, match="Gaps 1 and 3 ask for the same"):
        scheme_of_gaps([gap("have"), gap("has"), gap("have")], marks=Decimal(3), remarks=[])


def test_gaps_that_share_some_words_say_so() -> None:
    remarks: list[str] = []
    scheme_of_gaps([gap("iron", "steel"), gap("steel", "brass")], marks=Decimal(2), remarks=remarks)

    assert "“steel” is accepted in gaps 1 and 2: written once it earns each of them." in remarks


def test_marks_that_gaps_cannot_share_in_halves_are_shared_by_levels() -> None:
    remarks: list[str] = []
    scheme = scheme_of_gaps([gap("red"), gap("green"), gap("blue")], marks=Decimal(1), remarks=remarks)
    ready = MarkScheme.parse(scheme)

    assert ready.max == 1
    assert [ready.mark(text).mark for text in ("red", "red green", "red green blue")] == [0, Decimal("0.5"), 1]
    assert any("3 gaps earn 1 together" in remark for remark in remarks)


def test_gaps_weigh_as_moodle_says() -> None:
    _pieces, gaps = read_cloze("{2:SA:=tin} and {1:SHORTANSWER_C:=zinc~%50%Zn#nearly}", [])
    scheme = scheme_of_gaps(gaps, marks=Decimal(3), remarks=[])

    assert scheme == "tin [2]\nany 1 from:\n    zinc [1]\n    Zn [0.5]\n"


@pytest.mark.parametrize("stem", ["Water is {=wet}.", "It is {1:SA:=so}.", "It is {{c1::so}}.", "When? {#1917}"])
@pytest.mark.parametrize(
    "file",
    [
        ("x.xml", ("<quiz><question type='shortanswer'><questiontext><text>{}</text></questiontext>"
         "<answer fraction='100'><text>a</text></answer></question></quiz>")),
        ("x.xml", ("<assessmentItem identifier='a'><responseDeclaration identifier='R'><correctResponse>"
         "<value>a</value></correctResponse></responseDeclaration><itemBody><p>{}</p>"
         "<textEntryInteraction responseIdentifier='R'/>"
         "</itemBody></assessmentItem>")),
    ],
)  # fmt: skip
def test_a_text_that_gives_its_answers_away_is_left_out_whatever_it_came_in(stem: str, file: tuple[str, str]) -> None:
    name, body = file
    imported = read(body.replace("{}", stem).encode(), name)

    assert not imported.questions
    assert "students would read them" in imported.dropped[0].why


def test_a_sheet_may_ask_about_such_code_and_is_told() -> None:
    question = only("question,answer\nWhat does {=x} mean in GIFT?,a right answer\n", "x.csv")

    assert any("Students will see them" in remark for remark in question.remarks)


@pytest.mark.parametrize(
    ("answer", "told"), [("-5", True), ("C++", True), ("£5", True), ("x-ray", False), ("5", False)]
)
def test_signs_that_an_answer_stands_or_falls_with_are_told(answer: str, told: bool) -> None:
    question = only(f'question,answer\nWhich?,"{answer}"\n', "x.csv")

    assert any("holds signs" in remark for remark in question.remarks) == told
