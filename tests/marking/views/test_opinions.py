"""The class's opinion as a teacher meets it: in the queue, in wordings to accept, on the marks page and on the desk."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from marking import queries
from marking.models import ClassOpinion, MarkScheme, Opinion, PhraseVerdict, Standing
from marking.services import marks, opinions
from quizzes.models import Item, Response
from quizzes.services import classes
from tests.cast import NOW, School, person, sat, signed_in

TEXTS = [
    *["They were called social fascists."] * 5,
    *["enemies of the workers", "the workers' enemies", "they were enemies", "worker enemies"],
    *["no idea", "hard to say", "enemy of all workers"],
]
OFFER = {"wording": "workers", "run": "worker", "point": 2, "line": 3, "count": 4, "chance": 0.6}


@pytest.fixture
def of_class(cast: School) -> School:
    for number, text in enumerate(TEXTS):
        student = person(f"pupil{number}")
        classes.enrol(school_class=cast.assignment.school_class, user=student, role="STUDENT", now=NOW)
        sat(cast.assignment, student, text)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    opinions.form_outdated(now=NOW)
    return cast


@pytest.fixture
def alice(of_class: School) -> Client:
    return signed_in(of_class.alice)


def check_page(client: Client, cast: School, query: str = "?q=1&show=all") -> str:
    return client.get(f"/assignments/{cast.assignment.pk}/check/{query}").content.decode()


def offer(cast: School) -> None:
    ClassOpinion.objects.filter(assignment=cast.assignment).update(phrases=[OFFER])


def test_the_queue_says_what_the_class_says_and_what_is_left(alice: Client, of_class: School) -> None:
    page = check_page(alice, of_class)
    assert "The rest of the class:" in page
    assert "0 decisions made." in page
    assert "that nobody looked at, an estimated" in page


def test_a_decision_answers_with_the_order_of_what_follows_and_is_learnt_from(alice: Client, of_class: School) -> None:
    response = Response.objects.get(text="the workers' enemies")
    like = Response.objects.get(text="enemies of the workers")
    before = Opinion.objects.get(response=like).chance
    reply = alice.post(
        f"/assignments/{of_class.assignment.pk}/check/decide/",
        {
            "item": response.item_id, "key": str(uuid.uuid4()), "decide": "right", "show": "all",
            "answers": f"{response.pk}:{response.standing.mark_id}",
        },
        headers={"X-Requested-With": "fetch"},
    ).json()  # fmt: skip
    assert "1 decision made." in reply["left"]
    assert len(reply["order"]) == len(set(reply["order"])) > 1
    assert Opinion.objects.get(response=like).chance > before


def test_a_wording_is_accepted_after_a_preview_and_marks_what_nobody_has_marked(
    alice: Client, of_class: School
) -> None:
    offer(of_class)
    assert "Wordings the scheme doesn’t know" in check_page(alice, of_class)
    address = f"/assignments/{of_class.assignment.pk}/check/wording/"
    page = alice.get(address, {"q": 1, "run": "worker", "kind": "accept"}).content.decode()
    assert "accept: workers" in page
    scheme = MarkScheme.objects.get()
    alice.post(
        address,
        {
            "q": 1, "run": "worker", "kind": "accept", "line": 3, "wording": "workers", "do": "yes",
            "seen_scheme": scheme.pk, "key": str(uuid.uuid4()), "again": of_class.assignment.pk,
        },
    )  # fmt: skip
    assert MarkScheme.objects.count() == 2
    standing = Standing.objects.get(response__text="worker enemies")
    assert standing.mark is not None
    assert (standing.mark.mark, standing.mark.marker) == (1, None)
    assert PhraseVerdict.objects.get().verdict == PhraseVerdict.Verdict.ACCEPTED
    assert "Accepted from now on: “workers”." in check_page(alice, of_class)


@pytest.mark.parametrize(("verdict", "kept"), [("reject", "REJECTED"), ("ignore", "IGNORED")])
def test_a_wording_that_is_not_wanted_is_gone_and_can_be_offered_again(
    alice: Client, of_class: School, verdict: str, kept: str
) -> None:
    offer(of_class)
    address = f"/assignments/{of_class.assignment.pk}/check/phrase/"
    alice.post(address, {"q": 1, "run": "worker", "verdict": verdict})
    row = PhraseVerdict.objects.get()
    assert (row.verdict, row.made_by) == (kept, of_class.alice)
    assert "Offer again" in check_page(alice, of_class)
    assert 'class="phrase"' not in check_page(alice, of_class)
    alice.post(address, {"q": 1, "again": row.pk})
    assert 'class="phrase"' in check_page(alice, of_class)


def test_a_wording_that_nobody_offers_cannot_be_judged(alice: Client, of_class: School) -> None:
    alice.post(f"/assignments/{of_class.assignment.pk}/check/phrase/", {"q": 1, "run": "nothing", "verdict": "ignore"})
    assert not PhraseVerdict.objects.exists()


def test_a_stranger_judges_no_wording(of_class: School) -> None:
    offer(of_class)
    address = f"/assignments/{of_class.assignment.pk}/check/phrase/"
    assert signed_in(of_class.bob).post(address, {"q": 1, "run": "worker", "verdict": "ignore"}).status_code == 404
    assert not PhraseVerdict.objects.exists()


def test_what_speaks_against_a_scheme_stands_on_the_marks_page_in_the_queue_and_on_the_desk(
    alice: Client, of_class: School
) -> None:
    said = "Nobody earned point 1"
    assert said in alice.get(f"/assignments/{of_class.assignment.pk}/marks/").content.decode()
    assert said in check_page(alice, of_class)
    assert "mark scheme that the answers seem to contradict" in alice.get("/").content.decode()


def test_opinions_of_a_question_need_no_more_queries_for_more_answers(alice: Client, of_class: School) -> None:
    item = Item.objects.get(quiz=of_class.assignment.quiz_id)
    assert len(opinions.views_of(of_class.assignment, item)) == len(TEXTS)
