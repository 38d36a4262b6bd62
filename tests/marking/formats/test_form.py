"""Form, sources and pictures in files: what goes out, comes back, and is said to be lost."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from marking.formats.detect import WRITTEN, Options, read
from marking.formats.values import FileBank, FileQuestion, FileSource
from marking.models import Import
from marking.services import exports, transfers
from quizzes.files.pictures import read_picture
from quizzes.models import Picture
from quizzes.services import banks, pictures, sources
from quizzes.texts import html_of, worded
from tests.cast import NOW, School, question_of

STREAM = BytesIO()
Image.new("RGB", (40, 30), "teal").save(STREAM, "PNG")
PICTURE = read_picture(STREAM.getvalue())
NAME = PICTURE.sha256[:16]
SHOWN = f'![A map](picture:{NAME}-40x30 "The front | Archive")'
TYPED = f"Why is **water** H~2~O, and $x^2$?\n\n- one\n- two\n\n{SHOWN}"
SOURCE = FileSource("s1", "A speech", "Peace, bread.", "Source A", "*Peace*, bread.", "Station, 1917")
ASKED = FileQuestion(
    worded(TYPED).plain, scheme="oxygen [1]\n", external_id="q1", markdown=TYPED, sources=("s1",), title="Water"
)
BANK = FileBank("Bank", [ASKED], sources=[SOURCE], pictures={NAME: PICTURE})


def again(name: str, bank: FileBank = BANK) -> Any:
    written = WRITTEN[name].write(bank)
    return read(written.data, f"x.{WRITTEN[name].ending}", Options()), "\n".join(written.lost)


def test_our_own_file_carries_form_sources_and_pictures_whole() -> None:
    imported, lost = again("json")

    assert lost == ""
    assert replace(imported.questions[0], line=0) == ASKED
    assert imported.sources == (SOURCE,)
    assert imported.pictures == (PICTURE,)


@pytest.mark.parametrize("name", ["moodle", "qti21", "qti30"])
def test_other_programs_files_carry_form_pictures_and_sources_there_and_back(name: str) -> None:
    imported, lost = again(name)

    question = imported.questions[0]
    assert (question.stem, question.markdown, question.sources) == (ASKED.stem, TYPED, ("s1",))
    assert question.scheme == "oxygen [1]\n"
    assert imported.sources == (SOURCE,)
    assert imported.pictures == (PICTURE,)
    assert ("Water: its sources stand in its text" in lost) is (name != "qti30")
    assert not any(word in lost for word in ("pictures", "form of", "Source A speech"))


def test_what_somebody_changed_in_the_other_program_comes_as_it_is_there() -> None:
    bank = replace(BANK, questions=[replace(ASKED, markdown=r"**Is** \ce{H2O} $x^2$?", external_id="q2"), ASKED])
    two = (
        WRITTEN["moodle"]
        .write(bank)
        .data.decode()
        .replace("H&lt;sub&gt;2", "HD&lt;sub&gt;3")
        .replace("x^2\\)", "x^3\\)")
    )
    imported = read(two.replace("Peace", "Land", 1).encode(), "x.xml", Options())

    assert imported.questions[0].markdown == r"**Is** HD~3~O \(x^3\)?"
    assert [one.text for one in imported.sources] == ["Land, bread.", "Peace, bread."]
    assert [one.sources for one in imported.questions] == [("s1",), ("s1-2",)]


@pytest.mark.parametrize("name", ["gift", "csv", "xlsx"])
def test_what_other_formats_lose_of_it_is_said(name: str) -> None:
    imported, lost = again(name)

    assert "[Picture: A map]" in imported.questions[0].stem
    assert "Water: 1 pictures" in lost
    assert "Water: 1 sources" in lost
    assert ("Water: the form of its text" in lost) is (name != "gift")
    assert ("<strong>water</strong>" in html_of(imported.questions[0].markdown)) is (name == "gift")


def moodle(text: str, style: str = "html", files: str = "") -> Any:
    """Return what a short answer of Moodle's with this text becomes."""
    question = (
        f'<quiz><question type="shortanswer"><name><text>N</text></name><questiontext format="{style}"><text>'
        f"<![CDATA[{text}]]></text>{files}</questiontext>"
        "<answer fraction='100'><text>x</text></answer></question></quiz>"
    )
    return read(question.encode(), "x.xml", Options())


def test_pictures_of_a_moodle_file_come_along_checked() -> None:
    data = b64encode(STREAM.getvalue()).decode()
    files = f'<file name="a b.png" path="/" encoding="base64">{data}</file>'
    imported = moodle('<p>Look: <img src="@@PLUGINFILE@@/a%20b.png" alt="A map"></p>', files=files)

    assert f"![A map](picture:{NAME}-40x30)" in imported.questions[0].markdown
    assert imported.pictures == (PICTURE,)
    missing = moodle('<p>Look: <img src="http://e.org/x.png" alt="A map"> <b>now</b></p>')
    assert "nothing is fetched" in missing.questions[0].remarks[0]
    broken = moodle('<p><img src="data:image/png;base64,eHl6" alt="x"> <b>now</b></p>')
    assert "not a PNG" in broken.questions[0].remarks[0]


def test_texts_that_moodle_calls_markdown_are_read_as_such_and_plain_html_stays_plain() -> None:
    assert moodle("Why *now*?", "markdown").questions[0].markdown == "Why *now*?"
    plain = moodle("<p>Is 2*3*4 = 24?</p><p>Say why.</p>").questions[0]
    assert (plain.stem, plain.markdown) == ("Is 2*3*4 = 24?\nSay why.", "")


@pytest.mark.parametrize(
    ("head", "markdown"), [("[markdown]Why **now**?", "Why **now**?"), ("[html]<b>Now</b>?", "**Now**?")]
)
def test_gift_texts_with_form_keep_it(head: str, markdown: str) -> None:
    assert read(f"::N::{head} {{=x}}".encode(), "x.gift", Options()).questions[0].markdown == markdown


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["json", "qti21", "qti30"])
def test_a_bank_comes_back_from_a_file_with_all_that_its_questions_show(cast: School, name: str) -> None:
    pictures.keep_clean(picture=PICTURE, by=cast.alice, now=NOW)
    source = sources.write(
        source=None, bank=cast.bank, by=cast.alice, now=NOW, title="A sketch", text="x", markdown=SHOWN
    )
    question_of(cast.bank, stem=worded(TYPED).plain, markdown=TYPED, sources=[source])
    data = exports.write_out(bank=cast.bank, format_name=name).data
    other = banks.create_bank(title="Again", by=cast.bob, now=NOW)

    for place in (1, 2):  # the second time the same ids are known
        row = transfers.plan(
            bank=other, data=data, filename=f"x.{WRITTEN[name].ending}", options=Options(), by=cast.bob, now=NOW
        )
        transfers.accept(row=row, left_out=[], now=NOW)
        assert transfers.carry_out(row=row, now=NOW).state == Import.State.DONE
        assert (other.sources.count(), other.questions.count()) == (1, 2), place
    question = other.questions.get(markdown=TYPED)
    assert [one.markdown for one in question.sources.all()] == [SHOWN]
    assert Picture.objects.count() == 1
    assert question.versions.get().sources == [question.sources.get().pk]
