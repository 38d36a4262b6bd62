"""Terms and what they mean: which term is meant, and, the other way round, what it means.

`term – meaning`, `term: meaning`, `term = meaning`, `X is a Y that …`, `… is called X`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from quizzes.notes.asking import NO_MEANING, ask, is_deed
from quizzes.notes.clauses import clause_of, head_noun, is_noun_phrase
from quizzes.notes.kinds import Example
from quizzes.notes.meanings import (
    STRONG,
    first_part,
    is_meaning,
    is_said_to_be,
    is_term,
    named_again,
    tells_meaning,
    term_above,
)
from quizzes.notes.page import Asked, Page, Unit, content_words, has_verb
from quizzes.notes.schemes import phrase, term
from quizzes.notes.subjects import with_subject
from quizzes.notes.wording import leans, named, question
from quizzes.notes.words import word_list

_CALLED = re.compile(
    r"^(?P<thing>[^,;:]{4,140}?),? (?:is|are|was|were) (?:often |usually |sometimes |now )?(?:called|known as|termed|referred to as) "
    r"(?P<the>the |an? )?[“‘\"']?(?P<term>[^,;:.()“”‘\"]{2,50}?)[”’\"']?(?= (?:and|which|because|when|by|in)\b|[,;:.()]|$)"
)
_MEANS = re.compile(
    r"^(?P<term>[^,;:]{2,50}?) (?:means|is when|is where|occurs when|happens when|refers to|stands for|is defined as|is the term for|are defined as) (?P<meaning>.{3,240})$"
)
_WORD_MEANS = re.compile(r"^(?P<term>[^,;:]{2,40}?) means [“\"‘'](?P<meaning>[^”\"’']{2,40})[”\"’']$")
# `Define osmosis: …` has the term behind the task.
_TASK = re.compile(r"^(?:define|what is meant by)(?: the term)?(?: \([a-h]\))? [“‘\"']?", re.IGNORECASE)

LONGEST_REMARK = 4  # words that say something
FEWEST_LABEL = 3  # times that what is explained anew each time is a label, no term

EXAMPLES = (
    Example(
        "Attrition: stones knock against each other and become rounder\nAbrasion: rocks scrape the bed\nSolution: acids dissolve chalk",
        {"Which term is meant: “rocks scrape the bed”?": "Abrasion [1]"},
        ready=("Which term is meant: “rocks scrape the bed”?",),
    ),
    Example(
        "Diffusion – the net movement of particles from a high to a low concentration",
        {"What is meant by “diffusion”?": ""},
    ),
    Example(
        "NEP = a partial return to private trade",
        {"Which term is meant: “a partial return to private trade”?": "NEP [1]"},
    ),
    Example(
        "ALU (arithmetic logic unit) – does sums in the processor",
        {"What does sums in the processor?": "ALU / arithmetic logic unit [1]"},
    ),
    Example(
        "Slang – informal or regional words",
        {"What is meant by “slang”?": "{informal / regional} ~ {words / term} [1]"},
    ),
    Example(
        "Cryptanalysis – reading messages without having the key",
        {"What is meant by “cryptanalysis”?": "reading ~ messages ~ without having the key [1]"},
    ),
    Example(
        "Erosion – the wearing away of rock by erosion agents",
        {"Which term is meant: “the wearing away of rock by ______ agents”?": "Erosion [1]"},
    ),
    Example(
        "Define the term lagoon: a shallow lake that a bank of sand cuts off from the sea",
        {"Which term is meant: “a shallow lake that a bank of sand cuts off from the sea”?": "lagoon [1]"},
    ),
    Example(
        "The point where two rivers meet is called the confluence.",
        {"What name is given to the point where two rivers meet?": "confluence [1]"},
    ),
    Example(
        "The air sacs of the lungs are called alveoli or air cells.",
        {"What name is given to the air sacs of the lungs?": "alveoli / air cells / alveolus [1]"},
    ),
    Example(
        "An ox-bow lake is a curved lake left behind by a river.",
        {"Which term is meant: “a curved lake left behind by a river”?": "ox-bow lake [1]"},
    ),
    Example(
        "Inflation refers to a lasting rise in prices.",
        {"Which term is meant: “a lasting rise in prices”?": "Inflation [1]"},
    ),
    Example(
        "Vertical integration is when one firm takes over its own suppliers.",
        {"Which term is meant: “one firm takes over its own suppliers”?": "Vertical integration [1]"},
    ),
    Example("left = multiply, right = divide", never=("Which term",)),
    Example("Magna Carta – the first law on what a king may do", never=("Who",)),
    Example("Lenin – saw failed risings in Berlin", {"Who or what saw failed risings in Berlin?": "Lenin [1]"}),
    Example("Movement occurs when walking.", never=("Which term", "What is meant")),
    Example("Renaissance means “rebirth”.", {"What does “renaissance” mean?": "rebirth [1]"}),
    Example(
        "Segmentation is the logical division of the whole memory of a computer into parts of varying length, the length "
        "of these parts being given by what each program needs for its own data",
        {
            "Which term is meant: “the logical division of the whole memory of a computer into parts of varying length”?": "Segmentation [1]"
        },
    ),
    Example(
        "Round Robin – Each task is given a set share of time. Then the next is run.",
        {"Which term is meant: “Each task is given a set share of time”?": "Round Robin [1]"},
    ),
    Example(
        "# The war\n- rationing began\n  - a ban on the free sale of bread and meat\n- the raids of that winter:\n  - an attack by night on the docks of London",
        never=("Which term is meant: “an attack", "Which term is meant: “a ban"),
    ),
    Example(
        "# Risk factors for cancer\n- Smoking: lung cancer",
        to_check=("Which term is meant (risk factors for cancer): “lung cancer”?",),
    ),
    Example(
        "# Glands\n- Pituitary\n  - Anterior lobe: growth hormone",
        {"Which term is meant (pituitary): “growth hormone”?": "Anterior lobe [1]"},
    ),
    Example("# London\n- More sustainable: good to reuse land", never=("Which term",)),
    Example(
        "# Words\n## 1. Affixation – adding affixes to their stems\n- common in English",
        {"Which term is meant: “adding affixes to their stems”?": "Affixation [1]"},
    ),
    Example("2 cups milk: sixteen grams of protein", never=("Which term",)),
    Example("400-700 ce: the dark ages of the north", never=("Which term",)),
    Example("Respectable: “the easy well-bred young man of the town”", never=("Which term",)),
    Example(
        "## Synopsis\n- A summary comes at the end of each report.\n- It is a summary of the key points of the research.",
        {"Which term is meant: “a summary of the key points of the research”?": "Synopsis [1]"},
        to_check=("Which term is meant: “a summary of the key points of the research”?",),
    ),
    # A meaning that names its term again, its examples and references; what is told of one, or of what may happen.
    Example(
        "Store of value: This is a way to keep buying power for later, e.g. gold.",
        {"Which term is meant: “a way to keep buying power for later”?": "Store of value [1]"},
    ),
    Example(
        "Interest: The price that is paid for a loan is called interest",
        {"Which term is meant: “The price that is paid for a loan”?": "Interest [1]"},
    ),
    Example(
        "Impermanence (anicca): Anicca refers to the truth that impermanence rules all things",
        {"Which term is meant: “the truth that impermanence rules all things”?": "anicca [1]"},
    ),
    Example(
        "Remoteness: how far a loss may be from its cause - Smith v Leech",
        {"Which term is meant: “how far a loss may be from its cause”?": "Remoteness [1]"},
    ),
    Example(
        "Projection: a boy shouts at his small dog", to_check=("Which term is meant: “a boy shouts at his small dog”?",)
    ),
    Example(
        "Insight: apes can solve a problem at once",
        to_check=("Which term is meant: “apes can solve a problem at once”?",),
    ),
    Example(
        "Duty of care is the first step of every claim in tort.",
        to_check=("Which term is meant: “the first step of every claim in tort”?",),
    ),
    Example(
        "# Types of weathering\nBiological weathering: roots of trees grow into cracks",
        {"Which type of weathering is meant: “roots of trees grow into cracks”?": "Biological (weathering) [1]"},
    ),
    Example(
        "# Zinc\n- Sources: meat, eggs\n- Deficiency: very slow healing\n- Function: heals wounds",
        to_check=("Which term is meant (zinc): “very slow healing”?",),
    ),
    Example(
        "- Right effort: an effort to keep bad thoughts away\n- Right speech: words that harm nobody at all\n- Right view: seeing all things as they are",
        {"Which term is meant: “an ______ to keep bad thoughts away”?": "Right effort [1]"},
    ),
    Example("Charge: the higher the heat of the whole lattice", never=("Which term",)),
    Example(
        "Toddler: a child under four who can walk", ready=("Which term is meant: “a child under four who can walk”?",)
    ),
    Example(
        "A T-account is a plain statement of what a bank has and owes. It is also called a balance account.",
        {"Which term is meant: “a plain statement of what a bank has and owes”?": "T-account / balance account [1]"},
    ),
    Example(
        "Murdock (1949): the family has four tasks", {"Who argued this: “the family has four tasks”?": "Murdock [1]"}
    ),
    Example(
        "Stomata: pores of a leaf through which gases pass",
        {"Which term is meant: “pores of a leaf through which gases pass”?": "Stomata [1]"},
    ),
    Example(
        "Triple shift: Marsden added kind words to the list",
        to_check=("Which term is meant: “Marsden added kind words to the list”?",),
    ),
    Example(
        "# Characters\nSheila – changes her mind and accepts the blame",
        {"Who is meant: “changes her mind and accepts the blame”?": "Sheila [1]"},
    ),
    Example(
        "Foreshadowing: hints of what is still to come",
        {"Which term is meant: “hints of what is still to come”?": "Foreshadowing [1]"},
    ),
    Example("Directions: “pink and close” then “brighter and harder”", never=("Which term",)),
    Example(
        "Advantages of surveys: up to date, made for the firm",
        to_check=("Which term is meant: “up to date, made for the firm”?",),
    ),
    Example(
        "epicentre: the point on the surface directly above it",
        to_check=("Which term is meant: “the point on the surface directly above it”?",),
    ),
    Example("# Torts\nGeneral rule: what a careful person would do", never=("Which term",)),
    Example(
        "# Money\n- store of value: It is a way to keep what was earned for later years\n- unit of account: It can be used to measure what is owed",
        {
            "Which term is meant: “a way to keep what was earned for later years”?": "store of value [1]",
            "What can be used to measure what is owed?": "unit of account [1]",
        },
    ),
    # Labels, dates, references, formulas, sentences about something said before, lists, too much.
    Example("Treatment: rest and fluids", never=("Which term",)),
    Example("Locarno – 1925", never=("Which term", "What is meant")),
    Example("Force = mass × acceleration", never=("Which term",)),
    Example("It: a pronoun that points back", never=("Which term",)),
    Example("Dairy: milk, butter, cheese, cream", never=("Which term",)),
    Example("This is called abrasion.", never=("What name",)),
    Example("It is a long river in Egypt.", never=("Which term",)),
    Example("Erosion of the coast by the sea is bad for towns: it costs", never=("Which term",)),
    Example("Rivers: see page nine", never=("Which term",)),
    Example("Lenin was the leader of the party.", never=("Which term",)),
    Example("Main point – it never rains", never=("Which term",)),
    Example(
        "Locarno – 1925 – borders agreed\nDawes – loans – rebuilt industry\nRuhr crisis – French troops march in",
        never=("Which term is meant: “French",),
    ),
    Example(
        "Ealdormen – local lords\nGeld – land taxes\nJews – trade – towns\nDutch – drains – fens",
        {"Which term is meant: “local lords”?": "Ealdormen [1]"},
    ),
    Example(
        "Jews – local lenders\nJews – trade – towns\nDutch – drains – fens", never=("Which term is meant: “local len",)
    ),
    Example(
        "Charles Darwin – a writer of early programs",
        {"Who is meant: “a writer of early programs”?": "Charles Darwin [1]"},
    ),
    Example(
        "Vena cavae are two veins that carry spent blood to the heart.",
        {"Which term is meant: “two veins that carry spent blood to the heart”?": ""},
    ),
    Example("Radon is the heaviest gas of all, gold and lead are metals.", never=("Which term",)),
    Example("Egypt is a hot country.", never=("Which term",)),
    Example(
        "Mitochondria are the powerhouse of the cell.",
        {"Which term is meant: “the powerhouse of the cell”?": "Mitochondria / mitochondrion [1]"},
    ),
    Example("An acid is a proton donor.", {"Which term is meant: “a proton donor”?": "acid [1]"}),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask which term is meant and what it means."""
    if unit.kind == "row":
        return
    if unit.opens and len(unit.parts) > 1 and unit.sign in {"–", ":", "="}:
        yield from _laid_out(page, unit)
    elif not (unit.opens and term_above(page, unit)):
        yield from from_sentence(page, unit)


