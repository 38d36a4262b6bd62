"""Coming from a learning platform, against one on this machine that signs with real keys."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from quizzes.lti import arrivals, messages
from quizzes.models import Enrolment, LtiCourse, LtiLink, LtiPlatform, User
from quizzes.services import classes
from tests.cast import NOW, PASSWORD, School, person, signed_in, text_of
from tests.quizzes.lti.platforms import TEACHES, arrived, begun, come, give
from tests.runtime.platform import CLAIM, ROLE, Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform")]


def bound(cast: School, platform: LtiPlatform) -> LtiCourse:
    """Return the course c-1, which stands for 10B."""
    said = messages.Message(platform.pk, "t", "", "", True, False, "dep-1", "c-1", "History 10B")
    return arrivals.bind(message=said, school_class=cast.class_10b, by=cast.alice, now=NOW)


def known(platform: LtiPlatform, user: User, sub: str) -> None:
    SocialAccount.objects.create(user=user, provider=platform.provider, uid=sub)


def opens(cast: School) -> dict[str, Any]:
    return {f"{CLAIM}custom": {"quiz": str(cast.quiz.pk)}}


def test_a_new_student_gets_an_account_a_place_and_the_quiz(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    course = bound(cast, platform)

    client, answer = arrived(there, **opens(cast))

    assert answer["Location"] == f"/sit/{cast.assignment.pk}/"
    ida = User.objects.get(first_name="Ida")
    assert (ida.last_name, ida.email, ida.has_usable_password(), ida.is_teacher) == ("Moss", "", False, False)
    assert client.session["_auth_user_id"] == str(ida.pk)
    assert "lti" not in client.session
    assert Enrolment.objects.get(user=ida).school_class == cast.class_10b
    link = LtiLink.objects.get(course=course, link_id="l-1")
    assert (link.assignment, link.line_item) == (cast.assignment, f"{there.url}/items/7?type=9")

    people = User.objects.count()
    _, again = arrived(there, sub="u-1", given_name="Ida", family_name="Fox", email="x@y.example")
    assert again["Location"] == f"/sit/{cast.assignment.pk}/"
    assert User.objects.count() == people


def test_nobody_is_joined_by_an_address(cast: School, platform: LtiPlatform, there: Platform) -> None:
    User.objects.filter(pk=cast.sam.pk).update(email="ida@school.example")
    person("passless", email="ida@school.example").set_unusable_password()
    bound(cast, platform)
    client, _ = arrived(there, **opens(cast))
    assert client.session["_auth_user_id"] == str(User.objects.get(first_name="Ida").pk)


def test_a_student_waits_until_the_teacher_has_set_the_course_up(
    cast: School,
    there: Platform,
) -> None:
    people = User.objects.count()
    _, answer = arrived(there, **opens(cast))
    assert "has not set this course up" in text_of(answer)
    assert User.objects.count() == people


def test_a_teacher_connects_the_account_that_is_there_and_says_which_class(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    client, answer = arrived(there, sub="t-1", given_name="Alice", family_name="A", **TEACHES)
    assert "Do you have an account here?" in text_of(answer)
    assert "make one" not in text_of(answer)
    assert client.post("/lti/welcome/").status_code == 403
    assert not User.objects.filter(first_name="Alice", last_name="A").exists()

    login = client.post("/login/", {"username": "alice", "password": PASSWORD, "next": "/lti/connect/"})
    assert login["Location"] == "/lti/connect/"
    assert "without its password" in text_of(client.get("/lti/connect/"))
    assert client.post("/lti/connect/")["Location"] == "/lti/continue/"
    assert "Which class is this course?" in text_of(client.get("/lti/continue/"))
    client.post("/lti/continue/", {"school_class": cast.class_10b.pk, "name": ""})
    assert LtiCourse.objects.get().school_class == cast.class_10b
    assert "Which quiz does this link open?" in text_of(client.get("/lti/continue/"))
    client.post("/lti/continue/", {"assignment": cast.assignment.pk})
    assert client.get("/lti/continue/")["Location"] == f"/quizzes/{cast.quiz.pk}/"

    _, answer = arrived(there, sub="t-1", **TEACHES)
    assert answer["Location"] == f"/quizzes/{cast.quiz.pk}/"


def test_a_class_of_others_cannot_be_chosen(cast: School, platform: LtiPlatform, there: Platform) -> None:
    known(platform, cast.alice, "t-1")
    client, _ = arrived(there, sub="t-1", **TEACHES)
    assert client.post("/lti/continue/", {"school_class": cast.class_11c.pk, "name": ""}).status_code == 422
    assert not LtiCourse.objects.exists()


def test_a_platform_makes_teachers_only_where_it_may(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    LtiPlatform.objects.update(makes_teachers=True)
    client, _ = arrived(there, sub="t-2", given_name="Nora", family_name="Fox", **TEACHES)
    client.post("/lti/welcome/")
    nora = User.objects.get(first_name="Nora")
    assert nora.is_teacher
    client.post("/lti/continue/", {"school_class": "", "name": "History"})
    assert LtiCourse.objects.get().school_class.name == "History"


def test_a_teacher_of_the_course_teaches_its_class_unless_taken_out(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    bound(cast, platform)
    known(platform, cast.bob, "t-3")
    _, answer = arrived(there, sub="t-3", **TEACHES, **opens(cast))
    assert answer["Location"] == f"/assignments/{cast.assignment.pk}/marks/"
    assert cast.class_10b.enrolments.get(user=cast.bob).role == "TEACHER"

    classes.leave(school_class=cast.class_10b, user=cast.bob, by=cast.alice, now=NOW)
    _, answer = arrived(there, sub="t-3", **TEACHES, **opens(cast))
    assert "You were removed from the class" in text_of(answer)
    assert cast.class_10b.enrolments.get(user=cast.bob).left_at is not None


def test_a_student_who_was_taken_out_stays_out(cast: School, platform: LtiPlatform, there: Platform) -> None:
    bound(cast, platform)
    known(platform, cast.sam, "u-1")
    classes.leave(school_class=cast.class_10b, user=cast.sam, by=cast.alice, now=NOW)
    _, answer = arrived(there, **opens(cast))
    assert "You were removed" in text_of(answer)
    assert cast.class_10b.enrolments.get(user=cast.sam).left_at is not None


def test_a_role_there_gives_a_student_no_rights_here(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    bound(cast, platform)
    known(platform, cast.sam, "u-1")
    _, answer = arrived(there, **TEACHES, **opens(cast))
    assert "have no teacher’s account here" in text_of(answer)
    assert cast.class_10b.enrolments.get(user=cast.sam).role == "STUDENT"


def test_a_link_opens_only_what_is_set_for_the_class(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    bound(cast, platform)
    _, answer = arrived(there, **{f"{CLAIM}custom": {"quiz": "999999"}})
    assert "leads to no quiz of your class" in text_of(answer)
    assert not LtiLink.objects.exists()


# ---- what is wrong with messages ---------------------------------------------------------------------------


def _other_key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


WRONG: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "somebody-else"},
    "us as the second audience": {"aud": ["somebody-else", "markscheme-1"]},
    "others beside us": {"aud": ["markscheme-1", "somebody-else"]},
    "another issuer": {"iss": "http://127.0.0.1:9"},
    "no issuer": {"iss": None},
    "another deployment": {f"{CLAIM}deployment_id": "dep-2"},
    "no deployment": {f"{CLAIM}deployment_id": None},
    "expired": {"exp": int(time.time()) - 5},
    "endless": {"exp": None},
    "undated": {"iat": None},
    "from the future": {"iat": int(time.time()) + 5000},
    "another target link": {f"{CLAIM}target_link_uri": "http://evil.example/lti/launch/"},
    "no target link": {f"{CLAIM}target_link_uri": None},
    "another version": {f"{CLAIM}version": "1.1"},
    "no version": {f"{CLAIM}version": None},
    "another kind": {f"{CLAIM}message_type": "LtiEvil"},
    "a kind without use": {f"{CLAIM}message_type": "LtiSubmissionReviewRequest"},
    "no kind": {f"{CLAIM}message_type": None},
    "no roles": {f"{CLAIM}roles": None},
    "roles that are none": {f"{CLAIM}roles": [{"a": 1}]},
    "no link": {f"{CLAIM}resource_link": None},
    "a link without id": {f"{CLAIM}resource_link": {"title": "x"}},
    "nobody": {"sub": None},
    "a long number": {"sub": "9" * 300},
    "no role here": {f"{CLAIM}roles": [f"{ROLE}Mentor"]},
    "no course": {f"{CLAIM}context": None},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_message_lets_nobody_in(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
    claims: dict[str, Any],
) -> None:
    bound(cast, platform)
    people = User.objects.count()
    client, answer = come(there, **(opens(cast) | claims))
    assert answer.status_code in {400, 403}
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == people


def test_a_token_of_other_signing_lets_nobody_in(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    bound(cast, platform)
    pem = jwt.PyJWK(there.public()).key.public_numbers()
    tokens = (
        lambda claims: jwt.encode(claims, None, "none", headers={"kid": there.kid}),
        lambda claims: jwt.encode(claims, str(pem.n), "HS256", headers={"kid": there.kid}),
        lambda claims: jwt.encode(claims, _other_key(), "RS256", headers={"kid": there.kid}),
        lambda claims: jwt.encode(claims, there.key, "RS256", headers={"kid": "unknown"}),
        lambda claims: jwt.encode(claims, there.key, "RS256"),
        lambda claims: there.signed(claims)[:-20],
        lambda claims: "a.b",
        lambda claims: "e30.W10.x",
    )
    for token in tokens:
        client = Client()
        asked = begun(there, client)
        sent = {"state": asked["state"], "id_token": token(there.message(asked["nonce"], **opens(cast)))}
        answer = client.post("/lti/launch/", sent)
        assert answer.status_code == 400, answer.content.decode()
        assert "_auth_user_id" not in client.session


def test_a_message_counts_once_in_one_browser(cast: School, platform: LtiPlatform, there: Platform) -> None:
    bound(cast, platform)
    client = Client()
    asked = begun(there, client)
    claims = there.message(asked["nonce"], **opens(cast))

    assert give(there, Client(), asked, claims).status_code == 400
    assert give(there, client, asked, claims).status_code == 302
    client.logout()
    assert "opened twice" in text_of(give(there, client, asked, claims))
    other = begun(there, client)
    assert give(there, client, other, claims).status_code == 400  # the first one's nonce
    assert client.post("/lti/launch/", {"state": "state-x", "id_token": there.signed(claims)}).status_code == 400
    assert client.post("/lti/launch/").status_code == 400


def test_a_platform_answers_only_for_itself(cast: School, platform: LtiPlatform, there: Platform) -> None:
    """A state of one platform takes no message of another, though both are registered."""
    LtiPlatform.objects.create(
        name="Other", issuer=there.url, client_id="other", deployments=["dep-1"], auth_url=f"{there.url}/auth",
        token_url="x", keys_url=f"{there.url}/keys", pages_url="", added_at=NOW,
    )  # fmt: skip
    bound(cast, platform)
    _, answer = come(there, aud="other", **opens(cast))
    assert answer.status_code == 400


def test_a_platform_that_is_switched_off_lets_nobody_in(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    bound(cast, platform)
    client = Client()
    asked = begun(there, client)
    arrivals.switch(platform=platform, is_on=False)
    assert give(there, client, asked, there.message(asked["nonce"], **opens(cast))).status_code == 400
    assert "not registered here" in text_of(client.get("/lti/start/", {"iss": there.url, "login_hint": "1"}))
    assert client.get("/lti/start/").status_code == 403


def test_a_new_key_of_the_platform_is_read_and_an_old_one_kept(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    bound(cast, platform)
    come(there, **opens(cast))
    come(there, **opens(cast))
    assert there.keys_read == 1
    there.kid, there.key = "key-2", _other_key()
    assert come(there, **opens(cast))[1].status_code == 302
    assert there.keys_read == 2


def test_keys_at_a_private_address_are_not_read(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
    settings: Any,
) -> None:
    settings.WEBHOOK_NETWORKS = []
    assert come(there, **opens(cast))[1].status_code == 400
    assert there.keys_read == 0


# ---- frames ------------------------------------------------------------------------------------------------


def test_in_a_frame_a_window_is_opened_and_only_the_platform_may_frame_it(there: Platform) -> None:
    sent = {"iss": there.url, "login_hint": "9", "target_link_uri": "http://testserver/lti/launch/"}
    answer = Client().get("/lti/start/", sent, headers={"Sec-Fetch-Dest": "iframe"})
    assert "in a window of its own" in text_of(answer)
    assert 'target="_blank"' in answer.content.decode()
    assert f"frame-ancestors {there.url};" in answer["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in answer

    answer = Client().get("/login/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_the_state_comes_back_from_another_site_by_https_only(there: Platform) -> None:
    answer = Client().get(
        "/lti/start/", {"iss": there.url, "login_hint": "9", "target_link_uri": "https://testserver/"}, secure=True
    )
    (cookie,) = answer.cookies.values()
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"], cookie["path"]) == ("None", True, True, "/lti/")


def test_the_account_of_who_comes_is_the_one_that_goes_on(
    cast: School,
    platform: LtiPlatform,
    there: Platform,
) -> None:
    bound(cast, platform)
    client, _ = come(there, **opens(cast))
    session = client.session["lti"]
    other = signed_in(cast.sue)
    store = other.session
    store["lti"] = session
    store.save()
    assert other.get("/lti/continue/").status_code == 400
