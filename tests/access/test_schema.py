"""The API says what its schema promises: made-up calls as everybody, at ids of real rows; no 5xx, no surprise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests import Request
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response as SeenResponse
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from marking.models import Mark, MarkScheme
from quizzes.api.guards import RateLimit
from quizzes.api.schema import SchemaOnce
from quizzes.models import Picture, User
from quizzes.pure.scopes import SCOPES
from quizzes.services import tokens
from tests.cast import NOW, School, signed_in
from tests.quizzes.access.test_every_address import API_ROWS, ids  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
GIVEN = {"Content-Type", "Content-Length", "Authorization", "Cookie"}  # by the test, not made up
PEOPLE = ("nobody", "sam", "alice", "ada")  # as whom each call is made
EXAMPLES = 3  # of each operation: what is cheap enough for each run
LEFT_OUT = {"/api/v1/schema/", "/api/v1/docs/", "/api/v1/token/"}  # the last would end the token that is tried with


@pytest.fixture
def schema(monkeypatch: pytest.MonkeyPatch, cast: School) -> Any:
    monkeypatch.setattr(RateLimit, "limits", dict.fromkeys(RateLimit.limits, 10**9))
    return schemathesis.openapi.from_dict(signed_in(cast.admin).get("/api/v1/schema/?format=json").json())


def answer_to(client: Client, case: Any) -> Any:
    """Send a made-up call and return the answer as schemathesis looks at it. Everything is left as it was."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    asked = Request(
        **{name: sent.get(name) for name in ("method", "url", "params", "data", "json", "headers")}
    ).prepare()
    headers = {name: value for name, value in asked.headers.items() if name not in GIVEN}
    with transaction.atomic():
        answer = client.generic(
            asked.method or "", asked.path_url, asked.body or b"",
            content_type=asked.headers.get("Content-Type", "application/json"), headers=headers,
        )  # fmt: skip
        transaction.set_rollback(True)
    told = {name.lower(): [value] for name, value in answer.headers.items()}
    return SeenResponse(answer.status_code, told, answer.getvalue(), asked, 0.0, verify=False)


def token_of(user: User) -> str:
    return tokens.create(user=user, name="Tries", scopes=SCOPES, days=9, now=NOW)[1]


def operations(schema: Any) -> Iterator[Any]:
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path not in LEFT_OUT:
            yield operation


def row_at(path: str, ids: dict[str, int]) -> str:  # noqa: F811
    """Return the id of alice's or sam's row that an address with an id is about."""
    noun = path.split("/")[3]
    if noun == "pictures":
        return Picture.objects.values_list("name", flat=True)[0]
    if noun in {"marks", "mark-schemes"}:
        return str((Mark if noun == "marks" else MarkScheme).objects.values_list("pk", flat=True)[0])
    return str(ids[API_ROWS[noun]])


def client_of(who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who != "nobody":
        client.defaults["HTTP_AUTHORIZATION"] = f"Token {token_of(User.objects.get(username=who))}"
    return client


def test_calls_are_answered_as_the_schema_says(schema: Any, ids: dict[str, int]) -> None:  # noqa: F811
    clients = {who: client_of(who) for who in PEOPLE}
    for operation in operations(schema):

        @given(case=operation.as_strategy(), is_real=st.sampled_from([True, True, False]))
        @settings(
            max_examples=EXAMPLES, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck), deadline=None,
        )  # fmt: skip
        def call(case: Any, is_real: bool) -> None:
            if is_real and "{" in case.path:
                case.path_parameters = {name: row_at(case.path, ids) for name in case.path_parameters}
            for who, client in clients.items():  # to make a call up takes longer than to answer it
                try:
                    case.validate_response(answer_to(client, case), checks=CHECKS)
                except FailureGroup as failures:
                    failures.add_note(f"as {who}")
                    raise

        call()


def test_it_is_the_same_whoever_asks_and_written_once(cast: School, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    for user in (cast.sam, cast.admin):
        monkeypatch.setattr(SchemaOnce, "written", None)
        said.append(signed_in(user).get("/api/v1/schema/?format=json").content)
    assert said[0] == said[1]
    monkeypatch.setattr(SchemaGenerator, "get_schema", None)  # what would be called again
    assert signed_in(cast.alice).get("/api/v1/schema/?format=json").content == said[0]
