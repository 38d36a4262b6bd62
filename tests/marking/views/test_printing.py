"""A quiz on paper, and its mark scheme, for those who may see them."""

from __future__ import annotations

import pytest

from quizzes.services import banks
from tests.cast import NOW, School, quiz_for, signed_in

pytestmark = pytest.mark.django_db


def test_the_paper_has_the_questions_with_lines_and_no_scheme(cast: School) -> None:
    page = signed_in(cast.alice).get(f"/quizzes/{cast.assignment.quiz_id}/on-paper/").content.decode()

    assert "What did Stalin want?" in page
    assert page.count("<span></span>") == 4
    assert "social fascists" not in page


def test_the_mark_scheme_has_the_version_that_marks(cast: School) -> None:
    page = signed_in(cast.alice).get(f"/quizzes/{cast.assignment.quiz_id}/mark-scheme/").content.decode()

    assert "social fascists [1]" in page
    assert "version 1" in page


def test_students_and_others_get_neither(cast: School) -> None:
    for who in (cast.sam, cast.bob):
        for name in ("on-paper", "mark-scheme"):
            assert signed_in(who).get(f"/quizzes/{cast.assignment.quiz_id}/{name}/").status_code == 404


def test_schemes_of_a_bank_that_is_no_longer_shared_stay_hidden(cast: School) -> None:
    share = banks.share(bank=cast.bank, user=cast.bob, may_edit=False, now=NOW)
    assignment = quiz_for(cast.class_11c, [cast.question], by=cast.bob)
    banks.unshare(share=share)

    page = signed_in(cast.bob).get(f"/quizzes/{assignment.quiz_id}/mark-scheme/").content.decode()

    assert "social fascists" not in page
    assert "not shared with you" in page
