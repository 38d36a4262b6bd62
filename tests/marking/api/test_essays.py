"""Essays by the API: the pile, levels, comments, comparisons, one's own comments, and second marks by levels."""

from __future__ import annotations

from typing import Any

import pytest

from marking.models import Comparison, ScriptComment, SecondLevel
from tests.cast import School, person, signed_in
from tests.marking.api.test_banks import send
from tests.marking.essays import TWO, again, essay, level, of_grid, pile, script

pytestmark = pytest.mark.django_db


def test_an_essay_is_levelled_as_it_was_seen(cast: School) -> None:
    client, assignment = signed_in(cast.alice), of_grid(cast, TWO)
    row = script(assignment, cast.sam, essay(4))
    said = client.get(f"/api/v1/marking/{assignment.pk}/scripts/?item={row.item_id}").json()
    assert [one["name"] for one in said["objectives"]] == ["AO1", "AO2"]
    assert (said["left"], said["scripts"][0]["said"]) == ([row.pk], "")

    opened = send(client, "get", f"scripts/{row.pk}").said
    assert (opened["text"], opened["levels"], opened["known"]["number"]) == (row.text, [], 1)
    assert client.get(f"/api/v1/scripts/{row.pk}/?blind=true").json()["known"] is None
    wrong = send(client, "post", f"scripts/{row.pk}/levels", {"marks": {"AO1": "3"}, "seen": opened["seen"]})
    assert (wrong.status_code, wrong.said["errors"][0]["field"]) == (400, "marks")
    body = {"marks": {"AO1": "3", "AO2": "5"}, "seen": opened["seen"]}
    assert send(client, "post", f"scripts/{row.pk}/levels", body).status_code == 201
    assert send(client, "post", f"scripts/{row.pk}/levels", body).status_code == 409  # not what was seen

    after = send(client, "get", f"scripts/{row.pk}").said
    assert (after["mark"], [one["level"] for one in after["levels"]], after["by"]) == ("8.0", [2, 2], "Alice")
    assert client.get(f"/api/v1/marking/{assignment.pk}/scripts/?item={row.item_id}").json()["left"] == []
    assert send(signed_in(cast.bob), "get", f"scripts/{row.pk}").status_code == 404


def test_comments_stand_at_their_words_until_somebody_changes_them(cast: School) -> None:
    client, row = signed_in(cast.alice), script(of_grid(cast), cast.sam, essay(4))
    path, words = f"scripts/{row.pk}/comments", row.text[10:20]
    [made] = send(client, "post", path, {"text": "Why?", "exact": words, "start": 10}).said
    assert (made["passage"], made["start"], made["end"]) == (words, 10, 20)
    lost = send(client, "post", path, {"text": "Why?", "exact": "nowhere to be found"})
    assert (lost.status_code, lost.said["errors"][0]["field"]) == (400, "text")
    send(client, "post", path, {"text": "Well argued.", "overall": True})
    assert send(client, "post", path, {"text": "Mine.", "overall": True}).status_code == 409  # not seen

    [changed, whole] = send(client, "patch", f"script-comments/{made['id']}", {"text": "Why so?"}).said
    assert (changed["text"], whole["overall"]) == ("Why so?", True)
    assert send(client, "delete", f"script-comments/{made['id']}").status_code == 409  # replaced by now
    assert send(client, "delete", f"script-comments/{changed['id']}").status_code == 204
    assert [one["id"] for one in send(client, "get", path).said] == [whole["id"]]
    assert ScriptComment.objects.count() == 4


def test_two_scripts_are_compared_across_a_border(cast: School) -> None:
    client, assignment = signed_in(cast.alice), of_grid(cast)
    low, middle, high = pile(cast, assignment, [essay(2), essay(5, 2), essay(8, 4)])
    level(low, cast.alice, mark="1")
    level(high, cast.alice, mark="7")
    body = {"low": low.pk, "high": high.pk, "nearer": "HIGH"}

    made = send(client, "post", f"scripts/{middle.pk}/compare", body)
    assert (made.status_code, made.said["low_level"], made.said["high_level"]) == (201, 1, 3)
    refused = send(client, "post", f"scripts/{middle.pk}/compare", {**body, "low": high.pk, "high": low.pk})
    assert refused.status_code == 400
    assert Comparison.objects.count() == 1


