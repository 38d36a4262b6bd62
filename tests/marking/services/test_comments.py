"""Comments in scripts keep their passage, or say that it is gone; nothing of them is ever lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from marking.models import BankedComment, IsFinal, ScriptComment
from marking.services import comments
from marking.services.comments import BadComment, Overtaken, Passage
from quizzes.models import Response
from tests.cast import NOW, School
from tests.marking.essays import of_grid, script

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

TEXT = "The mills grew.\r\nThe mills moved 🚂 to the towns.\r\nPeople followed."


@pytest.fixture
def essay(cast: School) -> Response:
    response = script(of_grid(cast), cast.sam, "anything")
    Response.objects.filter(pk=response.pk).update(text=TEXT)
    return Response.objects.get(pk=response.pk)


def wrote(essay: Response, cast: School, exact: str, start: int, text: str = "Which?") -> ScriptComment:
    return comments.write(response=essay, text=text, passage=Passage(exact, start), by=cast.alice, now=NOW)


def test_a_comment_stands_at_its_passage_however_the_page_counts_line_breaks(cast: School, essay: Response) -> None:
    shown = TEXT.replace("\r\n", "\n")
    second = shown.index("The mills moved")

    wrote(essay, cast, "The mills", second)
    wrote(essay, cast, "towns.\nPeople", shown.index("towns."), "One sentence.")

    placed = comments.standing(essay)
    assert [TEXT[one.start : one.end] for one in placed] == ["The mills", "towns.\r\nPeople"]
    assert placed[0].start == TEXT.index("The mills moved")
    assert [one.number for one in placed] == [1, 2]


def test_a_comment_follows_its_words_into_a_new_text_or_says_that_they_are_gone(cast: School, essay: Response) -> None:
    wrote(essay, cast, "moved 🚂 to the towns", 26)
    wrote(essay, cast, "People followed", 51, "Why?")
    essay.text = "Before all that, the mills moved 🚂 to the towns."

    kept, lost = comments.standing(essay)

    assert essay.text[kept.start : kept.end] == "moved 🚂 to the towns"
    assert lost.is_lost
    assert lost.comment.exact == "People followed"


@pytest.mark.parametrize(
    ("exact", "text", "wrong"),
    [
        ("no such words", "Why?", "not in the script"),
        ("  ", "Why?", "Select the words"),
        ("mills", " ", "Type the comment"),
        ("mills", "x" * 2_001, "at most 2,000 characters; this one has 2,001"),
    ],
)
def test_a_comment_that_cannot_be_kept_says_why(
    cast: School, essay: Response, exact: str, text: str, wrong: str
) -> None:
    with pytest.raises(BadComment, match=wrong):
        wrote(essay, cast, exact, 4, text)
    assert not ScriptComment.objects.exists()


def test_a_comment_is_replaced_and_taken_away_by_rows_that_are_added(cast: School, essay: Response) -> None:
    first = wrote(essay, cast, "mills", 4)

    second = comments.change(comment=first, text="Which mills?", by=cast.admin, now=NOW)
    assert [one.comment for one in comments.standing(essay)] == [second]
    assert (second.exact, second.start) == ("mills", 4)
    with pytest.raises(Overtaken) as caught:
        comments.change(comment=first, text="Mine", by=cast.alice, now=NOW)
    assert caught.value.standing == second
    gone = comments.change(comment=second, text="", by=cast.alice, now=NOW)
    assert comments.standing(essay) == []
    back = comments.change(comment=gone, text="Which mills?", by=cast.alice, now=NOW)

    assert [one.comment for one in comments.standing(essay)] == [back]
    assert ScriptComment.objects.count() == 4
    with pytest.raises(IsFinal):
        first.delete()


def test_the_overall_comment_is_one_and_whoever_is_late_sees_the_other(cast: School, essay: Response) -> None:
    first = comments.write_overall(response=essay, text="Good.", by=cast.alice, now=NOW)
    assert first is not None

    with pytest.raises(Overtaken) as caught:
        comments.write_overall(response=essay, text="Weak.", by=cast.admin, now=NOW)
    assert caught.value.standing == first
    comments.write_overall(response=essay, text="", by=cast.admin, now=NOW, seen=first.pk)
    current = ScriptComment.objects.filter(start=None, replaced_by=None).exclude(text="")
    assert not current.exists()
    comments.write_overall(response=essay, text="Fair.", by=cast.admin, now=NOW)
    assert current.get().text == "Fair."
    assert ScriptComment.objects.filter(start=None).count() == 3


def test_sent_twice_a_comment_is_one(cast: School, essay: Response) -> None:
    key = uuid4()
    made = [
        comments.write(response=essay, text="Why?", passage=Passage("mills", 4), by=cast.alice, now=NOW, key=key)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    whole = [
        comments.write_overall(response=essay, text="Good.", by=cast.alice, now=NOW, key=uuid) for uuid in [uuid4()] * 2
    ]
    assert whole[0] == whole[1]


def test_a_bank_has_one_comment_a_letter_and_is_its_owners(cast: School) -> None:
    why = comments.bank(owner=cast.alice, text="Say why.", letter="W", now=NOW)
    comments.bank(owner=cast.alice, text="Give an example.", now=NOW)
    when = comments.bank(owner=cast.alice, text="When?", letter="w", now=NOW)

    assert [(row.key, row.text) for row in comments.bank_of(cast.alice)] == [
        ("w", "When?"), ("", "Say why."), ("", "Give an example."),
    ]  # fmt: skip
    assert comments.bank_of(cast.bob) == []
    comments.change_banked(row=why, text="Say why, with a fact.", letter="y")
    with pytest.raises(BadComment, match="already"):
        comments.change_banked(row=why, text="When?", letter="")
    for letter in ("ab", "1", "é"):
        with pytest.raises(BadComment, match="one letter"):
            comments.bank(owner=cast.alice, text="x", letter=letter, now=NOW)
    comments.unbank(row=when)
    assert BankedComment.objects.count() == 2


def test_a_comment_kept_again_is_the_same_one(cast: School) -> None:
    first = comments.bank(owner=cast.alice, text="Say  why.", now=NOW)
    assert comments.bank(owner=cast.alice, text="Say why.", letter="w", now=NOW) == first
