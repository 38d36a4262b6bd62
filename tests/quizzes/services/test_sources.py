"""Sources and pictures: versions, labels on a paper, who sees which, and what is kept of a file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from PIL import Image

from quizzes.access.table import permitted
from quizzes.files.pictures import PictureError, read_picture
from quizzes.models import Bank, Picture, Question, Source
from quizzes.services import attempts, banks, pictures, quizzes, sources
from tests.cast import NOW, School, person, question_of, quiz_for, signed_in

pytestmark = pytest.mark.django_db


def drawn(form: str = "PNG", size: tuple[int, int] = (80, 60), **options: Any) -> bytes:
    """Return a picture as a file."""
    stream = BytesIO()
    Image.new("RGB", size, "navy").save(stream, form, **options)
    return stream.getvalue()


def source_of(bank: Bank, title: str = "A speech", text: str = "Peace, land, bread.", **fields: str) -> Source:
    """Return a new source of a bank."""
    return sources.write(source=None, bank=bank, by=bank.owner, now=NOW, title=title, text=text, **fields)


def shown(picture: Picture) -> str:
    """Return how a text shows a picture."""
    return f"![A map](picture:{picture.name}-{picture.width}x{picture.height})"


def test_a_source_has_versions_and_a_paper_keeps_its_own(cast: School) -> None:
    source = source_of(cast.bank)
    banks.edit_question(question=cast.question, by=cast.alice, now=NOW, sources=[source])
    assignment = quiz_for(cast.class_10b, [cast.question], by=cast.alice)

    sources.write(source=source, bank=cast.bank, by=cast.alice, now=NOW, title="A speech", text="Other words.")

    item = assignment.quiz.items.get()
    cast.question.refresh_from_db()
    assert [row.number for row in source.versions.all()] == [2, 1]
    assert cast.question.version == 2
    assert cast.question.versions.first().sources == [source.pk]
    assert [(one["shown_as"], one["text"]) for one in item.sources] == [("Source A", "Peace, land, bread.")]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE quizzes_sourceversion SET text = 'x'")
    with pytest.raises(banks.Overtaken):
        sources.write(source=source, bank=cast.bank, by=cast.alice, now=NOW, seen=1, title="A speech", text="Mine.")


def test_labels_follow_the_paper_and_those_given_stay(cast: School) -> None:
    plain, second, labelled = (
        source_of(cast.bank, "X"),
        source_of(cast.bank, "Y"),
        source_of(cast.bank, "Z", label="Source A"),
    )
    chosen = [
        question_of(cast.bank, stem="First?", sources=[plain]),
        question_of(cast.bank, stem="Second?", sources=[plain, labelled]),
        question_of(cast.bank, stem="Third?", sources=[second]),
    ]
    quiz = quiz_for(cast.class_10b, chosen, by=cast.alice, publish=False).quiz

    assert [[one["shown_as"] for one in item.sources] for item in quiz.items.all()] == [
        ["Source B"],
        ["Source B", "Source A"],
        ["Source C"],
    ]
    sources.write(source=second, bank=cast.bank, by=cast.alice, now=NOW, title="Y", text="t", label="Source A")
    quizzes.set_items(quiz=quiz, questions=list(Question.objects.filter(items__quiz=quiz)))
    with pytest.raises(quizzes.CannotPublish, match="Two sources are called “Source A”"):
        quizzes.publish(quiz=quiz, now=NOW)


def test_questions_on_one_source_stay_together_when_a_quiz_is_shuffled(cast: School) -> None:
    source = source_of(cast.bank)
    on_it = [question_of(cast.bank, stem=f"On it {number}?", sources=[source]) for number in range(3)]
    others = [question_of(cast.bank, stem=f"Else {number}?") for number in range(3)]
    quiz = quiz_for(cast.class_10b, [on_it[0], others[0], on_it[1], others[1], on_it[2], others[2]], by=cast.alice).quiz
    quiz.shuffle = True
    quiz.save()
    for student in (cast.sam, cast.sue):
        attempt = attempts.start(assignment=quiz.assignments.get(), student=student, now=NOW)
        stems = [item["stem"] for item in signed_in(student).get(f"/api/v1/attempts/{attempt.pk}/").json()["items"]]
        at = stems.index("On it 0?")
        assert stems[at : at + 3] == ["On it 0?", "On it 1?", "On it 2?"]


def test_a_picture_is_seen_by_who_sees_a_question_with_it(cast: School) -> None:
    picture = pictures.keep(data=drawn(), by=cast.alice, now=NOW)
    source = source_of(cast.bank, markdown=shown(picture), text="[Picture: A map]")
    question = question_of(cast.bank, stem="Where?", sources=[source])
    address = f"/pictures/{picture.name}/"

    def seen_by(*people: Any) -> list[bool]:
        return [signed_in(one).get(address).status_code == 200 for one in people]

    assert seen_by(cast.alice, cast.bob, cast.sam) == [True, False, False]
    now = timezone.now()
    assignment = quiz_for(cast.class_10b, [question], by=cast.alice, now=now)
    assert seen_by(cast.sam) == [False]
    attempts.start(assignment=assignment, student=cast.sam, now=now)
    assert seen_by(cast.sam, cast.sue, cast.tim, cast.bob) == [True, False, False, False]
    banks.share(bank=cast.bank, user=cast.bob, may_edit=False, now=NOW)
    assert seen_by(cast.bob) == [True]


def test_a_picture_is_kept_privately_for_the_session_that_saw_it(cast: School) -> None:
    picture = pictures.keep(data=drawn(), by=cast.alice, now=NOW)
    client = signed_in(cast.alice)
    reply = client.get(f"/pictures/{picture.name}/")

    assert reply["Content-Type"] == "image/png"
    assert "private" in reply["Cache-Control"]
    assert "Cookie" in reply["Vary"]
    assert client.get(f"/pictures/{picture.name}/", headers={"If-None-Match": reply["ETag"]}).status_code == 304


def test_a_text_cannot_show_a_picture_that_its_author_may_not_see(cast: School) -> None:
    picture = pictures.keep(data=drawn(), by=cast.alice, now=NOW)
    zed = person("zed", teaches=True)
    own = banks.create_bank(title="Own", by=zed, now=NOW)

    with pytest.raises(pictures.UnknownPicture):
        sources.write(source=None, bank=own, by=zed, now=NOW, title="x", text="x", markdown=shown(picture))
    assert not permitted(zed, "quizzes.view_picture", Picture.objects.all()).exists()


def test_a_picture_loses_its_metadata_and_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # on its side
    exif[0x010E] = "where it was taken"
    clean = read_picture(drawn("JPEG", (80, 60), exif=exif))

    assert (clean.width, clean.height, clean.media_type) == (60, 80, "image/jpeg")
    assert b"where it was taken" not in clean.data
    assert not Image.open(BytesIO(clean.data)).getexif()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_pictures_are_known_by_their_content_and_scaled_to_the_bound(form: str) -> None:
    clean = read_picture(drawn(form, (3_000, 1_500)))
    assert (clean.width, clean.height, clean.media_type) == (2_000, 1_000, f"image/{form.lower()}")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG"),
        (lambda: drawn("GIF"), "not a PNG"),
        (lambda: drawn("JPEG")[:-200], "damaged"),
        (lambda: drawn()[:60] + b"x" * 100, "damaged"),
        (lambda: b"", "not a PNG"),
        (lambda: drawn("PNG", (8_000, 5_000)), "pixels"),
        (lambda: b"x" * (16 * 1024 * 1024), "MB"),
    ],
    ids=["svg", "gif", "cut", "scrambled", "empty", "huge", "heavy"],
)
def test_what_is_no_picture_to_be_kept_is_refused_with_the_reason(made: Callable[[], bytes], why: str) -> None:
    with pytest.raises(PictureError, match=why):
        read_picture(made())


def test_the_same_picture_is_kept_once_and_uploads_say_what_is_wrong(cast: School) -> None:
    client = signed_in(cast.alice)
    for _ in range(2):
        stream = BytesIO(drawn())
        stream.name = "map.png"
        address = client.post("/pictures/", {"file": stream}).json()["address"]
    assert address == f"picture:{Picture.objects.get().name}-80x60"
    wrong = BytesIO(b"hello")
    wrong.name = "map.png"
    assert "not a PNG" in client.post("/pictures/", {"file": wrong}).json()["problem"]
    assert signed_in(cast.sam).post("/pictures/", {"file": BytesIO(drawn())}).status_code == 403
