"""Pictures in the archives of other programs: found where those put them, checked, and bounded."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64encode
from typing import Any

import pytest

from marking.formats import pictures as bounds
from marking.formats.detect import Options, read
from marking.formats.packed import Packed
from quizzes.files.pictures import PictureError
from tests.marking.formats.qti.test_older import BOX, item, material
from tests.marking.formats.test_form import NAME, PICTURE, STREAM

SHOWN = f"![A map](picture:{NAME}-40x30)"
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def of_two(body: str, more: dict[str, str | bytes] | None = None) -> Any:
    """Return what a package with an item of QTI 2 whose body says this becomes, its picture in a folder beside it."""
    asked = (
        f'<assessmentItem identifier="a"><itemBody>{body}<extendedTextInteraction responseIdentifier="R"/></itemBody>'
        "</assessmentItem>"
    )
    files = {"items/a.xml": asked, "items/images/A map.png": STREAM.getvalue(), **(more or {})}
    return read(zipped(files), "x.zip", Options())


@pytest.mark.parametrize(
    "body",
    [
        '<p>Look:</p><p><img src="images/A%20map.png" alt="A map"/></p>',
        '<p>Look:</p><p><img src="IMAGES/a%20MAP.png?x=1" alt="A map"/></p>',
        '<p>Look:</p><p><object type="image/png" data="images/A%20map.png">A map</object></p>',
    ],
)
def test_a_package_brings_the_pictures_that_its_items_show(body: str) -> None:
    imported = of_two(body)

    assert imported.questions[0].markdown == f"Look:\n\n{SHOWN}"
    assert imported.pictures == (PICTURE,)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('<p>a <b>b</b></p><img src="http://example.org/a.png" alt="x"/>', "nothing is fetched"),
        ('<p>a <b>b</b></p><img src="../../../etc/passwd" alt="x"/>', "nothing is fetched"),
        ('<p>a <b>b</b></p><img src="d.svg" alt="x"/>', "not a PNG, JPEG or WebP"),
        ('<p>a <b>b</b></p><img src="bomb.png" alt="x"/>', "unpacks to more than"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_said_in_words_and_why(body: str, why: str) -> None:
    imported = of_two(body, {"items/d.svg": DRAWN, "items/bomb.png": bytes(16 * 1024 * 1024)})

    assert why in " ".join(imported.questions[0].remarks)
    assert "\\[x\\]" in imported.questions[0].markdown or "[x]" in imported.questions[0].markdown
    assert imported.pictures == ()


def test_all_pictures_of_an_archive_share_one_bound_and_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST", 1)
    body = '<img src="images/A%20map.png" alt="A"/><img src="d.svg" alt="B"/><img src="images/A%20map.png" alt="C"/>'
    question = of_two(body, {"items/d.svg": DRAWN}).questions[0]

    assert question.markdown.count(NAME) == 2
    assert "more than 1 pictures" in " ".join(question.remarks)
    packed = Packed(zipped({"a.png": b"x" * 90, "b.png": b"y" * 90}))
    packed._left = 100
    assert packed.data_of("a.png") == b"x" * 90
    with pytest.raises(PictureError):
        packed.data_of("b.png")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("$IMS-CC-FILEBASE$/Quiz%20Files/m.png", "web_resources/Quiz Files/m.png"),
        ("$IMS-CC-FILEBASE$/Quiz%20Files/m.png?canvas_download=1", "Quiz Files/m.png"),
        ("@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/xid-12_1", "csfiles/home_dir/m__xid-12_1.png"),
        ("m.png", "quiz/m.png"),
    ],
)
def test_canvas_and_blackboard_name_their_pictures_in_their_own_ways(address: str, path: str) -> None:
    shown = material(f'<p>Look:</p><p><img src="{address}" alt="A map"></p>') + BOX
    asked = f"<questestinterop>{item('short_answer_question', shown)}</questestinterop>"
    imported = read(zipped({"quiz/q.xml": asked, path: STREAM.getvalue()}), "x.zip", Options())

    assert imported.questions[0].markdown == f"Look:\n\n{SHOWN}"
    assert imported.pictures == (PICTURE,)


def test_a_picture_within_an_item_of_qti_1_and_the_form_round_blanks_come_along() -> None:
    data = b64encode(STREAM.getvalue()).decode()
    inner = f'<material><matimage imagtype="image/png" embedded="base64" label="A map">{data}</matimage></material>'
    two = BOX.replace("r1", "r2")
    shown = material("<p>Rivers <b>end</b> in</p>") + BOX + material("<p>and rise in</p>") + two + inner
    asked = item("short_answer_question", shown)
    imported = read(f"<questestinterop>{asked}</questestinterop>".encode(), "x.xml", Options())

    assert imported.questions[0].markdown == f"Rivers **end** in (1) _____ and rise in (2) _____\n\n{SHOWN}"


def h5p(kind: str, content: dict[str, Any]) -> Any:
    about = json.dumps({"title": "T", "mainLibrary": f"H5P.{kind}"})
    files = {"h5p.json": about, "content/content.json": json.dumps(content)}
    return read(zipped({**files, "content/images/m.png": STREAM.getvalue()}), "x.h5p", Options())


IMAGE = {
    "library": "H5P.Image 1.1",
    "params": {"file": {"path": "images/m.png"}, "alt": "A map"},
    "metadata": {"authors": [{"name": "Ada"}], "license": "CC BY"},
}


def test_h5p_brings_form_and_pictures_with_their_credit() -> None:
    below = SHOWN.replace(")", ' " | Ada, CC BY")')
    essay = h5p("Essay", {"media": {"type": IMAGE}, "taskDescription": "<p>Why <b>now</b>?</p>"})
    assert essay.questions[0].markdown == f"{below}\n\nWhy **now**?"
    assert essay.pictures == (PICTURE,)

    gaps = {"media": {"type": IMAGE}, "text": "<p>Fill in.</p>", "questions": ["<p><i>Steam</i> is *water*.</p>"]}
    assert h5p("Blanks", gaps).questions[0].markdown == f"{below}\n\nFill in.\n\n*Steam* is _____."

    card = {"text": "<p>Which?</p>", "answer": "Nile", "image": {"path": "images/m.png"}, "imageAltText": "A map"}
    assert h5p("Dialogcards", {"dialogs": [card]}).questions[0].markdown == f"{SHOWN}\n\nWhich?"

    film = h5p("Essay", {"media": {"type": {"library": "H5P.Video 1.6", "params": {"a": 1}}}, "taskDescription": "Q?"})
    assert film.questions[0].remarks[0] == "Sounds, films and other media are left out."
