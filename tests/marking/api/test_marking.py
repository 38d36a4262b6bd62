"""A class's marking by the API: from notes to a bank, and from the check queue to marks that are out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marking import queries
from marking.models import Mark
from marking.services import marks, schemes
from quizzes.models import Draft, Item, Question, Response
from tests.cast import NOW, School, sat, signed_in

pytestmark = pytest.mark.django_db

NOTES = "The Treaty of Rapallo was signed in 1922 by Germany and Soviet Russia.\n\n1926 – Treaty of Berlin\n"


@pytest.fixture
def alice(cast: School) -> Client:
    for student in (cast.sam, cast.sue):
        sat(cast.assignment, student, "the social facists of Germany")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return signed_in(cast.alice)


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}/", body, content_type="application/json")


def get(client: Client, path: str, **query: Any) -> Any:
    return client.get(f"/api/v1/{path}/", query)


def test_notes_become_drafts_and_drafts_a_bank(cast: School, alice: Client) -> None:
    notes = post(alice, "notes", title="Treaties", text=NOTES).json()
    drafts = get(alice, "drafts", notes=notes["id"], spare="false").json()["results"]
    first, *others = drafts
    kept = post(alice, f"drafts/{first['id']}/keep", stem="When was it signed?").json()

    assert notes["state"] == "READY"
    assert (kept["state"], Question.objects.get(pk=kept["question"]).stem) == ("KEPT", "When was it signed?")
    assert post(alice, f"drafts/{first['id']}/keep").status_code == 409
    assert post(alice, f"drafts/{others[0]['id']}/keep", scheme="[").json()["errors"][0]["field"] == "scheme"
    assert post(alice, f"drafts/{others[0]['id']}/drop").json()["state"] == "DROPPED"
    assert post(alice, f"drafts/{others[0]['id']}/reopen").json()["state"] == "OPEN"
    done = post(alice, f"notes/{notes['id']}/keep-all").json()
    assert done["kept"] == Draft.objects.filter(notes=notes["id"], state="KEPT").count() - 1
    assert alice.delete(f"/api/v1/notes/{notes['id']}/").status_code == 409


def test_notes_come_as_a_file_once_for_a_key(cast: School, alice: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 -- of this test alone

    made = []
    for _ in range(2):
        file = SimpleUploadedFile("rapallo.txt", NOTES.encode())
        body = {"bank": cast.bank.pk, "file": file}
        made.append(alice.post("/api/v1/notes/", body, headers={"Idempotency-Key": "a"}))
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["id"] == made[1].json()["id"]
    assert post(alice, "notes", bank=cast.bank.pk).status_code == 400


def test_a_group_is_decided_at_once_and_undone(cast: School, alice: Client) -> None:
    here = f"marking/{cast.assignment.pk}"
    item = Item.objects.get(quiz=cast.quiz).pk
    queue = get(alice, f"{here}/queue", item=item, show="all").json()
    [group] = queue["groups"]
    assert [(point["number"], point["line"]) for point in queue["points"]] == [(1, 1), (2, 3)]
    for why in queue["whys"]:
        assert why["said"]
        assert get(alice, f"{here}/queue", item=item, show="all", why=why["code"]).json()["groups"]
    given = post(alice, f"{here}/decide", item=item, decide="points", points=[1, 2], answers=group["answers"])
    late = post(alice, f"{here}/decide", item=item, decide="wrong", answers=group["answers"])

    assert [one["text"] for one in group["wordings"]] == ["the social facists of Germany"]
    assert group["points"][1]["evidence"][0]["text"] == "social facists"
    assert (given.status_code, given.json()["said"]) == (201, "Point 1 and point 2")
    assert set(Mark.objects.filter(marker=cast.alice).values_list("mark", flat=True)) == {2}
    assert late.status_code == 409
    assert post(alice, f"{here}/decide", item=item, decide="mark", answers=group["answers"]).status_code == 400
    batch = given.json()["batch"]
    assert [row["id"] for row in get(alice, "batches").json()["results"]] == [batch]
    assert post(alice, f"batches/{batch}/undo").json()["undone_at"]
    assert post(alice, f"batches/{batch}/undo").status_code == 409
    assert set(Response.objects.values_list("standing__mark__mark", flat=True)) == {1}


def test_a_wording_is_looked_ahead_at_then_added(cast: School, alice: Client) -> None:
    here = f"marking/{cast.assignment.pk}"
    body = {"item": Item.objects.get(quiz=cast.quiz).pk, "line": 1, "wording": "Germany", "kind": "accept"}
    ahead = post(alice, f"{here}/look-ahead", **body).json()
    bad = post(alice, f"{here}/look-ahead", **body | {"line": 99})
    body |= {"again_in": [cast.assignment.pk], "seen_scheme": ahead["scheme"]}
    added = post(alice, f"{here}/wordings", **body)

    assert (ahead["up"], ahead["down"], len(ahead["changes"])) == (2, 0, 2)
    assert bad.json()["errors"][0]["field"] == "line"
    assert (added.status_code, added.json()["kind"]) == (201, "WORDING")
    assert set(Response.objects.values_list("standing__mark__mark", flat=True)) == {2}
    assert post(alice, f"{here}/wordings", **body).status_code == 409  # the scheme is another by now


def test_answers_are_marked_again_by_a_new_scheme(cast: School, alice: Client) -> None:
    schemes.write(question=cast.question, text="facists [2]", by=cast.alice, now=NOW)
    ahead = get(alice, f"questions/{cast.question.pk}/remark").json()
    left_out = ahead["changes"][0]["response"]
    done = post(alice, f"questions/{cast.question.pk}/remark", leave_out=[left_out])

    assert (ahead["up"], ahead["same"]) == (2, 0)
    assert done.status_code == 201
    assert dict(Response.objects.values_list("pk", "standing__mark__mark"))[left_out] == 1
    assert sorted(Response.objects.values_list("standing__mark__mark", flat=True)) == [1, 2]


def test_marks_are_looked_at_held_released_and_taken_out(cast: School, alice: Client) -> None:
    here = f"marking/{cast.assignment.pk}"
    progress = get(alice, here).json()
    table = get(alice, f"{here}/table").json()
    hold = post(alice, f"{here}/holds", student=cast.sue.pk).json()
    released = post(alice, f"{here}/releases", unchecked_too=True)

    assert (progress["marked"], progress["items"][0]["position"]) == (2, 1)
    assert [(row["username"], row["total"]) for row in table["rows"]] == [("sam", "1.0"), ("sue", "1.0")]
    assert released.status_code == 201
    assert get(signed_in(cast.sam), f"results/{table['rows'][0]['attempt']}").status_code == 200
    assert get(signed_in(cast.sue), f"results/{table['rows'][1]['attempt']}").status_code == 404
    assert post(alice, f"{here}/lift", hold=hold["id"]).json()["lifted_at"]
    assert get(signed_in(cast.sue), f"results/{table['rows'][1]['attempt']}").status_code == 200
    assert get(alice, f"{here}/figures").json()["counted"] == 2
    csv = b"".join(get(alice, f"{here}/export", **{"as": "csv"}).streaming_content).decode()
    assert "sam" in csv
    assert get(alice, f"{here}/export", **{"as": "odt"}).status_code == 404
    assert get(alice, f"{here}/answers", **{"as": "json"}).status_code == 200
    assert post(alice, f"{here}/take-back").status_code in {200, 409}


def test_a_sample_hides_the_first_mark_and_counts_once(cast: School, alice: Client) -> None:
    here = f"marking/{cast.assignment.pk}"
    drawn = post(alice, f"{here}/sample", kind="BLIND")
    if drawn.status_code == 409:  # nothing that the engine is sure of
        empty = {"next": None, "agreement": None, "levels": [], "differ": []}
        assert get(alice, f"{here}/sample").json() == empty
        return
    row = drawn.json()["next"]
    assert "mark" not in row
    after = post(alice, f"{here}/sample-mark", row=row["row"], mark="1").json()
    again = post(alice, f"{here}/sample-mark", row=row["row"], mark="2").json()
    assert after == again
    while after["next"] is not None:
        assert after["agreement"] is None  # it would tell whether the last mark was the first one, too
        after = post(alice, f"{here}/sample-mark", row=after["next"]["row"], mark="1").json()
    assert after["agreement"]["of"] == 2


def test_a_student_asks_and_a_teacher_answers(cast: School, alice: Client) -> None:
    sam = signed_in(cast.sam)
    response = Response.objects.get(attempt__student=cast.sam).pk
    assert post(sam, "enquiries", response=response, text="Why?").status_code == 404  # not shown yet
    post(alice, f"marking/{cast.assignment.pk}/releases", unchecked_too=True)
    asked = post(sam, "enquiries", response=response, text="Why?")

    assert (asked.status_code, post(sam, "enquiries", response=response, text="Why?").status_code) == (201, 409)
    assert get(sam, "enquiries").json()["results"] == []
    [waiting] = get(alice, "enquiries", outcome="").json()["results"]
    done = post(alice, f"enquiries/{waiting['id']}/answer", reason="You meant both.", mark="2").json()
    assert done["outcome"] == "CHANGED"
    assert post(alice, f"enquiries/{waiting['id']}/answer", reason="Again.").status_code == 409
