"""Joining a class by link, QR and code."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings

from quizzes.services import archives, classes
from quizzes.views.joining import qr_of
from tests.cast import NOW, PASSWORD, School, person, signed_in

pytestmark = pytest.mark.django_db


def test_the_link_asks_first_and_lets_in_on_a_yes(cast: School) -> None:
    client, path = signed_in(person("zoe")), f"/join/{cast.class_10b.code}/"
    page = client.get(path).content.decode()
    assert "Join 10B?" in page
    assert "Alice" in page
    assert not cast.class_10b.people.filter(username="zoe").exists()

    client.post(path)

    assert cast.class_10b.people.filter(username="zoe").exists()
    assert client.get(path)["Location"] == "/"  # in it already


def test_who_is_not_logged_in_comes_back_to_the_link(cast: School, client: Client) -> None:
    person("zoe")
    path = f"/join/{cast.class_10b.code}/"
    to_login = client.get(path)["Location"]
    assert to_login == f"/login/?next={path}"

    answer = client.post("/login/", {"username": "zoe", "password": PASSWORD, "next": path})

    assert answer["Location"] == path


@pytest.mark.parametrize("spelling", ["{}", "{}/", "lower"])
def test_the_link_is_taken_however_it_is_typed(cast: School, spelling: str) -> None:
    code = cast.class_10b.code
    path = f"/join/{code.lower() if spelling == 'lower' else spelling.format(code)}"

    assert "Join 10B?" in signed_in(person("zoe")).get(path, follow=True).content.decode()


def test_a_link_that_lets_nobody_in_says_so(cast: School) -> None:
    client = signed_in(person("zoe"))
    assert client.get("/join/AAAAAAAA/").status_code == 404
    classes.open_code(school_class=cast.class_10b, is_open=False)
    path = f"/join/{cast.class_10b.code}/"
    for answer in (client.get(path), client.post(path), client.post("/join/", {"code": cast.class_10b.code})):
        assert answer.status_code in {409, 422}
        assert "Nobody can join this class at the moment" in answer.content.decode()
    archives.archive(row=cast.class_10b, now=NOW)
    assert client.get(path).status_code == 404
    assert not cast.class_10b.people.filter(username="zoe").exists()


def test_guessing_codes_by_link_or_by_form_is_slowed_down_together(cast: School) -> None:
    client = signed_in(person("zoe"))
    for number in range(5):
        client.get(f"/join/AAAAAAA{number}/")
        client.post("/join/", {"code": f"BBBBBBB{number}"})

    assert client.get(f"/join/{cast.class_10b.code}/").status_code == 429
    assert "too many attempts" in client.post("/join/", {"code": cast.class_10b.code}).content.decode()


def test_the_poster_names_the_address_that_the_site_was_asked_by(cast: School) -> None:
    with override_settings(ALLOWED_HOSTS=["quiz.school.example"]):
        client = signed_in(cast.alice, Client(HTTP_HOST="quiz.school.example"))
        page = client.get(f"/classes/{cast.class_10b.pk}/poster/").content.decode()
        stranger = client.get(f"/classes/{cast.class_10b.pk}/poster/", HTTP_HOST="evil.example")

    assert f"quiz.school.example/join/{cast.class_10b.code}<" in page
    assert qr_of(f"http://quiz.school.example/join/{cast.class_10b.code}/") in page
    assert stranger.status_code == 400


def test_a_qr_is_an_svg_without_style_script_or_size_of_its_own() -> None:
    qr = qr_of('http://quiz.school.example/join/ABCD2345/"><script>&')

    assert re.fullmatch(r'<svg viewBox="[\d ]+">(<path [a-z]+="[#\w .-]+" d="[\w .-]+"/>)+</svg>', qr)
