"""GIFT: what its documentation shows and what its writers get wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marking.engine import MarkScheme
from marking.formats import gift
from marking.formats.gift import read_items
from marking.formats.values import FileBank, FileQuestion


def only(text: str) -> gift.GiftItem:
    (item,) = read_items(text)
    return item


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write an essay on steel. {}", "Essay"),
        ("Who led it? {=Lenin =V. I. Lenin}", "Short"),
        ("Who led it? {Lenin}", "Short"),
        ("Who led it? {=Lenin ~Kerensky}", "Choice"),
        ("Lenin led it. {T}", "Truth"),
        ("Lenin led it. {FALSE#He did.}", "Truth"),
        ("When? {#1917:1}", "Numerical"),
        ("When? {#\n=1917\n=%50%1917:2\n}", "Numerical"),
        ("Match. {=Lenin -> Ulyanov =Stalin -> Dzhugashvili}", "Matching"),
        ("Read this first.", "Description"),
        ("$CATEGORY: $course$/top/Steel", "Category"),
        ("Who? {=Lenin", "Broken"),
        ("::Name without an end Who? {=Lenin}", "Broken"),
    ],
)
def test_kinds_are_told_apart(text: str, kind: str) -> None:
    assert only(text).kind == kind


def test_names_formats_weights_feedback_and_general_feedback_are_read() -> None:
    item = only("::Plan::[html]<p>What was <b>made</b>?</p>{=%75%steel#nearly =iron ####[plain]Steel and iron.}")

    assert (item.title, item.stem.format, item.stem.plain) == ("Plan", "html", "What was made?")
    assert [(choice.text.text, choice.percent) for choice in item.choices] == [("steel", 75), ("iron", 100)]
    assert item.choices[0].feedback is not None
    assert item.choices[0].feedback.text == "nearly"
    assert item.general is not None
    assert item.general.text == "Steel and iron."


def test_signs_of_the_format_can_be_escaped() -> None:
    item = only("::A\\:B::Is 1 \\= 2 \\{here\\}? {=\\~ tilde \\# hash}")

    assert (item.title, item.stem.text) == ("A:B", "Is 1 = 2 {here}?")
    assert item.choices[0].text.text == "~ tilde # hash"


def test_a_gap_in_the_sentence_stays_a_gap() -> None:
    assert only("The plan was {=five} years long.").stem.text == "The plan was _____ years long."


def test_lines_ids_tags_and_categories_are_kept() -> None:
    imported = gift.read(b"// [id:7] [tag:steel]\n\n$CATEGORY: top/A//B/C\n\n// x\n// [id:8]\nWho? {=Lenin}\n")

    (question,) = imported.questions
    assert (question.line, question.external_id, question.topic) == (7, "8", "A/B / C")


def test_an_unclosed_brace_spoils_only_its_own_question() -> None:
    imported = gift.read(b"::One::Who? {=Lenin\n\n::Two::When? {=1917}\n")

    assert [question.stem for question in imported.questions] == ["When?"]
    assert imported.dropped[0].line == 1
    assert "do not end" in imported.dropped[0].why


def test_shares_become_marks_in_halves_and_say_so() -> None:
    (question,) = gift.read(b"Where? {=Petrograd =%50%Russia =%20%Europe =%0%Asia#no}", marks=Decimal(2)).questions

    assert question.scheme == "max 2\nPetrograd [2]\nRussia [1]\nEurope [0.5]\n"
    assert any("0.4" in remark for remark in question.remarks)


def test_wildcards_become_what_they_mean_here() -> None:
    def scheme(answer: str) -> str:
        return gift.read(f"Q? {{={answer}}}".encode()).questions[0].scheme

    assert scheme("*steel") == "steel [1]\n"
    assert scheme("*steel*") == "steel* [1]\n"
    assert scheme("industr*") == "industr* [1]\n"
    assert scheme("grain * towns") == "grain ~ towns [1]\n"


def test_a_wrong_answer_that_holds_a_right_one_is_rejected() -> None:
    (question,) = gift.read(b"Who? {=Lenin =%0%Lenin's wife =%0%Stalin}").questions

    assert question.scheme == "Lenin [1]\n    reject: Lenin's wife\n"


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("When? {#1917}", "1917 [1]\n"),
        ("When? {#1917:1}", "1916 / 1917 / 1918 [1]\n"),
        ("When? {#1917..1919}", "1917 / 1918 / 1919 [1]\n"),
        ("Pi? {#3.14:0.01}", "3.13 / 3.14 / 3.15 [1]\n"),
    ],
)
def test_a_few_numbers_are_listed(text: str, scheme: str) -> None:
    assert gift.read(text.encode()).questions[0].scheme == scheme


def test_what_is_not_answered_in_words_is_left_out_with_the_reason() -> None:
    imported = gift.read(b"Pi? {#3.14:0.5}\n\nTrue? {T}\n\nWho? {=Lenin ~Stalin}\n\nRead.\n")

    assert len(imported.dropped) == 4
    assert not imported.questions
    assert "could be asked as a short answer" in imported.dropped[2].why


def test_a_choice_with_one_right_answer_becomes_a_short_answer_on_request() -> None:
    (question,) = gift.read(b"Who? {=Lenin ~Stalin}", choices_too=True).questions

    assert question.scheme == "Lenin [1]\n"
    assert "multiple choice" in question.remarks[0]


def test_old_encodings_are_read_with_a_remark() -> None:
    imported = gift.read("Où? {=à Genève}".encode("cp1252"))

    assert imported.questions[0].scheme == "à Genève [1]\n"
    assert "Windows-1252" in imported.remarks[0]


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    for question in gift.read(text.replace("\0", "").encode()).questions:
        if question.scheme:
            MarkScheme.parse(question.scheme)


WORDS = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Z"]), min_size=1, max_size=40)


@given(WORDS.filter(lambda text: any(sign.isalnum() for sign in text)), WORDS)
def test_what_is_written_is_read_as_it_was(stem: str, model: str) -> None:
    question = FileQuestion(
        " ".join(stem.split()), scheme="red flag / banner [1]\n", model_answer=" ".join(model.split())
    )

    (again,) = gift.read(gift.write(FileBank("B", [question])).data).questions

    assert again.stem == question.stem
    assert again.model_answer == question.model_answer
    assert again.scheme == question.scheme
