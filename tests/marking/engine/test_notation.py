"""The notation as a teacher types it becomes the scheme it says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marking.engine.notation import parse, warnings
from marking.engine.types import (
    AnyOf,
    Both,
    Choice,
    Either,
    Expression,
    Level,
    Phrase,
    Point,
    Quoted,
    Scheme,
    Term,
    Together,
)

EXAMPLE = """\
max 4
same: USSR = Soviet Union
same: GMD = Guomindang = Kuomintang

# Stalin
socialism in one country / building socialism in (the) USSR [1]
    accept: "one country" first
    reject: world revolution came first
    ignore: Trotsky said
    feedback: Stalin put “home” first – before the world.
    negated: count
    ao: AO1
Trotsky + (permanent / world) revolution [0.5]
any 2 from:
    Treaty of Rapallo ~ 1922 [1]
    - Treaty of Berlin ~ 1926
    {credit* / loan*} + =German bank [2]
Lenin lived until 1930 [-1]
"""


def phrase(text: str) -> Phrase:
    """A phrase of plain words."""
    return Phrase(tuple(Term(word) for word in text.split()))


def only_point(text: str) -> Point:
    """The one point of a scheme of one point."""
    (point,) = parse(text).items
    assert isinstance(point, Point)
    return point


def expression(text: str) -> Expression:
    """What a line of points says."""
    return only_point(text).expression


def test_parse_example_reads_every_kind_of_line() -> None:
    scheme = parse(EXAMPLE)
    first, second, group, penalty = scheme.items
    the = Choice((phrase("the"),), optional=True)
    ussr = Phrase((Term("building"), Term("socialism"), Term("in"), the, Term("USSR")))
    assert scheme.cap == 4
    assert scheme.same == (
        (phrase("USSR"), phrase("Soviet Union")),
        (phrase("GMD"), phrase("Guomindang"), phrase("Kuomintang")),
    )
    quoted = Quoted((Term("one", exact=True), Term("country", exact=True)))
    assert first == Point(
        line=6,
        expression=Either((phrase("socialism in one country"), ussr)),
        accept=(Phrase((quoted, Term("first"))),),
        reject=(phrase("world revolution came first"),),
        ignore=(phrase("Trotsky said"),),
        feedback="Stalin put “home” first – before the world.",
        negated_counts=True,
        ao="AO1",
    )
    options = Choice((phrase("permanent"), phrase("world")), optional=True)
    assert second == Point(13, Both((phrase("Trotsky"), Phrase((options, Term("revolution"))))), marks=Decimal("0.5"))
    assert isinstance(group, AnyOf)
    assert (group.line, group.count) == (14, 2)
    assert [(point.line, point.marks) for point in group.points] == [(15, 1), (16, 1), (17, 2)]
    assert group.points[0].expression == Together((phrase("Treaty of Rapallo"), phrase("1922")))
    loans = Either((Phrase((Term("credit", prefix=True),)), Phrase((Term("loan", prefix=True),))))
    assert group.points[2].expression == Both((loans, Phrase((Term("German", exact=True), Term("bank")))))
    assert isinstance(penalty, Point)
    assert (penalty.line, penalty.marks) == (18, -1)


def test_parse_headers_are_read_in_any_case_and_place() -> None:
    scheme = parse(
        "Spelling: Strict\nstate planning [5]\nLANGUAGE: en\nlevels: 1-2 → 2; 3-4.5 => 5, 5+ -> 8.5\nMax: 8 marks"
    )
    assert (scheme.spelling, scheme.language, scheme.cap) == ("strict", "en", 8)
    assert scheme.levels == (
        Level(Decimal(1), Decimal(2), Decimal(2)),
        Level(Decimal(3), Decimal("4.5"), Decimal(5)),
        Level(Decimal(5), None, Decimal("8.5")),
    )


def test_parse_a_level_of_nothing_may_be_named() -> None:
    assert parse("levels: 0 -> 0, 1 -> 2\nplan").levels[1] == Level(Decimal(1), Decimal(1), Decimal(2))


@pytest.mark.parametrize("header", ["max 2", "max two", "maximum 2", "Max: 2", "MAX 2 marks", "maximum: two"])
def test_parse_max_in_the_ways_teachers_write_it(header: str) -> None:
    assert parse(f"{header}\nplan [3]").cap == 2


def test_parse_a_point_about_max_planck_is_a_point() -> None:
    assert expression("Max Planck") == phrase("Max Planck")
    assert expression("\\max weight") == phrase("max weight")


@pytest.mark.parametrize(
    "header",
    ["any 2 from:", "Any two from:", "any two of:", "any 2 from", "- any two of the following:", "any 2 of these:"],
)
def test_parse_any_of_in_the_ways_teachers_write_it(header: str) -> None:
    (group,) = parse(f"{header}\n  tractors\n  steel\n  coal").items
    assert isinstance(group, AnyOf)
    assert (group.count, len(group.points)) == (2, 3)


def test_parse_any_body_from_is_a_point() -> None:
    assert expression("any body from Moscow") == phrase("any body from Moscow")


def test_parse_a_group_ends_with_its_indentation() -> None:
    scheme = parse("any 1 from:\n    tractors\n        accept: ploughs\n    steel\ncoal\nany 1 from:\n\tgas\n\toil\n")
    assert [type(item) for item in scheme.items] == [AnyOf, Point, AnyOf]


def test_parse_an_indented_scheme_as_a_whole() -> None:
    assert parse("    max 1\n    steel\n        accept: coal\n    oil") == parse("max 1\nsteel\n  accept: coal\noil")


@pytest.mark.parametrize("bullet", ["- ", "• ", "1. ", "12) ", "* ", "– ", "\u00a0•\u00a0"])
def test_parse_bullets_are_no_part_of_the_point(bullet: str) -> None:
    assert expression(f"{bullet}five-year plan") == phrase("five-year plan")


def test_parse_a_year_with_a_full_stop_is_no_bullet() -> None:
    assert expression("1924.") == phrase("1924.")


def test_parse_what_a_word_processor_makes_of_it() -> None:
    pasted = "\ufeffmax\u00a01\r\n“social\u2009fascists” / 1924–29 / Stalin’s plan [½]\r\n"
    pasted += "\taccept: non\u2011party\r\nNEP [1 mark]\r\n"
    typed = 'max 1\n"social fascists" / 1924-29 / Stalin\'s plan [0.5]\n    accept: non-party\nNEP [1]\n'
    assert parse(pasted) == parse(typed)


@pytest.mark.parametrize("mark", ["[1½]", "[1.5]", "[ 1.50 marks ]", "[+1.5]"])
def test_parse_marks_in_halves(mark: str) -> None:
    assert only_point(f"plan {mark}").marks == Decimal("1.5")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("and\\/or", "and/or"),
        ("\\[sic\\]", "[sic]"),
        ("C\\+\\+", "C++"),
        ("a\\*", "a*"),
        ("\\=x", "=x"),
        ("\\\\", "\\"),
        ("co\u00adoperative", "cooperative"),
        ("E=mc2", "E=mc2"),
    ],
)
def test_parse_an_escaped_sign_is_the_sign(text: str, meant: str) -> None:
    assert expression(text) == phrase(meant)


def test_parse_signs_bind_in_their_order() -> None:
    assert expression("a ~ b + c / d") == Either(
        (Both((Together((phrase("a"), phrase("b"))), phrase("c"))), phrase("d"))
    )
    assert expression("a ~ {b / c + d}") == Together(
        (phrase("a"), Either((phrase("b"), Both((phrase("c"), phrase("d"))))))
    )


def test_parse_groups_of_the_same_sign_are_taken_apart() -> None:
    assert expression("{a / {b / c}} / d") == Either(tuple(map(phrase, "abcd")))
    assert expression("{a + b} + c") == Both(tuple(map(phrase, "abc")))
    assert expression("{a ~ b} ~ c") == Together(tuple(map(phrase, "abc")))
    assert expression("{{a b} c}") == phrase("a b c")


def test_parse_a_group_inside_a_phrase_is_a_choice() -> None:
    choice = Choice((phrase("permanent"), phrase("world wide")), optional=False)
    assert expression("{permanent / world wide} revolution") == Phrase((choice, Term("revolution")))
    inner = Choice((phrase("great"),), optional=True)
    outer = Choice((Phrase((inner, Term("patriotic"))), phrase("world")), optional=True)
    assert expression("(({great}) patriotic / world) war".replace("({great})", "(great)")) == Phrase(
        (outer, Term("war"))
    )


def test_parse_punctuation_between_words_is_dropped() -> None:
    assert expression("peace - bread , land") == phrase("peace bread land")
    assert expression("5 %") == phrase("5 %")


def test_parse_same_keeps_escaped_and_quoted_equals_signs() -> None:
    scheme = parse('same: a\\=b = "c = d" = e\nplan')
    assert scheme.same == (
        (
            phrase("a=b"),
            Phrase((Quoted((Term("c", exact=True), Term("=", exact=True), Term("d", exact=True))),)),
            phrase("e"),
        ),
    )


def test_parse_large_schemes_of_long_lines() -> None:
    text = "\n".join(f"{' / '.join(f'word{line}x{n} again' for n in range(20))} [1]" for line in range(150))
    assert len(parse(text).items) == 150


def test_warnings_of_a_good_scheme_are_none() -> None:
    assert warnings(parse(EXAMPLE), "What did Stalin and Trotsky disagree about?") == ()


def told(text: str, question: str = "") -> list[tuple[int, str]]:
    """The lines warned about, each with the first words of the warning."""
    return [(warning.line, " ".join(warning.message.split()[:3])) for warning in warnings(parse(text), question)]


@pytest.mark.parametrize(
    "common", ["the", "people", "a", "co*", "(the) people", "{steel / people} (in)", '"the people"', "x"]
)
def test_warnings_tell_of_alternatives_that_match_everything(common: str) -> None:
    (warning,) = warnings(parse(f"industry / {common}"))
    assert "so short or common" in warning.message
    assert warning.line == 1


@pytest.mark.parametrize(
    "fine", ["UN", "5", "steel*", '"New Deal"', "the plan", "{steel / coal} people", "the + people"]
)
def test_warnings_let_short_words_with_a_meaning_be(fine: str) -> None:
    assert warnings(parse(f"industry / {fine}")) == ()


@pytest.mark.parametrize(
    ("loose", "word"), [("escape (the / his) (king) (rule)", "escape"), ("{to / into} (the) ribosome", "ribosome")]
)
def test_warnings_tell_of_phrases_that_ask_for_one_word_only(loose: str, word: str) -> None:
    (warning,) = warnings(parse(f"industry / {loose}"))
    assert f"only “{word}” has to be there" in warning.message


@pytest.mark.parametrize(
    "firm",
    ["(permanent / world) revolution", "the (great) war", "{goes / travels} to (the) ribosome", '"in" (a) war (or) so'],
)
def test_warnings_let_phrases_that_ask_for_enough_be(firm: str) -> None:
    assert warnings(parse(firm)) == ()


def test_warnings_tell_of_points_that_another_one_covers() -> None:
    covered = "whatever earns this"
    assert told("socialism\nsocialism in one country") == [(2, covered)]
    assert told("Stalin + Trotsky\nTrotsky") == [(1, covered)]
    assert told("five-year plans\nfive year plan") == [(2, covered)]
    assert told("the revolution\nany 1 from:\n    {October / February} revolution [2]") == [(3, covered)]
    assert told('"New Deal"\nRoosevelt ~ New Deal') == [(2, covered)]
    assert told("kulak*\nkulak* (or) peasants") == [(2, covered)]


def test_warnings_let_points_that_only_overlap_be() -> None:
    assert told("socialism / NEP\nsocialism in one country / steel") == []
    assert told("country in one socialism\nsocialism in one country") == []
    assert told("socialism\n    reject: one country\nsocialism in one country") == []
    assert told("socialism\nsocialism in one country [-1]") == []
    assert told("steel\n" + " ".join("{iron / coal / steel}" for _ in range(12))) == []


def test_warnings_tell_of_a_reject_whose_parts_may_stand_far_apart() -> None:
    (warning,) = warnings(parse("grain\n    reject: rye / towns + hunger"))
    assert warning.line == 1
    assert warning.message.startswith("“reject: towns + hunger” takes the point away even where")
    assert told("grain\n    reject: towns ~ hunger / no bread") == []


def test_warnings_tell_of_points_that_the_question_earns() -> None:
    question = "Why did Stalin start the five-year plans?"
    assert told("five year plan\nto catch up with the West", question) == [(1, "the question's own")]
    assert told("Stalin + plan", question) == [(1, "the question's own")]
    assert told("plans of Stalin", question) == []
    assert told("steel\nfive [-1]", question) == []


def test_warnings_come_in_the_order_of_the_lines() -> None:
    text = "plan of Stalin\nthe\nplan"
    assert [line for line, _ in told(text, "a plan?")] == [1, 2, 3]


def test_scheme_equality_leaves_line_numbers_out() -> None:
    assert parse("# a note\n\nsteel\n") == parse("steel [1]") == Scheme(items=(Point(9, phrase("steel")),))
