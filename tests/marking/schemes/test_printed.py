"""Mark schemes as exam boards print them: form → understood as → what an answer earns."""

# ruff: noqa: E501 -- a row of the table reads better whole

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marking.engine import MarkScheme, MarkSchemeError
from marking.engine.notation import parse
from marking.schemes import read_as_printed, understand
from tests.runtime.examples import many

ROOT = Path(__file__).parents[3]

# (what is pasted, our notation, an answer, what it earns)
FORMS = [
    # marks
    ("1 mark for magma\nOne mark for naming the crust", "magma [1]\nthe crust [1]", "magma rises through the crust", "2"),
    ("Award 1 mark for: erosion", "erosion [1]", "by erosion", "1"),
    ("lava (1)\nash (2 marks)", "lava [1]\nash [2]", "ash and lava", "3"),
    ("gravity (1) pulls the moon (1)", "gravity [1]\npulls the moon [1]", "gravity pulls the moon", "2"),
    ("condensation ✓\nrain ✓✓", "condensation [1]\nrain [2]", "rain", "2"),
    ("friction [B1]\nheat is lost [M1 A1]\nlight [1m]", "friction [1]\nheat is lost [2]\nlight [1]", "friction, light", "2"),
    ("2 marks: clay AND sand\n1 mark: clay only", "max 2\nclay + sand [2]\nclay [1]", "clay", "1"),
    ("2 marks: clay AND sand\n1 mark: clay only", "max 2\nclay + sand [2]\nclay [1]", "sand, then clay", "2"),
    ("1 mark each for: silver, gold and tin", "silver [1]\ngold [1]\ntin [1]", "tin and gold", "2"),
    ("1 mark for each of the following:\n- silver\n- gold", "silver [1]\ngold [1]", "gold, silver", "2"),
    ("Total: 2 marks\nsilver (1)\ngold (1)\ntin (1)", "max 2\nsilver [1]\ngold [1]\ntin [1]", "silver gold tin", "2"),
    ("silver (1); gold (1); tin (1) [max 2]", "max 2\nsilver [1]\ngold [1]\ntin [1]", "silver gold tin", "2"),
    ("Up to 2 marks for:\nsilver\ngold\ntin", "max 2\nsilver\ngold\ntin", "silver gold tin", "2"),
    ("One mark for silver, one mark for gold", "silver [1]\ngold [1]", "gold", "1"),
    ("Give one mark for silver and one mark for tin", "silver [1]\ntin [1]", "tin", "1"),
    ("B1 silver\nM1 gold", "silver [1]\ngold [1]", "gold", "1"),
    ("- silver – 1 mark\n- gold = 2 marks", "silver [1]\ngold [2]", "gold", "2"),
    ("(1 mark) silver\n[1] gold", "silver [1]\ngold [1]", "gold", "1"),
    ("silver......1\ngold......2", "silver [1]\ngold [2]", "gold", "2"),
    # any so many
    ("Any two from:\n• silver\n• gold\n• tin", "any 2 from:\n    • silver\n    • gold\n    • tin", "tin gold silver", "2"),
    ("One from:\nsilver\ngold", "any 1 from:\n    silver\n    gold", "gold and silver", "1"),
    ("2 from: silver; gold; tin", "any 2 from:\n    silver\n    gold\n    tin", "tin gold silver", "2"),
    ("Any TWO of the following (1 mark each):\n– silver\n– gold\n– tin", None, "tin gold silver", "2"),
    ("Any two from: (4)\n* silver\n* gold\n* tin", None, "tin", "2"),
    ("Accept any two of: silver, gold, tin", "any 2 from:\n    silver\n    gold\n    tin", "tin silver gold", "2"),
    ("Any two valid metals, e.g. silver; gold; tin", None, "tin silver gold", "2"),
    ("1. silver\n2. gold\n3. tin\n(any 2)", "max 2\n1. silver\n2. gold\n3. tin", "tin gold silver", "2"),
    # between points, between wordings
    ("tide; current; wind", "tide [1]\ncurrent [1]\nwind [1]", "wind and tide", "2"),
    ("tide; current; wind [2]", "max 2\ntide [1]\ncurrent [1]\nwind [1]", "wind and tide, current", "2"),
    ("– the tide – a current (1906) – wind [3]", "the tide [1]\na current (1906) [1]\nwind [1]", "wind, tide", "2"),
    ("tide or current [1]", "tide / current [1]", "a current", "1"),
    ("spring tide OR neap tide (1)", "spring tide / neap tide [1]", "neap tide", "1"),
    ("EITHER copper OR zinc", "copper / zinc", "zinc", "1"),
    ("copper | zinc", "copper / zinc", "zinc", "1"),
    ("EITHER\ncopper (1)\nOR\nzinc (1)", "copper [1]\n    accept: zinc", "zinc", "1"),
    ("copper and zinc (1)", "copper + zinc [1]", "zinc with copper", "1"),
    ("copper AND zinc", "copper + zinc", "zinc with copper", "1"),
    # what else is accepted, and what isn't
    ("the Baltic (1)\nAllow: the North Sea", "the Baltic [1]\n    accept: the North Sea", "North Sea", "1"),
    ("the Baltic\nAccept: sea ice / pack ice", "the Baltic\n    accept: sea ice / pack ice", "pack ice", "1"),
    ("the Baltic [1]\naccept: the North Sea", "the Baltic [1]\n    accept: the North Sea", "North Sea", "1"),
    ("the Baltic [1]\n    accept the North Sea", "the Baltic [1]\n    accept: the North Sea", "North Sea", "1"),
    ("salt water (1)\nDo not accept: fresh water", "salt water [1]\n    reject: fresh water", "fresh water, salt water", "0"),
    ("salt water (1)\nDO NOT ALLOW river / lake", "salt water [1]\n    reject: river / lake", "salt water in a lake", "0"),
    ("salt water\n    Not: river", "salt water\n    reject: river", "river of salt water", "0"),
    ("salt water (1)\nR river\nI fish\nA brine", None, "brine with fish", "1"),
    ("salt water (accept brine) (1)", "salt water [1]\n    accept: brine", "brine", "1"),
    ("salt water (1) Ignore fish", "salt water [1]\n    ignore: fish", "salt water", "1"),
    ("salt water [1]\n    accept: Do not accept: ribbon", "salt water [1]\n    reject: ribbon", "a ribbon", "0"),
    ("Accept: brine / sea water", "brine / sea water", "brine", "1"),
    ("salt water (not river water)", "salt water\n    reject: river water", "salt water, river water", "0"),
    ("salt water (1)\nAlso accept: brine, sea water", "salt water [1]\n    accept: brine / sea water", "sea water", "1"),
    ("salt water; allow brine; reject ink", "salt water\n    accept: brine\n    reject: ink", "brine", "1"),
    ("salt water (1)\ne.g. brine", "salt water [1]\n    accept: brine", "brine", "1"),
    ("salt water (1)\nReject water alone", "salt water [1]\n    ignore: water", "water", "0"),
    ("EITHER: salt water\nOR: brine", "salt water\n    accept: brine", "brine", "1"),
    ("salt water (AO1) [1]", "salt water [1]\n    ao: AO1", "salt water", "1"),
    # abbreviations and rules for markers
    ("it evaporates ; AW", "it evaporates", "it evaporates", "1"),
    ("it evaporates OWTTE (1)", "it evaporates [1]", "it evaporates", "1"),
    ("it evaporates [1] ecf", "it evaporates [1]", "it evaporates", "1"),
    ("it evaporates; ORA\nAccept any other valid answer", None, "it evaporates", "1"),
    # numbers
    ("24/10/1929 (1)", "24/10/1929 [1]", "10 people", "0"),
    ("24/10/1929 (1)", "24/10/1929 [1]", "24 October 1929", "1"),
    ("7/11 (1)", "7/11 [1]", "7 people", "0"),
    ("2/3 of the seats(1)", "2/3 of the seats [1]", "3 of the seats", "0"),
    ("1853 - 56 (1)", "1853 - 56 [1]", "1853-56", "1"),
    # formulas
    ("speed = distance / time (1)", "speed \\= distance \\/ time [1]", "time", "0"),
    ("speed = distance / time (1)", "speed \\= distance \\/ time [1]", "speed = distance / time", "1"),
    ("F = ma (1)", "F \\= ma [1]", "F = ma", "1"),
    # tables
    ("Answer\tMark\tGuidance\nbasalt\t1\tAccept lava rock\nslate\t1\tDo not accept chalk; Ignore colour", None, "lava rock", "1"),
    ("Answer | Marks\n--- | ---\nbasalt | 1\nslate | 2", "basalt [1]\nslate [2]", "slate", "2"),
    ("1(a)   basalt   1\n1(b)   slate    2", "basalt [1]\nslate [2]", "slate", "2"),
    ("| Answer | Mark | Do not accept |\n|---|---|---|\n| basalt | 1 | chalk |", "basalt [1]\n    reject: chalk", "chalk basalt", "0"),
    ("Part\tAnswer\tMark\tGuidance\n1(a)\tmagma rises ;\nit cools ;\t2\tA goes up", None, "magma rises, it cools", "2"),
    ("2.1\tany two from:\n• basalt\n• slate\n• chalk\t2\tallow lime", None, "slate, basalt, chalk", "2"),
    # what stands above and around
    ("Q1. Explain why ice floats. [2 marks]\nless dense (1)\nair inside (1)", "less dense [1]\nair inside [1]", "air inside", "1"),
    ("Mark scheme\nAnswers may include:\nbasalt (1)", "basalt [1]", "basalt", "1"),
    ("Q: Which rock?\nA: basalt", "basalt", "basalt", "1"),
    ("Describe how slate forms. (2)\nheat (1)\npressure (1)", "heat [1]\npressure [1]", "heat", "1"),
    ("The answer should mention: basalt", "basalt", "basalt", "1"),
    ("o basalt\no slate", "basalt\nslate", "slate", "1"),
    ("MP1 - basalt (1)\nMP2 - slate (1)", "basalt [1]\nslate [1]", "slate", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("pasted", "notation", "answer", "mark"), FORMS)
def test_printed_forms_are_read(pasted: str, notation: str | None, answer: str, mark: str) -> None:
    printed = read_as_printed(pasted)
    assert printed.changed
    assert printed.ready, printed.questions
    assert printed.readings
    if notation is not None:
        assert printed.notation == notation + "\n"
    assert MarkScheme.parse(printed.notation).mark(answer).mark == Decimal(mark)


@pytest.mark.parametrize("pasted", [form[0] for form in FORMS])
def test_what_was_read_once_is_notation_and_stays(pasted: str) -> None:
    notation = read_as_printed(pasted).notation
    again = read_as_printed(notation)
    assert (again.changed, again.notation, again.questions) == (False, notation, ())


def schemes_of_ours() -> list[str]:
    """Every scheme of the fixtures, the demonstration and the docs that can be read."""
    demo = json.loads((ROOT / "fixtures/demo/bank.json").read_text())
    docs = (ROOT / "docs/mark-scheme.md").read_text()
    schemes = [path.read_text() for path in sorted((ROOT / "fixtures/schemes").glob("*.txt"))]
    schemes += [question["scheme"] for question in demo["questions"]]
    schemes += re.findall(r"```markscheme\n(.*?)```", docs, re.DOTALL)
    schemes += re.findall(
        r"^\| `([^`]+)` \|", docs.partition("## What each sign does")[2].partition("\n## ")[0], re.MULTILINE
    )
    return [text for text in schemes if not refused(text)]


def refused(text: str) -> bool:
    """Whether the notation refuses a text."""
    try:
        parse(text)
    except MarkSchemeError:
        return True
    return False


def test_proper_notation_is_never_changed() -> None:
    schemes = schemes_of_ours()
    assert len(schemes) > 50
    for text in schemes:
        printed = read_as_printed(text)
        assert (printed.notation, printed.changed, printed.questions) == (text, False, ())


# (what is pasted, the question that is asked, each answer to it with what it makes of the scheme)
ASKED = [
    (
        "iron, nickel, cobalt",
        "1:list",
        {
            "each": "iron [1]\nnickel [1]\ncobalt [1]\n",
            "any": "iron / nickel / cobalt\n",
            "all": "iron + nickel + cobalt\n",
            "as-typed": "iron nickel cobalt\n",
        },
    ),
    ("Keywords: iron, nickel, cobalt", "1:list", {"any": "iron / nickel / cobalt\n"}),
    (
        "rivers carry sand or gravel (1)",
        "1:or",
        {
            "whole": "rivers carry sand / gravel [1]\n",
            "end": "rivers carry {sand / gravel} [1]\n",
            "as-typed": "rivers carry sand \\or gravel [1]\n",
        },
    ),
    ("iron (1)\nA nickel alloy", "2:letter", {"accept": "iron [1]\n    accept: nickel alloy\n"}),
]


@pytest.mark.parametrize(("pasted", "asked", "ways"), ASKED)
def test_what_can_be_read_two_ways_is_asked(pasted: str, asked: str, ways: dict[str, str]) -> None:
    (question,) = read_as_printed(pasted).questions
    assert question.id == asked
    assert len(question.choices) > 1
    assert not read_as_printed(pasted).ready
    for key, notation in ways.items():
        answered = read_as_printed(pasted, answers={asked: key})
        assert (answered.notation, answered.ready) == (notation, True)
        assert read_as_printed(notation).notation == notation


def test_a_levels_grid_becomes_a_grid_and_its_indicative_content_points() -> None:
    printed = read_as_printed(
        "Why did it fail? (8 marks)\nAO1 Knowledge (4 marks)\nLevel 2 (3-4 marks): explains it,\nwith an example\n"
        "Level 1 (1–2 marks): names a cause\n0 marks: nothing\nAO2: Judgement\nLevel 1: 1–4 marks\nAsserts.\n\n"
        "Indicative content\n• grain exports / sold grain\n• famine"
    )
    assert printed.ready
    assert printed.notation == (
        "# Why did it fail? (8 marks)\n"
        "grid: AO1 - Knowledge\n    Level 0 (0): nothing\n    Level 1 (1-2): names a cause\n"
        "    Level 2 (3-4): explains it,\n        with an example\n"
        "grid: AO2 - Judgement\n    Level 1 (1-4): Asserts.\n• grain exports / sold grain\n• famine\n"
    )
    assert printed.origins == (1, 2, 6, 5, 3, 3, 7, 8, 12, 13)
    assert read_as_printed(printed.notation).notation == printed.notation


def test_a_printed_grid_with_a_gap_is_refused_at_its_line() -> None:
    printed = understand("Level 1 (1–2 marks): names it\nLevel 2 (4–5 marks): explains it")
    assert printed.error is not None
    assert (printed.error.message, printed.error.hint) == (
        "there is a gap: no level gives 3 marks",
        "Level 2 (3-5): explains it",
    )
    assert printed.line_in_text(printed.error.line) == 2


def test_a_table_of_levels_is_a_grid() -> None:
    printed = read_as_printed("Level\tMarks\tDescriptor\nLevel 1\t1–2\tnames it\nLevel 2\t3–4\texplains it\n")
    assert printed.notation == "grid:\n    Level 1 (1-2): names it\n    Level 2 (3-4): explains it\n"


def test_a_question_above_its_scheme_is_told_apart() -> None:
    printed = read_as_printed(
        "2. Why do ships float? (3 marks)\ndisplaced water (1)\nless dense (1)\nhollow (1)\nair (1)"
    )
    assert (printed.stem, printed.stem_marks) == ("Why do ships float?", 3)
    assert printed.notation.startswith("max 3\n")


def test_each_line_of_the_notation_knows_where_it_comes_from() -> None:
    printed = read_as_printed("Mark scheme\n\nzinc; tin\nAllow: pewter")
    assert printed.notation == "zinc [1]\ntin [1]\n    accept: pewter\n"
    assert printed.origins == (3, 3, 4)
    assert [reading.line for reading in printed.readings] == sorted(reading.line for reading in printed.readings)


@given(st.text(alphabet='ab 1()[]/+~{};:,.-|\t\n✓“”*="\\#–ARI½', max_size=80))
@settings(max_examples=many(300))
def test_any_text_is_taken(text: str) -> None:
    printed = read_as_printed(text)
    assert printed.changed or printed.notation == text
    assert len(printed.origins) == len(printed.notation.splitlines())
