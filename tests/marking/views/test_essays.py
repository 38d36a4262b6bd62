"""The page of essays: a script beside its grid, levels and comments by one post each, what may be said and to whom."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from marking.models import (
    BankedComment,
    Comparison,
    MarkBatch,
    ObjectiveLevel,
    SampledResponse,
    ScriptComment,
    Standing,
)
from marking.services import comments
from quizzes.models import Assignment, Item, Response
from tests.cast import NOW, School, quiz_for, sat, signed_in, text_of
from tests.marking.essays import TWO, again, essay, level, of_grid, pile, question_with, script

# The pages' way on SQLite is walked by tests/journeys/test_essays_in_browser.py.
pytestmark = [pytest.mark.django_db, pytest.mark.postgresql(alone=True)]

FETCH = {"headers": {"X-Requested-With": "fetch"}}
LEVELS = (1, 4, 7)  # a mark of each level


@pytest.fixture
def teacher(cast: School) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def assignment(cast: School) -> Assignment:
    return of_grid(cast)


def page(client: Client, assignment: Assignment, query: str = "") -> str:
    answer = client.get(f"/assignments/{assignment.pk}/essays/{query}")
    assert answer.status_code == 200
    return text_of(answer)


def give(client: Client, response: Response, **more: Any) -> Any:
    seen = again(response).standing.mark_id
    data = {"mark-0": "4", "seen": seen, "key": str(uuid4()), **more}
    return client.post(f"/responses/{response.pk}/levels/", data, **FETCH)


def levelled(cast: School, assignment: Assignment, count: int) -> list[Response]:
    """Return so many scripts, longer and longer, each with a level that grows with its length."""
    rows = pile(cast, assignment, [essay(2 + number % 9, number) for number in range(count)])
    for number, row in enumerate(rows):
        level(row, cast.alice, mark=str(LEVELS[number % 9 // 3]))
    return rows


def test_a_script_stands_beside_its_grid_without_a_name(cast: School, teacher: Client, assignment: Assignment) -> None:
    script(assignment, cast.sam, essay(4))

    text = page(teacher, assignment)

    assert "Script 1" in text
    assert "explains one change" in text
    assert 'aria-label="level 2, mark 4"' in text
    assert "Sam" not in text
    assert "Sam" in page(teacher, assignment, "?names=1")
    assert "0 of 1 script levelled" in text


def test_a_level_is_given_by_one_post_and_says_what_comes_next(
    cast: School, teacher: Client, assignment: Assignment
) -> None:
    one, other = script(assignment, cast.sam, essay(4)), script(assignment, cast.sue, essay(6))
    key = str(uuid4())

    reply = give(teacher, one, key=key).json()

    assert (reply["said"], reply["order"], reply["tally"]) == (
        "Level 2, 4 of 8.", [other.pk], "1 of 2 scripts levelled",
    )  # fmt: skip
    assert give(teacher, one, key=key).status_code == 200
    assert ObjectiveLevel.objects.count() == 1
    assert teacher.post(reply["undo"], **FETCH).json() == {"said": "Undone."}
    assert not MarkBatch.objects.filter(undone_at=None).exists()


@pytest.mark.parametrize("wrong", [{"mark-0": ""}, {"mark-0": "9"}, {"mark-0": "x"}, {"mark-0": "0.3"}, {"seen": "x"}])
def test_what_cannot_be_given_is_refused_with_a_reason(
    cast: School, teacher: Client, assignment: Assignment, wrong: dict[str, str]
) -> None:
    answer = give(teacher, script(assignment, cast.sam, essay(4)), **wrong)

    assert answer.status_code == 422
    assert answer.json()["why"]
    assert not ObjectiveLevel.objects.exists()


def test_a_colleagues_level_is_not_written_over_in_silence(
    cast: School, teacher: Client, assignment: Assignment
) -> None:
    response = script(assignment, cast.sam, essay(4))
    seen = response.standing.mark_id
    level(response, cast.admin, mark="7")

    answer = give(teacher, response, seen=seen)

    assert answer.status_code == 409
    assert "ada has given “Level 3, 7 of 8.” in the meantime" in answer.json()["why"]


def test_without_a_script_a_form_leads_on_to_the_next(cast: School, teacher: Client, assignment: Assignment) -> None:
    one, other = script(assignment, cast.sam, essay(4)), script(assignment, cast.sue, essay(6))

    answer = teacher.post(
        f"/responses/{one.pk}/levels/", {"mark-0": "4", "seen": one.standing.mark_id, "names": "1"}, follow=True
    )

    assert "Level 2, 4 of 8." in text_of(answer)
    assert f'data-script="{other.pk}"' in text_of(answer)
    assert "Sue" in text_of(answer)


def test_comments_are_posted_changed_and_taken_away(cast: School, teacher: Client, assignment: Assignment) -> None:
    response = script(assignment, cast.sam, essay(2))
    address = f"/responses/{response.pk}/comments/"
    said = {"text": "Which <b>mills</b>?", "exact": "Mills", "start": 0, "key": str(uuid4())}

    reply = teacher.post(address, said, **FETCH).json()

    assert 'class="noted remark" data-notes="1"' in reply["paper"]
    assert "Which &lt;b&gt;mills&lt;/b&gt;?" in reply["paper"]
    changed = teacher.post(reply["change"], {"text": "Where?"}, **FETCH).json()
    assert (changed["before"], changed["said"]) == ("Which <b>mills</b>?", "Comment changed.")
    assert teacher.post(reply["change"], {"text": "Mine"}, **FETCH).status_code == 409
    gone = teacher.post(changed["change"], {"text": ""}, **FETCH).json()
    assert (gone["comment"], "Where?" in gone["paper"]) == (None, False)
    assert ScriptComment.objects.count() == 3
    assert teacher.post(address, {**said, "exact": "no such words", "key": ""}, **FETCH).status_code == 422


def test_the_comment_on_the_whole_is_kept_and_shown(cast: School, teacher: Client, assignment: Assignment) -> None:
    response = script(assignment, cast.sam, essay(2))

    teacher.post(f"/responses/{response.pk}/comments/", {"overall": "1", "text": "A fair start."})

    assert "A fair start.</textarea>" in page(teacher, assignment)
    late = teacher.post(f"/responses/{response.pk}/comments/", {"overall": "1", "text": "Weak."}, **FETCH)
    assert late.status_code == 409
    assert "“A fair start.”" in late.json()["why"]


def test_a_bank_is_kept_on_the_page_and_by_nobody_else(cast: School, teacher: Client, assignment: Assignment) -> None:
    script(assignment, cast.sam, essay(2))
    shown = teacher.post("/comment-bank/", {"text": "Say why.", "letter": "w"}, **FETCH).json()["bank"]
    row = BankedComment.objects.get()

    assert 'data-letter="w"' in shown
    assert "Say why." in page(teacher, assignment)
    assert signed_in(cast.bob).post(f"/comment-bank/{row.pk}/", {"remove": "1"}).status_code == 404
    assert teacher.post("/comment-bank/", {"text": "x", "letter": "12"}, **FETCH).status_code == 422
    teacher.post(f"/comment-bank/{row.pk}/", {"remove": "1"})
    assert not BankedComment.objects.exists()


def test_nothing_with_a_number_is_said_before_ten_are_levelled(
    cast: School, teacher: Client, assignment: Assignment
) -> None:
    levelled(cast, assignment, 9)
    last = script(assignment, cast.sam, essay(5))

    text = page(teacher, assignment)

    assert "Nothing until 10 scripts have been levelled; 9 so far" in text
    assert "more likely" not in text
    level(last, cast.alice, mark="4")
    next_one = script(assignment, cast.sue, essay(7))
    text = page(teacher, assignment)
    assert f'data-script="{next_one.pk}"' in text
    assert re.search(r"Level \d or \d, more likely \d", text)
    assert re.search(r"right in \d+ of your 10, one of the two in \d+", text)
    assert "goes by length and coverage" in text
    assert "58 to 78 %" in text
    assert "more likely" not in page(teacher, assignment, "?order=telling&blind=1")
    assert "more likely" not in page(teacher, assignment)  # who is blind stays so
    assert "more likely" in page(teacher, assignment, "?order=telling")


def test_guards_come_before_anything(cast: School, teacher: Client, assignment: Assignment) -> None:
    levelled(cast, assignment, 10)
    stem = "How far did steam power change the towns of the north between 1780 and 1850? "
    script(assignment, cast.sam, stem * 3)

    text = page(teacher, assignment)

    assert "Much of this is copied from the question" in text
    assert "No level is expected of this script" in text
    assert "more likely" not in text


def test_a_source_beside_the_question_that_is_copied_is_said(
    cast: School, teacher: Client, assignment: Assignment
) -> None:
    source = (
        "The mill owner rose before dawn, counted every spindle twice and wrote each broken thread into his ledger. "
    )
    Item.objects.filter(quiz=assignment.quiz).update(sources=[{"source": 1, "title": "A ledger", "text": source * 2}])
    script(assignment, cast.sam, source * 2)

    assert "Much of this is copied from the question or its sources" in page(teacher, assignment)


def test_the_points_of_a_levelled_script_earn_nothing(cast: School, teacher: Client, assignment: Assignment) -> None:
    row = script(assignment, cast.sam, essay(4))
    level(row, cast.alice, mark="4")

    text = teacher.get(f"/responses/{row.pk}/").content.decode()

    assert "Point 1</strong>" in text
    assert 'class="marks"></span>' in text


def test_a_copied_pair_is_shown_side_by_side_with_its_passages(
    cast: School, teacher: Client, assignment: Assignment
) -> None:
    shared = "It rained on the brass bands of our town all through that grey and windy afternoon in late October."
    one = script(assignment, cast.sam, f"{essay(3)} {shared}")
    other = script(assignment, cast.sue, f"{shared} {essay(2, 5)}")

    text = page(teacher, assignment, f"?script={one.pk}")
    beside = text_of(teacher.get(f"/responses/{one.pk}/beside/?other={other.pk}"))

    assert "Another student’s script has some of the same passages." in text
    assert f"/responses/{one.pk}/beside/?other={other.pk}" in text
    assert beside.count('class="noted shared" data-notes="1"') == 2


def test_when_all_are_levelled_the_tenth_most_at_odds_is_listed_until_it_is_looked_at(
    cast: School, teacher: Client, assignment: Assignment
) -> None:
    levelled(cast, assignment, 20)

    text = page(teacher, assignment)

    assert "Every script of this question has its level" in text
    assert "A second look helps most with" in text
    listed = re.findall(r'<li><div><a href="[^"]*script=(\d+)', text)
    assert len(listed) == 2
    kept = Standing.objects.get(response=listed[0]).mark.mark
    give(teacher, Response.objects.get(pk=listed[0]), **{"mark-0": str(kept)})
    assert re.findall(r'<li><div><a href="[^"]*script=(\d+)', page(teacher, assignment)) == listed[1:]


def test_a_script_at_a_border_is_compared_and_no_mark_follows(
    cast: School, teacher: Client, assignment: Assignment
) -> None:
    low, high = levelled(cast, assignment, 10)[0], None
    high = Response.objects.get(pk=Standing.objects.filter(mark__mark=Decimal(7)).values("pk")[:1])
    middle = script(assignment, cast.sam, essay(5))

    answer = teacher.post(
        f"/responses/{middle.pk}/compare/", {"low": low.pk, "high": high.pk, "nearer": "HIGH"}, follow=True
    )

    assert "More like the higher one. This is kept; you decide the level." in text_of(answer)
    assert Comparison.objects.get().response == middle
    assert again(middle).standing.state == Standing.State.TO_CHECK
    refused = teacher.post(f"/responses/{middle.pk}/compare/", {"low": 0, "high": high.pk, "nearer": "HIGH"})
    assert refused.status_code in {302, 422}
    assert Comparison.objects.count() == 1


def test_who_may_not_mark_the_class_finds_nothing(cast: School, assignment: Assignment) -> None:
    response = script(assignment, cast.sam, essay(4))
    comment = comments.write(
        response=response, text="Why?", passage=comments.Passage("Mills", 0), by=cast.alice, now=NOW
    )
    gets = [f"/assignments/{assignment.pk}/essays/"]
    gets += [f"/responses/{response.pk}/{name}/" for name in ("script", "beside", "compare")]
    posts = [f"/responses/{response.pk}/{name}/" for name in ("levels", "comments", "compare")]
    for client in (signed_in(cast.bob), signed_in(cast.sam), signed_in(cast.tim)):
        for address in gets:
            assert client.get(address).status_code == 404, address
        for address in [*posts, f"/comments/{comment.pk}/"]:
            assert client.post(address, {"mark-0": "4", "text": "x"}).status_code == 404, address
    assert ScriptComment.objects.count() == 1


def test_two_objectives_are_levelled_in_one_post(cast: School, teacher: Client) -> None:
    assignment = of_grid(cast, TWO)
    response = script(assignment, cast.sam, essay(4))

    assert give(teacher, response, **{"mark-0": "3"}).status_code == 422
    assert give(teacher, response, **{"mark-0": "3", "mark-1": "5"}).json()["said"] == (
        "AO1 level 2, 3 of 4. AO2 level 2, 5 of 6."
    )


@pytest.mark.parametrize("text", ["", "   \n ", "word " * 20_000, "\r\n".join(["One line."] * 50)])
def test_a_script_of_any_kind_opens_and_is_levelled(
    cast: School, teacher: Client, assignment: Assignment, text: str
) -> None:
    response = script(assignment, cast.sam, "anything")
    Response.objects.filter(pk=response.pk).update(text=text, revision=response.revision)

    assert "Script 1" in page(teacher, assignment)
    assert give(teacher, response, **{"mark-0": "0"}).json()["said"] == "Level 0, 0 of 8."


def test_a_quiz_without_a_grid_is_checked_as_before(cast: School, teacher: Client, response: Response) -> None:
    answer = teacher.get(f"/assignments/{cast.assignment.pk}/essays/", follow=True)

    assert answer.redirect_chain == [(f"/assignments/{cast.assignment.pk}/check/", 302)]
    assert "No question of this quiz has a levels grid" in text_of(answer)


def test_the_page_shows_one_question_of_several(cast: School, teacher: Client) -> None:
    both = quiz_for(cast.class_10b, [cast.question, question_with(cast)], by=cast.alice)
    sat(both, cast.sam, "socialism", essay(3))

    assert "Essays, question 2" in page(teacher, both)


def test_where_an_essay_waits_a_link_leads_to_it(cast: School, teacher: Client, assignment: Assignment) -> None:
    response = script(assignment, cast.sam, essay(3))
    here = f"/assignments/{assignment.pk}/essays/?q=1"

    assert here in text_of(teacher.get(f"/assignments/{assignment.pk}/check/"))
    assert f"{here}&amp;script={response.pk}" in text_of(teacher.get(f"/assignments/{assignment.pk}/marks/"))
    assert f"{here}&amp;script={response.pk}" in text_of(teacher.get(f"/responses/{response.pk}/"))
    level(response, cast.alice, mark="4")
    assert "Every essay has its level" in text_of(teacher.get(f"/assignments/{assignment.pk}/check/"))
    assert f'href="/responses/{response.pk}/"' in text_of(teacher.get(f"/assignments/{assignment.pk}/marks/"))


def test_a_second_marking_goes_by_the_grid_and_does_not_tell_the_first(cast: School, assignment: Assignment) -> None:
    response = script(assignment, cast.sam, essay(3))
    level(response, cast.alice, mark="7")
    colleague = signed_in(cast.admin)
    address = f"/assignments/{assignment.pk}/second/"

    asked = text_of(colleague.post(address, {"draw": "1"}, follow=True))
    row = SampledResponse.objects.get()
    refused = colleague.post(address, {"row": row.pk})
    told = text_of(colleague.post(address, {"row": row.pk, "mark-0": "4", "comment": "Thin."}, follow=True))

    assert "explains one change" in asked
    assert "7 of 8" not in asked
    assert refused.status_code == 422
    assert "Choose a level and mark for the essay" in text_of(refused)
    assert "Question 1 0 of 1 the same level" in re.sub(r"<[^>]*>", "", told).replace("  ", " ")
    assert "Level 3, 7/8" in told
    assert "Level 2, 4" in told
