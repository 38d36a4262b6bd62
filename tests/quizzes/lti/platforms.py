"""Coming from a platform, as browsers do it; shared by the tests of LTI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from quizzes.lti import arrivals
from quizzes.models import LtiPlatform
from tests.cast import NOW, School
from tests.runtime.platform import CLAIM, CLIENT, DEPLOYMENT, ROLE, Platform

TEACHES = {f"{CLAIM}roles": [f"{ROLE}Instructor"]}


@pytest.fixture
def there(settings: Any) -> Iterator[Platform]:
    """The platform itself, not registered yet."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    cache.clear()
    made = Platform()
    yield made
    made.stop()
    cache.clear()


@pytest.fixture
def platform(there: Platform, cast: School) -> LtiPlatform:
    """The platform as it is registered here, knowing our keys."""
    row = LtiPlatform(
        name="Moodle", issuer=there.url, client_id=CLIENT, deployments=[DEPLOYMENT], auth_url=f"{there.url}/auth",
        token_url=f"{there.url}/token", keys_url=f"{there.url}/keys", pages_url=f"{there.url}/",
    )  # fmt: skip
    arrivals.save_platform(platform=row, by=cast.admin, now=NOW)
    there.tool_keys = Client().get("/lti/keys/").json()["keys"]
    return row


def begun(there: Platform, client: Client, **more: Any) -> dict[str, str]:
    """Make a platform's first request; return what we ask of it: state, nonce and the rest."""
    sent = {
        "iss": there.url, "login_hint": "9", "target_link_uri": "http://testserver/lti/launch/",
        "lti_message_hint": "m", "client_id": CLIENT, **more,
    }  # fmt: skip
    answer = client.get("/lti/start/", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith(f"{there.url}/auth?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def come(there: Platform, client: Client | None = None, **claims: Any) -> tuple[Client, Any]:
    """Come with a message of these claims; return the browser and our answer to it."""
    client = client or Client()
    asked = begun(there, client)
    return client, give(there, client, asked, there.message(asked["nonce"], **claims))


def give(there: Platform, client: Client, asked: dict[str, str], claims: dict[str, Any]) -> Any:
    return client.post("/lti/launch/", {"state": asked["state"], "id_token": there.signed(claims)})


def arrived(there: Platform, client: Client | None = None, **claims: Any) -> tuple[Client, Any]:
    """Come, and follow where it leads to the first page that is shown."""
    client, answer = come(there, client, **claims)
    while answer.status_code == 302 and answer["Location"].startswith("/lti/"):
        answer = client.get(answer["Location"])
    return client, answer
