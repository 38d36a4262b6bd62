"""A scheme tried on its own model answer, question and notes."""

from __future__ import annotations

from decimal import Decimal

from marking.engine import MarkScheme
from marking.schemes import try_by_itself

SCHEME = MarkScheme.parse("max 2\nweir / dam [1]\nmill ~ river [1]\nflood [-1]\n")


def test_a_model_answer_below_full_marks_is_said_with_the_points_it_misses() -> None:
    good, poor = (
        try_by_itself(SCHEME, model_answer=text)[0]
        for text in ("A dam feeds the mill by the river.", "They built a weir.")
    )
    assert (good.fine, good.mark, good.points) == (True, 2, ())
    assert (poor.fine, poor.mark, poor.max, poor.points) == (False, 1, 2, (2,))
    assert poor.message == (
        "The model answer gets only 1 mark of 2: point 2 (both “mill” and “river”, in one sentence) is not found in it."
    )


def test_a_question_whose_copy_earns_marks_is_said() -> None:
    (trial,) = try_by_itself(SCHEME, question="Why was the weir built?")
    assert (trial.kind, trial.fine, trial.points) == ("question", False, (1,))
    assert trial.message == "Copying out the question earns 1 mark of 2: point 1 (“weir” or “dam”) is met."
    assert try_by_itself(SCHEME, question="What drove the wheels?")[0].fine


def test_the_line_of_the_notes_is_tried_and_empty_texts_are_not() -> None:
    (trial,) = try_by_itself(SCHEME, model_answer=" ", notes="The mill by the river had a weir, and a flood.")
    assert (trial.kind, trial.mark) == ("notes", Decimal(1))
    assert trial.message == "The line of the notes gets only 1 mark of 2."
