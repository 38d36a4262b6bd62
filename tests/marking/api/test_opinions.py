"""What a class says of its mark schemes, by the API: phrases, alarms and their cures; and grades."""

from __future__ import annotations

import pytest

from marking.models import ClassOpinion, IgnoredAlarm, MarkScheme, PhraseVerdict
from tests.cast import School, signed_in
from tests.marking.api.test_banks import send
from tests.marking.views.test_alarms import of_class  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db


def test_an_alarm_is_cured_after_a_look_ahead(of_class: School) -> None:  # noqa: F811
    client, path = signed_in(of_class.alice), f"marking/{of_class.assignment.pk}"
    alarm = send(client, "get", f"{path}/alarms").said[0]
    assert (alarm["code"], alarm["count"]) == ("nobody", 0)
    assert alarm["cure"]
    named = {"item": alarm["item"], "alarm": alarm["alarm"]}
    ahead = send(client, "post", f"{path}/cure-ahead", named).said
    assert MarkScheme.objects.filter(question=of_class.question).count() == 1

    body = {**named, "seen_scheme": ahead["scheme"], "again_in": [of_class.assignment.pk]}
    assert send(client, "post", f"{path}/cure", {**body, "seen_scheme": 2**40}).status_code == 409
    made = send(client, "post", f"{path}/cure", body)
    assert (made.status_code, made.said["kind"]) == (201, "WORDING")
    assert MarkScheme.objects.filter(question=of_class.question).order_by("-version")[0].text == ahead["text"]
    assert send(signed_in(of_class.bob), "post", f"{path}/cure", body).status_code == 404


def test_an_alarm_is_ignored_and_shown_again(of_class: School) -> None:  # noqa: F811
    client, path = signed_in(of_class.alice), f"marking/{of_class.assignment.pk}"
    alarm = send(client, "get", f"{path}/alarms").said[0]
    named = {"item": alarm["item"], "alarm": alarm["alarm"]}
    made = send(client, "post", f"{path}/ignored-alarms", named).said
    assert alarm["alarm"] not in [one["alarm"] for one in send(client, "get", f"{path}/alarms").said]
    assert send(client, "post", f"{path}/ignored-alarms", {**named, "alarm": "x"}).status_code == 409

    address = f"/api/v1/{path}/ignored-alarms/{made['id']}/?item={alarm['item']}"
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404
    assert not IgnoredAlarm.objects.exists()


def test_a_phrase_is_set_aside_and_offered_again_and_accepted(of_class: School) -> None:  # noqa: F811
    client, path = signed_in(of_class.alice), f"marking/{of_class.assignment.pk}"
    row = ClassOpinion.objects.get(assignment=of_class.assignment)
    row.phrases = [{"wording": "the enemies", "run": "enemi", "point": 2, "line": 3, "count": 4, "chance": 0.5}]
    row.save()
    item = row.item_id
    [offered] = client.get(f"/api/v1/{path}/phrases/?item={item}").json()["offered"]
    made = send(client, "post", f"{path}/phrases", {"item": item, "run": offered["run"], "verdict": "REJECTED"}).said
    assert client.get(f"/api/v1/{path}/phrases/?item={item}").json()["offered"] == []
    again = {"item": item, "run": offered["run"], "verdict": "IGNORED"}
    assert send(client, "post", f"{path}/phrases", again).status_code == 409
    assert client.delete(f"/api/v1/{path}/phrases/{made['id']}/?item={item}").status_code == 204

    scheme = MarkScheme.objects.filter(question=of_class.question).latest("version")
    body = {"item": item, "line": 3, "wording": offered["wording"], "kind": "accept", "run": offered["run"],
            "seen_scheme": scheme.pk, "again_in": []}  # fmt: skip
    assert send(client, "post", f"{path}/wordings", body).status_code == 201
    assert PhraseVerdict.objects.get().verdict == "ACCEPTED"


def test_who_has_a_group_before_them_is_told_to_others(cast: School) -> None:
    path = f"marking/{cast.assignment.pk}/lease"
    body = {"item": cast.assignment.quiz.items.get().pk, "group": "x"}
    assert send(signed_in(cast.alice), "post", path, body).said == {"here": {}}
    assert send(signed_in(cast.admin), "post", path, body).said == {"here": {"x": "Alice"}}


def test_grades_are_set_for_a_quiz_of_ones_own(cast: School) -> None:
    client, path = signed_in(cast.alice), f"marking/{cast.assignment.pk}/grades"
    assert send(client, "put", path, {"boundaries": "A 80%\nB 60%"}).said == {"boundaries": "A 80%\nB 60%"}
    refused = send(client, "put", path, {"boundaries": "A lot"})
    assert (refused.status_code, refused.said["errors"][0]["field"]) == (400, "boundaries")
    assert send(client, "get", path).said == {"boundaries": "A 80%\nB 60%"}
