"""A scheme that cannot be read is refused, with the place, what stands there and what would be right."""

from __future__ import annotations

import contextlib
import math
import pickle
import time

import pytest

from marking.engine.notation import MarkSchemeError, parse
from marking.engine.notation.source import MAX_TEXT


def refused(text: str) -> MarkSchemeError:
    """The error a text is refused with."""
    with pytest.raises(MarkSchemeError) as caught:
        parse(text)
    return caught.value


def test_error_reads_as_line_column_and_what_would_be_right() -> None:
    error = refused("max 1\n\nsocialism [one]")
    assert str(error) == "line 3, column 11: a mark must be a number, like [1] or [0.5]"
    assert (error.line, error.column, error.found, error.hint) == (3, 11, "[one]", "socialism [1]")


def test_error_survives_the_way_back_from_a_worker() -> None:
    error = refused("steel [x]")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.hint, again.column) == (str(error), error.hint, error.column)


# In each text ⟪ stands right before the offending character.
REFUSED = [
    # nothing to mark
    ("⟪", "no marking point"),
    ("# only a note\n⟪", "no marking point"),
    ("⟪max 3", "no marking point"),
    ("⟪steel [-1]", "only penalties"),
    # marks
    ("steel ⟪[]", "must be a number"),
    ("steel ⟪[1,5]", "must be a number"),
    ("steel ⟪[1.5½]", "must be a number"),
    ("steel ⟪[0.25]", "in halves"),
    ("steel ⟪[0]", "never count"),
    ("steel ⟪[101]", "100 at most"),
    ("steel [1] ⟪coal", "end of the line"),
    ("steel [1] ⟪/ coal", "end of the line"),
    ("⟪[1]", "a word or phrase is missing here"),
    ("steel\n  accept: coal ⟪[1]", "line of the point itself"),
    ("steel\n  accept: coal ⟪/ [1]", "there is nothing after /"),
    ("any 1 from:\n  steel ⟪[-1]\n  coal", "penalty"),
    # signs with nothing beside them
    ("steel ⟪/", "there is nothing after /"),
    ("steel ⟪+ [1]", "there is nothing after +"),
    ("steel / ⟪/ coal", "there is nothing before /"),
    ("steel / ⟪+ coal", "there is nothing before +"),
    ("⟪~ coal", "there is nothing before ~"),
    ("steel / ( ⟪/ coal) x", "there is nothing before /"),
    ("steel (coal ⟪/) x", "there is nothing after /"),
    ("steel ⟪( ) x", "nothing between the brackets"),
    ("⟪{} x", "nothing between the brackets"),
    ("steel / ⟪-", "not only punctuation"),
    # brackets, quotes, stars, escapes
    ("steel ⟪(coal", "( is never closed"),
    ("{steel ⟪(coal", "( is never closed"),
    ("⟪{steel / coal", "{ is never closed"),
    ("steel⟪)", "no ( before"),
    ("steel⟪}", "no { before"),
    ("{steel⟪)", "cannot close"),
    ("steel ⟪]", "no [ before"),
    ("steel ⟪[1", "[ is never closed"),
    ("steel ⟪“coal [1]", "quotation mark is never closed"),
    ('steel ⟪"coal\\"', "quotation mark is never closed"),
    ('steel ⟪"  "', "no word between the quotation marks"),
    ('"steel⟪*"', "between quotation marks"),
    ("steel ⟪* coal", "end of a word"),
    ("steel⟪*works", "end of a word"),
    ("steel⟪**", "end of a word"),
    ("⟪-*", "end of a word"),
    ("steel ⟪\\ coal", "backslash"),
    ("steel⟪\\", "backslash"),
    ("⟪= steel", "right before a word"),
    ("⟪=steel*", "not both"),
    ("⟪(the)", "outside the brackets"),
    ("steel + ⟪(the) (a)", "outside the brackets"),
    ("steel (⟪(the)) x", "outside the brackets"),
    ("{steel ⟪+ coal} works", "cannot come inside brackets"),
    ("works (iron / steel ⟪~ coal)", "cannot come inside brackets"),
    ("(" * 20 + "⟪(a" + ")" * 21 + " b", "at most 20 deep"),
    # the header
    ("max ⟪lots\nsteel", "needs a number"),
    ("max⟪\nsteel", "needs a number"),
    ("max:⟪\nsteel", "needs a number"),
    ("max ⟪0.3\nsteel", "in halves"),
    ("max ⟪0\nsteel", "above 0"),
    ("max ⟪-1\nsteel", "above 0"),
    ("max ⟪1001\nsteel", "at most 1000"),
    ("max 1\n⟪max 1\nsteel", "already a line for max"),
    ("max ⟪3\nsteel\ncoal [-2]", "only 1 mark"),
    ("steel\nany 1 from:\n  coal\n  oil [2]\nmax ⟪4", "only 3 marks"),
    ("levels: 1 -> 4\nmax ⟪5\nsteel [9]", "only 4 marks"),
    ("spelling: ⟪loose\nsteel", "strict, normal, lenient"),
    ("spelling:⟪\nsteel", "strict, normal, lenient"),
    ("spelling: strict\n⟪spelling: strict\nsteel", "already a line"),
    ("language: ⟪klingon\nsteel", "en, "),
    ("language: en\n⟪language: en\nsteel", "already a line"),
    ("same: ⟪USSR\nsteel", "two or more words"),
    ("same: USSR ⟪=\nsteel", "= needs a word on both sides"),
    ("same: ⟪= USSR\nsteel", "= needs a word on both sides"),
    ("same: USSR =⟪= UdSSR\nsteel", "= needs a word on both sides"),
    ("same: USSR ⟪/ UdSSR = x\nsteel", "joined by ="),
    ("same: USSR = ⟪(the) Union\nsteel", "plain words"),
    ("same: USSR = ⟪Union*\nsteel", "plain words"),
    ("same: USSR = ⟪{Union / Bund}\nsteel", "plain words"),
    # the grid
    ("grid:\n    Level 1 (1-2): a\n    ⟪Level 2 (4-5): b", "no level gives 3 marks"),
    ("grid:\n    Level 1 (1-2): a\n    ⟪Level 2 (2-5): b", "both give 2 marks"),
    ("grid:\n    ⟪Level 1 (3-5): b", "no level gives 1 to 2 marks"),
    ("grid:\n    ⟪Level 2 (1-2): b", "level 1 comes here"),
    ("grid: AO1\n    Level 1 (1-2): a\n⟪grid: AO2\ncoal", "AO2 has no levels, and so no marks"),
    ("grid:\n    Level 1 (1-2):⟪\n", "says nothing of what it takes"),
    ("grid:\n    ⟪good answers\n", "a level is its number"),
    ("grid:\n    Level 1 (⟪2-1): a\n", "smaller mark comes first"),
    ("grid:\n    Level 1 (⟪0.3): a\n", "in halves"),
    ("grid:\n    Level 1 (⟪0): a\n", "gives a mark"),
    ("grid: AO1\n    Level 1 (1): a\ngrid: ⟪ao1\n    Level 1 (1): a", "two grids for ao1"),
    ("⟪grid:\n    Level 1 (1): a\ngrid: AO2\n    Level 1 (1): a", "each needs a name"),
    ("max ⟪3\ngrid:\n    Level 1 (1-2): a", "the grid gives 2 marks"),
    ("⟪levels: 1 -> 2\ngrid:\n    Level 1 (1-2): a", "no levels: line"),
    ("levels: ⟪one -> 2\nsteel", "a level is"),
    ("levels: 1 -> 2, ⟪2 to 3\nsteel [9]", "a level is"),
    ("levels: ⟪2-1 -> 2\nsteel [9]", "smaller number"),
    ("levels: ⟪0-1 -> 2\nsteel [9]", "no points earn no mark"),
    ("levels: 1-⟪1.3 -> 2\nsteel [9]", "in halves"),
    ("levels: 1 -> ⟪2.3.4\nsteel [9]", "in halves"),
    ("levels: 1 -> ⟪1001\nsteel [9]", "up to 1000"),
    ("levels: 1-2 -> 2, ⟪2-3 -> 3\nsteel [9]", "above the one before"),
    ("levels: 1-2 -> 2, ⟪3 -> 2\nsteel [9]", "above the one before"),
    ("levels: 1+ -> 2, ⟪3 -> 3\nsteel [9]", "above the one before"),
    ("levels: 1 -> 2, ⟪3+ -> 3\nsteel [2]", "starts at 3"),
    ("levels: 1 -> 1\n⟪levels: 1 -> 1\nsteel", "already a line"),
    # what belongs under what
    ("⟪accept: coal", "belongs to a point"),
    ("steel\n⟪reject: coal", "belongs to a point"),
    ("any 1 from:\n    ⟪accept: coal\n    oil", "belongs to a point"),
    ("steel\n  ⟪max 1", "whole scheme"),
    ("any 1 from:\n  steel\n  ⟪max 1", "whole scheme"),
    ("steel\n  ⟪coal", "cannot come under a point"),
    ("any 1 from:\n  steel\n    ⟪coal", "cannot come under a point"),
    ("steel\n  ⟪any 1 from:\n    coal", "under a point"),
    ("any 1 from:\n  steel\n  ⟪any 1 from:\n    coal", "under another group"),
    ("⟪any 1 from:", "there are no points under"),
    ("⟪any 1 from:\nsteel", "there are no points under"),
    ("any ⟪0 from:\n  steel", "whole number, 1 or more"),
    ("any ⟪1.5 from:\n  steel\n  coal", "whole number, 1 or more"),
    ("any ⟪few from:\n  steel", "whole number, 1 or more"),
    ("any ⟪3 from:\n  steel\n  coal", "any 3 from 2 points"),
    ("any 1 from: ⟪steel / coal", "lines of their own"),
    ("causes⟪:\nsteel", "ends in a colon"),
    # details
    ("steel\n  ⟪accept:", "something is missing after accept"),
    ("steel\n  feedback: a\n  ⟪feedback: b", "already has a line for feedback"),
    ("steel\n  ao: a\n  ⟪ao: b", "already has a line for ao"),
    ("steel\n  negated: count\n  ⟪negated: count", "already has a line for negated"),
    ("steel\n  negated: ⟪never", "only count"),
    ("steel\n  ao: " + "x" * 40 + "⟪x", "40 characters"),
    ("steel\n  feedback: " + "x" * 2000 + "⟪x", "2,000 characters"),
    ("steel\n  ⟪acept: coal", "did you mean accept: ?"),
    ("⟪langauge: en\nsteel", "did you mean language: ?"),
    # signs that are none
    ("steel ⟪\x00", "cannot be printed"),
    ("steel ⟪\ud800", "cannot be printed"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_error_points_at_the_offending_character(text: str, reason: str) -> None:
    before = text[: text.index("⟪")]
    error = refused(text.replace("⟪", "", 1))
    assert reason in error.message
    place = (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    assert (error.line, error.column) == place
    assert error.hint


def test_error_column_counts_what_a_word_processor_put_in() -> None:
    error = refused("•\t“steel” – coal [x]")
    assert (error.line, error.column) == (1, 18)


def test_error_of_a_text_that_is_too_long_comes_at_once() -> None:
    error = refused("steel\n" * 20_000)
    assert error.line == MAX_TEXT // len("steel\n") + 1
    assert "65,536" in error.message
    assert refused("a" * (MAX_TEXT + 1)).column == MAX_TEXT + 1


@pytest.mark.parametrize("sign", ["(", "{", "((a / ", "{a + ", '"a" ', "a / ", "\\a", "a*  ", "[", "(a) b "])
def test_errors_of_hostile_texts_never_run_out_of_stack(sign: str) -> None:
    text = (sign * 60_000)[:60_000]
    started = time.process_time()
    with contextlib.suppress(MarkSchemeError):
        parse(text)
    assert time.process_time() - started < 20, "the time must grow with the length, not with its square"


# What a teacher typed, and what the hint makes of the line that could not be read.
CORRECTED = [
    ("steel [one]", "steel [1]"),
    ("steel [1m]", "steel [1]"),
    ("steel [B1]", "steel [1]"),
    ("steel [1,5]", "steel [1.5]"),
    ("steel [1] ecf", "steel [1]"),
    ("steel [1] / coal", "steel / coal [1]"),
    ("steel [1]\ncoal [max 1]", "coal\nmax 1"),
    ("steel [1]\n[max 2]", "# max 2"),
    ("steel [1]\ncoal [1]\n[max 1]", "max 1"),
    ("steel [1]\naccept: iron", "    accept: iron"),
    ("  steel [1]\nAllow: iron [1]\naccept: iron", "      accept: iron"),
    ("steel [1]\n    accept iron", "    accept: iron"),
    ("steel [1]\n    Do not accept: iron", "    reject: iron"),
    ("steel [1]\n    iron [1]", "iron [1]"),
    ("steel [1]\n    negated: yes", "    negated: count"),
    ("F = ma [1]", "F \\= ma [1]"),
    ("Na+ / K+", "Na\\+ / K\\+"),
    ("C++", "C\\+\\+"),
    ("+2", "\\+2"),
    ("Two from:\n  steel\n  coal", "any 2 from:"),
    ("any two from: steel; coal", "any 2 from:\n    steel\n    coal"),
    ("any 3 from:\n  steel\n  coal", "any 2 from:"),
    ("causes:\nsteel", "causes"),
    ("acept: steel", None),
    ("steel\n  rejct: coal", "  reject: coal"),
    ("steel / {coal", "steel / {coal}"),
    ("steel /", "steel"),
    ("=steel*", "steel*"),
    ("max 3\nsteel", "max 1"),
    ("max 9\ngrid:\n    Level 1 (1-2): partly", "max 2"),
    ("steel\n    Comintern: oil", "Comintern: oil"),
]


@pytest.mark.parametrize(("text", "line"), CORRECTED)
def test_the_hint_is_what_the_line_should_say(text: str, line: str | None) -> None:
    error = refused(text)
    assert error.corrected == (line or "")
    if line is not None:
        assert error.hint in {
            " ⏎ ".join(one.strip() for one in line.split("\n")),
            "the same line with four spaces more before it",
            "the same line, further left",
        }


@pytest.mark.parametrize("text", [text for text, _ in REFUSED] + [text for text, _ in CORRECTED])
def test_a_scheme_with_the_corrected_line_is_read_or_fails_further_down(text: str) -> None:
    text = text.replace("⟪", "")
    error = refused(text)
    if error.corrected:
        lines = text.splitlines()
        lines[error.line - 1 : error.line] = error.corrected.split("\n")
        assert failing_line("\n".join(lines)) > error.line


def failing_line(text: str) -> float:
    """The line that a text is refused for; a line past all others where it is read."""
    try:
        parse(text)
    except MarkSchemeError as error:
        return error.line
    return math.inf
