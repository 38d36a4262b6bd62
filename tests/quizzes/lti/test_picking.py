"""Deep linking: a teacher picks a quiz in the platform's own window, and the platform gets a link that it can trust."""

from __future__ import annotations

import re
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from quizzes.lti import arrivals
from quizzes.models import LtiPlatform
from tests.cast import School, text_of
from tests.quizzes.lti.platforms import TEACHES, come
from tests.runtime.platform import CLAIM, CLIENT, Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform")]
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def picks(there: Platform, **more: Any) -> dict[str, Any]:
    return {
        "sub": "t-1",
        f"{CLAIM}message_type": "LtiDeepLinkingRequest",
        f"{CLAIM}target_link_uri": "http://testserver/lti/pick/",
        f"{CLAIM}resource_link": None,
        f"{DL}deep_linking_settings": {
            "deep_link_return_url": f"{there.url}/returned", "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"], "data": "opaque",
        },
        **TEACHES, **more,
    }  # fmt: skip


def field(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', " ".join(page.content.decode().split()))
    assert found is not None, page.content.decode()
    return found[1]


def test_a_quiz_that_is_picked_comes_back_as_a_signed_link_with_a_column(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    SocialAccount.objects.create(user=cast.alice, provider=platform.provider, uid="t-1")
    client, page = come(there, **picks(there))
    assert "Choose a quiz" in text_of(page)
    assert "_auth_user_id" not in client.session  # it needs no cookie, and gives none
    assert f"frame-ancestors {there.url}" in page["Content-Security-Policy"]

    made = Client(enforce_csrf_checks=True).post("/lti/pick/", {"ticket": field(page, "ticket"), "quiz": cast.quiz.pk})

    assert f'action="{there.url}/returned"' in made.content.decode()
    assert f"form-action 'self' {there.url}" in made["Content-Security-Policy"]
    token = field(made, "JWT")
    keys = {key["kid"]: jwt.PyJWK(key) for key in there.tool_keys}
    key = keys[jwt.get_unverified_header(token)["kid"]]
    said = jwt.decode(token, key, ["RS256"], audience=there.url, issuer=CLIENT)
    assert said[f"{CLAIM}message_type"] == "LtiDeepLinkingResponse"
    assert (said[f"{CLAIM}deployment_id"], said[f"{DL}data"]) == ("dep-1", "opaque")
    (link,) = said[f"{DL}content_items"]
    assert link == {
        "type": "ltiResourceLink", "title": "Stalin", "url": "http://testserver/lti/launch/",
        "custom": {"quiz": str(cast.quiz.pk)},
        "lineItem": {"scoreMaximum": 2.0, "label": "Stalin", "resourceId": f"quiz-{cast.quiz.pk}"},
    }  # fmt: skip


def test_only_ones_own_quizzes_and_only_with_the_ticket(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    SocialAccount.objects.create(user=cast.bob, provider=platform.provider, uid="t-1")
    _, page = come(there, **picks(there))
    ticket = field_or_none(page)
    assert ticket is None
    SocialAccount.objects.update(user=cast.alice)
    _, page = come(there, **picks(there))
    ticket = field(page, "ticket")
    assert Client().post("/lti/pick/", {"ticket": ticket[:-2] + "xx", "quiz": cast.quiz.pk}).status_code == 400
    assert Client().post("/lti/pick/", {"ticket": ticket, "quiz": "999999"}).status_code == 403
    arrivals.switch(platform=platform, is_on=False)
    assert Client().post("/lti/pick/", {"ticket": ticket, "quiz": cast.quiz.pk}).status_code == 403


def field_or_none(page: Any) -> str | None:
    return field(page, "ticket") if b'name="ticket"' in page.content else None


def test_who_is_no_teacher_here_picks_nothing(cast: School, platform: LtiPlatform, there: Platform) -> None:
    SocialAccount.objects.create(user=cast.sam, provider=platform.provider, uid="t-1")
    assert come(there, **picks(there))[1].status_code == 403
    no_return = {f"{DL}deep_linking_settings": {"accept_types": ["ltiResourceLink"],
                 "accept_presentation_document_targets": ["iframe"]}}  # fmt: skip
    SocialAccount.objects.update(user=cast.alice)
    assert come(there, **picks(there, **no_return))[1].status_code == 400
    strange = {**picks(there)[f"{DL}deep_linking_settings"], "deep_link_return_url": "javascript:alert(1)"}
    assert come(there, **picks(there, **{f"{DL}deep_linking_settings": strange}))[1].status_code == 400