def _without_task(text: str) -> str:
    task = _TASK.match(text)
    return text[task.end() :].rstrip("”’\"' ") if task else text


def _laid_out(page: Page, unit: Unit) -> Iterator[Asked]:
    left, right = named_again(_without_task(unit.parts[0]), unit.parts[1])
    right = first_part(right)
    if _in_chains(page, unit) and not STRONG.match(right) and not _is_pair(page, unit):
        return
    if len(unit.parts) > 2 if unit.sign == "=" else clause_of(left):
        return
    # `Geld – tax – on land`: what is too short to tell a term goes on behind the next dash.
    short = unit.sign == "–" and len(unit.parts) > 2 and len(content_words(right)) < 2
    right = f"{right} – {unit.parts[2]}" if short else right
    named_deed = not is_deed(right) or page.is_name(left.rsplit(maxsplit=1)[-1])
    if is_term(page, left) and is_meaning(right) and right.count("→") < 2 and named_deed:
        yield from _doubted(page, unit, right, ask(page, unit, left, right))


def _doubted(page: Page, unit: Unit, said: str, questions: Iterable[Asked]) -> Iterable[Asked]:
    """To be checked where what stands behind the dash may be anything but a meaning."""
    if _is_label_here(page, unit) or _is_argument(page, unit, said):
        return [replace(one, sure=min(one.sure, 0.6), why=one.why or NO_MEANING) for one in questions]
    return questions


