"""What a person made gives no hold on a class that they no longer teach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from marking import queries
from marking.access import scheme_to_check_by
from marking.services import marks, schemes
from quizzes.access.table import may
from quizzes.models import Enrolment, Quiz
from quizzes.pure.terms import Terms
from quizzes.services import banks, classes, quizzes
from quizzes.services.arrangements import arrange_access
from tests.cast import NOW, School, person, quiz_for, sat, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def published(cast: School) -> Quiz:
    """Return a quiz that bob set for 10B while he taught it, published; he has been removed since."""
    classes.enrol(school_class=cast.class_10b, user=cast.bob, role=Enrolment.Role.TEACHER, now=NOW)
    quiz = quiz_for(cast.class_10b, [cast.question], by=cast.bob).quiz
    classes.leave(school_class=cast.class_10b, user=cast.bob, by=cast.alice, now=NOW + timedelta(hours=1))
    return quiz


@pytest.fixture
def bob(cast: School) -> Client:
    return signed_in(cast.bob)


def test_the_page_of_an_own_quiz_tells_nothing_of_a_class_no_longer_taught(
    cast: School, published: Quiz, bob: Client
) -> None:
    arrange_access(student=cast.sam, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    cast.class_10b.refresh_from_db()

    page = bob.get(f"/quizzes/{published.pk}/").content.decode()

    assert "You no longer teach 10B." in page
    assert "Sam" not in page
    assert cast.class_10b.code not in page
    assert "Take back" not in page


def test_a_draft_tells_no_code_of_a_class_that_is_empty(cast: School, published: Quiz, bob: Client) -> None:
    Quiz.objects.filter(pk=published.pk).update(state=Quiz.State.DRAFT, published_at=None)
    for student in (cast.sam, cast.sue):
        classes.leave(school_class=cast.class_10b, user=student, by=cast.alice, now=NOW)

    page = bob.get(f"/quizzes/{published.pk}/").content.decode()

    assert cast.class_10b.code not in page
    assert f"/quizzes/{published.pk}/publish/" not in page


@pytest.mark.parametrize(("act", "before"), [("publish", Quiz.State.DRAFT), ("unpublish", Quiz.State.PUBLISHED)])
@pytest.mark.parametrize("door", ["/quizzes", "/api/v1/quizzes"])
def test_a_former_teacher_does_not_publish_or_take_back(
    published: Quiz, bob: Client, door: str, act: str, before: str
) -> None:
    if before == Quiz.State.DRAFT:
        Quiz.objects.filter(pk=published.pk).update(state=before, published_at=None)

    assert bob.post(f"{door}/{published.pk}/{act}/").status_code == 404

    published.refresh_from_db()
    assert published.state == before


def test_who_is_back_in_the_class_may_again(cast: School, published: Quiz) -> None:
    assert not may(cast.bob, "quizzes.publish_quiz", published)
    assert may(cast.admin, "quizzes.publish_quiz", published)

    classes.enrol(school_class=cast.class_10b, user=cast.bob, role=Enrolment.Role.TEACHER, now=NOW)

    assert may(cast.bob, "quizzes.publish_quiz", published)
    assert not may(person("carol", teaches=True), "quizzes.publish_quiz", published)


# ---- a bank that is no longer shared ----

SECRET = "soviet spies [1]"


@pytest.fixture
def draft(cast: School) -> Quiz:
    """Return bob's draft of a question from alice's bank, which she shares with him no more and has changed since."""
    shared = banks.share(bank=cast.bank, user=cast.bob, may_edit=False, now=NOW)
    quiz = quiz_for(cast.class_11c, [cast.question], by=cast.bob, publish=False).quiz
    banks.unshare(share=shared)
    banks.edit_question(question=cast.question, by=cast.alice, now=NOW, stem="What was new?")
    schemes.write(question=cast.question, text=SECRET, by=cast.alice, now=NOW)
    return quiz


def test_a_draft_keeps_the_wording_it_had_when_its_owner_could_see_the_bank(draft: Quiz) -> None:
    quizzes.publish(quiz=draft, now=NOW)

    draft.refresh_from_db()
    assert draft.state == Quiz.State.PUBLISHED
    assert [item.stem for item in draft.items.all()] == ["What did Stalin want?"]


def test_who_sees_the_bank_publishes_the_wording_of_today(cast: School) -> None:
    quiz = quiz_for(cast.class_10b, [cast.question], by=cast.alice, publish=False).quiz
    banks.edit_question(question=cast.question, by=cast.alice, now=NOW, stem="What was new?")

    quizzes.publish(quiz=quiz, now=NOW)

    assert [item.stem for item in quiz.items.all()] == ["What was new?"]


def test_answers_are_checked_with_the_scheme_that_marked_them_where_the_bank_is_not_shared(
    cast: School, bob: Client
) -> None:
    shared = banks.share(bank=cast.bank, user=cast.bob, may_edit=False, now=NOW)
    assignment = quiz_for(cast.class_11c, [cast.question], by=cast.bob)
    sat(assignment, cast.tim, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    schemes.write(question=cast.question, text=SECRET, by=cast.alice, now=NOW)
    path = f"/assignments/{assignment.pk}/check/?show=all"
    assert "soviet spies" in bob.get(path).content.decode()

    banks.unshare(share=shared)

    page = bob.get(path).content.decode()
    assert "soviet spies" not in page
    assert "social fascists" in page
    assert scheme_to_check_by(cast.bob, assignment, assignment.quiz.items.get()).version == 1
    assert scheme_to_check_by(cast.alice, assignment, assignment.quiz.items.get()).version == 2
