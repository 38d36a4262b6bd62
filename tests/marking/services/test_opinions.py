"""Opinions as they are stored: formed after marks stand, learning from decisions, and never touching a mark."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from marking import queries
from marking.models import ClassOpinion, Mark, Opinion, PhraseVerdict, Standing
from marking.services import marks, opinions
from quizzes.models import Item, Response, User
from quizzes.services import classes
from tests.cast import NOW, School, person, sat
from tests.marking.essays import essay, of_grid, pile

TEXTS = [
    *["They were called social fascists."] * 5,
    *["enemies of the workers", "the workers' enemies", "they were enemies", "worker enemies"],
    "socialism in one country, but they were never social fascists",
    "",
    "no idea",
]


@pytest.fixture
def of_class(cast: School) -> School:
    """The cast, with twelve more students who have handed in and are marked."""
    for number, text in enumerate(TEXTS):
        student = person(f"pupil{number}")
        classes.enrol(school_class=cast.assignment.school_class, user=student, role="STUDENT", now=NOW)
        sat(cast.assignment, student, text)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return cast


def item_of(cast: School) -> Item:
    return Item.objects.get(quiz=cast.assignment.quiz_id)


def test_opinions_are_formed_once_after_marks_stand_and_touch_none(of_class: School) -> None:
    before = list(Mark.objects.order_by("pk").values_list("pk", "mark"))
    assert opinions.form_outdated(now=NOW) == 1
    assert opinions.form_outdated(now=NOW) == 0
    assert Opinion.objects.count() == len(TEXTS)
    assert list(Mark.objects.order_by("pk").values_list("pk", "mark")) == before
    assert all(0 <= row.chance <= 1 for row in Opinion.objects.all())


def test_opinions_wait_while_the_engine_marks_but_not_for_long_nor_for_a_person(of_class: School) -> None:
    def is_to_wait(seconds: float, waited: float = 0) -> bool:
        return opinions.is_to_wait(waited=waited, now=NOW + timedelta(seconds=seconds))

    assert is_to_wait(1)
    assert not is_to_wait(opinions.QUIET)
    assert is_to_wait(1, waited=opinions.LONGEST_WAIT - opinions.WAIT)
    assert not is_to_wait(1, waited=opinions.LONGEST_WAIT)
    assert not is_to_wait(-3600)  # the clock was set back
    response = Response.objects.get(text="the workers' enemies")
    marks.give(response=response, mark=Decimal(2), reason="Right.", by=of_class.alice, now=NOW)
    assert not is_to_wait(1)


def test_what_is_asked_follows_the_opinion_and_a_denial_always_asks(of_class: School) -> None:
    opinions.form_outdated(now=NOW)
    for standing in Standing.objects.select_related("response__opinion"):
        assert (standing.state == Standing.State.TO_CHECK) == standing.response.opinion.asks
    denied = Standing.objects.get(response__text__contains="never")
    assert denied.state == Standing.State.TO_CHECK


def test_a_decision_makes_the_opinion_outdated_and_is_learnt_from(of_class: School, cast: School) -> None:
    opinions.form_outdated(now=NOW)
    like = Response.objects.get(text="they were enemies")
    before = Opinion.objects.get(response=like).chance
    response = Response.objects.get(text="the workers' enemies")
    marks.give(response=response, mark=Decimal(2), reason="Right.", by=cast.alice, now=NOW)
    assert opinions.form_outdated(now=NOW) == 1
    assert Opinion.objects.get(response=like).chance > before
    assert Standing.objects.get(response=response).state == Standing.State.CHECKED


def test_an_opinion_of_an_older_mark_says_nothing(of_class: School) -> None:
    opinions.form_outdated(now=NOW)
    sure = Standing.objects.filter(state=Standing.State.SURE, engine_mark__review=False).first()
    assert sure is not None
    Opinion.objects.filter(pk=sure.pk).update(asks=True, mark=Mark.objects.exclude(response=sure.pk).first())
    from marking.services import standings  # noqa: PLC0415

    standings.derive([sure.pk], NOW)
    assert Standing.objects.get(pk=sure.pk).state == Standing.State.SURE


def test_a_few_answers_make_no_opinion(cast: School) -> None:
    sat(cast.assignment, cast.sam, "no idea")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    assert opinions.form_outdated(now=NOW) == 1
    assert not Opinion.objects.exists()
    assert opinions.form_outdated(now=NOW) == 0


def test_one_that_fails_holds_up_no_other_and_waits_for_the_next_mark(
    of_class: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinions, "form", lambda *_, **__: 1 / 0)
    opinions._kept.clear()
    assert opinions.form_outdated(now=NOW) == 1
    assert opinions.form_outdated(now=NOW) == 0
    assert not Opinion.objects.exists()


def test_a_phrase_with_a_verdict_is_offered_no_more_until_it_is_taken_back(of_class: School, cast: School) -> None:
    item = item_of(cast)
    row = ClassOpinion.objects.get(item=item)
    offer = {"wording": "workers", "run": "worker", "point": 1, "line": 1, "count": 3, "chance": 0.5}
    ClassOpinion.objects.filter(pk=row.pk).update(phrases=[offer])
    assert [one.wording for one in opinions.phrases_of(cast.assignment, item)] == ["workers"]
    verdict = opinions.judge_phrase(
        question=item.question, run="worker", wording="workers", verdict=PhraseVerdict.Verdict.IGNORED, by=cast.alice,
        now=NOW,
    )  # fmt: skip
    assert opinions.phrases_of(cast.assignment, item) == []
    opinions.offer_again(verdict=verdict)
    assert len(opinions.phrases_of(cast.assignment, item)) == 1


def test_what_nobody_looked_at_is_estimated_and_people_change_that(of_class: School, cast: School) -> None:
    opinions.form_outdated(now=NOW)
    before = opinions.outlook_of(cast.assignment, item_of(cast))
    assert before is not None
    assert before.open == len(TEXTS)
    assert 0 <= before.low <= before.high <= 1
    response = Response.objects.get(text="no idea")
    marks.give(response=response, mark=Decimal(0), reason="Wrong.", by=User.objects.get(pk=cast.alice.pk), now=NOW)
    opinions.form_outdated(now=NOW)
    after = opinions.outlook_of(cast.assignment, item_of(cast))
    assert after is not None
    assert after.open == len(TEXTS) - 1


def test_of_essays_with_a_grid_a_class_has_no_opinion(cast: School) -> None:
    assignment = of_grid(cast)
    rows = pile(cast, assignment, [essay(3, number) for number in range(12)])

    opinions.form_opinion(assignment=assignment, item=rows[0].item, now=NOW)

    assert not Opinion.objects.exists()
    assert ClassOpinion.objects.get().alarms == []