def _is_label_here(page: Page, unit: Unit) -> bool:
    """Whether a left side is a label as those beside it are, or what is explained anew each time."""
    if len(unit.parts) < 2:
        return False
    beside = [page.blocks[place].parts[0] for place in page.siblings(unit.place) if len(page.blocks[place].parts) > 1]
    labels = sum(map(page.is_label, beside))
    listed = " of " in unit.parts[0] and head_noun(unit.parts[0]).casefold() in word_list("arguments")
    anew = page.lefts[unit.parts[0].casefold()] >= FEWEST_LABEL
    return listed or anew or (labels > 1 and labels * 2 >= len(beside))


def _is_argument(page: Page, unit: Unit, said: str) -> bool:
    """`Smoking: lung cancer` under *Risk factors*: what is said of a point may be anything but its meaning."""
    above = page.blocks[page.blocks[unit.place].parent].text if page.blocks[unit.place].parent >= 0 else ""
    lead = re.sub(r"\s*\([^)]*\)", "", above).strip(" :")
    return (
        head_noun(lead).casefold() in word_list("arguments")
        and len(content_words(said)) <= LONGEST_REMARK
        and not STRONG.match(said)
    )


def _in_chains(page: Page, unit: Unit) -> bool:
    """Whether the lines beside a unit are chains of facts (`a – b – c`), so that a first part is no term."""
    if unit.sign != "–" or unit.marked:
        return False
    beside = [page.blocks[place] for place in page.siblings(unit.place)]
    dashed = [block for block in beside if block.sign == "–"]
    return sum(len(block.parts) > 2 for block in dashed) * 3 > len(dashed)


