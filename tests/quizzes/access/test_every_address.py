"""Every address there is, found in the URLconf: nobody gets in without a name, nobody reaches another's rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from marking import queries
from marking.formats.detect import Options
from marking.models import Mark, MarkBatch, MarkScheme, PracticeAnswer, PracticeCard
from marking.pure.answers_file import Answer
from marking.services import (
    comments,
    enquiries,
    examples,
    jobs,
    marks,
    moderators,
    practice,
    results,
    schemes,
    transfers,
)
from quizzes.models import (
    Assignment,
    Attempt,
    Draft,
    Item,
    LogIn,
    LtiCourse,
    LtiPlatform,
    Picture,
    Response,
    SchoolClass,
    User,
)
from quizzes.notes import draft
from quizzes.pure.scopes import SCOPES
from quizzes.services import banks, invitations, pictures, rosters, sources, tokens
from tests.cast import NOW, School, person, quiz_for, sat, signed_in

pytestmark = pytest.mark.django_db
# Who gets in where is known on SQLite by tests/access/test_matrix.py, where these people stand among others, and what
# reaches a student by tests/marking/test_no_mark_leaks.py. On PostgreSQL each kind of query is asked once.
WALK = pytest.mark.postgresql(alone=True)

OPEN_TO_ALL = {"login", "login-class", "health", "livez", "readyz", "teacher-invited", "reset"}
OPEN_TO_ALL |= {"notices-end", "reset-confirm"}  # a token is what lets one in
OPEN_TO_ALL |= {"openid_connect_login", "openid_connect_callback"}  # where no provider is set, there is nothing
OPEN_TO_ALL |= {"lti-start", "lti-launch", "lti-pick", "lti-keys", "lti-welcome"}  # a signed message lets one in
OPEN_TO_WHO_HAS_THE_CODE = {"join-link"}  # a class's code is what lets one in
OPEN_POSTS = {"api-token"}  # whoever has a name and a password may ask for a token
CANARY = "xylophonist"  # a word of the mark scheme that stands nowhere else

NOTES = (
    "The Treaty of Rapallo was signed in 1922 by Germany and Soviet Russia.\n\n1926 – Treaty of Berlin\n"
    "Stalin signed it. Stalin ruled then. Stalin fell. Stalim slept.\n"
)
PICTURE = bytes.fromhex(  # one pixel, a PNG
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200"
    "0148afa4710000000049454e44ae426082"
)
LIST = b"name,class,username\nIda Moss,10B,\nPer Lund,12D,\nTim,12D,tim\n"


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address outside the admin."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith("admin/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or "", route


ADDRESSES = sorted(set(addresses()))


@pytest.fixture
def ids(cast: School) -> dict[str, int]:
    """Return an id of alice's for every kind of row that an address can name."""
    page = banks.add_notes(
        bank=cast.bank, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW
    )
    attempt = sat(cast.assignment, cast.sam, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    picture = pictures.keep(data=PICTURE, by=cast.alice, now=NOW)
    shown = f"![A map](picture:{picture.name}-1x1)"
    platform = LtiPlatform.objects.create(name="Moodle", issuer="https://m.example", client_id="1", added_at=NOW)
    return {
        "assignment_id": cast.assignment.pk,
        "attempt_id": attempt.pk,
        "bank_id": cast.bank.pk,
        "batch_id": _batch(cast, attempt).pk,
        "class_id": cast.class_10b.pk,
        "list_id": rosters.look_through(files=[("x.csv", LIST)], into=None, by=cast.alice, now=NOW).pk,
        "user_id": cast.alice.pk,
        "student_id": cast.sam.pk,
        "invitation_id": invitations.invite(
            school_class=cast.class_10b, username=person("zed", teaches=True).username, by=cast.alice, now=NOW
        ).pk,
        "enquiry_id": enquiries.ask(response=Response.objects.get(attempt=attempt), text="Why?", now=NOW).pk,
        "moderator_id": moderators.appoint(
            school_class=cast.class_10b, username=person("mona", teaches=True).username, by=cast.alice, now=NOW
        ).pk,
        "hold_id": results.hold(assignment=cast.assignment, student=cast.sue, reason="", by=cast.alice, now=NOW).pk,
        "import_id": transfers.plan(
            bank=cast.bank, data=b"Q: Why?\nA: war\n", filename="x.txt", options=Options(), by=cast.alice, now=NOW
        ).pk,
        "example_id": examples.save(
            question=cast.question, text="social facists", mark=Decimal(1), by=cast.alice, now=NOW
        ).pk,
        "token_id": tokens.create(user=cast.alice, name="x", scopes=SCOPES, days=9, now=NOW)[0].pk,
        "typo_id": page.typos.values_list("pk", flat=True)[0],
        "draft_id": Draft.objects.filter(notes=page).values_list("pk", flat=True)[0],
        "notes_id": page.pk,
        "question_id": cast.question.pk,
        "quiz_id": cast.quiz.pk,
        "draft_of_quiz": quiz_for(cast.class_10b, [cast.question], by=cast.alice, publish=False).quiz_id,
        "source_id": sources.write(
            source=None, bank=cast.bank, by=cast.alice, now=NOW, title="A speech", text=CANARY, markdown=shown
        ).pk,
        "response_id": Response.objects.get(attempt=attempt).pk,
        "comment_id": comments.write(
            response=Response.objects.get(attempt=attempt),
            text="Plain enough.",
            passage=comments.Passage("social", 0),
            by=cast.alice,
            now=NOW,
        ).pk,
        "factor_id": Authenticator.objects.create(user=cast.alice, type="webauthn", data={"name": "Key"}).pk,
        "connection_id": SocialAccount.objects.create(user=cast.alice, provider="school", uid="1").pk,
        "login_id": LogIn.objects.create(user=cast.alice, session_key="x", browser="Firefox", began_at=NOW).pk,
        "card_id": PracticeCard.objects.create(
            student=cast.sam, question=cast.question, due_on=NOW.date(), begun_on=NOW.date()
        ).pk,
        "practice_id": practice.open_bank(
            school_class=cast.class_10b, bank=cast.bank, topic="", by=cast.alice, now=NOW
        ).pk,
        "answer_id": PracticeAnswer.objects.create(
            student=cast.sam,
            question=cast.question,
            scheme=cast.question.mark_schemes.get(),
            key=uuid4(),
            text="war",
            mark=0,
            out_of=2,
            box_before=0,
            answered_at=NOW,
        ).pk,
        "job_id": jobs.create(owner=cast.alice, answers=[Answer(1, "a", "war")], scheme="war [1]", now=NOW).pk,
        "platform_id": platform.pk,
        "course_id": LtiCourse.objects.create(
            platform=platform, deployment="1", course_id="1", school_class=cast.class_10b, bound_at=NOW
        ).pk,
        "banked_id": comments.bank(owner=cast.alice, text="Plain enough.", now=NOW).pk,
    }


def _batch(cast: School, attempt: Attempt) -> MarkBatch:
    response = Response.objects.select_related("item", "attempt", "standing").get(attempt=attempt)
    decision = marks.Decision(response, Decimal(1), response.standing.mark_id)
    return marks.give_many(decisions=[decision], reason="Plain enough.", by=cast.alice, now=NOW).batch


OF_A_DRAFT = ("/edit/", "/paper/")  # pages of a quiz that is not published
API_ROWS = {
    "banks": "bank_id",
    "questions": "question_id",
    "classes": "class_id",
    "class-lists": "list_id",
    "arrangements": "student_id",
    "invitations": "invitation_id",
    "quizzes": "quiz_id",
    "assignments": "assignment_id",
    "attempts": "attempt_id",
    "rooms": "assignment_id",
    "results": "attempt_id",
    "tokens": "token_id",
    "notes": "notes_id",
    "drafts": "draft_id",
    "slips": "typo_id",
    "marking": "assignment_id",
    "batches": "batch_id",
    "enquiries": "enquiry_id",
    "jobs": "job_id",
    "imports": "import_id",
    "examples": "example_id",
    "sources": "source_id",
    "scripts": "response_id",
    "script-comments": "comment_id",
    "comment-bank": "banked_id",
    "moderators": "moderator_id",
    "practice": "practice_id",
    "practice-answers": "answer_id",
}


def filled(route: str, ids: dict[str, int]) -> str:
    """Return the address with ids in it."""
    path = "/" + route.replace("^", "").replace("$", "").replace("\\.", ".")
    path = path.replace("<slug:format_name>", "json").replace("<slug:kind>", "csv")
    for name in ("<slug:name>", "(?P<name>[0-9a-f]{16})"):
        if name in path:
            path = path.replace(name, Picture.objects.values_list("name", flat=True).get())
    if "<str:code>" in path:
        path = path.replace("<str:code>", SchoolClass.objects.values_list("code", flat=True).get(pk=ids["class_id"]))
    path = path.replace("<slug:provider_id>", "school")
    path = path.replace("<str:uidb64>", "MQ").replace("<str:token>", "no-token")
    if path.endswith(OF_A_DRAFT):
        path = path.replace("<int:quiz_id>", str(ids["draft_of_quiz"]))
    for name, value in ids.items():
        path = path.replace(f"<int:{name}>", str(value))
    path = path.replace("(?P<user_id>[0-9]{1,15})", str(ids["student_id"])).replace("(?P<row_id>[0-9]{1,15})", "1")
    if "(?P<pk>" in path:
        start, _, rest = path.partition("(?P<pk>")
        noun = start.rstrip("/").rsplit("/", 1)[-1]
        pk = _api_row(noun, ids)
        path = f"{start}{pk}{rest.partition(')')[2]}"
    assert "<" not in path, f"{route} names a row that this test does not know: add it to `ids`."
    return path


def _api_row(noun: str, ids: dict[str, int]) -> int:
    if noun == "marks":
        return Mark.objects.values_list("pk", flat=True)[0]
    if noun == "mark-schemes":
        return MarkScheme.objects.values_list("pk", flat=True)[0]
    return ids[API_ROWS[noun]]


def names_a_row(route: str) -> bool:
    return "<" in route


def test_nobody_gets_in_without_a_name(ids: dict[str, int]) -> None:
    client = Client()
    for name, route in ADDRESSES:
        if name in OPEN_TO_ALL:
            continue
        for method in ("get", "post", "put", "patch", "delete"):
            if name in OPEN_POSTS and method == "post":
                continue
            response = getattr(client, method)(filled(route, ids), content_type="application/json")
            to_login = response.status_code == 302 and response["Location"].startswith("/login/")
            assert to_login or response.status_code in {401, 405}, (method, route, response.status_code)


@WALK
def test_nothing_that_is_said_to_a_person_is_kept(ids: dict[str, int]) -> None:
    """But for pictures, which their own session's browser may keep, and a script that says nothing of anybody."""
    kept = []
    for who in ("alice", "sam"):
        client = signed_in(User.objects.get(username=who))
        for name, route in ADDRESSES:
            response = client.get(filled(route, ids))
            if name not in {"picture", "paper-worker"} and "no-store" not in response.headers.get("Cache-Control", ""):
                kept.append((who, route))
    assert not kept


@pytest.mark.postgresql
def test_a_number_larger_than_any_rows_is_not_found(ids: dict[str, int]) -> None:
    client = signed_in(User.objects.get(username="alice"))
    for digits in (19, 30, 5000):
        for _name, route in ADDRESSES:
            if "(?P<pk>" in route:
                address = filled(route, ids).replace("/api/v1/", "", 1).split("/")
                address[1] = "9" * digits
                for method in ("get", "post", "put"):
                    answer = getattr(client, method)("/api/v1/" + "/".join(address), content_type="application/json")
                    assert answer.status_code in {404, 405}, (method, route, digits)


def test_pages_of_a_draft_are_reached_by_its_teacher(ids: dict[str, int]) -> None:
    client = signed_in(User.objects.get(username="alice"))
    routes = dict(ADDRESSES)
    for name in ("quiz-edit", "quiz-arrange"):
        assert client.get(filled(routes[name], ids)).status_code == 200, name


def answers(who: str, methods: tuple[str, ...], ids: dict[str, int]) -> Iterator[tuple[str, str, str, int]]:
    """Yield the name, route, method and status of every address that names a row, asked as `who`."""
    client = signed_in(User.objects.get(username=who))
    for name, route in ADDRESSES:
        if names_a_row(route) and name not in OPEN_TO_WHO_HAS_THE_CODE:
            for method in methods:
                answer = getattr(client, method)(filled(route, ids), content_type="application/json")
                yield name, route, method, answer.status_code


@WALK
def test_another_classes_teacher_reaches_no_row(ids: dict[str, int]) -> None:
    reached = [one for one in answers("bob", ("get",), ids) if one[-1] not in {403, 404, 405}]
    assert not reached


@WALK
def test_a_classmate_reaches_only_the_quiz_that_is_set(ids: dict[str, int]) -> None:
    reached = {name for name, *_, status in answers("sue", ("get",), ids) if status not in {403, 404, 405}}
    assert reached == {"cover", "assignment-detail"}


def test_no_page_lets_a_stranger_in_by_a_method_of_the_api(ids: dict[str, int]) -> None:
    """The table of who gets in where has GET and POST of pages."""
    tried = answers("bob", ("put", "patch", "delete"), ids)
    assert not [one for one in tried if one[-1] not in {403, 404, 405}]


@pytest.mark.postgresql
def test_lists_show_strangers_none_of_it(ids: dict[str, int]) -> None:
    for stranger in ("bob", "tim"):
        client = signed_in(User.objects.get(username=stranger))
        for noun in (*API_ROWS, "marks", "mark-schemes"):
            if noun in {"results", "practice-answers", "scripts", "script-comments", "arrangements"}:  # no lists
                continue
            rows = client.get(f"/api/v1/{noun}/").json()["results"]
            own = ["11C"] if (stranger, noun) == ("bob", "classes") else []
            assert [row.get("name") for row in rows] == own, (stranger, noun)


@WALK
def test_no_word_of_a_scheme_reaches_a_student_but_what_the_release_says(cast: School) -> None:
    text = f"social fascists / {CANARY} [1]\n    reject: {CANARY} band\n{CANARY} music [1]\n"
    schemes.write(question=cast.question, text=text, by=cast.alice, now=NOW)
    cast.question.model_answer = CANARY
    cast.question.save()
    assignment = quiz_for(cast.class_10b, [cast.question], by=cast.alice)
    client = signed_in(User.objects.get(username="sam"))
    seen = [_crawl(client, assignment.pk, None)]
    attempt = sat(assignment, cast.sam, "social facists")
    seen.append(_crawl(client, assignment.pk, attempt))
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    seen.append(_crawl(client, assignment.pk, attempt))
    results.release(assignment=assignment, by=cast.alice, now=NOW, unchecked_too=True)
    with_what_was_wanted = _crawl(client, assignment.pk, attempt)
    Assignment.objects.update(shows_wanted=False)
    after = _crawl(client, assignment.pk, attempt)

    assert not any(CANARY in body for body in [*seen, after])
    assert "social facists" in after
    assert f"Wanted: “{CANARY} music”" in with_what_was_wanted
    assert f"{CANARY} band" not in with_what_was_wanted
    assert f"/ {CANARY}" not in with_what_was_wanted


def _crawl(client: Client, assignment_id: int, attempt: Attempt | None) -> str:
    """Return what a student can fetch, all in one text."""
    paths = ["/", f"/sit/{assignment_id}/", "/api/v1/assignments/", "/api/v1/attempts/", "/api/v1/schema/"]
    item = Item.objects.filter(quiz__assignments=assignment_id).values_list("question", flat=True)[0]
    paths += [f"/api/v1/questions/{item}/", f"/questions/{item}/", "/api/v1/mark-schemes/", "/api/v1/marks/"]
    if attempt is not None:
        pk = attempt.pk
        paths += [f"/attempts/{pk}/{page}" for page in ("", "hand-in/", "receipt/", "result/")]
        paths += [f"/api/v1/attempts/{pk}/", f"/api/v1/results/{pk}/", f"/api/v1/attempts/{pk}/answers/"]
    return "\n".join(client.get(path, follow=True).content.decode() for path in paths)
