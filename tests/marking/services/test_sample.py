"""The sample bank: the teacher's own copy, and its schemes give its answers the marks that stand beside them."""

import pytest

from marking.services import examples, sample, schemes
from quizzes.models import Bank, Question
from tests.cast import NOW, School, signed_in

pytestmark = pytest.mark.django_db


def test_each_question_is_ready_and_its_scheme_agrees_with_its_answers(cast: School) -> None:
    bank = sample.make_bank(by=cast.bob, now=NOW)

    for question in bank.questions.all():
        tried = examples.tried(question=question, scheme=schemes.compiled(schemes.newest(question)))
        assert question.state == Question.State.READY
        assert len(tried) >= 2
        assert [(row.example.text, row.mark) for row in tried if not row.agrees] == []
        scheme = schemes.compiled(schemes.newest(question))
        assert scheme.mark(question.model_answer).mark == question.marks


def test_one_press_makes_a_copy_that_is_the_teachers_own(cast: School) -> None:
    page = signed_in(cast.bob).post("/banks/sample/", follow=True)

    bank = Bank.objects.get(owner=cast.bob)
    assert page.redirect_chain[-1][0] == f"/banks/{bank.pk}/"
    assert signed_in(cast.alice).get(f"/banks/{bank.pk}/").status_code == 404
    assert signed_in(cast.sam).post("/banks/sample/").status_code == 403
    signed_in(cast.bob).post(f"/banks/{bank.pk}/act/", {"act": "archive"})
    bank.refresh_from_db()
    assert bank.archived_at is not None
