"""The marked script: what is typed stays as typed, whatever the evidence says."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from marking.scripts.marked import PointView, Script
from marking.templatetags.marked_script import LINE, PLACES, marked_words, pieces, reason

OUTCOMES = ["matched", "near", "negated", "rejected", "missed"]


def point(number: int, *spans: tuple[int, int], outcome: str = "matched", answer: str = "", **fields: Any) -> PointView:
    evidence = tuple(
        {"start": start, "end": end, "text": answer[start:end], "met": "", "similarity": 1.0, **fields}
        for start, end in spans
    )
    marks = Decimal(1) if outcome == "matched" else Decimal(0)
    return PointView(number, outcome, marks, Decimal(1), f"a line of the scheme {number} [1]", "", evidence)


def script(text: str, *points: PointView) -> Script:
    return Script(text, Decimal(1), Decimal(2), points)


def without_tags(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def around(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[PointView, ...]]:
    # Characters that HTML minds are as likely as all the others together.
    alphabet = st.one_of(st.sampled_from("<>&\"' \n/="), st.characters(blacklist_categories=["Cs"]))
    text = draw(st.text(alphabet, max_size=80))
    place = st.integers(-5, len(text) + 5)
    points = draw(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.lists(st.tuples(place, place), max_size=3))))
    return text, tuple(
        point(number, *spans, outcome=outcome, answer=text) for number, (outcome, spans) in enumerate(points, start=1)
    )


@given(marked_texts())
def test_marked_words_without_tags_are_the_text_as_typed(case: tuple[str, tuple[PointView, ...]]) -> None:
    text, points = case
    assert without_tags(str(marked_words(script(text, *points)))) == text


@given(marked_texts())
def test_pieces_carry_exactly_the_points_whose_evidence_covers_them(case: tuple[str, tuple[PointView, ...]]) -> None:
    text, points = case
    at = 0
    for piece in pieces(text, points):
        for offset in range(at, at + len(piece.text)):
            covering = {
                p.number
                for p in points
                if p.outcome != "missed" and any(e["start"] <= offset < e["end"] for e in p.evidence)
            }
            assert {p.number for p in piece.points} == covering
        at += len(piece.text)
    assert at == len(text)


@given(marked_texts())
def test_every_point_with_words_gets_one_sign(case: tuple[str, tuple[PointView, ...]]) -> None:
    text, points = case
    signs = [sign.point.number for piece in pieces(text, points) for sign in piece.signs]
    touching = {p.number for piece in pieces(text, points) for p in piece.points}
    assert sorted(signs) == sorted(touching)


@given(marked_texts())
def test_signs_that_may_share_a_line_have_places_of_their_own(case: tuple[str, tuple[PointView, ...]]) -> None:
    text, points = case
    signs = [sign for piece in pieces(text, points) for sign in piece.signs if sign.place is not None]
    for index, one in enumerate(signs):
        assert one.place is not None
        assert one.place < PLACES
        for other in signs[index + 1 :]:
            if other.at - one.at <= LINE and "\n" not in text[one.at : other.at]:
                assert one.place != other.place


def test_signs_on_different_lines_share_the_first_place() -> None:
    text = "The first plan began in 1928.\nThe farms were collectivised."
    parts = pieces(text, [point(1, around(text, "plan")), point(2, around(text, "farms"))])
    assert [sign.place for piece in parts for sign in piece.signs] == [0, 0]


def test_markup_in_an_answer_is_shown_and_never_run() -> None:
    text = "<script>alert('x')</script> & \"<b>\""
    markup = str(marked_words(script(text, point(1, (3, 12), answer=text, met='"><img src=x onerror=y>'))))
    assert "<script" not in markup
    assert "<img" not in markup
    assert without_tags(markup) == text


def test_overlapping_evidence_marks_the_shared_words_twice() -> None:
    text = "social fascists"
    markup = str(marked_words(script(text, point(1, (0, 15), answer=text), point(2, (7, 15), answer=text))))
    assert '<mark class="matched">social </mark>' in markup
    assert '<mark class="matched twice">fascists</mark>' in markup


def test_reason_names_the_words_and_what_they_met() -> None:
    text = "social facists"
    view = point(2, (0, 14), answer=text, met="social fascists", similarity=0.96)
    assert reason(view) == "Point 2, credited, 1 mark: “social facists” for “social fascists”"


def test_reason_for_a_student_does_not_quote_the_scheme() -> None:
    text = "social facists"
    view = point(2, (0, 14), answer=text, met="social fascists", similarity=0.96)
    assert reason(view, for_student=True) == "Point 2, credited, 1 mark: “social facists”"


def test_script_for_a_student_shows_no_line_of_the_scheme() -> None:
    text = "social facists"
    shown = script(text, point(1, (0, 14), answer=text, met="THE SCHEME"), point(2, outcome="missed"))
    page = render_to_string("marking/_marked_script.html", {"script": shown, "for_student": True})
    assert "a line of the scheme" not in page
    assert "THE SCHEME" not in page
    assert "social facists" in page


def test_script_for_a_teacher_shows_scheme_and_evidence() -> None:
    text = "social facists"
    shown = script(text, point(1, (0, 14), answer=text, met="social fascists", similarity=0.96))
    page = html.unescape(render_to_string("marking/_marked_script.html", {"script": shown}))
    assert "a line of the scheme 1 [1]" in page
    assert "“social facists” for “social fascists” (96% alike)" in page


def test_script_says_its_mark_in_words_too() -> None:
    page = without_tags(render_to_string("marking/_marked_script.html", {"script": script("Lenin")}))
    assert re.search(r"Mark:\s*1\s*/?\s*out of\s*2", page)


def test_script_without_words_says_so() -> None:
    page = render_to_string("marking/_marked_script.html", {"script": script(" \n")})
    assert "No answer was given." in page


def test_script_not_marked_yet_shows_no_mark() -> None:
    page = render_to_string("marking/_marked_script.html", {"script": Script("Lenin", None, Decimal(2), ())})
    assert "Not marked yet" in page
    assert "ring" not in page
