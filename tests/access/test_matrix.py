"""Who gets in where: matrix.txt, made by knocking at every address with every method as everybody.

`WRITE_MATRIX=/api/v1/tokens .venv/bin/python -m pytest tests/access/test_matrix.py` writes the lines anew whose
addresses begin so, `WRITE_MATRIX=new` those of addresses that have none, `WRITE_MATRIX=/` all. Read what changed before
you commit: each sign is a decision.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from drf_spectacular.renderers import OpenApiYamlRenderer

from marking import roles
from marking.models import Moderator
from marking.services import moderators, results
from quizzes.models import Enrolment, User
from quizzes.services import banks, classes, invitations
from tests.access.bodies import all_bodies, body_of
from tests.cast import NOW, School, person, signed_in
from tests.quizzes.access.test_every_address import ADDRESSES, filled, ids  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db

WRITES = os.environ.get("WRITE_MATRIX", "")
TABLE = Path(__file__).with_name("matrix.txt")
METHODS = {"pages": ("get", "post"), "api": ("get", "post", "put", "patch", "delete")}
# All rows are alice's, sam's or of their class 10B. Who are the others? In the order of the table's columns:
PEOPLE = {
    "nobody": "without a name",
    "sam": "the student whose work it is",
    "sue": "a classmate",
    "tim": "a student of another class",
    "alice": "the teacher, owner of bank and quiz",
    "carl": "a co-teacher of the class",
    "ina": "a teacher who is invited to the class",
    "rex": "a teacher who was removed from the class",
    "bob": "a teacher of another class",
    "mo": "a moderator of the class",
    "max": "a moderator whose appointment has ended",
    "vic": "a teacher with whom the bank is shared, to look",
    "eve": "a teacher with whom the bank is shared, to edit",
    "tess": "of the staff: Teachers",
    "mia": "of the staff: Moderators",
    "otto": "of the staff: Exams officers",
    "aud": "of the staff: Auditors",
    "ada": "a superuser",
}
STRANGERS = ("tim", "ina", "rex", "bob", "max", "tess")  # nothing here is theirs
SIGNS = """+ let in   ? let in, and what was sent does not fit how things stand   - no such thing, or not for them
> sent to log in   . of the admin, which shows nothing to whom its first page sends to log in"""
LET_IN, REFUSED, HIDDEN, TO_LOG_IN, NO_SUCH_METHOD, NOT_OF_THE_STAFF = "+", "?", "-", ">", "x", "."
STAFF = ("tess", "mia", "otto", "aud", "ada")
PARTS = 3  # into which the addresses are dealt, so that several processes share the work


@pytest.fixture
def quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Write no line for each of the thousands that are refused, and no pages but where the table is written."""
    if not WRITES:
        monkeypatch.setattr(OpenApiYamlRenderer, "render", lambda *_args: b"")
        settings.TEMPLATES = [{"BACKEND": "tests.access.blank.Blank", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}]
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def stage(cast: School, ids: dict[str, int]) -> dict[str, int]:  # noqa: F811
    """Return the ids of alice's rows, with everybody in their place."""
    roles.set_up()
    for name in ("carl", "ina", "rex", "mo", "max", "vic", "eve"):
        person(name, teaches=True)
    for name, role in (("tess", "Teachers"), ("mia", "Moderators"), ("otto", "Exams officers"), ("aud", "Auditors")):
        person(name, is_staff=True).groups.add(Group.objects.get(name=role))
    who = {user.username: user for user in User.objects.all()}
    for name in ("carl", "rex"):
        classes.enrol(school_class=cast.class_10b, user=who[name], role=Enrolment.Role.TEACHER, now=NOW)
    classes.leave(school_class=cast.class_10b, user=who["rex"], by=cast.alice, now=NOW)
    invited = invitations.invite(school_class=cast.class_10b, username="ina", by=cast.alice, now=NOW)
    for name in ("mo", "max"):
        moderators.appoint(school_class=cast.class_10b, username=name, by=cast.alice, now=NOW)
    moderators.end(moderator=Moderator.objects.get(user=who["max"]), by=cast.alice, now=NOW)
    for name in ("vic", "eve"):
        banks.share(bank=cast.bank, user=who[name], may_edit=name == "eve", now=NOW)
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    return ids | {"invitation_id": invited.pk}


def addresses() -> Iterator[tuple[str, str]]:
    """Yield name and route of every address; of the admin each list, each page of a row and each way to add."""
    yield from ADDRESSES
    yield "admin", "admin/"
    for model in admin.site._registry:
        kind = f"{model._meta.app_label}/{model._meta.model_name}"
        for page in ("", "add/", "<row>/change/", "<row>/delete/"):
            yield f"admin {model._meta.label_lower}", f"admin/{kind}/{page}"


