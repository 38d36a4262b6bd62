"""QTI 1.2, as Canvas' classic quizzes and Blackboard write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marking.formats import qti
from marking.formats.values import ESSAY, Dropped, FileQuestion

BOX = '<response_str ident="r1"><render_fib><response_label ident="a1"/></render_fib></response_str>'


def material(text: str, kind: str = "text/html") -> str:
    return f'<material><mattext texttype="{kind}"><![CDATA[{text}]]></mattext></material>'


def condition(value: str, *accepted: tuple[str, str], action: str = "Set") -> str:
    inner = "".join(f'<varequal respident="{where}">{text}</varequal>' for where, text in accepted)
    return (
        f"<respcondition><conditionvar>{inner}</conditionvar>"
        f'<setvar action="{action}" varname="SCORE">{value}</setvar></respcondition>'
    )


def item(kind: str, shown: str, *conditions: str, points: str = "2.0", more: str = "") -> str:
    fields = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
        for name, value in (("question_type", kind), ("points_possible", points))
    )
    return (
        f'<item ident="i1" title="Question"><itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata>'
        f"<presentation>{shown}</presentation><resprocessing><outcomes>"
        f'<decvar maxvalue="100" varname="SCORE"/></outcomes>'
        f"{''.join(conditions)}</resprocessing>{more}</item>"
    )


def one(asked: str, **options: bool) -> FileQuestion | Dropped:
    section = f'<assessment title="Test"><section title="Rivers">{asked}</section></assessment>'
    imported = qti.read(f"<questestinterop>{section}</questestinterop>".encode(), marks=Decimal(1), **options)
    return (*imported.questions, *imported.dropped)[0]


def question(asked: str, **options: bool) -> FileQuestion:
    imported = one(asked, **options)
    assert isinstance(imported, FileQuestion), imported
    return imported


def test_a_short_answer_comes_with_its_wordings_points_topic_and_id() -> None:
    shown = material("<p>Where do rivers <b>end</b>?</p>") + BOX
    imported = question(item("short_answer_question", shown, condition("100", ("r1", "sea"), ("r1", "the ocean"))))

    assert (imported.stem, imported.scheme) == ("Where do rivers end?", "sea / the ocean [2]\n")
    assert (imported.topic, imported.external_id, imported.title) == ("Rivers", "i1", "")


def test_blanks_that_the_text_names_are_points() -> None:
    def chosen(name: str, *texts: str) -> str:
        labels = "".join(
            f'<response_label ident="{name}{place}">{material(text, "text/plain")}</response_label>'
            for place, text in enumerate(texts)
        )
        return f'<response_lid ident="response_{name}"><render_choice>{labels}</render_choice></response_lid>'

    shown = material("<p>[a] flows into [b].</p>") + chosen("a", "Avon", "River Avon") + chosen("b", "Severn")
    imported = question(
        item("fill_in_multiple_blanks_question", shown, condition("50", ("response_a", "a0"), action="Add"))
    )

    assert (imported.stem, imported.scheme) == (
        "(1) _____ flows into (2) _____.",
        "Avon / River Avon [1]\nSevern [1]\n",
    )


def test_blanks_within_the_text_are_points() -> None:
    second = BOX.replace("r1", "r2")
    shown = material("The") + BOX + material("flows into the") + second
    imported = question(item("", shown, condition("3", ("r1", "Avon"), ("r2", "Severn"), action="Add")))

    assert imported.stem == "The (1) _____ flows into the (2) _____"
    assert imported.scheme == "Avon [1]\nSevern [1]\n"


def test_an_essay_keeps_its_points_and_its_model_answer() -> None:
    more = f'<itemfeedback ident="general_fb"><flow_mat>{material("Rain.")}</flow_mat></itemfeedback>'
    imported = question(item("essay_question", material("Why do rivers rise?") + BOX, points="12", more=more))

    assert (imported.kind, imported.scheme, imported.marks, imported.model_answer) == (ESSAY, "", 12, "Rain.")


def test_wrong_answers_and_partial_ones_earn_what_they_earned() -> None:
    conditions = condition("100", ("r1", "delta")), condition("50", ("r1", "mouth")), condition("0", ("r1", "spring"))
    imported = question(item("short_answer_question", material("What is it?") + BOX, *conditions))

    assert imported.scheme == "max 2\ndelta [2]\nmouth [1]\n"


def test_numbers_are_listed_where_they_can_be() -> None:
    def ranged(low: str, high: str) -> FileQuestion | Dropped:
        limits = f'<and><vargte respident="r1">{low}</vargte><varlte respident="r1">{high}</varlte></and>'
        rule = (
            f'<respcondition><conditionvar><or><varequal respident="r1">4.0</varequal>{limits}</or></conditionvar>'
            "<setvar>100</setvar></respcondition>"
        )
        return one(item("numerical_question", material("How many?") + BOX, rule))

    exact, near, wide = ranged("4.0", "4.0"), ranged("3.9", "4.1"), ranged("3.5", "40.5")
    assert isinstance(exact, FileQuestion)
    assert exact.scheme == "4 [2]\n"
    assert isinstance(near, FileQuestion)
    assert near.scheme == "3.9 / 4 / 4.1 [2]\n"
    assert isinstance(wide, Dropped)
    assert "range" in wide.why


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("matching_question", "matching"),
        ("true_false_question", "true–false"),
        ("file_upload_question", "file"),
        ("text_only_question", "asks nothing"),
        ("calculated_question", "their own numbers"),
        ("multiple_dropdowns_question", "from a list"),
    ],
)
def test_other_kinds_are_left_out_with_the_reason(kind: str, why: str) -> None:
    imported = one(item(kind, material("x?") + BOX))

    assert isinstance(imported, Dropped)
    assert why in imported.why


def test_a_choice_with_one_right_answer_comes_on_request() -> None:
    labels = "".join(f'<response_label ident="{name}">{material(name)}</response_label>' for name in ("Avon", "Wye"))
    shown = material("Which?") + f'<response_lid ident="r"><render_choice>{labels}</render_choice></response_lid>'
    asked = item("multiple_choice_question", shown, condition("100", ("r", "Wye")))

    assert isinstance(one(asked), Dropped)
    assert question(asked, choices_too=True).scheme == "Wye [2]\n"