def _is_pair(page: Page, unit: Unit) -> bool:
    """Whether a line among chains is a term with its meaning for all that: two parts, and no subject of other lines."""
    left, right = unit.parts[0], unit.parts[1]
    return len(unit.parts) == 2 and page.lefts[left.casefold()] == 1 and is_noun_phrase(right) and not has_verb(left)


def from_sentence(page: Page, unit: Unit) -> Iterator[Asked]:
    """`… is called X`, `X refers to …`, `X is a Y that …`."""
    text = unit.text.rstrip(".")
    if (called := _CALLED.match(text)) and not leans(called["thing"]) and is_term(page, called["term"]):
        if is_noun_phrase(called["thing"]) or re.match(r"the ", called["thing"], re.IGNORECASE):
            stem = question(f"What name is given to {named(page.plain_case(called['thing']), page)}")
            yield Asked(stem, f"{term(called['term'])} [1]", called["term"], "term", 0.85)
        return
    if (word := _WORD_MEANS.match(text)) and is_term(page, word["term"]):
        stem = f"What does “{page.plain_case(word['term'])}” mean?"
        yield Asked(stem, f"{phrase(word['meaning'])} [1]", word["meaning"], "term", 0.8)
        return
    if (means := _MEANS.match(text)) and is_term(page, means["term"]) and tells_meaning(means["meaning"]):
        yield from ask(page, unit, means["term"], first_part(means["meaning"]), sure=0.85)
        return
    yield from _said_of_subject(page, unit, text)


def _said_of_subject(page: Page, unit: Unit, text: str) -> Iterator[Asked]:
    """`An ox-bow lake is …`, and, to be checked, `It is …` under *Ox-bow lake*."""
    said = with_subject(page, unit)
    clause = clause_of(said.text if said.guess else text)
    if clause is not None:
        clause = replace(clause, rest=first_part(clause.rest))
        if is_said_to_be(page, clause):
            questions = ask(page, unit, clause.subject, clause.rest, sure=0.8)
            yield from (replace(one, sure=0.6, why=said.guess) for one in questions) if said.guess else questions
