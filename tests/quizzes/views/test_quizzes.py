"""Setting a quiz on the page, and joining a class."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Assignment, Attempt, Quiz
from quizzes.pure.shuffle import shuffled
from quizzes.pure.terms import Terms
from quizzes.services import attempts, classes, tagging
from quizzes.services.arrangements import arrange_access
from tests.cast import School, question_of, quiz_for, sat, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast_of_today: School) -> School:
    return cast_of_today


@pytest.fixture
def alice(cast: School, client: Client) -> Client:
    return signed_in(cast.alice, client)


def form(cast: School, **changes: Any) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "title": "Treaties",
        "questions": [cast.question.pk],
        "classes": [cast.class_10b.pk],
        "opens_at": f"{now:%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "time_limit_minutes": "25",
        "attempts_allowed": "1",
        **changes,
    }


def test_a_quiz_is_set_looked_over_and_published(cast: School, alice: Client) -> None:
    answer = alice.post("/quizzes/new/", form(cast))
    quiz = Quiz.objects.get(title="Treaties")
    assert answer["Location"] == f"/quizzes/{quiz.pk}/"
    assert "25 min" in alice.get(answer["Location"]).content.decode()

    alice.post(f"/quizzes/{quiz.pk}/publish/")

    quiz.refresh_from_db()
    assert quiz.state == Quiz.State.PUBLISHED


def test_times_on_the_page_are_the_schools(cast: School, alice: Client) -> None:
    alice.post("/quizzes/new/", form(cast, opens_at="2026-07-01T09:00", closes_at="2026-07-01T10:00"))

    row = Assignment.objects.get(quiz__title="Treaties")
    assert row.opens_at.isoformat() == "2026-07-01T08:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"title": ""}, "This field is required"),
        ({"questions": []}, "Choose at least one question, or have some drawn."),
        ({"classes": []}, "Choose at least one class."),
        ({"draw_count": "2"}, "Say where from."),
        ({"draw_count": "2", "draw_from": "7:x"}, "not one of the available choices"),
        ({"closes_at": "2020-01-01T10:00"}, "It would close before it opens"),
        ({"time_limit_minutes": "0"}, "greater than or equal to 1"),
        ({"opens_at": "yesterday"}, "Enter a valid date"),
    ],
)
def test_a_quiz_that_cannot_be_is_refused_with_the_reason(
    cast: School, alice: Client, changes: dict[str, Any], complaint: str
) -> None:
    answer = alice.post("/quizzes/new/", form(cast, **changes))

    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not Quiz.objects.filter(title="Treaties").exists()


def test_a_stranger_cannot_set_a_quiz_for_the_class_or_from_the_bank(cast: School, client: Client) -> None:
    signed_in(cast.bob, client)

    answer = client.post("/quizzes/new/", form(cast))

    assert answer.status_code == 422
    assert not Quiz.objects.filter(title="Treaties").exists()


def test_joining_takes_a_code_and_is_throttled(cast: School, client: Client) -> None:
    signed_in(cast.tim, client)

    wrong = client.post("/join/", {"code": "WRONGONE"})
    right = client.post("/join/", {"code": cast.class_10b.code})
    for _ in range(10):
        last = client.post("/join/", {"code": "WRONGONE"})

    assert "No class has this code" in wrong.content.decode()
    assert right["Location"] == "/"
    assert "too many attempts" in last.content.decode()


def test_a_shuffled_paper_has_one_order_on_the_page_the_receipt_and_the_api(cast: School, client: Client) -> None:
    chosen = [question_of(cast.bank, stem=f"Stem {n} of many?") for n in range(6)]
    assignment = quiz_for(cast.class_10b, chosen, by=cast.alice, now=timezone.now())
    Quiz.objects.filter(pk=assignment.quiz_id).update(shuffle=True)
    signed_in(cast.sam, client)
    paper = client.post(f"/sit/{assignment.pk}/start/")["Location"]
    attempt = assignment.attempts.get()

    page = stems(client.get(paper).content.decode())
    api = [item["stem"] for item in client.get(f"/api/v1/attempts/{attempt.pk}/").json()["items"]]
    client.post(f"{paper}hand-in/")
    receipt = stems(client.get(f"{paper}receipt/").content.decode())

    assert len(page) == len(set(page)) == 6
    assert page == api == receipt
    assert page == [
        item.stem for item in shuffled(assignment.quiz.items.all(), seed=attempt.pk, key=lambda row: row.pk)
    ]


def stems(html: str) -> list[str]:
    return re.findall(r"Stem \d of many\?", html)


def test_home_offers_another_attempt_as_long_as_one_is_left(cast: School, client: Client) -> None:
    Assignment.objects.filter(pk=cast.assignment.pk).update(attempts_allowed=2)
    again = f'href="/sit/{cast.assignment.pk}/">Try again'
    signed_in(cast.sam, client)

    sat(cast.assignment, cast.sam, "one", now=timezone.now())
    once = text_of(client.get("/"))
    sat(Assignment.objects.get(pk=cast.assignment.pk), cast.sam, "two", now=timezone.now())
    twice = text_of(client.get("/"))

    assert again in once
    assert "handed in 1 of 2 times" in once
    assert again not in twice


def test_what_is_chosen_for_a_quiz_is_kept_and_shown_again(cast: School, alice: Client) -> None:
    alice.post("/quizzes/new/", form(cast, attempts_allowed="3", shuffle="on", spell_check="on"))

    quiz = Quiz.objects.get(title="Treaties")
    page = alice.get(f"/quizzes/{quiz.pk}/edit/").content.decode()
    assert (quiz.shuffle, quiz.spell_check) == (True, True)
    assert quiz.assignments.get().attempts_allowed == 3
    assert re.search(r'name="attempts_allowed" value="3"', page)
    assert re.search(r'name="shuffle"[^>]* checked', page)


def test_new_times_reach_who_is_sitting_and_are_noted(cast: School, alice: Client) -> None:
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())
    address = f"/quizzes/set/{cast.assignment.pk}/times/"
    chosen = {name: value for name, value in form(cast).items() if name not in {"title", "questions", "classes"}}

    wrong = alice.post(address, {**chosen, "closes_at": "2020-01-01T10:00"})
    right = alice.post(address, {**chosen, "time_limit_minutes": "50"})

    before, attempt = attempt.ends_at, Attempt.objects.get(pk=attempt.pk)
    assert wrong.status_code == 422
    assert "2020-01-01T10:00" in wrong.content.decode()
    assert right["Location"] == f"/quizzes/set/{cast.assignment.pk}/monitor/"
    assert before is not None
    assert attempt.ends_at == before + timedelta(minutes=30)
    assert attempt.acts.get().made_by == cast.alice


def test_a_copy_for_another_class_is_a_draft_with_the_same_questions(cast: School, alice: Client) -> None:
    other = classes.create_class(name="10C", by=cast.alice, now=timezone.now())
    chosen = [question_of(cast.bank, stem=stem) for stem in ("Second?", "First?")]
    source = quiz_for(cast.class_10b, list(reversed(chosen)), by=cast.alice, now=timezone.now())
    Quiz.objects.filter(pk=source.quiz_id).update(shuffle=True)

    answer = alice.post(f"/quizzes/{source.quiz_id}/duplicate/", {"class": other.pk})
    strange = alice.post(f"/quizzes/{source.quiz_id}/duplicate/", {"class": cast.class_11c.pk})

    made = Quiz.objects.get(state=Quiz.State.DRAFT)
    row = made.assignments.get()
    assert answer["Location"] == f"/quizzes/{made.pk}/"
    assert strange.status_code == 404
    assert [item.stem for item in made.items.all()] == ["First?", "Second?"]
    assert made.shuffle
    assert (row.school_class, row.closes_at, row.time_limit_minutes) == (other, source.closes_at, 20)


def test_questions_are_drawn_from_a_topic_beside_those_chosen(cast: School, alice: Client) -> None:
    lenin = {question_of(cast.bank, stem=f"Lenin {number}?", topic="Lenin").pk for number in range(3)}
    page = alice.get("/quizzes/new/").content.decode()
    assert f'value="{cast.bank.pk}:Lenin">{cast.bank} › Lenin (3)<' in page

    alice.post("/quizzes/new/", form(cast, draw_count="2", draw_from=f"{cast.bank.pk}:Lenin"))

    chosen = list(Quiz.objects.get(title="Treaties").items.values_list("question", flat=True))
    assert chosen[0] == cast.question.pk
    assert len(chosen) == 3
    assert set(chosen[1:]) < lenin


def test_several_draws_by_topic_and_tag_share_no_question(cast: School, alice: Client) -> None:
    lenin = [question_of(cast.bank, stem=f"Lenin {number}?", topic="Lenin") for number in range(3)]
    tagging.tag(questions=lenin[:1], names="year 10")
    assert ">Tag year 10 (1)<" in alice.get("/quizzes/new/").content.decode()
    draws = {"draw_count": "2", "draw_from": f"{cast.bank.pk}:Lenin", "draw_count_2": "1", "draw_from_2": "#year 10"}

    alice.post("/quizzes/new/", form(cast, questions=[], **draws))
    drawn = list(Quiz.objects.get(title="Treaties").items.values_list("question", flat=True))
    short = alice.post("/quizzes/summary/", form(cast, **draws, draw_count_3="2", draw_from_3=str(cast.bank.pk)))

    assert drawn[2] == lenin[0].pk
    assert set(drawn[:2]) == {lenin[1].pk, lenin[2].pk}
    assert "How many: There are only 0 more to draw from there." in re.sub(r"<[^>]+>", "", short.content.decode())


def test_who_asks_for_more_than_there_are_hears_how_many_and_keeps_the_form(cast: School, alice: Client) -> None:
    answer = alice.post("/quizzes/new/", form(cast, draw_count="9", draw_from=str(cast.bank.pk)))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There are only 0 more to draw from there." in page
    assert 'value="Treaties"' in page


def test_nothing_is_drawn_from_a_strangers_bank(cast: School, client: Client) -> None:
    bob = signed_in(cast.bob, client)
    sent = form(cast, questions=[], classes=[cast.class_11c.pk], draw_count="1", draw_from=str(cast.bank.pk))
    assert bob.post("/quizzes/new/", sent).status_code == 422
    assert not Quiz.objects.filter(title="Treaties").exists()


def test_summary_says_who_gets_how_long_before_anything_is_saved(cast: School, alice: Client) -> None:
    arrange_access(student=cast.sam, terms=Terms(time_factor=Decimal("1.2")), by=cast.alice, now=timezone.now())
    answer = alice.post("/quizzes/summary/", form(cast, title="", time_limit_minutes="20"))
    text = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    assert "1 question , 2 marks" in text
    assert "10B (2 students): 20 min" in text
    assert "Access arrangements: 1 student. Sam 24 min, closes" in text
    assert not Quiz.objects.filter(title="").exists()


def test_summary_warns_of_a_limit_that_does_not_fit(cast: School, alice: Client) -> None:
    now = timezone.localtime()
    opens, closes = (f"{at:%Y-%m-%dT%H:%M}" for at in (now, now + timedelta(minutes=10)))
    answer = alice.post("/quizzes/summary/", form(cast, opens_at=opens, closes_at=closes, time_limit_minutes="25"))
    assert "the time limit is 25 min, but it is open for 10 only" in answer.content.decode()


@pytest.mark.parametrize(
    ("opens", "closes", "line"),
    [
        (60, 30, "This is not possible: Closes: It would close before it opens. Choose a later time."),
        (-90, -30, "This is not possible: It closes for 10B in the past. Choose a later time."),
        (0, 20, "Please check: 10B: it closes at {closes}, but some may write longer: Sam until {later}."),
    ],
)
def test_summary_says_what_is_wrong_with_the_times_in_the_words_of_the_form(
    cast: School, alice: Client, opens: int, closes: int, line: str
) -> None:
    arrange_access(student=cast.sam, terms=Terms(time_factor=Decimal("1.2")), by=cast.alice, now=timezone.now())
    now = timezone.localtime()
    at = {name: now + timedelta(minutes=minutes) for name, minutes in (("opens", opens), ("closes", closes))}
    sent = form(cast, title="", time_limit_minutes="20", **{f"{name}_at": f"{at[name]:%Y-%m-%dT%H:%M}" for name in at})

    text = " ".join(re.sub(r"<[^>]+>", "", alice.post("/quizzes/summary/", sent).content.decode()).split())

    later = at["closes"] + timedelta(minutes=4)
    assert line.format(closes=f"{at['closes']:%H:%M}", later=f"{later:%H:%M}") in text
    assert "required" not in text


def test_to_work_out_a_form_that_is_not_finished_is_no_failure(cast: School, alice: Client) -> None:
    sent = form(cast, title="", questions=[], closes_at="2020-01-01T10:00", **{"work-out": "1"})

    answer = alice.post("/quizzes/new/", sent)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This field is required" not in page
    assert "Choose at least one question" not in page
    assert page.count("It would close before it opens") >= 2  # beside the field, and in the summary


def test_without_scripts_a_button_works_the_summary_out_and_saves_nothing(cast: School, alice: Client) -> None:
    answer = alice.post("/quizzes/new/", form(cast, **{"work-out": "1"}))
    assert answer.status_code == 200
    assert "(2 students)" in answer.content.decode()
    assert not Quiz.objects.filter(title="Treaties").exists()


def draft(cast: School) -> Quiz:
    chosen = [question_of(cast.bank, stem=stem) for stem in ("A?", "B?", "C?")]
    return quiz_for(cast.class_10b, chosen, by=cast.alice, now=timezone.now(), publish=False).quiz


def sent_lines(quiz: Quiz, **more: Any) -> dict[str, Any]:
    """Return what the page of the order sends: everything, whichever button was pressed."""
    return {f"item-{item.pk}-marks": "1.5" for item in quiz.items.all()} | more


def test_questions_move_up_and_down_and_out_by_buttons_and_keep_what_was_typed(cast: School, alice: Client) -> None:
    quiz = draft(cast)
    a, b, c = (str(item.pk) for item in quiz.items.all())
    for act, order in (({"up": b}, "B?A?C?"), ({"down": a}, "B?C?A?"), ({"out": c}, "B?A?"), ({"up": b}, "B?A?")):
        answer = alice.post(f"/quizzes/{quiz.pk}/paper/", sent_lines(quiz, **act))
        assert answer.status_code == 302
        assert "".join(item.stem for item in quiz.items.all()) == order
    assert {item.marks for item in quiz.items.all()} == {Decimal("1.5")}


def test_an_order_that_was_dragged_is_taken_with_what_was_typed_and_without_it_nothing_is_lost(
    cast: School, alice: Client
) -> None:
    quiz = draft(cast)
    a, b, c = (str(item.pk) for item in quiz.items.all())
    address = f"/quizzes/{quiz.pk}/paper/"
    for sent, order in (
        ({"order": [c, a, b], "moved": c}, "C?A?B?"),
        ({"order": [c, a, b], "up": b}, "C?B?A?"),
        ({"order": ["x", a, "999999"]}, "A?C?B?"),
    ):
        assert alice.post(address, sent_lines(quiz, **sent)).status_code == 302
        assert "".join(item.stem for item in quiz.items.all()) == order

    refused = alice.post(address, sent_lines(quiz, order=[b, c, a], **{f"item-{a}-marks": "7"})).content.decode()
    assert re.findall(r'name="order" value="(\d+)"', refused) == [b, c, a]


def test_marks_that_cannot_be_are_refused_beside_the_question(cast: School, alice: Client) -> None:
    quiz = draft(cast)
    first = quiz.items.all()[0]
    answer = alice.post(f"/quizzes/{quiz.pk}/paper/", sent_lines(quiz, **{f"item-{first.pk}-marks": "7"}))
    assert answer.status_code == 422
    assert "Give marks from 0.5 to 2, in steps of one half." in answer.content.decode()
    assert {item.marks for item in quiz.items.all()} == {2}


def test_preview_shows_the_paper_and_makes_no_attempt(cast: School, alice: Client) -> None:
    page = alice.get(f"/quizzes/{cast.quiz.pk}/preview/").content.decode()
    assert cast.question.stem in page
    assert "socialism in one country" not in page.lower()
    assert not Attempt.objects.exists()


def test_preview_shows_each_question_exactly_as_the_paper_does(cast: School, alice: Client) -> None:
    chosen = [question_of(cast.bank, stem=stem, word_limit=limit) for stem, limit in (("A?\n<b>", 40), ("B?", None))]
    assignment = quiz_for(cast.class_10b, chosen, by=cast.alice, now=timezone.now())
    attempt = attempts.start(assignment=assignment, student=cast.sam, now=timezone.now())

    seen = questions_on(alice.get(f"/quizzes/{assignment.quiz_id}/preview/"))

    assert len(seen) == 2
    assert seen == questions_on(signed_in(cast.sam).get(f"/attempts/{attempt.pk}/"))


def questions_on(answer: Any) -> list[str]:
    return re.findall(r'<section class="question".*?</section>', answer.content.decode(), re.DOTALL)


def test_published_quiz_shows_how_to_join_its_class_and_what_students_will_see(cast: School, alice: Client) -> None:
    page = alice.get(f"/quizzes/{cast.quiz.pk}/").content.decode()
    assert f"/join/{cast.class_10b.code}" in page
    assert "When I release them, after my review" in page
    draft_page = alice.get(f"/quizzes/{draft(cast).pk}/").content.decode()
    assert "/join/" not in draft_page


def test_a_quiz_that_would_close_beyond_the_calendar_is_refused(cast: School, alice: Client) -> None:
    answer = alice.post("/quizzes/new/", form(cast, closes_at="9999-12-31T23:58"))

    assert answer.status_code == 422
    assert "before the year 2100" in answer.content.decode()


@pytest.mark.parametrize("digits", [19, 30, 5000])
def test_a_number_that_is_no_questions_is_refused_however_long(cast: School, alice: Client, digits: int) -> None:
    answer = alice.post("/quizzes/new/", form(cast, questions=["9" * digits]))
    assert answer.status_code == 422


def test_a_paper_posted_without_a_word_is_refused_and_stays_as_it_was(cast: School, alice: Client) -> None:
    quiz = quiz_for(cast.class_10b, [cast.question], by=cast.alice, publish=False).quiz
    before = quiz.items.get().marks

    answer = alice.post(f"/quizzes/{quiz.pk}/paper/", "", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 422
    assert quiz.items.get().marks == before
