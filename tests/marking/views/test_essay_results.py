"""What a student gets for an essay: levels, descriptors and comments, on the page and by the API, once released."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from marking.services import comments, marks, results, schemes
from quizzes.models import Response
from tests.cast import NOW, School, sat
from tests.marking.essays import GRID, TWO, again, essay, level, of_grid, script

# What stands nowhere on a page but in what was said of the script.
SAID = ("explains it", "weighs", "Which mills?", "A sound start.")


@pytest.fixture
def levelled(cast: School) -> Response:
    response = script(of_grid(cast, TWO), cast.sam, essay(4))
    level(response, cast.alice, AO1="3", AO2="2")
    at = response.text.index("steam engine")
    comments.write(
        response=response, text="Which mills?", passage=comments.Passage("steam engine", at), by=cast.alice, now=NOW
    )
    comments.write_overall(response=response, text="A sound start.", by=cast.alice, now=NOW)
    return again(response)


def release(cast: School, response: Response) -> None:
    results.release(assignment=response.attempt.assignment, by=cast.alice, now=NOW, unchecked_too=True)


def seen(client: Client, response: Response) -> str:
    return client.get(f"/attempts/{response.attempt_id}/result/").content.decode()


def test_a_student_sees_levels_with_their_descriptors_and_comments_at_their_passages(
    cast: School, client: Client, levelled: Response
) -> None:
    release(cast, levelled)
    client.force_login(cast.sam)
    page = seen(client, levelled)
    assert "<strong>Level 2</strong>" in page
    assert "3 of 4" in page
    assert "This is the highest level." in page  # of AO1
    assert "Next, level 2: weighs" in page  # of AO2
    assert 'href="#note-1"' in page
    assert 'id="note-1"' in page
    assert all(words in page for words in SAID)
    assert "AO1 level 2, 3 of 4" not in page  # the same once more, as the mark's reason
    assert "Point 1, credited, 1 mark" not in page  # points of an essay earn nothing


def test_points_that_were_marked_before_there_was_a_grid_earn_nothing_beside_levels(
    cast: School, client: Client
) -> None:
    response = script(of_grid(cast, TWO.partition("mills")[1] + TWO.partition("mills")[2]), cast.sam, essay(4))
    schemes.write(question=response.item.question, text=TWO, by=cast.alice, now=NOW)
    level(response, cast.alice, AO1="3", AO2="2")
    release(cast, response)
    client.force_login(cast.sam)
    page = seen(client, response)
    assert "<strong>Level 2</strong>" in page
    assert "Point 1, credited" in page
    assert "Point 1, credited, 1 mark" not in page
    client.force_login(cast.alice)
    assert "Point 1, credited, 1 mark" not in client.get(f"/responses/{response.pk}/").content.decode()


def test_the_api_tells_the_same(cast: School, client: Client, levelled: Response) -> None:
    release(cast, levelled)
    client.force_login(cast.sam)
    answer = client.get(f"/api/v1/results/{levelled.attempt_id}/").json()["answers"][0]
    assert [(one["objective"], one["level"], one["mark"], one["next_descriptor"]) for one in answer["levels"]] == [
        ("AO1", 2, "3.0", ""),
        ("AO2", 1, "2.0", "weighs"),
    ]
    assert answer["comments"] == [{"number": 1, "text": "Which mills?", "passage": "steam engine", "is_lost": False}]
    assert answer["overall_comment"] == "A sound start."


def test_nothing_of_it_is_seen_before_the_release_nor_after_it_was_taken_back(
    cast: School, client: Client, levelled: Response
) -> None:
    def all_seen() -> str:
        pages = (
            f"/attempts/{levelled.attempt_id}/result/",
            f"/attempts/{levelled.attempt_id}/receipt/",
            "/results/",
            "/",
        )
        said = [client.get(address).content.decode() for address in pages]
        api = client.get(f"/api/v1/results/{levelled.attempt_id}/")
        assert api.status_code == 404
        return "".join([*said, api.content.decode()])

    client.force_login(cast.sam)
    assert not any(words in all_seen() for words in SAID)
    release(cast, levelled)
    assert "Which mills?" in seen(client, levelled)
    results.take_back(assignment=levelled.attempt.assignment, by=cast.alice, now=NOW)
    assert not any(words in all_seen() for words in SAID)


def test_nobody_else_sees_it(cast: School, client: Client, levelled: Response) -> None:
    release(cast, levelled)
    client.force_login(cast.sue)
    assert client.get(f"/attempts/{levelled.attempt_id}/result/").status_code == 404
    assert client.get(f"/api/v1/results/{levelled.attempt_id}/").status_code == 404


def test_a_comment_whose_passage_is_gone_says_so_and_those_taken_away_are_gone(
    cast: School, client: Client, levelled: Response
) -> None:
    [kept, overall] = comments.standing(levelled)
    comments.change(comment=overall.comment, text="", by=cast.alice, now=NOW)
    Response.objects.filter(pk=levelled.pk).update(text=levelled.text.replace("steam engine", "water wheel"))
    release(cast, levelled)
    client.force_login(cast.sam)
    page = seen(client, levelled)
    assert kept.comment.text in page
    assert "no longer in your text" in page
    assert 'href="#note-1"' not in page
    assert "A sound start." not in page


def test_a_mark_typed_for_a_grid_of_one_objective_has_its_level(cast: School, client: Client) -> None:
    response = script(of_grid(cast, GRID), cast.sam, essay(3))
    marks.give(
        response=response, mark=Decimal(4), reason="Short.", by=cast.alice, now=NOW, seen=response.standing.mark_id
    )
    release(cast, again(response))
    client.force_login(cast.sam)
    page = seen(client, response)
    assert "<strong>Level 2</strong>" in page
    assert "Next, level 3: weighs several changes" in page


def test_an_answer_marked_by_points_keeps_its_marks_and_has_no_levels(cast: School, client: Client) -> None:
    attempt = sat(cast.assignment, cast.sam, "socialism in one country")
    marks.mark_responses(responses=Response.objects.filter(attempt=attempt), now=NOW)
    release(cast, Response.objects.get(attempt=attempt))
    client.force_login(cast.sam)
    answer: dict[str, Any] = client.get(f"/api/v1/results/{attempt.pk}/").json()["answers"][0]
    assert (answer["levels"], answer["comments"], answer["overall_comment"]) == ([], [], "")
    assert "reached" not in seen(client, Response.objects.get(attempt=attempt)).split("<main")[1]
