"""The mark scheme in the question editor: as text, as fields, as an exam board prints it, and how it is understood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from marking.models import MarkScheme
from marking.services import drafts, schemes
from quizzes.models import Draft, NotesPage, Question
from tests.cast import NOW, School


@pytest.fixture
def alice(client: Client, cast: School) -> Client:
    client.force_login(cast.alice)
    return client


def row(**fields: Any) -> dict[str, Any]:
    return {
        "line": 0,
        "group": 0,
        "wording": "",
        "others": "",
        "reject": "",
        "kept": "",
        "feedback": "",
        "marks": "1",
    } | fields


def tried(client: Client, cast: School, **data: Any) -> str:
    return client.post(f"/banks/{cast.bank.pk}/try/", {"scheme": "", "answer": "", **data}).content.decode()


def saved(client: Client, cast: School, **data: Any) -> Any:
    return client.post(
        f"/banks/{cast.bank.pk}/questions/new/", {"stem": "What do leaves make?", "kind": "SHORT", **data}
    )


def test_the_points_are_said_in_words_with_their_cautions(cast: School, alice: Client) -> None:
    page = tried(alice, cast, scheme="plants make (glucose / sugar) [1]\noxygen [1]")
    assert "both" not in page
    assert "Point 2, 1 mark: <b>oxygen</b>" in page
    assert 'class="caution"' in page
    assert "up to 2 marks in all" in page


def test_the_scheme_is_tried_on_its_model_answer_and_its_question(cast: School, alice: Client) -> None:
    page = tried(
        alice, cast, scheme="glucose\noxygen", model_answer="They make glucose.", stem="Do leaves make oxygen?"
    )
    assert "The model answer gets only 1 mark of 2" in page
    assert "Copying out the question earns 1 mark of 2" in page


def test_a_printed_scheme_is_shown_as_understood(cast: School, alice: Client) -> None:
    page = tried(alice, cast, scheme="1 mark for glucose\n1 mark for oxygen\nDo not accept: starch")
    assert "Read as an exam board prints it" in page
    assert "reject: starch" in page
    assert "Use it as understood" in page


def test_a_printed_scheme_is_not_saved_unseen(cast: School, alice: Client) -> None:
    reply = saved(alice, cast, scheme="1 mark for glucose\nDo not accept: starch")
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Below is how it was understood" in page
    assert "reject: starch" in page
    assert not Question.objects.filter(stem="What do leaves make?").exists()


def test_fields_become_the_text_that_is_stored(cast: School, alice: Client) -> None:
    rows = [
        row(wording="glucose", others="sugar", reject="starch", feedback="Think of sweet fruit."),
        row(wording="oxygen", marks="2"),
    ]
    reply = saved(alice, cast, scheme="", base="", fields=json.dumps({"rows": rows, "counts": {}, "cap": ""}))
    assert reply.status_code == 302
    scheme = MarkScheme.objects.get(question__stem="What do leaves make?")
    assert scheme.text == "glucose / sugar [1]\n    reject: starch\n    feedback: Think of sweet fruit.\noxygen [2]\n"


def test_what_the_fields_cannot_say_is_refused_and_kept(cast: School, alice: Client) -> None:
    fields = json.dumps({"rows": [row(wording="oxygen"), row(wording="glucose (or")], "counts": {}, "cap": ""})
    reply = saved(alice, cast, scheme="", base="", fields=fields)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Point 2: " in page
    assert "glucose (or" in page.split('name="fields" value="')[1].split('">')[0]
    assert 'data-row="2"' in tried(alice, cast, base="", fields=fields)


@pytest.mark.parametrize("fields", ["[", "{}", '{"rows": 1}', '{"rows": [1]}', '{"rows": [], "cap": "x"}'])
def test_broken_fields_are_refused_in_words(cast: School, alice: Client, fields: str) -> None:
    reply = saved(alice, cast, scheme="", base="", fields=fields)
    assert reply.status_code == 422


def test_the_text_is_sent_as_fields_and_says_what_is_against_it(cast: School, alice: Client) -> None:
    def fields(text: str) -> Any:
        return alice.post(f"/banks/{cast.bank.pk}/scheme-fields/", {"scheme": text}).json()

    sent = fields("max 1\nany 1 from:\n    weir / dam [1]\n        reject: bridge\n    lock [1]\n")
    assert [(one["wording"], one["others"], one["reject"], one["group"]) for one in sent["rows"]] == [
        ("weir", "dam", "bridge", 1),
        ("lock", "", "", 1),
    ]
    assert (sent["counts"], sent["cap"]) == ({"1": 1}, "1")
    assert "line 1" in fields("weir (or")["problem"]
    assert "Use it as understood" in fields("1 mark for weir")["problem"]


def grid(*levels: tuple[str, str, str], name: str = "AO1") -> dict[str, Any]:
    rows = [{"low": low, "high": high, "descriptor": said} for low, high, said in levels]
    return {"name": name, "about": "", "levels": rows}


def test_a_grid_from_fields_becomes_the_text_and_says_what_it_is_worth(cast: School, alice: Client) -> None:
    whole = [grid(("1", "2", "names"), ("3", "4", "explains")), grid(("1", "3", "asserts"), name="AO2")]
    fields = json.dumps({"rows": [row(wording="coal")], "counts": {}, "cap": "", "grid": whole})
    assert saved(alice, cast, scheme="", base="max 1\ncoal [1]\n", fields=fields).status_code == 302
    question = Question.objects.get(stem="What do leaves make?")
    scheme = schemes.newest(question)
    assert question.marks == 7
    assert scheme is not None
    assert scheme.text == (
        "grid: AO1\n    Level 1 (1-2): names\n    Level 2 (3-4): explains\n"
        "grid: AO2\n    Level 1 (1-3): asserts\ncoal [1]\n"
    )


def test_a_gap_in_the_grid_is_said_at_its_level_and_what_was_typed_is_kept(cast: School, alice: Client) -> None:
    fields = json.dumps(
        {"rows": [], "counts": {}, "cap": "", "grid": [grid(("1", "2", "names"), ("4", "6", "weighs"))]}
    )
    page = tried(alice, cast, base="", fields=fields)
    assert 'data-place="1.2"' in page
    assert "There is a gap: no level gives 3 marks." in page
    assert "Try: 3 to 6" in page
    reply = saved(alice, cast, scheme="", base="", fields=fields)
    assert reply.status_code == 422
    assert "weighs" in reply.content.decode().split('name="fields" value="')[1].split('">')[0]


def test_fields_that_know_of_no_grid_leave_it_as_it_is(cast: School, alice: Client) -> None:
    base = "grid:\n    Level 1 (1-2): names\ncoal [1]\n"
    fields = json.dumps({"rows": [row(line=3, wording="coal"), row(wording="iron")], "counts": {}, "cap": ""})
    saved(alice, cast, scheme="", base=base, fields=fields)
    assert MarkScheme.objects.latest("pk").text == base + "iron [1]\n"


def test_a_grid_is_sent_as_fields_and_shown_as_understood(cast: School, alice: Client) -> None:
    text = "grid: AO1 - knowledge\n    Level 1 (1-2): names\n    Level 2 (3-4): explains\ncoal [1]\n"
    sent = alice.post(f"/banks/{cast.bank.pk}/scheme-fields/", {"scheme": text}).json()
    assert sent["kept"] == []
    assert [one["high"] for one in sent["grid"][0]["levels"]] == ["2", "4"]
    page = tried(alice, cast, scheme=text)
    assert "<caption>AO1: knowledge</caption>" in page
    assert page.rindex("explains") < page.rindex("names")


def test_grids_to_begin_from_are_offered(cast: School, alice: Client) -> None:
    page = alice.get(f"/banks/{cast.bank.pk}/questions/new/").content.decode()
    assert "History: how far do you agree, 16 marks" in page.split('id="grids"')[1]


def test_nobody_tries_schemes_in_a_bank_that_is_not_theirs(cast: School, alice: Client) -> None:
    cast.bank.owner = cast.bob
    cast.bank.save()
    assert alice.post(f"/banks/{cast.bank.pk}/scheme-fields/", {"scheme": "weir"}).status_code == 404


def test_a_changed_row_of_a_stored_scheme_keeps_the_rest_as_typed(cast: School, alice: Client) -> None:
    text = "# from the mock\nweir [1]\n    ao: AO1\nlock [1]\n"
    schemes.write(question=cast.question, text=text, by=cast.alice, now=NOW)
    rows = [row(line=2, wording="weir", others="low dam", kept="ao: AO1"), row(line=4, wording="lock")]
    fields = json.dumps({"rows": rows, "counts": {}, "cap": ""})
    alice.post(
        f"/questions/{cast.question.pk}/",
        {
            "stem": cast.question.stem, "kind": "SHORT", "scheme": text, "base": text, "seen": cast.question.version,
            "seen_scheme": MarkScheme.objects.latest("pk").version, "fields": fields,
        },
    )  # fmt: skip
    newest = schemes.newest(cast.question)
    assert newest is not None
    assert newest.text == "# from the mock\nweir / low dam [1]\n    ao: AO1\nlock [1]\n"


def test_a_question_from_notes_is_tried_on_its_own_line(cast: School, alice: Client) -> None:
    page = NotesPage.objects.create(
        bank=cast.bank, text="Rivers\nA weir holds back water.\n", added_by=cast.alice, added_at=NOW
    )
    draft = Draft.objects.create(
        notes=page, position=1, stem="What does it do?", proposed_scheme="holds back ~ water", marks=1, kind="term",
        first_line=2, last_line=2, quality=1.0,
    )  # fmt: skip
    question = drafts.keep(draft=draft, stem=draft.stem, scheme=draft.proposed_scheme, by=cast.alice, now=NOW)

    shown = tried(alice, cast, scheme="a mill", question=str(question.pk))

    assert "The line of the notes gets only 0 marks of 1" in shown
