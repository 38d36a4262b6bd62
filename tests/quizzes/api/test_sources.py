"""Sources, pictures and texts with form by the API."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import School, signed_in
from tests.marking.api.test_banks import send
from tests.quizzes.access.test_every_address import PICTURE

pytestmark = pytest.mark.django_db


def test_a_source_with_a_picture_is_written_and_changed_as_it_was_seen(cast: School) -> None:
    client = signed_in(cast.alice)
    picture = client.post("/api/v1/pictures/", {"file": SimpleUploadedFile("map.png", PICTURE)}).json()
    body = {"bank": cast.bank.pk, "title": "A map", "markdown": f"![A map]({picture['address']})"}
    made = send(client, "post", "sources", body)
    assert made.status_code == 201, made.said
    path = f"sources/{made.said['id']}"

    changed = send(client, "patch", path, {"label": "Source A"}, **{"If-Match": made["ETag"]})
    assert (changed.said["label"], changed.said["markdown"], changed.said["version"]) == (
        "Source A",
        body["markdown"],
        2,
    )
    assert send(client, "patch", path, {"title": "B"}, **{"If-Match": made["ETag"]}).status_code == 412
    plain = send(client, "patch", path, {"text": "*as typed*"})
    assert (plain.said["text"], plain.said["markdown"]) == ("*as typed*", "")
    assert [row["number"] for row in send(client, "get", f"{path}/versions").said] == [3, 2, 1]
    send(client, "post", f"{path}/archive")
    assert client.get(f"/api/v1/sources/?bank={cast.bank.pk}&archived=false").json()["results"] == []
    assert send(signed_in(cast.bob), "patch", path, {"title": "His"}).status_code == 404
    assert send(signed_in(cast.bob), "post", "sources", body).status_code == 400  # no bank of his


def test_a_picture_is_sent_to_who_sees_a_text_that_shows_it(cast: School) -> None:
    client = signed_in(cast.alice)
    made = client.post("/api/v1/pictures/", {"file": SimpleUploadedFile("map.png", PICTURE)})
    path = f"/api/v1/pictures/{made.json()['name']}/"

    sent = client.get(path)
    assert (made.status_code, sent["Content-Type"], sent.content[:4]) == (201, "image/png", PICTURE[:4])
    assert client.get(path, headers={"If-None-Match": sent["ETag"]}).status_code == 304
    assert signed_in(cast.bob).get(path).status_code == 404
    refused = client.post("/api/v1/pictures/", {"file": SimpleUploadedFile("map.png", b"GIF89a")})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "file")
    assert signed_in(cast.sam).post("/api/v1/pictures/", {}).status_code == 403


@pytest.mark.parametrize("body", [{"title": "x"}, {"title": "x", "text": "  "}, {"title": "x", "markdown": "\0"}])
def test_a_source_says_something(cast: School, body: dict[str, str]) -> None:
    assert send(signed_in(cast.alice), "post", "sources", {"bank": cast.bank.pk, **body}).status_code == 400


def test_texts_are_shown_as_students_will_see_them(cast: School) -> None:
    client = signed_in(cast.alice)
    assert "<math" in send(client, "post", "texts/preview", {"text": "$x^2$"}).said["html"]
    assert send(client, "post", "texts/from-html", {"html": "<b>x</b> y"}).said == {"text": "**x** y"}
