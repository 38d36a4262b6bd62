"""What a student's own pages say of their marks: the list of quizzes, the receipt, all results."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from marking.services import marks, results
from quizzes.models import Response
from tests.cast import NOW, School, sat, signed_in, text_of

pytestmark = pytest.mark.django_db
NEW = 'class="new"'


@pytest.fixture
def released(cast: School, sam: Client) -> int:
    """The id of Sam's attempt, 1 of 2, whose marks are out."""
    attempt = sat(cast.assignment, cast.sam, "socialism in one country")
    marks.mark_waiting(attempt_ids=[attempt.pk], now=NOW)
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    return attempt.pk


@pytest.fixture
def sam(cast: School) -> Client:
    return signed_in(cast.sam)


def test_before_the_release_the_list_and_the_receipt_say_that_marks_are_not_out(cast: School, sam: Client) -> None:
    attempt = sat(cast.assignment, cast.sam, "socialism in one country")
    marks.mark_waiting(attempt_ids=[attempt.pk], now=NOW)

    assert "Marks not out yet" in text_of(sam.get("/"))
    assert "Your marks appear when" in text_of(sam.get(f"/attempts/{attempt.pk}/receipt/"))
    assert "No marks are released yet." in text_of(sam.get("/results/"))


def test_marks_are_new_until_they_are_looked_at(sam: Client, released: int) -> None:
    before = text_of(sam.get("/"))
    sam.get(f"/attempts/{released}/result/")
    after = text_of(sam.get("/"))

    assert NEW in before
    assert "1 / 2" in before
    assert NEW not in after
    assert "1 / 2" in after


def test_a_mark_that_changes_is_new_again(cast: School, sam: Client, released: int) -> None:
    sam.get(f"/attempts/{released}/result/")
    row = Response.objects.get(attempt=released)
    later = timezone.now() + timedelta(minutes=1)

    marks.give(response=row, mark=Decimal(2), by=cast.alice, reason="Both are said.", now=later)

    page = text_of(sam.get("/"))
    assert NEW in page
    assert "2 / 2" in page


def test_the_receipt_tells_the_mark_once_it_is_out_and_forgets_it_when_it_is_taken_back(
    cast: School, sam: Client, released: int
) -> None:
    shown = text_of(sam.get(f"/attempts/{released}/receipt/"))
    results.take_back(assignment=cast.assignment, by=cast.alice, now=NOW)
    hidden = text_of(sam.get(f"/attempts/{released}/receipt/"))

    assert "Your marks are out: 1 out of 2." in shown
    assert "Your marks appear when" in hidden


def test_results_of_all_classes_stand_on_one_page_and_are_linked_from_everywhere(sam: Client, released: int) -> None:
    page = text_of(sam.get("/results/"))

    assert "1 / 2" in page
    for address in ("/", "/account/", "/join/", f"/attempts/{released}/result/"):
        assert 'href="/results/"' in text_of(sam.get(address))


def test_a_teacher_has_no_results_of_a_students_own_page(cast: School, released: int) -> None:
    assert "1 / 2" not in text_of(signed_in(cast.alice).get("/results/"))