def test_a_second_reading_gives_levels_and_shows_where_the_two_differ(cast: School) -> None:
    assignment = of_grid(cast, TWO)
    row = script(assignment, cast.sam, essay(4))
    level(row, cast.alice, AO1="3", AO2="5")
    client, path = signed_in(cast.admin), f"marking/{assignment.pk}"
    drawn = send(client, "post", f"{path}/sample", {"kind": "SECOND"}).said
    assert [one["name"] for one in drawn["next"]["objectives"]] == ["AO1", "AO2"]

    wrong = send(client, "post", f"{path}/sample-mark", {"row": drawn["next"]["row"], "mark": "4"})
    assert (wrong.status_code, wrong.said["errors"][0]["field"]) == (400, "mark")
    done = send(
        client, "post", f"{path}/sample-mark", {"row": drawn["next"]["row"], "levels": {"AO1": "3", "AO2": "3"}}
    ).said
    assert done["next"] is None
    assert [(one["first"], one["second"]) for one in done["differ"]] == [("8.0", "6.0")]
    assert {one["name"]: one["agreed"] for one in done["levels"]} == {"Question 1, AO1": 1, "Question 1, AO2": 0}
    assert SecondLevel.objects.count() == 2
    assert again(row).standing.mark.mark == 8


def test_comments_are_kept_in_ones_own_bank(cast: School) -> None:
    client = signed_in(cast.alice)
    made = send(client, "post", "comment-bank", {"text": "Say why.", "letter": "W"}).said
    other = send(client, "post", "comment-bank", {"text": "With a fact."}).said
    assert made["letter"] == "w"

    assert send(client, "patch", f"comment-bank/{other['id']}", {"letter": "w"}).said["text"] == "With a fact."
    assert send(client, "get", f"comment-bank/{made['id']}").said["letter"] == ""
    assert send(client, "patch", f"comment-bank/{other['id']}", {"text": "Say why."}).status_code == 400
    assert send(client, "post", "comment-bank", {"text": "x", "letter": "é"}).said["errors"][0]["field"] == "letter"
    assert send(signed_in(cast.bob), "delete", f"comment-bank/{made['id']}").status_code == 404
    assert send(client, "delete", f"comment-bank/{made['id']}").status_code == 204
    assert send(signed_in(cast.sam), "post", "comment-bank", {"text": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("levels", {"marks": {"": "1e999"}, "seen": None}, "marks/"),
        ("levels", {"marks": "x", "seen": None}, "marks"),
        ("comments", {"text": "x", "exact": "a", "start": 2**70}, "start"),
        ("comments", {"text": "x" * 3_000}, "text"),
        ("compare", {"low": 0, "high": 1, "nearer": "LOW"}, "low"),
    ],
)
def test_what_cannot_be_said_of_an_essay_is_refused_by_its_field(
    cast: School, path: str, body: Any, field: str
) -> None:
    row = script(of_grid(cast), cast.sam, essay(4))
    refused = send(signed_in(cast.alice), "post", f"scripts/{row.pk}/{path}", body)
    assert (refused.status_code, refused.said["errors"][0]["field"]) == (400, field)


def test_a_moderator_is_appointed_and_marks_until_that_ends(cast: School) -> None:
    client, row = signed_in(cast.alice), script(of_grid(cast), cast.sam, essay(4))
    person("mo", teaches=True)
    made = send(client, "post", "moderators", {"school_class": cast.class_10b.pk, "username": "mo"}).said
    theirs = signed_in(cast.class_10b.moderators.get().user)

    assert send(theirs, "get", f"scripts/{row.pk}").status_code == 200
    assert theirs.get("/api/v1/marking/?moderated=true").json()["results"]
    assert theirs.get("/api/v1/marking/?moderated=false").json()["results"] == []
    assert send(client, "post", "moderators", {"school_class": cast.class_10b.pk, "username": "sam"}).status_code == 400
    assert send(theirs, "post", f"moderators/{made['id']}/end").status_code == 404
    assert send(client, "post", f"moderators/{made['id']}/end").said["ended_at"]
    assert send(theirs, "get", f"scripts/{row.pk}").status_code == 404
