"""The pages of practice: what a teacher opens, and what a student is asked and told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marking.models import PracticeAnswer, PracticeBank
from marking.services import practice
from quizzes.models import Question
from tests.cast import School, question_of, quiz_for, signed_in, text_of

pytestmark = pytest.mark.django_db

RIGHT = "socialism in one country, social fascists"


@pytest.fixture
def question(cast: School) -> Question:
    """Return a question that Alice has opened to 10B."""
    made = question_of(cast.bank, stem="What did they call them?", model_answer="Social fascists, of course.")
    practice.open_bank(school_class=cast.class_10b, bank=cast.bank, topic="", by=cast.alice, now=timezone.now())
    Question.objects.filter(pk=cast.question.pk).update(state=Question.State.ARCHIVED)
    return made


def give(client: Client, question: Question, text: str, **more: str) -> str:
    """Answer a question and return the page that follows."""
    address = reverse("practice-answer-give", args=[question.pk])
    return text_of(client.post(address, {"text": text, "key": str(uuid4()), **more}, follow=True))


def test_a_student_finds_practice_and_is_asked(cast: School, question: Question) -> None:
    client = signed_in(cast.sam)

    assert "Practise for yourself" in text_of(client.get("/"))
    assert "0 due today · 1 new" in text_of(client.get("/practice/"))
    assert "What did they call them?" in text_of(client.get("/practice/question/"))
    assert "Practise for yourself" not in text_of(signed_in(cast.tim).get("/"))


def test_an_answer_shows_the_mark_what_was_wanted_and_the_model_answer(cast: School, question: Question) -> None:
    client = signed_in(cast.sam)
    page = give(client, question, "social fascists")

    assert "Partly right" in page
    assert "Stalin put building socialism at home first." in page
    assert "Social fascists, of course." in page
    assert "comes again today" in page

    page = give(client, question, RIGHT)
    assert "Finish" in page
    assert "This question comes again on" in page
    assert "Nothing is due until" in text_of(client.get("/practice/question/", follow=True))


def test_not_knowing_shows_what_was_wanted(cast: School, question: Question) -> None:
    page = give(signed_in(cast.sam), question, "half a thought", unknown="1")

    assert "What was wanted" in page
    assert "Wanted: “social fascists”" in page
    assert PracticeAnswer.objects.get().text == ""


def test_what_the_machine_is_not_sure_of_is_for_the_student_to_say(cast: School, question: Question) -> None:
    client = signed_in(cast.sam)
    give(client, question, RIGHT)
    given = PracticeAnswer.objects.get()
    assert "The machine is not sure" not in text_of(client.get(f"/practice/answers/{given.pk}/"))
    PracticeAnswer.objects.update(unsure=True)

    page = text_of(client.post(f"/practice/answers/{given.pk}/verdict/", {"verdict": "WRONG"}, follow=True))

    assert "The machine is not sure" in page
    assert "You said: I was wrong." in page
    assert "comes again today" in page


def test_too_long_an_answer_is_kept_and_asked_again(cast: School, question: Question) -> None:
    client = signed_in(cast.sam)
    answer = client.post(
        reverse("practice-answer-give", args=[question.pk]), {"text": "x" * 2_001, "key": str(uuid4())}
    )

    assert answer.status_code == 422
    assert "x" * 2_001 in text_of(answer)
    assert not PracticeAnswer.objects.exists()


def test_a_script_is_told_where_to_go_on(cast: School, question: Question) -> None:
    address, key = reverse("practice-answer-give", args=[question.pk]), str(uuid4())
    headers = {"X-Requested-With": "fetch"}
    client = signed_in(cast.sam)
    said = client.post(address, {"text": RIGHT, "key": key}, headers=headers).json()

    assert said == {"next": f"/practice/answers/{PracticeAnswer.objects.get().pk}/"}


def test_an_answer_is_hidden_while_its_question_is_in_a_quiz(cast: School, question: Question) -> None:
    client = signed_in(cast.sam)
    give(client, question, RIGHT)
    address = f"/practice/answers/{PracticeAnswer.objects.get().pk}/"
    assert client.get(address).status_code == 200

    quiz_for(cast.class_10b, [question], by=cast.alice, now=timezone.now(), opens=timedelta(hours=1))

    assert client.get(address).status_code == 404
    assert client.post(address + "verdict/", {"verdict": "RIGHT"}).status_code == 404
    assert "Nothing is open for practice" in text_of(client.get("/practice/question/", follow=True))


@pytest.mark.parametrize("page", ["practice-class", "practice-bank"])
def test_a_teacher_opens_a_topic_and_closes_it(cast: School, page: str) -> None:
    client = signed_in(cast.alice)
    address = reverse(page, args=[cast.class_10b.pk if page == "practice-class" else cast.bank.pk])
    data = {"school_class": cast.class_10b.pk, "what": f"{cast.bank.pk}:Stalin"}

    assert "10B can practise “Soviet foreign policy: Stalin” now" in text_of(client.post(address, data, follow=True))

    row = PracticeBank.objects.get()
    closed = text_of(client.post(reverse("practice-close", args=[row.pk]), follow=True))
    assert "is closed to 10B" in closed
    assert "Open again" in closed


def test_a_teacher_opens_neither_a_bank_nor_a_class_of_others(cast: School) -> None:
    client = signed_in(cast.bob)
    data = {"school_class": cast.class_11c.pk, "what": str(cast.bank.pk)}

    assert client.post(f"/classes/{cast.class_11c.pk}/practice/", data).status_code == 422
    assert client.post(f"/classes/{cast.class_10b.pk}/practice/", data).status_code == 404
    assert not PracticeBank.objects.exists()


def test_a_teacher_reads_how_it_goes_without_names(cast: School, question: Question) -> None:
    for _ in range(practice.FEWEST):
        give(signed_in(cast.sam), question, "social fascists")

    page = text_of(signed_in(cast.alice).get(f"/classes/{cast.class_10b.pk}/practice/"))

    assert "1 of 2 students have practised, 3 answers in all" in page
    assert "50 % of the marks, 3 answers" in page
    assert str(cast.sam) not in page