def address_of(name: str, route: str, ids: dict[str, int]) -> str:  # noqa: F811
    """Return the address with real ids in it."""
    if name == "student-report":
        return filled(route, ids | {"user_id": ids["student_id"]})
    if not name.startswith("admin "):
        return filled(route, ids)
    model = next(model for model in admin.site._registry if model._meta.label_lower == name.split()[1])
    row = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
    return "/" + route.replace("<row>", str(row or 1))


def sign_of(client: Client, method: str, address: str, body: dict[str, Any], kind: str) -> str:
    """Knock once, leave everything as it was, and return what became of it in a sign."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method)(address, body, **({} if method == "get" else {"content_type": kind}))
        transaction.set_rollback(True)
    client.cookies = cookies
    status = answer.status_code
    assert status < 500, (method, address, status)
    if status == 405:
        return NO_SUCH_METHOD
    if status == 401 or (status == 302 and "/login/" in answer["Location"]):
        return TO_LOG_IN
    if status in {403, 404}:
        return HIDDEN
    return REFUSED if status >= 400 else LET_IN


def line_of(clients: dict[str, Client], name: str, method: str, address: str, body: dict[str, Any]) -> str:
    """Return everybody's signs at one address and method, in the order of PEOPLE; "" where no such method is there."""
    kind = "application/json" if address.startswith("/api/") else MULTIPART_CONTENT
    first = "ada" if name.startswith("admin ") else "alice"
    known = {first: sign_of(clients[first], method, address, body, kind)}
    if known[first] == NO_SUCH_METHOD:
        return ""
    if name.startswith("admin "):
        known |= {who: NOT_OF_THE_STAFF for who in PEOPLE if who not in STAFF}
    return "".join(known.get(who) or sign_of(client, method, address, body, kind) for who, client in clients.items())


def kept() -> dict[tuple[str, str], str]:
    """Return the table's signs by address and method."""
    if not TABLE.exists():
        return {}
    lines = [line.split() for line in TABLE.read_text().splitlines() if line.startswith("/")]
    return {(route, method): signs for route, method, signs in lines}


def write(lines: dict[tuple[str, str], str]) -> None:
    """Write the table with its legend."""
    head = [
        "Who gets in where, as test_matrix.py finds it. Rows are alice's, sam's or of their class.",
        "",
    ]
    head += [f"{'|' * number} {name}: {who}".lstrip() for number, (name, who) in enumerate(PEOPLE.items())]
    head += ["", *SIGNS.splitlines(), ""]
    width = max(len(route) for route, _ in lines) + 1
    rows = [f"{route:{width}} {method:6} {signs}" for (route, method), signs in sorted(lines.items())]
    TABLE.write_text("\n".join([*head, *rows]) + "\n")


def is_asked(address: str) -> bool:
    """Whether this address is knocked at: each, but where only some lines are to be written."""
    if WRITES == "new":
        return address not in {route for route, _ in kept()}
    return address.startswith(WRITES)


def shown(route: str) -> str:
    """Return a route as the table has it."""
    plain = (
        route.replace("^", "")
        .replace("$", "")
        .replace("(?P<pk>[0-9]{1,15})", "<row>")
        .replace("(?P<name>[0-9a-f]{16})", "<name>")
        .replace("(?P<row_id>[0-9]{1,15})", "<number>")
        .replace("(?P<user_id>[0-9]{1,15})", "<person>")
        .replace("\\.", ".")
    )
    return f"/{plain}"


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_in_where_the_table_says(stage: dict[str, int], part: int, quick: None) -> None:
    clients = {name: Client() if name == "nobody" else signed_in(User.objects.get(username=name)) for name in PEOPLE}
    asked = [pair for pair in list(addresses())[part::PARTS] if is_asked(shown(pair[1]))]
    lines, bodies = {}, all_bodies(stage)
    for name, route in asked:
        cache.clear()  # tries are counted there
        address = address_of(name, route, stage)
        for method in METHODS["api" if route.startswith("api/") else "pages"]:
            if signs := line_of(clients, name, method, address, body_of(name, method, bodies)):
                lines[shown(route), method] = signs
    here = {shown(route) for _, route in asked}
    there_are = {shown(route) for _, route in addresses()}
    if WRITES:
        write({key: signs for key, signs in kept().items() if key[0] in there_are - here} | lines)
        return
    # What is no address any more is the first part's to notice.
    kept_lines = {
        key: signs for key, signs in kept().items() if key[0] in here or (part == 0 and key[0] not in there_are)
    }
    assert lines == kept_lines, "Who gets in where has changed. Read this module's first lines."


def test_strangers_are_let_in_nowhere_that_names_a_row() -> None:
    columns = [list(PEOPLE).index(name) for name in STRANGERS]
    own = {"/join/<str:code>/", "/invitations/<int:invitation_id>/answer/"}  # whose code or invitation it is
    own |= {"/api/v1/invitations/<row>/accept/", "/api/v1/invitations/<row>/decline/"}
    wrong = [
        (route, method)
        for (route, method), signs in kept().items()
        if "<" in route and route not in own and {signs[column] for column in columns} - set("->.")
    ]
    assert not wrong
