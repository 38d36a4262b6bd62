"""What would cure a scheme of an alarm: one change, in the scheme as it is by now, or nothing."""

from __future__ import annotations

import pytest

from marking.engine import MarkScheme
from marking.opinion.alarms import Alarm
from marking.opinion.cures import cure

SCHEME = "max 1\nphotosynthesis / light* [1]\n    accept: chlorophyll / stomata\n# a note\nsugar [1]\n"


def cured(code: str, words: str, *, point: int = 1, line: int = 2, text: str = SCHEME) -> str | None:
    remedy = cure(text, Alarm(code, point, line, 5, 20, words))
    if remedy is None:
        return None
    MarkScheme.parse(remedy.text)
    return remedy.text


def test_denials_count_once_they_are_the_answer() -> None:
    text = cured("denied", "sugar", point=2, line=5)
    assert text is not None
    assert text.endswith("sugar [1]\n    negated: count\n")
    assert cured("denied", "sugar", point=2, line=5, text=text) is None


@pytest.mark.parametrize("code", ["nobody", "everybody"])
def test_a_point_that_tells_nothing_is_taken_out_unless_it_is_the_only_one(code: str) -> None:
    text = cured(code, "sugar", point=2, line=5)
    assert text == "max 1\nphotosynthesis / light* [1]\n    accept: chlorophyll / stomata\n# a note\n"
    assert cured(code, "sugar", text="sugar [1]\n", line=1) is None
    # Without it the two marks could not be reached: that is for the scheme's author.
    assert cured(code, "sugar", point=2, line=5, text=SCHEME.replace("max 1", "max 2")) is None


@pytest.mark.parametrize("code", ["generous", "slips"])
def test_an_alternative_is_taken_out_where_others_stay(code: str) -> None:
    assert cured(code, "light*") == SCHEME.replace(" / light*", "")
    assert cured(code, "stomata") == SCHEME.replace(" / stomata", "")
    assert cured(code, "sugar", point=2, line=5) is None


def test_a_line_of_other_wordings_goes_with_its_last_one() -> None:
    text = "sugar [1]\n    accept: glucose\n    feedback: Name it.\n"
    assert cured("generous", "glucose", line=1, text=text) == "sugar [1]\n    feedback: Name it.\n"


def test_what_most_answers_say_is_offered_where_nobody_got_a_mark() -> None:
    text = cured("zero", "the “green” stuff, in leaves!", point=0, text="sugar [1]\n", line=1)
    assert text == "sugar [1]\n    accept: the green stuff in leaves\n"
    assert cured("zero", "", point=0) is None
    assert cured("zero", "word " * 16, point=0) is None


def test_a_point_that_moved_is_found_and_one_that_is_gone_is_not_cured() -> None:
    moved = "max 1\nsugar [1]\nphotosynthesis / light* [1]\n"
    assert cured("nobody", "sugar", point=2, line=5, text=moved) == "max 1\nphotosynthesis / light* [1]\n"
    assert cured("nobody", "starch", point=2, line=5) is None
    assert cured("generous", "starch") is None
