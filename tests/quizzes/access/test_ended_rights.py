"""What a person made gives no hold on a class that they no longer teach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from quizzes.access.table import may
from quizzes.models import Enrolment, Quiz
from quizzes.pure.terms import Terms
from quizzes.services import classes
from quizzes.services.arrangements import arrange_access
from tests.cast import NOW, School, person, quiz_for, signed_in

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
