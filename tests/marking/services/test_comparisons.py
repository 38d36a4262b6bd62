"""A script at a border is more like one or the other: a word on record, and no mark."""

from __future__ import annotations

from uuid import uuid4

import pytest

from marking.models import Comparison, Mark, Standing
from marking.services import comparisons
from marking.services.comparisons import NotComparable
from quizzes.models import Response
from tests.cast import NOW, School, person
from tests.marking.essays import essay, level, of_grid, script

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def three(cast: School) -> tuple[Response, Mark, Mark]:
    """A script without a level, and the marks of one of level 1 and of one of level 3."""
    assignment = of_grid(cast)
    marks = []
    for student, mark in ((cast.sam, "1"), (cast.sue, "7")):
        response = script(assignment, student, essay(3))
        level(response, cast.alice, mark=mark)
        marks.append(Standing.objects.get(response=response).mark)
    zoe = person("zoe")
    cast.class_10b.enrolments.create(user=zoe, role="STUDENT", joined_at=NOW)
    return script(assignment, zoe, essay(5)), *marks


def test_a_comparison_is_kept_and_gives_no_mark(cast: School, three: tuple[Response, Mark, Mark]) -> None:
    response, low, high = three
    said = {"response": response, "low": low, "high": high, "objective": "", "by": cast.alice, "now": NOW}
    key = uuid4()

    made = comparisons.record(nearer="HIGH", key=key, **said)

    assert comparisons.record(nearer="LOW", key=key, **said) == made
    assert (made.low_level, made.high_level, made.nearer) == (1, 3, "HIGH")
    assert comparisons.of_class(response.attempt.assignment, response.item) == {response.pk: [made]}
    assert Standing.objects.get(response=response).state == Standing.State.TO_CHECK


def test_what_cannot_be_compared_is_refused(cast: School, three: tuple[Response, Mark, Mark]) -> None:
    response, low, high = three
    said = {"response": response, "objective": "", "by": cast.alice, "now": NOW}

    for pair, nearer, wrong in (
        ((high, low), "LOW", "lower one first"),
        ((low, low), "LOW", "different levels"),
        ((low, high), "MAYBE", "Say which"),
        ((low, Mark.objects.get(response=response)), "LOW", "itself"),
    ):
        with pytest.raises(NotComparable, match=wrong):
            comparisons.record(low=pair[0], high=pair[1], nearer=nearer, **said)
    with pytest.raises(NotComparable, match="have a level"):
        comparisons.record(low=low, high=high, nearer="LOW", **{**said, "objective": "AO9"})
    assert not Comparison.objects.exists()
