"""Logging in with a provider of OpenID Connect, against one that runs on this machine and speaks the real protocol."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as of_run
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from quizzes.models import User
from quizzes.services import teachers
from quizzes.views import oidc
from tests.cast import PASSWORD, School, person, text_of
from tests.quizzes.views.test_second_factor import SECRET, code_of, give, is_in, set_up
from tests.runtime import site

pytestmark = pytest.mark.django_db
START, BACK = "/login/with/school/", "/login/with/school/back/"
VERIFIED = {"email_verified": True}


class Provider:
    """The provider, and what it knows of people."""

    def __init__(self, url: str, program: site.Program) -> None:
        self.url, self.program = url, program

    def knows(self, number: str, email: str = "", **claims: Any) -> None:
        said = {"email": email, **claims}
        assert requests.put(f"{self.url}/users/{number}", json=said, timeout=5).status_code == 204

    def log_in(self, address: str, number: str) -> str:
        """Log in there as the person of this number; return where it leads back to, on our site."""
        answer = requests.post(address, data={"sub": number}, allow_redirects=False, timeout=5)
        return answer.headers["Location"].partition("testserver")[2]


@pytest.fixture(scope="module")
def _provider() -> Iterator[Provider]:
    port = site.free_port()
    url = f"http://127.0.0.1:{port}"
    program = site.Program(
        name="the provider",
        command=[sys.executable, "-m", "tests.runtime.provider", str(port)],
        log=of_run.RUN_DIR / "provider.log",
        env=site.environment(),
        ready=lambda _: answers(url),
    )
    program.start()
    yield Provider(url, program)
    program.stop()


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/.well-known/openid-configuration", timeout=2).ok
    except requests.RequestException:
        return False


@pytest.fixture
def provider(_provider: Provider, settings: Any, cast: School) -> Provider:
    settings.SIGN_IN_PROVIDERS = [
        {
            "id": "school", "name": "School", "issuer": _provider.url, "client_id": "markscheme",
            "secret": "hush", "domains": ["school.example"], "trusts_emails": False,
        }
    ]  # fmt: skip
    return _provider


def onward(client: Client, **more: str) -> str:
    """Return where the page leads that stands between our form and the provider."""
    page = client.post(START, more)
    found = re.search(r'href="(http://127[^"]+)"', page.content.decode())
    assert found is not None, page.content.decode()
    return found[1].replace("&amp;", "&")


def come(provider: Provider, number: str, client: Client | None = None, **more: str) -> tuple[Client, Any]:
    """Log in by the provider as the person of this number; return the browser and our answer."""
    client = client or Client()
    return client, client.get(provider.log_in(onward(client, **more), number))


def sso_only(email: str, **more: Any) -> User:
    """Return somebody of the staff without a password, whose address an admin has entered."""
    user = person(email.partition("@")[0].replace(".", "-"), email=email, **more)
    user.set_unusable_password()
    user.save()
    return user


def test_who_has_the_verified_address_gets_in_and_is_known_from_then_on(provider: Provider) -> None:
    head = sso_only("Head@school.example", teaches=True)
    provider.knows("n-1", "head@school.example", **VERIFIED)

    client, answer = come(provider, "n-1", next="/banks/")

    assert answer["Location"] == "/banks/"
    assert is_in(client, "/banks/")
    assert client.session.get("_auth_user_id") == str(head.pk)
    assert SocialAccount.objects.values_list("uid", "extra_data").get() == ("n-1", {})
    assert set(client.session.keys()) == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}

    provider.knows("n-1", "married@school.example", **VERIFIED)
    client, _ = come(provider, "n-1")
    assert client.session.get("_auth_user_id") == str(head.pk)


@pytest.mark.parametrize(
    ("number", "claims", "said"),
    [
        ("n-2", {"email": "alone@school.example"}, "does not say that the e-mail address"),
        ("n-3", {"email": "alone@school.example", "email_verified": False}, "does not say that the e-mail address"),
        ("n-4", {"email": "stranger@school.example", **VERIFIED}, "Nobody here has the address stranger@"),
        ("n-5", {"email": "twice@school.example", **VERIFIED}, "More than one account"),
        ("n-6", {"email": "alone@elsewhere.example", **VERIFIED}, "not an account of this school"),
        ("n-7", {"email": "alone@school.example", **VERIFIED}, "connected with another account"),
        ("n-8", {"email": "gone@school.example", **VERIFIED}, "Nobody here has the address gone@"),
    ],
)
def test_others_are_refused_and_told_why(provider: Provider, number: str, claims: Any, said: str) -> None:
    alone = sso_only("alone@school.example")
    SocialAccount.objects.create(user=alone, provider="school", uid="n-of-before")
    sso_only("twice@school.example")
    person("other", email="TWICE@school.example")
    sso_only("gone@school.example", is_active=False)
    provider.knows(number, **claims)
    people = User.objects.count()

    client, answer = come(provider, number)

    assert answer.status_code == 403
    assert said in text_of(answer)
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 1)


def test_an_account_with_a_password_is_connected_only_by_it(provider: Provider, cast: School) -> None:
    User.objects.filter(pk=cast.alice.pk).update(email="alice@school.example")
    provider.knows("n-a", "alice@school.example", **VERIFIED)

    client, answer = come(provider, "n-a", next="/banks/")
    assert answer["Location"] == "/login/connect/"
    assert "“alice” has this address" in text_of(client.get("/login/connect/"))
    assert client.post("/login/connect/", {"password": "wrong"}).status_code == 422
    assert not SocialAccount.objects.exists()
    assert client.post("/login/connect/", {"password": PASSWORD})["Location"] == "/banks/"
    assert is_in(client, "/banks/")
    assert is_in(come(provider, "n-a")[0], "/banks/")


def test_the_second_factor_is_asked_for_after_a_provider_too(provider: Provider, cast: School) -> None:
    set_up(cast.alice)
    SocialAccount.objects.create(user=cast.alice, provider="school", uid="n-b")
    provider.knows("n-b", "b@school.example", **VERIFIED)

    client, answer = come(provider, "n-b")

    assert answer["Location"] == "/login/code/"
    assert not is_in(client)
    give(client, code_of(SECRET, 1))
    assert is_in(client)


def test_an_invitation_makes_an_account_without_a_password(provider: Provider, cast: School) -> None:
    def invited() -> str:
        return teachers.invite(name="", by=cast.admin, now=timezone.now())[1]

    code = invited()
    assert f'value="{code}"' in Client().get(f"/teachers/{code}/").content.decode()
    provider.knows("n-c", "nora.fox@school.example", given_name="Nora", family_name="Fox", **VERIFIED)

    client, _ = come(provider, "n-c", invitation=code)

    nora = User.objects.get(email="nora.fox@school.example")
    assert (nora.username, nora.is_teacher, nora.has_usable_password()) == ("nora.fox", True, False)
    assert is_in(client, "/banks/")
    provider.knows("n-d", "other@school.example", **VERIFIED)
    assert "already been used" in text_of(come(provider, "n-d", invitation=code)[1])


def test_the_account_one_is_in_is_connected_and_disconnected(provider: Provider, cast: School) -> None:
    provider.knows("n-e", "e@school.example", **VERIFIED)
    alice = Client()
    alice.post("/login/", {"username": "alice", "password": PASSWORD})
    come(provider, "n-e", alice, connect="1")
    row = SocialAccount.objects.get(user=cast.alice)

    bob = Client()
    bob.post("/login/", {"username": "bob", "password": PASSWORD})
    assert "belongs to another account" in text_of(come(provider, "n-e", bob, connect="1")[1])
    assert bob.post(f"/account/connections/{row.pk}/end/").status_code == 404
    assert "You can log in with it" in text_of(alice.get("/account/"))
    alice.post(f"/account/connections/{row.pk}/end/")
    assert not SocialAccount.objects.exists()


def test_the_only_way_in_is_not_given_up(provider: Provider) -> None:
    sso_only("only@school.example", teaches=True)
    provider.knows("n-f", "only@school.example", **VERIFIED)
    client, _ = come(provider, "n-f")
    client.post(f"/account/connections/{SocialAccount.objects.get().pk}/end/")
    assert SocialAccount.objects.exists()


def test_what_comes_back_is_of_this_browser_this_moment_and_whole(provider: Provider) -> None:
    sso_only("safe@school.example")
    provider.knows("n-g", "safe@school.example", **VERIFIED)
    client = Client()
    there = provider.log_in(onward(client), "n-g")

    assert "started in another window" in text_of(Client().get(there))
    assert client.get(re.sub("code=[^&]+", "code=forged", there)).status_code == 502
    assert not is_in(client)
    assert client.get(f"{BACK}?error=access_denied&state=none").status_code == 400
    assert Client().get("/login/with/nobody/back/").status_code == 404


def test_an_id_token_that_the_provider_did_not_sign_is_refused(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    sso_only("safe@school.example")
    provider.knows("n-h", "safe@school.example", **VERIFIED)
    client = Client()
    there = provider.log_in(onward(client), "n-h")
    send = requests.Session.request

    def forged(self: Any, method: str, url: str, **more: Any) -> Any:
        answer = send(self, method, url, **more)
        if url.endswith("/oauth2/token"):
            tokens = answer.json()
            head, body, signature = tokens["id_token"].split(".")
            tokens["id_token"] = f"{head}.{body}.{signature[::-1]}"
            answer.json = lambda: tokens
        return answer

    monkeypatch.setattr(requests.Session, "request", forged)
    assert client.get(there).status_code == 502
    assert not is_in(client)


def test_where_the_provider_is_down_that_is_said_and_passwords_work(provider: Provider, settings: Any) -> None:
    settings.SIGN_IN_PROVIDERS = [one | {"issuer": "http://127.0.0.1:9"} for one in settings.SIGN_IN_PROVIDERS]
    client = Client()
    answer = client.post(START)
    assert answer.status_code == 503
    assert "School does not answer" in text_of(answer)
    client.post("/login/", {"username": "alice", "password": PASSWORD})
    assert is_in(client)


def test_without_settings_there_is_no_provider(cast: School) -> None:
    assert "Log in with School" not in text_of(Client().get("/login/"))
    assert Client().post(START).status_code == 404


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_email", "account_reset_password", "mfa_index"]
)
def test_no_page_of_the_librarys_own_is_there(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    ("provider_id", "claims", "is_in_school", "email"),
    [
        (
            "google",
            {"email": "a@school.example", "email_verified": True, "hd": "school.example"},
            True,
            "a@school.example",
        ),
        ("google", {"email": "a@school.example", "email_verified": True}, False, "a@school.example"),
        (
            "google",
            {"email": "a@gmail.example", "email_verified": True, "hd": "other.example"},
            False,
            "a@gmail.example",
        ),
        ("microsoft", {"preferred_username": "A@School.example"}, True, "A@School.example"),
        ("microsoft", {"email": "a@evil.example", "preferred_username": "a@school.example"}, False, "a@evil.example"),
        ("school", {"preferred_username": "a@school.example"}, False, ""),
        ("school", {"email": "a@school.example", "email_verified": "false"}, True, ""),
    ],
)
def test_an_address_counts_as_far_as_the_provider_can_say(
    provider_id: str, claims: dict[str, Any], is_in_school: bool, email: str
) -> None:
    said = {"id": provider_id, "domains": ["school.example"], "trusts_emails": provider_id == "microsoft"}
    assert oidc._is_of_the_school(said, claims) is is_in_school
    assert oidc._email(said, claims) == email
