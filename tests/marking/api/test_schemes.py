"""Mark schemes being written, by the API: tried out as the editor does, as fields, and taught by people's marks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from marking.models import MarkScheme
from marking.services import examples
from quizzes.models import Question
from tests.cast import NOW, School, signed_in
from tests.marking.api.test_banks import send

pytestmark = pytest.mark.django_db


def tried(cast: School, **body: Any) -> Any:
    return send(signed_in(cast.alice), "post", f"banks/{cast.bank.pk}/try-out", body)


def test_answers_are_marked_by_a_scheme_that_is_not_saved(cast: School) -> None:
    examples.save(question=cast.question, text="Rapallo", mark=Decimal(2), by=cast.alice, now=NOW)
    said = tried(
        cast, scheme="Rapallo [1]\n1922 [1]\n", answers=["rappalo", "1922, Rapallo", ""], question=cast.question.pk,
        stem="Which treaty?", model_answer="Rapallo in 1922",
    ).said  # fmt: skip

    assert [one["mark"] for one in said["answers"]] == ["1.0", "2.0", "0.0"]
    [credit] = said["answers"][0]["points"][0]["evidence"]
    assert (credit["text"], credit["start"], credit["met"]) == ("rappalo", 0, "Rapallo")
    assert said["understood"]["max"] == "2.0"
    assert [(one["mark"], one["given"], one["agrees"]) for one in said["examples"]] == [("2.0", "1.0", False)]
    assert {one["kind"]: one["fine"] for one in said["by_itself"]}["model answer"] is True
    assert MarkScheme.objects.filter(question=cast.question).count() == 1


def test_a_scheme_as_exam_boards_print_it_is_read_and_asked_about(cast: School) -> None:
    text = "Award 1 mark for:\n• the Treaty of Rapallo (1)\n• 1922 (1)\n"
    said = tried(cast, scheme=text).said
    assert said["changed"] is True
    assert said["readings"] or said["questions"]


def test_what_cannot_be_read_says_where_in_the_text_that_was_sent(cast: School) -> None:
    refused = tried(cast, scheme="Rapallo [1]\nany 2 from:\nwar [z]\n", answers=["war"])
    assert refused.status_code == 400
    assert refused.said["errors"][0]["field"] == "scheme"
    assert refused.said["errors"][0]["line"] >= 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"answers": ["x" * 20_000] * 11}, "answers"),
        ({"answers": ["x"] * 101}, "answers"),
        ({"question": 2**40}, "question"),
        ({"choices": ["x"]}, "choices"),
    ],
)
def test_more_than_can_be_tried_while_somebody_waits_is_refused(cast: School, body: Any, field: str) -> None:
    refused = tried(cast, scheme="war [1]", **body)
    assert (refused.status_code, refused.said["errors"][0]["field"]) == (400, field)


def test_fields_of_a_scheme_go_back_to_the_text_they_came_from(cast: School) -> None:
    client, path = signed_in(cast.alice), f"banks/{cast.bank.pk}"
    text = "# what counts\nany 2 from:\n    Rapallo / treaty of Rapallo [1]\n        reject: Berlin\n    1922 [1]\n"
    fields = send(client, "post", f"{path}/scheme-fields", {"scheme": text}).said
    assert send(client, "post", f"{path}/scheme-text", fields).said == {"scheme": text}

    fields["rows"][0]["wording"] = ""
    refused = send(client, "post", f"{path}/scheme-text", fields)
    assert (refused.status_code, refused.said["errors"][0]["field"]) == (400, "rows/0")


def test_grids_to_begin_from_can_be_tried_out(cast: School) -> None:
    grids = send(signed_in(cast.alice), "get", "mark-schemes/grids").said
    said = tried(cast, scheme=grids[0]["text"]).said
    assert said["understood"]["objectives"][0]["levels"][0]["descriptor"]


def test_what_people_gave_becomes_the_next_version_line_by_line(cast: School) -> None:
    client, path = signed_in(cast.alice), f"questions/{cast.question.pk}/proposals"
    for number in range(6):
        text = f"he called them fascist helpers {number}"
        examples.save(question=cast.question, text=text, mark=Decimal(1), by=cast.alice, now=NOW)
    said = send(client, "get", path).said
    assert said["judged"] == 6
    first = said["proposals"][0]
    assert first["gained"] >= 2

    assert send(client, "post", path, {"key": first["key"]}).said["text"] == first["text"]
    assert send(client, "post", path, {"key": first["key"]}).status_code == 409  # the scheme is another by now
    assert send(signed_in(cast.bob), "get", path).status_code == 404
    assert Question.objects.get(pk=cast.question.pk).mark_schemes.count() == 2
