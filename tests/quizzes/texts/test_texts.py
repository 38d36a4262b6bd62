"""Texts with form: what they look like, what they say plainly, and that nothing in them can do harm."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from quizzes.texts import has_form, html_of, markdown_of, pictures_in, plain_of, problems_in, worded
from quizzes.texts.escaping import escaped

PICTURE = '![A map of the *front*](picture:0123456789abcdef-800x600 "The front in May | Museum of Ypres")'


@pytest.mark.parametrize(
    ("typed", "shown", "said"),
    [
        ("**Why** did *he* go?", "<p><strong>Why</strong> did <em>he</em> go?</p>", "Why did he go?"),
        ("H~2~O and x^2^", "<p>H<sub>2</sub>O and x<sup>2</sup></p>", "H₂O and x²"),
        ("x^2+y^2=z^2", "<p>x<sup>2</sup>+y<sup>2</sup>=z<sup>2</sup></p>", "x²+y²=z²"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p> <p>three</p>", "one\ntwo\n\nthree"),
        ("> Peace,\n> land", "<blockquote><p>Peace,<br>land</p> </blockquote>", "Peace,\nland"),
        ("- a\n- b", "<ul><li>a</li> <li>b</li> </ul>", "• a\n• b"),
        ("1. a\n2. b", "<ol><li>a</li> <li>b</li> </ol>", "1. a\n2. b"),
        (
            "| Year | t |\n| --- | --: |\n| 1928 | 4 |",
            (
                '<table><thead><tr><th>Year</th> <th class="right">t</th> </tr> </thead> '
                '<tbody><tr><td>1928</td> <td class="right">4</td> </tr> </tbody> </table>'
            ),
            "Year | t\n1928 | 4",
        ),
    ],
)
def test_what_is_typed_is_shown_with_its_form_and_said_without(typed: str, shown: str, said: str) -> None:
    assert " ".join(html_of(typed).split()) == shown
    assert plain_of(typed) == said
    assert worded(typed).plain == said


@pytest.mark.parametrize(
    "stem",
    [
        "What did Stalin want?",
        "Water is _____ atoms of (_____) and (_____) x.",
        "It costs $5, or $10 with 2 * 3 pages and a_b_c.",
        "1917. What did the Tsar do?",
        "If a < b & b > c, is a <b>? See [1] and http://example.org/",
        "# not a heading\n---\n===",
        "def f():\n    return 1",
        "5 - 3 = ?\n\n\nThree lines below.",
    ],
)
def test_a_stem_without_form_stays_as_it_was_typed(stem: str) -> None:
    assert not has_form(stem)
    assert worded(stem) == (stem, "")


def test_what_is_meant_as_typed_keeps_every_sign() -> None:
    assert worded("2*3*4 = **24**", as_typed=True) == ("2*3*4 = **24**", "")


@pytest.mark.parametrize(
    ("formula", "shown", "said"),
    [
        ("2H2 + O2 -> 2H2O", "2H<sub>2</sub> + O<sub>2</sub> → 2H<sub>2</sub>O", "2H₂ + O₂ → 2H₂O"),
        ("SO4^2-", "SO<sub>4</sub><sup>2−</sup>", "SO₄²⁻"),
        ("Na+", "Na<sup>+</sup>", "Na⁺"),
        ("CuSO4.5H2O", "CuSO<sub>4</sub>·5H<sub>2</sub>O", "CuSO₄·5H₂O"),
        ("^{14}_{6}C", "<sup>14</sup><sub>6</sub>C", "¹⁴₆C"),
        (
            "[Cu(NH3)4]^2+",
            "[Cu(NH<sub>3</sub>)<sub>4</sub>]<sup>2+</sup>",
            "[Cu(NH₃)₄]²⁺",
        ),
        ("CaCO3(s) <=> CaO(s)", "CaCO<sub>3</sub>(s) ⇌ CaO(s)", "CaCO₃(s) ⇌ CaO(s)"),
    ],
)
def test_formulas_of_chemistry_are_written_as_chemists_do(formula: str, shown: str, said: str) -> None:
    assert shown in html_of(rf"Name \ce{{{formula}}}.")
    assert plain_of(rf"Name \ce{{{formula}}}.") == f"Name {said}."


def test_mathematics_is_mathml_with_a_reading() -> None:
    for typed in ("$\\frac{1}{2}mv^2$", "\\(\\frac{1}{2}mv^2\\)"):
        shown = html_of(typed)
        assert "<mfrac>" in shown
        assert 'alttext="1/2mv²"' in shown
        assert plain_of(typed) == "1/2mv²"


def test_a_formula_that_cannot_be_read_is_shown_as_typed_and_named() -> None:
    assert "<code>\\foo{x}</code>" in html_of("$\\foo{x}$")
    assert "\\foo" in problems_in("$\\foo{x}$")[0]
    assert "bracket" in problems_in("$\\frac{1}{2$")[0]


def test_a_picture_has_its_words_caption_and_credit() -> None:
    shown = html_of(PICTURE)

    assert 'src="/pictures/0123456789abcdef/" alt="A map of the front" width="800" height="600"' in shown
    assert '<figcaption>The front in May <span class="credit">Museum of Ypres</span></figcaption>' in shown
    assert plain_of(PICTURE) == "[Picture: A map of the front]"
    assert pictures_in(f"{PICTURE}\n\n- {PICTURE}") == ("0123456789abcdef",)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "![x](javascript:alert(1))",
        "![x](http://example.org/x.png)",
        '![x](picture:0123456789abcdef-8x6 "<img src=x onerror=alert(1)>")',
        '![" onerror="alert(1)](picture:0123456789abcdef-8x6)',
        "[x](javascript:alert(1))",
        "$\\href{javascript:alert(1)}{x}$",
        "$\\text{<script>alert(1)</script>}$",
        "$\\style{position:fixed}{x}$",
        "\\ce{<img src=x onerror=alert(1)>}",
        "```<img src=x onerror=alert(1)>\n</code><script>alert(1)</script>\n```",
    ],
)
def test_nothing_that_is_typed_becomes_code(typed: str) -> None:
    shown = html_of(typed)

    for element in BeautifulSoup(shown, "html.parser").find_all(True):
        assert element.name not in {"script", "a", "iframe", "style", "svg"}
        assert not [name for name in element.attrs if name.startswith("on") or name in {"href", "style"}]
        assert str(element.get("src", "/pictures/")).startswith("/pictures/")


@pytest.mark.parametrize(
    "text",
    ["a*b*c _x_ ____ 5) x", "- y\n1. z\n> q", "3 < 4 $5 x^2 ~a~ `c` \\n | ![a](b)", "snake_case __init__", "![a]"],
)
def test_plain_text_can_be_written_so_that_each_sign_stands_for_itself(text: str) -> None:
    assert plain_of(escaped(text)) == text


WORD = """<p class=MsoNormal><b>Study</b> Source <i>A</i>. H<sub>2</sub>O<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·
<span>&nbsp;&nbsp;</span></span><![endif]>First<o:p></o:p></p><p style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·</span>Second <b>one</b></p>"""


def test_what_is_pasted_from_word_and_google_keeps_its_form() -> None:
    assert markdown_of(WORD).split("\n") == ["**Study** Source *A*. H~2~O", "", "- First", "- Second **one**"]
    google = '<p><span style="font-weight:700">Bold</span> x<span style="vertical-align:super">2</span></p>'
    assert markdown_of(f'<b style="font-weight:normal">{google}</b>') == "**Bold** x^2^"


def test_a_page_keeps_its_tables_lists_and_formulas_and_loses_its_links() -> None:
    page = (
        "<h3>Head</h3><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2*3</td></tr></table>"
        "<ol><li>x<ul><li>y</li></ul></li></ol><p>\\(x_1^2\\) <a href='http://e.org'>see</a><script>x()</script></p>"
    )
    made = markdown_of(page)
    assert made.startswith("**Head**")
    assert "| 1 | 2\\*3 |" in made
    assert "1. x\n   - y" in made
    assert made.endswith("\\(x_1^2\\) see")


@pytest.mark.parametrize("page", ["<div>" * 20_000, "<b>" * 20_000, "<p>x</p>" * 30_000, "<table><tr><td>" * 3_000])
def test_a_hostile_page_comes_as_its_words(page: str) -> None:
    assert set(markdown_of(page).split()) <= {"x"}
