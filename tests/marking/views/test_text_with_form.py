"""A question with form, from its editor to every page that shows it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from quizzes.models import Question
from quizzes.services import attempts, banks
from tests.cast import NOW, School, quiz_for, signed_in

pytestmark = pytest.mark.django_db

TYPED = "Why is **water** H~2~O?\n\n- one reason\n- another"
SHOWN = "<p>Why is <strong>water</strong> H<sub>2</sub>O?</p>"
SAID = "Why is water H₂O?\n\n• one reason\n• another"


def test_a_stem_is_kept_with_its_form_and_in_plain_words(cast: School) -> None:
    client = signed_in(cast.alice)
    fields = {"stem": TYPED, "kind": "SHORT", "scheme": "oxygen [1]"}
    client.post(f"/banks/{cast.bank.pk}/questions/new/", fields)

    question = Question.objects.latest("pk")
    assert (question.markdown, question.stem) == (TYPED, SAID)
    assert SHOWN in client.get(f"/questions/{question.pk}/history/").content.decode()
    assert "Why is **water**" in client.get(f"/questions/{question.pk}/").content.decode()

    fields |= {"as_typed": "on", "seen": "1", "seen_scheme": "1"}
    client.post(f"/questions/{question.pk}/", fields)
    question.refresh_from_db()
    assert (question.markdown, question.stem, question.version) == ("", TYPED, 2)


def test_a_paper_its_receipt_and_prints_show_the_form_it_was_published_with(cast: School) -> None:
    question = banks.add_question(
        bank=cast.bank, stem=SAID, markdown=TYPED, marks=cast.question.marks, by=cast.alice, now=NOW
    )
    banks.set_ready(question=question, marks=question.marks, now=NOW)
    now = timezone.now()
    assignment = quiz_for(cast.class_10b, [question], by=cast.alice, now=now)
    banks.edit_question(question=question, by=cast.alice, now=NOW, stem="Plain *now*")
    question.refresh_from_db()
    attempt = attempts.start(assignment=assignment, student=cast.sam, now=now)

    paper = signed_in(cast.sam).get(f"/attempts/{attempt.pk}/").content.decode()
    prints = signed_in(cast.alice).get(f"/quizzes/{assignment.quiz_id}/on-paper/").content.decode()
    told = signed_in(cast.sam).get(f"/api/v1/attempts/{attempt.pk}/").json()["items"][0]

    assert question.markdown == ""
    assert SHOWN in paper
    assert SHOWN in prints
    assert told["stem"] == SAID
    assert SHOWN in told["html"]


def test_the_editor_is_told_how_a_text_looks_and_how_a_page_is_written(cast: School) -> None:
    client = signed_in(cast.alice)

    seen = client.post("/texts/preview/", {"text": "**x** $\\foo$"}).json()
    assert seen["has_form"]
    assert "<strong>x</strong>" in seen["html"]
    assert "\\foo" in seen["problems"][0]
    assert client.post("/texts/from-html/", {"html": "<p>a <b>b</b></p>"}).json() == {"text": "a **b**"}
    assert signed_in(cast.sam).post("/texts/preview/", {"text": "x"}).status_code == 403


def test_the_api_takes_a_stem_with_form(cast: School) -> None:
    client = signed_in(cast.alice)
    made = client.post(
        "/api/v1/questions/", {"bank": cast.bank.pk, "markdown": TYPED}, content_type="application/json"
    ).json()

    assert (made["stem"], made["markdown"]) == (SAID, TYPED)
    changed = client.patch(
        f"/api/v1/questions/{made['id']}/", {"stem": "Why *not*?"}, content_type="application/json"
    ).json()
    assert (changed["stem"], changed["markdown"], changed["html"]) == ("Why *not*?", "", "<p>Why *not*?</p>")
