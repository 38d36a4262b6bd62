"""Templates in two steps, and the papers and results that whole classes are served with."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.template import Context, engines
from django.test import Client
from django.utils import timezone

from marking.services import marks, results
from quizzes import pieces
from quizzes.models import Attempt, Item, Quiz, User
from quizzes.papers import by_sources, items_of, questions_on
from quizzes.pieces import Kept, NotShared
from quizzes.services import attempts
from tests.cast import School, question_of, quiz_for, sat, signed_in

TEMPLATE = (
    "<h1>{{ title }}</h1>{% for item in items %}<p>{{ item }}: {% own item %}{{ row }}{% endown %}</p>{% endfor %}"
    "{% own %}{% if late %}late{% endif %} {{ name }}{% endown %}"
)


def two_steps(source: str, shared: dict[str, Any], own: dict[str, Any]) -> str:
    """Return what a template gives in two steps, without keeping the first."""
    template = engines["django"].from_string(source).template  # type: ignore[attr-defined]
    return pieces.piece_of(template, shared).filled(own)


def test_two_steps_give_what_one_gives() -> None:
    shared = {"title": "Stalin & others", "items": [7, 8]}
    own = {"rows": {7: "<b>steel</b>", 8: ""}, "late": True, "name": "Sam"}
    template = engines["django"].from_string(TEMPLATE).template  # type: ignore[attr-defined]
    assert two_steps(TEMPLATE, shared, own) == template.render(Context({**shared, **own}))
    assert "&lt;b&gt;steel&lt;/b&gt;" in two_steps(TEMPLATE, shared, own)


@pytest.mark.parametrize("source", ["{{ name }}", "{% if name %}x{% endif %}", "{{ name|default:'' }}"])
def test_a_shared_part_that_asks_for_what_is_ones_own_is_an_error(source: str) -> None:
    with pytest.raises(NotShared, match="name"):
        two_steps(source, {}, {"name": "Sam"})


def test_an_own_part_that_asks_for_what_it_is_not_given_is_an_error() -> None:
    with pytest.raises(NotShared, match="title"):
        two_steps("{% own %}{{ title }}{% endown %}", {"title": "x"}, {})


def test_what_is_kept_goes_when_it_is_too_much_or_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Kept[str] = Kept(most=10, size=len)
    assert [kept.get(key, lambda key=key: key * 4) for key in "abc"] == ["aaaa", "bbbb", "cccc"]  # type: ignore[misc]
    assert kept.get("c", lambda: "new") == "cccc"
    assert kept.get("a", lambda: "new") == "new"  # gone, for three fours are twelve
    monkeypatch.setattr(pieces, "SECONDS", -1.0)
    kept.get("d", lambda: "old")
    assert kept.get("d", lambda: "new") == "new"


# ---- papers and results ------------------------------------------------------------------------------------

SAID = {"sam": "Socialism in one country, says Sam", "sue": "World revolution, thinks Sue"}


@pytest.fixture
def today(cast_of_today: School) -> School:
    return cast_of_today


def page(client: Client, path: str) -> str:
    """Return a page, without the token against forgery, which differs at each request."""
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def begun(cast: School, student: User) -> Attempt:
    attempt = attempts.start(assignment=cast.assignment, student=student, now=timezone.now())
    item = attempt.responses.get().item_id
    answer = attempts.Answer(item, SAID[student.username], 5, flagged=student == cast.sam)
    attempts.save(attempt=attempt, answers=[answer], lease="", received_at=timezone.now())
    return attempt


def test_two_students_in_turn_see_each_their_own_paper(today: School) -> None:
    opened = {}
    for student in (today.sam, today.sue, today.sam):
        attempt = begun(today, student)
        opened[student] = page(signed_in(student), f"/attempts/{attempt.pk}/")
    warm = {student: page(signed_in(student), f"/attempts/{begun(today, student).pk}/") for student in opened}
    for student, other in ((today.sam, today.sue), (today.sue, today.sam)):
        own = warm[student]
        assert SAID[student.username] in own
        assert f'data-user="{student.pk}"' in own
        for alien in (SAID[other.username], other.username, str(other), f'data-user="{other.pk}"'):
            assert alien not in own
        assert ("checked" in own) == (student == today.sam)
        pieces.forget()
        cold = page(signed_in(student), f"/attempts/{begun(today, student).pk}/")
        assert re.sub(r'data-now="[^"]+"', "", cold) == re.sub(r'data-now="[^"]+"', "", own)


def test_two_students_in_turn_see_each_their_own_cover(today: School) -> None:
    begun(today, today.sue)
    covers = {student: page(signed_in(student), f"/sit/{today.assignment.pk}/") for student in (today.sue, today.sam)}
    assert "You have started" in covers[today.sue]
    assert "The clock starts when you press Start" in covers[today.sam]
    assert "Sue" not in covers[today.sam]


def test_two_students_in_turn_see_each_their_own_result(today: School) -> None:
    now = timezone.now()
    sat_by = {
        student: sat(today.assignment, student, SAID[student.username], now=now) for student in (today.sam, today.sue)
    }
    marks.mark_waiting(now=now)
    results.release(assignment=today.assignment, by=today.alice, now=now + timedelta(hours=1), unchecked_too=True)
    for _ in range(2):
        for student, other in ((today.sam, today.sue), (today.sue, today.sam)):
            own = page(signed_in(student), f"/attempts/{sat_by[student].pk}/result/")
            shown = re.sub(r"<[^>]*>", "", own)
            assert SAID[student.username] in shown
            assert SAID[other.username] not in shown
            assert other.username.title() not in shown.replace(SAID[student.username], "")


def test_each_attempt_keeps_its_order_when_the_paper_is_kept(cast: School) -> None:
    questions = [question_of(cast.bank, stem=f"Number {number}?") for number in range(6)]
    assignment = quiz_for(cast.assignment.school_class, questions, by=cast.alice, now=timezone.now())
    Quiz.objects.update(shuffle=True)
    sitting = [attempts.start(assignment=assignment, student=one, now=timezone.now()) for one in (cast.sam, cast.sue)]
    for attempt in (*sitting, *sitting):
        shown = page(signed_in(attempt.student), f"/attempts/{attempt.pk}/")
        places = [shown.index(f">Number {item.stem[7]}?<") for item in items_of(attempt)]
        assert places == sorted(places)
    assert [one.pk for one in items_of(sitting[0])] != [one.pk for one in items_of(sitting[1])]


def test_a_quiz_that_is_published_anew_has_another_paper(cast: School) -> None:
    quiz = cast.assignment.quiz
    before = questions_on(quiz)
    assert questions_on(quiz) is before
    Item.objects.filter(quiz=quiz).update(stem="Another wording?")
    quiz.published_at = timezone.now()
    assert questions_on(quiz).items[0].stem == "Another wording?"
    assert questions_on(quiz).key != before.key


def test_questions_on_the_same_sources_stand_together() -> None:
    one, two = [{"source": 1}], [{"source": 2}]
    items = [Item(sources=sources) for sources in ([], [], one, one, two, [], one)]
    assert [[placed.place for placed in group] for group in by_sources(items)] == [[1], [2], [3, 4], [5], [6], [7]]
