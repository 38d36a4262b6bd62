"""Slips of the pen in notes."""

from __future__ import annotations

import pytest

from quizzes.notes import draft
from quizzes.notes.typos import find_typos

SHORE = "Darwin sailed on the Beagle. Darwin kept notes. Darwin wrote to Henslow. Henslow wrote back to Darwin. "


def found(text: str) -> list[tuple[str, str]]:
    return [(slip.written, slip.meant) for slip in find_typos(text)]


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        (SHORE + "Later Dawrin wrote his book.", "Dawrin", "Darwin"),
        (
            "In Stalin’s view " + "the plan of Stalin held. And Stalin led. " * 6 + "Stain ruled alone.",
            "Stain",
            "Stalin",
        ),
        ("The the leaf is green.", "The the", "The"),
        ("They met in 1927.Responding to this they left.", "1927.Responding", "1927. Responding"),
        ("They marched to the city f Leeds by night.", "f", "of"),
        ("Many died o hunger that winter.", "o", "of"),
        ("They went t the front in May.", "t", "to"),
        # `on` or `to`: only the writer knows, unless the notes say it elsewhere.
        ("The troops stood o the German side for years.", "o", ""),
        ("They fought on the Russian side and o the German side.", "o", "on"),
        ("Count the partical again.", "partical", "particle"),
        ("Each vehical has a number.", "vehical", "vehicle"),
        ("Soil, particulary.", "particulary", "particularly"),
        ("The tide shows that there isa change of level here.", "isa", "is a"),
        ("This is enviromentally unsound and a suprise.", "suprise", "surprise"),
    ],
)
def test_find_slips_points_at_what_was_meant(text: str, written: str, meant: str) -> None:
    assert any(w.casefold() == written.casefold() and m.casefold() == meant.casefold() for w, m in found(text)), found(
        text
    )


def test_find_slips_says_where_the_slip_stands() -> None:
    slip = find_typos("A line.\n\nIt came as a suprise to all.")[0]
    assert (slip.line, slip.column, slip.written) == (3, 14, "suprise")


@pytest.mark.parametrize("date", ["31 June 1940", "30 February 1933", "29 February 1927", "1929-1923"])
def test_find_slips_knows_impossible_dates(date: str) -> None:
    assert [slip.written for slip in find_typos(f"The law of {date} was harsh.")] == [date]


@pytest.mark.parametrize("date", ["30 June 1940", "29 February 1928", "1923-1929", "1924-29", "1918–1930"])
def test_find_slips_leaves_possible_dates_alone(date: str) -> None:
    assert found(f"The law of {date} was harsh.") == []


def test_find_slips_sees_one_name_spelt_in_two_ways() -> None:
    text = "The Guomindang took the city. The Guomindgang held it."
    assert found(text) == [("Guomindgang", "Guomindang")]


def test_find_slips_sees_a_word_broken_by_a_blank_line() -> None:
    assert ("wo", "would") in found("The treaty wo\n\nuld remain in force.")


@pytest.mark.parametrize(
    "text",
    [
        "Collectivisation was organised by the centre. Labour and colour are British spellings.",
        "Iran and Iraq are neighbours. Iraq lost. Iraq sued for peace. Iraq withdrew. Iraq rebuilt.",
        "The German army left. Germany lost. Germany paid. Germany rose. Germany fell.",
        "The thylakoid membranes of the grana lie in the stroma.",
        "Leninist principles and Lenin. Lenin spoke. Lenin wrote. Lenin died.",
        "The force F acts. If x = 3 and y = 4 then z is 5.",
        "Dissipate – to spread about\nDessicate – to dry out",
        "The Muslims prayed. A Muslim prays. Each Muslim fasts. Muslim law. Muslims fast.",
        "KGB – the police\nKGB – spies\nIVG – a law. The IVG passed. IVG held.",
        "Two tides flour the mud. The vas deferens. They lose the top.",
        "Nepal has hills. Nepal trades. Nepal grows tea. Nepal is high. Nepal sells tea. Many Nepali farms are small.",
        "Pakistan won. Pakistan lost. Pakistan built dams. Pakistan grew. The Pakistani army and two Pakistanis left.",
        "Grigory Zinoviev spoke first. A letter of Grigorii Zinoviev was read out.",
        "A sprig of mint. Marx and Mark met. mRNA and tRNA differ.",
    ],
)
def test_find_slips_leaves_right_words_alone(text: str) -> None:
    assert found(text) == []


def test_draft_with_a_slip_is_marked_to_check_and_uses_the_word_meant() -> None:
    text = SHORE + "\n\n1859 – Dawrin published a book"
    about = [one for one in draft(text).drafts if one.lines == (3, 3) and "Darwin" in one.stem]
    assert about
    assert all(one.to_check and "Dawrin" in one.why for one in about)
    assert not any("Dawrin" in one.stem + one.scheme for one in draft(text).drafts)
