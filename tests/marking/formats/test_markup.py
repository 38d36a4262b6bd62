"""HTML of other programs as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marking.formats.markup import as_typed, plain, plain_answer, remarks_on


@pytest.mark.parametrize(
    ("markup", "shown", "typed"),
    [
        ("10<sup>5</sup> m", "10⁵ m", "10^5 m"),
        ("x<sup>2</sup>", "x²", "x^2"),
        ("10<sup>&minus;3</sup>", "10⁻³", "10^-3"),
        ("2<sup>n+1</sup>", "2ⁿ⁺¹", "2^(n+1)"),
        ("e<sup>kt</sup>", "e^kt", "e^kt"),
        ("H<sub>2</sub>O", "H₂O", "H2O"),
        ("v<sub>max</sub>", "v_max", "vmax"),
        ("Ca<sup>2+</sup>", "Ca²⁺", "Ca2+"),
        ("the 19<sup>th</sup> century", "the 19th century", "the 19th century"),
    ],
)
def test_powers_and_indices_stay(markup: str, shown: str, typed: str) -> None:
    assert (plain(markup), plain_answer(markup)) == (shown, typed)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\nTwo\nthree"),
        ("before<p>after</p>", "before\nafter"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("one\n  line", "one\nline"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("vector<int> x", "vector<int> x"),
        ("if a <b and c> d", "if a <b and c> d"),
        ("<script>alert(1)</script>left", "left"),
        ("<!-- note -->left<!-- never closed", "left<!-- never closed"),
        ('<span lang="en" class="multilang">Cat</span><span lang="fr" class="multilang">Chat</span>', "Cat"),
    ],
)
def test_text_is_what_a_reader_would_see(markup: str, shown: str) -> None:
    assert plain(markup) == shown


def test_an_answer_that_is_nothing_but_a_tag_is_kept() -> None:
    assert [plain_answer(text) for text in ("<br>", "<b>8</b>", "</p>")] == ["<br>", "8", "</p>"]


def test_a_scheme_keeps_the_spaces_before_its_lines() -> None:
    assert as_typed("heat [1]\n    reject: cold", "plain_text") == "heat [1]\n    reject: cold"
    assert as_typed("<pre>heat [1]\n    reject: cold</pre>", "html") == "heat [1]\n    reject: cold"


def test_what_plain_text_cannot_show_is_told() -> None:
    told = " ".join(remarks_on('<img src="a.png">x<sup>2</sup><span class="multilang" lang="en">a</span>'))

    assert all(word in told for word in ("Pictures", "powers", "languages"))
    assert not list(remarks_on("the 19<sup>th</sup> century"))


@given(st.text(alphabet="<>/!-&;pabsu =\"'\n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    plain(text)


@pytest.mark.parametrize("piece", ["<p>", "<div><b>", "<!--", "<a ", '<a x="', "<sup>", "<span>", "&amp", "<![CDATA["])
def test_a_hundred_thousand_open_tags_are_read(piece: str) -> None:
    """What looked back at all that is open would not end within an hour."""
    assert len(plain(piece * 100_000)) <= len(piece) * 100_000
