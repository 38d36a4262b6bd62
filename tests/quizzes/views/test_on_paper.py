"""The pages on which answers from paper are typed in and imported, and where else it is said."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from quizzes.models import Attempt, Response
from quizzes.services import paper_sittings
from tests.cast import School, signed_in, text_of

pytestmark = pytest.mark.django_db


def at(cast: School, rest: str = "") -> str:
    return f"/quizzes/set/{cast.assignment.pk}/papers/{rest}"


def typed(text: str, **other: str) -> dict[str, str]:
    return {"sat_on": "2026-03-01", "seen": "0", "answer_1": text, "then": "next"} | other


def test_a_teacher_types_in_a_paper_and_goes_on_to_the_next_student(cast: School) -> None:
    alice = signed_in(cast.alice)

    answer = alice.post(at(cast, f"{cast.sam.pk}/"), typed("socail\r\nfascists"))

    assert answer.headers["Location"] == at(cast, f"{cast.sue.pk}/")
    assert Response.objects.get(attempt__student=cast.sam).text == "socail\nfascists"
    assert 'value="2026-03-01"' in alice.get(answer.headers["Location"]).content.decode()


def test_nothing_typed_is_asked_about_and_an_empty_paper_is_taken_when_said_so(cast: School) -> None:
    alice = signed_in(cast.alice)

    refused = alice.post(at(cast, f"{cast.sam.pk}/"), typed(" "))
    alice.post(at(cast, f"{cast.sam.pk}/"), typed("", is_empty="on"))

    assert (refused.status_code, "Nothing is typed in yet" in text_of(refused)) == (422, True)
    assert Attempt.objects.get().sat_on_paper is not None


def test_what_was_typed_stays_on_the_page_when_it_cannot_be_saved(cast: School) -> None:
    alice = signed_in(cast.alice)
    alice.post(at(cast, f"{cast.sam.pk}/"), typed("war"))

    overtaken = alice.post(at(cast, f"{cast.sam.pk}/"), typed("peace"))
    seen = re.search(r'name="seen" value="(\d+)"', overtaken.content.decode())
    too_long = alice.post(at(cast, f"{cast.sue.pk}/"), typed("x" * 20_001))

    assert overtaken.status_code == 409
    assert ">\npeace</textarea>" in overtaken.content.decode()
    assert 'Saved now: <span dir="auto">war' in text_of(overtaken)
    assert seen is not None
    assert alice.post(at(cast, f"{cast.sam.pk}/"), typed("peace", seen=seen[1])).status_code == 302
    assert "20001 characters. At most 20000 are kept" in text_of(too_long)
    assert "maxlength" not in too_long.content.decode().split('name="answer_1"')[1].split(">")[0]


def test_a_table_is_looked_through_then_taken(cast: School) -> None:
    alice = signed_in(cast.alice)
    file = SimpleUploadedFile("10B.csv", b'username,1\nsam,"social\nfascists"\nnobody,war\n')

    shown = alice.post(at(cast), {"sat_on": "2026-03-01", "file": file})
    form = {name: unescape(value) for name, value in re.findall(
        r'name="(text|sat_on|called|digest)" value="([^"]*)"', shown.content.decode()
    )}  # fmt: skip
    done = alice.post(at(cast), form | {"text": form["text"].replace("\n", "\r\n")}, follow=True)

    assert "1 new · 1 refused" in text_of(shown)
    assert "1 paper taken" in text_of(done)
    assert Response.objects.get().text == "social\nfascists"
    assert Attempt.objects.get().acts.get().reason == "From 10B.csv"


def test_the_table_of_the_class_comes_back_filled_in(cast: School) -> None:
    alice = signed_in(cast.alice)
    raw = b"".join(alice.get(at(cast, "as/csv/")).streaming_content).decode()  # type: ignore[attr-defined]

    lines = raw.splitlines()
    assert lines[0].lstrip("\ufeff") == "last name,first name,username,student id,sat on,question 1"
    shown = alice.post(at(cast), {"sat_on": "2026-03-01", "text": f"{lines[0]}\n{lines[1]}war\n{lines[2]}peace\n"})
    assert "2 new · 0 refused" in text_of(shown)


def test_everybody_is_told_that_it_was_sat_on_paper(cast: School) -> None:
    taken = paper_sittings.take(
        assignment=cast.assignment, student=cast.sam, texts={1: "war"}, sat_on=timezone.localdate(), seen=0,
        by=cast.alice, now=timezone.now(),
    )  # fmt: skip
    alice, sam = signed_in(cast.alice), signed_in(cast.sam)
    response = taken.attempt.responses.get()

    receipt = text_of(sam.get(f"/attempts/{taken.attempt.pk}/receipt/"))
    assert "Sat on paper" in receipt
    assert "by Alice" in receipt
    assert "On paper" in text_of(alice.get(f"/quizzes/set/{cast.assignment.pk}/monitor/"))
    assert "on paper" in text_of(alice.get(f"/assignments/{cast.assignment.pk}/marks/"))
    assert "Sat on paper" in text_of(alice.get(f"/responses/{response.pk}/"))
    assert "taken in by Alice" in text_of(alice.get(at(cast)))


@pytest.mark.parametrize("who", ["sam", "bob"])
def test_nobody_but_the_teachers_of_the_class_reaches_it(cast: School, who: str) -> None:
    client = signed_in(getattr(cast, who))

    assert client.get(at(cast)).status_code == 404
    assert client.post(at(cast, f"{cast.sam.pk}/"), typed("war")).status_code == 404
    assert signed_in(cast.alice).get(at(cast, f"{cast.tim.pk}/")).status_code == 404
