"""Registering platforms, and this site's own keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from quizzes.lti import keys
from quizzes.models import LtiKey, LtiPlatform
from tests.cast import NOW, School, signed_in, text_of

pytestmark = pytest.mark.django_db
SENT = {
    "name": "Moodle", "issuer": "https://moodle.example", "client_id": "abc", "deployment_ids": "1\n2\n\n1",
    "pages_url": "https://moodle.example/", "auth_url": "https://moodle.example/auth",
    "token_url": "https://moodle.example/token", "keys_url": "https://moodle.example/keys",
}  # fmt: skip


def test_an_admin_registers_a_platform_and_sees_what_to_enter_there(cast: School) -> None:
    ada = signed_in(cast.admin)
    page = text_of(ada.get("/lti/platforms/"))
    for address in ("start", "launch", "keys", "pick"):
        assert f"http://testserver/lti/{address}/" in page
    answer = ada.post("/lti/platforms/", SENT)
    row = LtiPlatform.objects.get()
    assert answer["Location"] == f"/lti/platforms/{row.pk}/"
    assert (row.deployments, row.added_by, row.is_on) == (["1", "2"], cast.admin, True)
    assert "already exists" in text_of(ada.post("/lti/platforms/", SENT))
    ada.post(f"/lti/platforms/{row.pk}/", SENT | {"name": "The Moodle"})
    ada.post(f"/lti/platforms/{row.pk}/", {"act": "off"})
    row.refresh_from_db()
    assert (row.name, row.is_on) == ("The Moodle", False)


@pytest.mark.parametrize(
    "wrong",
    [{"auth_url": "http://moodle.example/auth"}, {"keys_url": "javascript:x"}, {"deployment_ids": " "},
     {"pages_url": "https://a b/"}, {"pages_url": "https://a;script-src/"}, {"issuer": ""}, {"token_url": "ftp://x/"}],
)  # fmt: skip
def test_what_cannot_be_is_refused(cast: School, wrong: dict[str, str]) -> None:
    assert signed_in(cast.admin).post("/lti/platforms/", SENT | wrong).status_code == 422
    assert not LtiPlatform.objects.exists()


def test_only_whom_an_admin_has_given_the_right_registers_platforms(cast: School) -> None:
    signed_in(cast.admin).post("/lti/platforms/", SENT)
    pk = LtiPlatform.objects.get().pk
    alice = signed_in(cast.alice)
    assert alice.get("/lti/platforms/").status_code == 403
    assert alice.get(f"/lti/platforms/{pk}/").status_code == 404
    cast.alice.user_permissions.add(Permission.objects.get(codename="change_ltiplatform"))
    assert alice.get(f"/lti/platforms/{pk}/").status_code == 200


def published() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = Client().get("/lti/keys/").json()["keys"]
    return made


def test_the_key_is_made_once_and_kept_encrypted() -> None:
    (first,) = published()
    assert published() == [first]
    assert set(first) == {"kty", "n", "e", "kid", "alg", "use"}
    assert "PRIVATE" not in LtiKey.objects.get().private


def test_a_new_key_is_published_a_day_before_it_signs_beside_the_one_before() -> None:
    old = keys.signing(NOW)
    keys.renew(now=NOW + timedelta(days=9))
    assert keys.signing(NOW + timedelta(days=9, hours=1)) == old
    assert len(published()) == 2
    new = keys.signing(NOW + timedelta(days=10, hours=1))
    assert new != old
    keys.renew(now=NOW + timedelta(days=20))
    assert keys.signing(NOW + timedelta(days=20)) == new
    assert len(published()) == LtiKey.objects.count() == 2


def test_with_another_key_of_the_site_there_are_new_ones(settings: Any) -> None:
    (first,) = published()
    settings.SECRET_KEY = "another-" * 8
    (second,) = published()
    assert second["kid"] != first["kid"]
    assert jwt.PyJWK(second)
