"""Questions in from files and out again, by page: looked through first, then all or nothing."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marking.formats.detect import WRITTEN, Options
from marking.formats.values import FileBank, FileQuestion, FileSource
from marking.models import Example, Import, MarkScheme
from marking.services import examples, transfers
from quizzes.models import Bank, Question
from quizzes.services import banks, sources, tagging
from tests.cast import NOW, School, signed_in

pytestmark = pytest.mark.django_db

GIFT = """\
$CATEGORY: $course$/top/Trade

// [id:t1] [tag:grain]
::Grain::Why was grain sold abroad? {=to buy machines =for machines #### To pay for machines.}

True or not? {T}

What did Stalin want? {=socialism}
"""


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


def upload(alice: Client, bank: Bank, text: str, name: str = "trade.gift", **more: Any) -> Import:
    answer = alice.post(
        f"/banks/{bank.pk}/import/", {"file": SimpleUploadedFile(name, text.encode()), "marks": "1", **more}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.latest("pk")


def test_a_file_is_looked_through_before_anything_comes(cast: School, alice: Client) -> None:
    row = upload(alice, cast.bank, GIFT)

    page = alice.get(f"/imports/{row.pk}/").content.decode()

    assert Question.objects.count() == 1
    assert "Why was grain sold abroad?" in page
    assert "to buy machines / for machines [1]" in page
    assert "Line 6" in page
    assert "A true–false question is not answered in words." in page
    assert "“What did Stalin want?”" in page  # the bank has it


def test_sources_of_a_file_are_shown_before_they_are_imported(cast: School, alice: Client) -> None:
    asked = FileQuestion("What did he promise?", scheme="peace [1]\n", external_id="q", sources=("s1",))
    source = FileSource("s1", "A speech", "Peace, bread.", "Source A", "*Peace*, bread.", "Station, 1917")
    text = WRITTEN["moodle"].write(FileBank("B", [asked], sources=[source])).data.decode()

    page = alice.get(f"/imports/{upload(alice, cast.bank, text, 'x.xml').pk}/").content.decode()
    assert "1 source" in page
    assert "<em>Peace</em>, bread." in page
    assert "already in the" not in page
    sources.write(
        source=None, bank=cast.bank, by=cast.alice, now=NOW, external_id="s1", title="A speech", text="War.", label=""
    )
    again = alice.get(f"/imports/{Import.objects.latest('pk').pk}/").content.decode()
    assert "1 of them already in the" in again


def test_what_is_accepted_comes_whole_with_scheme_topic_tags_and_id(cast: School, alice: Client) -> None:
    row = upload(alice, cast.bank, GIFT)

    answer = alice.post(f"/imports/{row.pk}/", follow=True)

    question = Question.objects.get(stem="Why was grain sold abroad?")
    assert "1 question added." in answer.content.decode()
    assert (question.topic, question.external_id, question.state, question.marks) == ("Trade", "t1", "READY", 1)
    assert question.model_answer == "To pay for machines."
    assert [tag.name for tag in question.tags.all()] == ["grain"]
    assert question.versions.count() == question.mark_schemes.count() == 1
    assert Question.objects.filter(stem="What did Stalin want?").count() == 1


def test_doubles_come_only_when_asked_for_and_ticked_ones_stay_out(cast: School, alice: Client) -> None:
    row = upload(alice, cast.bank, GIFT)

    alice.post(f"/imports/{row.pk}/", {"doubles": "on", "leave": "0"})

    assert Question.objects.filter(stem="What did Stalin want?").count() == 2
    assert not Question.objects.filter(stem__startswith="Why was grain").exists()


def test_the_same_id_again_is_a_new_version(cast: School, alice: Client) -> None:
    alice.post(f"/imports/{upload(alice, cast.bank, GIFT).pk}/")
    newer = GIFT.replace("Why was grain sold", "Why did they sell grain").replace("=for machines", "=for steel")
    row = upload(alice, cast.bank, newer)
    assert "Changes a question of the bank" in alice.get(f"/imports/{row.pk}/").content.decode()

    alice.post(f"/imports/{row.pk}/")

    question = Question.objects.get(external_id="t1")
    assert (question.stem, question.version) == ("Why did they sell grain abroad?", 2)
    assert [scheme.version for scheme in MarkScheme.objects.filter(question=question)] == [2, 1]


def test_an_import_comes_once(cast: School, alice: Client) -> None:
    row = upload(alice, cast.bank, GIFT)
    alice.post(f"/imports/{row.pk}/")

    again = alice.post(f"/imports/{row.pk}/", follow=True)

    assert "already been imported" in again.content.decode()
    assert Question.objects.filter(external_id="t1").count() == 1


def test_where_one_fails_nothing_comes(cast: School, alice: Client) -> None:
    row = upload(alice, cast.bank, GIFT)
    row.plan["questions"][1]["scheme"] = "wheat [one]"
    row.save()

    answer = alice.post(f"/imports/{row.pk}/", {"doubles": "on"}, follow=True)

    assert "The import failed, and nothing was changed" in answer.content.decode()
    assert Question.objects.count() == 1
    assert Import.objects.get().state == Import.State.FAILED


@pytest.mark.parametrize(
    ("post", "complaint"),
    [
        ({}, "Choose a file, or paste some questions."),
        ({"file": SimpleUploadedFile("a.xml", b"<html/>")}, "This is a web page"),
        ({"file": SimpleUploadedFile("a.csv", b"x,y,z\n1,2,3\n")}, "no column called “question”"),
        ({"text": "nothing to find"}, "No question was found"),
    ],
)
def test_what_cannot_be_read_is_told_in_its_place(
    cast: School, alice: Client, post: dict[str, Any], complaint: str
) -> None:
    answer = alice.post(f"/banks/{cast.bank.pk}/import/", {"marks": "1", **post})

    assert answer.status_code == 422
    assert complaint in answer.content.decode()


def test_two_columns_pasted_from_a_spreadsheet_are_questions_and_answers(cast: School, alice: Client) -> None:
    alice.post(
        f"/banks/{cast.bank.pk}/import/", {"marks": "1", "text": "When did it begin?\t1928\nWho led it?\tStalin"}
    )
    alice.post(f"/imports/{Import.objects.get().pk}/")

    assert set(Question.objects.values_list("stem", flat=True)) > {"When did it begin?", "Who led it?"}


def test_a_long_import_is_left_to_a_worker_and_the_page_says_how_far_it_is(
    cast: School, alice: Client, eager: None, django_capture_on_commit_callbacks: Any
) -> None:
    text = "\n".join(f"Q: What happened in village {number}?\nA: famine {number}\n" for number in range(300))
    row = upload(alice, cast.bank, text, "long.txt")
    with django_capture_on_commit_callbacks() as later:
        waiting = alice.post(f"/imports/{row.pk}/", {"doubles": "on"}, follow=True)
        state = alice.get(f"/imports/{row.pk}/progress/").json()

    assert "0 of 300 questions" in waiting.content.decode()
    assert state == {"said": "0 of 300 questions", "done": 0, "whole": 300, "running": True}
    assert len(later) == 1
    later[0]()
    row.refresh_from_db()
    assert (row.state, row.added) == (Import.State.DONE, 300)
    assert Question.objects.count() == 301


def test_our_own_json_brings_back_all_that_was_there(cast: School, alice: Client) -> None:
    tagging.tag(questions=[cast.question], names="grain, trade")
    examples.save(question=cast.question, text="war", mark=Decimal("0.5"), by=cast.alice, now=NOW, note="a guess")
    Bank.objects.filter(pk=cast.bank.pk).update(glossary="USSR = Soviet Union")
    address = f"/banks/{cast.bank.pk}/export/json/?download"
    data = alice.get(address).content
    other = banks.create_bank(title="Other", by=cast.alice, now=NOW)

    row = transfers.plan(bank=other, data=data, filename="x.json", options=Options(), by=cast.alice, now=NOW)
    transfers.carry_out(row=transfers.accept(row=row, left_out=(), now=NOW), now=NOW)

    again = json.loads(alice.get(f"/banks/{other.pk}/export/json/?download").content)
    assert {**again, "title": ""} == {**json.loads(data), "title": ""}
    assert Example.objects.filter(question__bank=other).get().mark == Decimal("0.5")


@pytest.mark.parametrize("name", ["json", "csv", "xlsx", "moodle", "gift"])
def test_every_format_is_offered_with_what_it_cannot_carry(cast: School, alice: Client, name: str) -> None:
    examples.save(question=cast.question, text="war", mark=Decimal(0), by=cast.alice, now=NOW)

    page = alice.get(f"/banks/{cast.bank.pk}/export/{name}/").content.decode()
    file = alice.get(f"/banks/{cast.bank.pk}/export/{name}/?download")

    assert ("It carries everything." in page) == (name == "json")
    assert file["Content-Disposition"].startswith('attachment; filename="soviet-foreign-policy.')
    assert len(file.content) > 100
    assert alice.get(f"/banks/{cast.bank.pk}/export/exe/").status_code == 404


def test_a_long_file_is_looked_through_by_a_worker_while_the_page_says_so(
    cast: School, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfers, "AT_A_GLANCE", 1)
    row = upload(alice, cast.bank, GIFT)
    page = alice.get(f"/imports/{row.pk}/").content.decode()
    asked = alice.get(f"/imports/{row.pk}/progress/").json()

    transfers.look_through(row=row, now=NOW)

    assert (row.state, row.data) == (Import.State.PLANNED, None)
    assert "Reading the file" in page
    assert (asked["running"], asked["done"]) == (True, None)
    assert asked["said"] in page
    assert "Why was grain sold abroad?" in alice.get(f"/imports/{row.pk}/").content.decode()


def test_a_long_file_that_cannot_be_read_leaves_the_reason(
    cast: School, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfers, "AT_A_GLANCE", 0)
    row = upload(alice, cast.bank, "<quiz><question >", "x.xml")

    transfers.look_through(row=row, now=NOW)

    assert row.state == Import.State.REFUSED
    assert "broken at line 1" in alice.get(f"/imports/{row.pk}/").content.decode()
    assert alice.post(f"/imports/{row.pk}/", {}).status_code == 302
    assert Import.objects.get(pk=row.pk).state == Import.State.REFUSED


def test_a_file_whose_message_was_lost_is_found(cast: School, alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfers, "AT_A_GLANCE", 1)
    row = upload(alice, cast.bank, GIFT)

    assert transfers.unread(now=row.read_at) == []
    assert transfers.unread(now=row.read_at + transfers.PATIENCE * 2) == [row]


def test_what_a_question_without_a_scheme_is_worth_comes_with_it(cast: School, alice: Client) -> None:
    essay = (
        "<quiz><question type='essay'><questiontext><text>Why was there famine?</text></questiontext>"
        "<defaultgrade>12</defaultgrade></question></quiz>"
    )
    row = upload(alice, cast.bank, essay, "x.xml")

    alice.post(f"/imports/{row.pk}/", {})

    assert Question.objects.get(stem="Why was there famine?").marks == 12
