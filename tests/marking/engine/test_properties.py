"""What holds for any answer whatever."""

from hypothesis import given, settings
from hypothesis import strategies as st

from marking.engine import MarkScheme
from tests.runtime.examples import many

SCHEME = MarkScheme.parse(
    """max 3
same: one leader = single ruler
balance of power / {iron / coal} works [1]
    reject: world power
    ignore: power station
not free / under one leader [1.5]
any 1 from:
    Congress of Vienna ~ 1815 [1]
    "holy alliance" / three emperors [0.5]
serfs* [-1]
""",
    question="What kept the peace in Europe after Napoleon?",
    word_limit=20,
)
POSITIVE = MarkScheme.parse("balance of power / Concert of Europe\nVienna + 1815 [2]")
WORDS = st.sampled_from(
    [
        "balance",
        "of",
        "power",
        "iron",
        "coal",
        "works",
        "not",
        "free",
        "never",
        "under",
        "one",
        "leader",
        "single",
        "ruler",
        "Congress",
        "Vienna",
        "1815",
        "1814-18",
        "holy\n",
        "",
        "",
        "",
        "alliance",
        "three",
        "3",
        "emperors",
        "serfs",
        "serfdom",
        "world",
        "station",
        "balence",
        "powwer",
        ",",
        ".",
        "\n",
        "and",
        "or",
        "neither",
        "nor",
        "but",
        "rather",
        "than\n",
        "",
        "",
        "",
        "between",
        "1.",
        "(2)",
        "twenty-four",
        "Vi",
        "enna",
        "U.S.",
        "did'nt",
    ]
)
SENTENCES = st.lists(WORDS, max_size=40).map(" ".join)
ANYTHING = st.one_of(st.text(st.characters(), max_size=80), SENTENCES)


@given(ANYTHING)
@settings(max_examples=many(400))
def test_mark_stays_between_nothing_and_the_cap(answer):
    marked = SCHEME.mark(answer)
    assert 0 <= marked.mark <= marked.max == 3
    assert 0 <= marked.confidence <= 1


@given(ANYTHING)
@settings(max_examples=many(400))
def test_evidence_is_the_text_at_its_offsets(answer):
    for point in SCHEME.mark(answer).points:
        for evidence in point.evidence:
            assert answer[evidence.start : evidence.end] == evidence.text != ""
            assert 0 <= evidence.similarity <= 1


@given(st.lists(ANYTHING, max_size=8), st.randoms())
@settings(max_examples=many(100))
def test_mark_many_gives_each_answer_its_own_mark_in_any_order(answers, dice):
    alone = {answer: MarkScheme(SCHEME.text, SCHEME.scheme).mark(answer) for answer in answers}
    mixed = answers * 2
    dice.shuffle(mixed)
    assert MarkScheme(SCHEME.text, SCHEME.scheme).mark_many(mixed) == [alone[answer] for answer in mixed]


@given(SENTENCES, st.sampled_from(["balance of power", "Concert of Europe", "Vienna and 1815"]))
@settings(max_examples=many(300))
def test_adding_an_accepted_phrase_never_lowers_the_mark(answer, phrase):
    assert POSITIVE.mark(f"{answer}. {phrase}.").mark >= POSITIVE.mark(answer).mark


def test_hostile_texts_are_marked():
    for text in (
        "\ud800",
        "\0",
        "\u202e",
        "e" + "\u0301" * 10_000,
        "a." * 20_000,
        "'" * 9_000,
        "-" * 9_000,
        "1-" * 9_000,
    ):
        assert SCHEME.mark(text).mark == 0
