"""Lists: some of the points that stand under a line in the plural, or after its colon."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from quizzes.notes.clauses import clause_of, head_noun, is_noun_phrase, phrase_is_plural
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.dates import only_date
from quizzes.notes.page import Asked, Page, Unit, content_words, has_verb, hint_of, is_trivial_title
from quizzes.notes.schemes import point_of, points
from quizzes.notes.subjects import subject_above
from quizzes.notes.tags import tagged, word_at
from quizzes.notes.tokens import sentences
from quizzes.notes.values import Block
from quizzes.notes.wording import NUMBERS, gives_away, leans, named, order, question, quoted
from quizzes.notes.words import word_list

MOST, FEW = 4, 3  # points asked for
ADD = "add other wordings that mean the same"
SAY_WHAT = "the notes only list these: say in the question what is asked"
EACH_ONE = "check that each point is one of what is asked for"
LONGEST_NAME = 3
LONGEST_ITEM = 16
LONGEST_LISTED = 9
LONGEST_LEAD, LONGEST_THINGS = 18, 14
_STEPS = re.compile(
    r"\b(?:steps?|stages?|process|procedure|cycle|sequence|method|order|how|phases?|life cycle|pathway|timeline|route)\b",
    re.IGNORECASE,
)
# Words that leave a sentence open for the points under it: `Businesses exist to:`.
_ORDERED = re.compile(r"\b(?:steps?|stages?|process|cycle|sequence|pathway|phases?|order)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:to|that|who|which|by|through|with|for|when|where|if|is|are|was|were|be|has|have|had|of|into|being|should|must|can|"
    r"may|will|"
    r"includes?|included|including|needs?|involves?|contains?|ensures?|requires?|causes?|uses?|following)$",
    re.IGNORECASE,
)
_JOINED = frozenset(["PRP", "PRF", "CJS", "TO0"])
_LEADS_TO = re.compile(
    r",? (?:are|were|include|included)(?: the following| as follows)?(?: (?:to )?(?:be|act as|serve as))?(?: an?| the)?$"
)
_PRONOUN = re.compile(r"^(?:It|They) (?=[a-z]+ )")
_PREFIX = re.compile(r"anti|non|pre|post|pro|co|self|semi|multi|inter", re.IGNORECASE)  # `anti - colonial`
_THERE = re.compile(r"^there (?:are|were) ", re.IGNORECASE)
_FIRST_THEN = re.compile(r"^(?:first|then|next|finally|after that|lastly)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"^(?:there are )?(?:the )?(?P<number>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|several|some|many)? ?(?P<things>.+)$",
    re.IGNORECASE,
)

EXAMPLES = (
    Example(
        "Reasons for erosion\n1. waves\n2. soft rock\n3. long fetch\n\n- Groynes\n  - trap sand",
        {"Name three reasons for erosion.": "waves [1]\nsoft rock [1]\nlong fetch [1]"},
    ),
    Example(
        "There are four processes of erosion:\n\n* Abrasion - rocks scrape\n* Attrition - rocks collide\n* Solution - acids dissolve\n* Corrasion - sand rubs",
        {"Name four processes of erosion.": "Abrasion [1]\nAttrition [1]\nSolution [1]\nCorrasion [1]"},
    ),
    Example(
        "## Why Stalin won\n- he held the party\n- rivals were divided",
        {"Why did Stalin win? Give two points.": "held the party [1]\nrivals were divided [1]"},
    ),
    Example(
        "Steps of a test:\n1. Boil the leaf.\n2. Warm it in ethanol.\n3. Add iodine.",
        {"Give the steps of a test in order.": "Boil the leaf [1]\nWarm it in ethanol [1]\nAdd iodine [1]"},
    ),
    Example(
        "# Modernism\n## Traits\n- free verse\n- a focus on images",
        {"Name two traits (modernism).": "free verse [1]\nfocus on images [1]"},
    ),
    Example(
        "Firms exist to:\n- make goods\n- pay wages",
        {"Complete this in two ways: “Firms exist to …”.": "make goods [1]\npay wages [1]"},
    ),
    Example(
        "# Baking\n1. First heat the oven.\n2. Then mix the flour.\n3. Add milk.",
        {"Baking: what comes after “First heat the oven”?": ""},
    ),
    Example("How firms grow:\n1. Good ideas\n2. Market gaps\n3. More shops", never=("How firms grow: what",)),
    Example("They want to:\n- make goods\n- pay wages", never=("Complete",)),
    Example(
        "Steps of a test:\n1. Boil the leaf.\n2. Warm it in ethanol.\n3. Add iodine.",
        {"Steps of a test: what comes after “Boil the leaf”?": "Warm it in ethanol [1]"},
    ),
    Example(
        "A good plan needs:\n- to cover the town\n- to reach the farms",
        {"Complete this in two ways: “A good plan needs …”.": "cover the town [1]\nreach the farms [1]"},
    ),
    Example(
        "Changes in the Comintern – leaders:\n- Zinoviev, Bukharin, Molotov",
        {"Name three leaders (changes in the Comintern).": "Zinoviev [1]\nBukharin [1]\nMolotov [1]"},
    ),
    Example(
        "## How culture might be shown\n- dress codes\n- the way that guests are met",
        {"How might culture be shown? Give two points.": "dress codes [1]\nway that guests are met [1]"},
    ),
    Example(
        "# Deflation\n## Supply side causes (benign)\n- better tools\n- low wages",
        {"Name two supply side causes (deflation).": "better tools [1]\nlow wages [1]"},
    ),
    Example(
        "# Forces of dipoles\n- formed by two charges\n- stronger than the force of ions",
        never=("Name two forces",),
    ),
    Example(
        "Parts of a report are:\n- Introduction\n- Results\n- Conclusion",
        {"Name three parts of a report.": "Introduction [1]\nResults [1]\nConclusion [1]"},
    ),
    Example(
        "# The written report\nIt should:\n- compare the findings\n- name the limits",
        {"Complete this in two ways: “The written report should …”.": "compare the findings [1]\nname the limits [1]"},
    ),
    Example("# Giants\n## Two types\n- gas\n- ice", never=("Name two two",)),
    Example("# Receptors\n## 2 types\n- cold\n- heat", never=("Name two 2",)),
    Example("# Kinds of court\n- Closed\n- Open", {"Name two kinds of court.": "Closed [1]\nOpen [1]"}),
    Example(
        "# Singing\n## Female voices\n- Soprano\n- Alto\n## The stage\n- Props\n- Wings\n## Songs of old\n- it was sung\n- they were loud",
        {"Name two female voices.": "Soprano [1]\nAlto [1]", "Give two points about the stage.": ""},
        never=("Name two stage", "Name two the", "Name two songs"),
        to_check=("Name two female voices.",),
    ),
    Example(
        "- Baroque – 1600-1750\n  - Bach\n  - Handel", {"Give two points about the baroque.": "Bach [1]\nHandel [1]"}
    ),
    Example(
        "# Money\nThe main uses of money are to serve as a\n- store of value: It keeps\n- unit of account: It counts\n- medium of exchange: It buys",
        {"Name three main uses of money.": "store of value [1]\nunit of account [1]\nmedium of exchange [1]"},
    ),
    Example(
        "# Bees\nThis is called play. Three parts of play\n1. rules\n2. roles\n3. toys",
        {"Name three parts of play.": "rules [1]\nroles [1]\ntoys [1]"},
    ),
    Example(
        "Functions of bones\n- guard the organs\n- It makes blood\n- movement",
        {"Name three functions of bones.": "guard the organs [1]\nmakes blood [1]\nmovement [1]"},
    ),
    # A numbered fact is no step; a single point, long points, points about something before, a title in the singular.
    Example(
        "# Osmosis\n1. Water moves by osmosis\n2. Turgor pushes on the wall\n3. Cells swell", never=("Give the", "Name")
    ),
    Example("Traits often ascribed to\n- fast rivers\n- old lakes", never=("Name",)),
    Example("Causes of floods\n- rain", never=("Name",)),
    Example("Causes of floods:\n- heavy rain\n- melting snow\n- felled trees", never=("Name two",)),
    Example("Exam questions:\n- one\n- two", never=("Name",)),
    Example("Key terms:\n- osmosis\n- diffusion", never=("Name",)),
    Example("The effects of this:\n- rain fell\n- rivers rose", never=("Name",)),
    Example("Causes of floods:\n- it rained\n- they burst", never=("Name",)),
    Example(
        "Effects of war:\n- the towns of the whole country starved – no grain came\n- prices rose",
        {"Name two effects of war.": "towns ~ starved ~ no grain [1]\nprices rose [1]"},
    ),
    Example(
        "## The Kapp Putsch\n- led by Wolfgang Kapp\n- troops took Berlin\n- a strike ended it",
        {
            "Give three points about the Kapp Putsch.": "led by Wolfgang Kapp [1]\ntroops took Berlin [1]\nstrike ended it [1]"
        },
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for the points of a list at its first point."""
    if unit.kind == "row" or not unit.opens or not _is_first(page, unit):
        return
    first, parent = page.blocks[unit.place], page.blocks[unit.place].parent
    under = [page.blocks[place] for place in page.children[parent] if place >= unit.place]
    run = list(itertools.takewhile(lambda block: block.kind == first.kind, under))
    lines = (page.blocks[parent].lines[0], run[-1].lines[1])
    lead, said = _lead(page, parent), _items(run)
    if first.kind == "step" and _is_steps(lead, said):
        yield from _steps(page, lead, said, lines)
    else:
        named = sum(_names(block.parts) for block in run) * 2 > len(run)
        above = page.blocks[parent].parent
        topic = page.topics[above] if above >= 0 else ""
        yield from some_of(page, lead, said, lines, any_title=not named, topic=topic)


def _lead(page: Page, parent: int) -> str:
    """The line above a list without its colon; `It should:` with what `It` is."""
    block = page.blocks[parent]
    dated = len(block.parts) > 1 and block.kind != "heading" and all(map(only_date, block.parts[1:]))
    said = sentences(block.text)[-1][1] if block.kind == "text" and not dated else block.text
    lead = re.sub(r"\s*\([^()]*\)$", "", (block.parts[0] if dated else said).strip(" :."))
    about = subject_above(page, parent) if re.match(r"(?:It|They) ", lead) else ""
    return f"{about[:1].upper()}{about[1:]} {lead.partition(' ')[2]}" if about else lead


def _items(run: list[Block]) -> list[str]:
    """What the points of a list name or say; a single one may be a row of names."""
    said = [_PRONOUN.sub("", block.parts[0] if _names(block.parts) else block.text).strip(" .;") for block in run]
    return said if len(said) > 1 else [piece.strip() for piece in re.split(r"[,;]\s+(?:and\s+)?", said[0])]


def _is_first(page: Page, unit: Unit) -> bool:
    parent = page.blocks[unit.place].parent
    if parent < 0 or not page.opens_list(unit.place):
        return False
    text = page.blocks[parent].text.rstrip(": ")
    return not page.is_label(text) and not is_trivial_title(text)


def _names(parts: tuple[str, ...]) -> bool:
    """Whether a point is laid out as a name with what it means."""
    return len(parts) > 1 and len(parts[0].split()) <= 5 and not _PREFIX.fullmatch(parts[0])


def _is_steps(lead: str, said: list[str]) -> bool:
    return bool(_STEPS.search(lead)) or _is_told_in_order(said)


def _is_told_in_order(said: list[str]) -> bool:
    """`First …`, `Then …`."""
    return sum(bool(_FIRST_THEN.match(one)) for one in said) > 1


def _about(lead: str) -> str:
    """What a list under a title is about, where the title names something."""
    bare = re.sub(r"\s*\([^)]*\)", "", lead).strip()
    return bare if hint_of(bare) and is_noun_phrase(bare) and len(bare.split()) <= 7 else ""


def _steps(page: Page, lead: str, said: list[str], lines: tuple[int, int]) -> Iterator[Asked]:
    said = [one for one in said if len(one.split()) <= LONGEST_ITEM]
    if not 2 < len(said) <= 7 or not hint_of(lead):
        return
    written = [point_of(one) for one in said]
    asks = page.lowered(lead)
    asks = (
        f"the {re.sub(r'^the ', '', asks)} in order"
        if re.match(r"(?:the )?(?:steps|stages|phases)\b", asks)
        else f"the steps in order: {asks}"
    )
    why = "the points earn their marks in any order: check that this is what you want"
    yield Asked(
        order(f"Give {asks}"),
        points(written),
        "; ".join(said),
        "steps",
        0.6,
        len(dict.fromkeys(written)),
        why,
        lines=lines,
    )
    if _ORDERED.search(lead) or _is_told_in_order(said):
        yield from _followers(page, lead, said, lines)


def _followers(page: Page, lead: str, said: list[str], lines: tuple[int, int]) -> Iterator[Asked]:
    """What comes after each step but the last."""
    title = re.sub(r"\s*\([^)]*\)", "", page.lowered(lead))
    for before, after in itertools.pairwise(said):
        if len(before.split()) <= LONGEST_LEAD and not gives_away(f"{title} {before}", after):
            stem = question(f"{title[:1].upper()}{title[1:]}: what comes after {quoted(before)}")
            short = len(content_words(after)) <= 4
            yield Asked(
                stem,
                f"{point_of(after)} [1]",
                after,
                "steps",
                0.66 if short else 0.6,
                why="" if short else ADD,
                lines=lines,
            )


def some_of(
    page: Page, lead: str, said: list[str], lines: tuple[int, int], *, any_title: bool = False, topic: str = ""
) -> Iterator[Asked]:
    """Ask for some of the points that `lead` leads to. Under `any_title` they may be merely what is said about it."""
    fit = _fit(page, lead, said, any_title=any_title)
    written = list(dict.fromkeys(filter(None, (point_of(one) for one in fit))))
    if len(written) < 2 or len(fit) < len(said) * 0.7 or leans(_THERE.sub("", lead)):
        return
    number = min(len(written), MOST)
    lead, topic = _lead_after_dash(lead, topic)
    stem = "" if _are_remarks(lead, fit) else _stem(page, lead, number, topic)
    stem = stem or _with_topic(page, lead, fit, topic, number) or _unfinished(lead, number)
    answer = "; ".join(fit)
    if stem:
        sure = 0.85 if all(len(content_words(one)) <= 3 for one in fit) else 0.7
        yield Asked(stem, points(written, asked=number), answer, "list", sure, number, lines=lines)
    elif any_title and (about := _about(lead)):
        few = min(number, FEW)
        if _names_them(about, fit):
            stem = order(f"Name {NUMBERS[few]} {page.plain_case(about)}")
            yield Asked(stem, points(written, asked=few), answer, "list", 0.6, few, EACH_ONE, lines=lines)
            return
        stem = order(f"Give {NUMBERS[few]} points about {named(about, page)}")
        yield Asked(stem, points(written, asked=few), answer, "points", 0.55, few, SAY_WHAT, lines=lines)


def _names_them(about: str, said: list[str]) -> bool:
    """`Female voices` over `Soprano`, `Contralto`: a plural, and names of a word or two."""
    short = all(len(one.split()) <= LONGEST_NAME and not has_verb(one) for one in said)
    counted = about.split(maxsplit=1)[0].casefold() in NUMBERS
    return (
        short
        and not counted
        and phrase_is_plural(about)
        and not re.search(r"\b(?:and|of|vs?|in|about)\b|[&/,:]", about)
    )


def _fit(page: Page, lead: str, said: list[str], *, any_title: bool) -> list[str]:
    """The points that can be asked for: whole, not too long, no mere labels. Reasons (`Why …`) all can."""
    if re.match(r"why ", lead, re.IGNORECASE):
        return said
    fit = [one for one in said if len(one.split()) <= LONGEST_ITEM and not leans(one) and content_words(one)]
    labels = any_title and not _OPEN.search(lead)
    return [one for one in fit if not page.is_label(one)] if labels else fit


def _lead_after_dash(lead: str, topic: str) -> tuple[str, str]:
    """`Changes in the Comintern – leaders` leads to leaders, of what stands before the dash."""
    before, dash, after = lead.rpartition(" – ")
    short = dash and len(after.split()) <= 3 and phrase_is_plural(after) and len(before.split()) <= 6
    return (after, before) if short else (lead, topic)


def _are_remarks(lead: str, said: list[str]) -> bool:
    """`formed by ions`, `stronger than water` under *Forces*: what is said of them, none of them.

    Where half of them begin like `in the west`, they say where or how.
    """
    if sum(word_at(one).tag == "PRP" for one in said) * 2 >= len(said):
        return True
    opened = [tagged(one[:1].lower() + one[1:])[:2] for one in said]
    remarks = sum(words[0].tag in {"VVN", "AJC", "AJS"} and words[-1].tag in _JOINED for words in opened)
    return remarks * 3 > len(said) and head_noun(lead).casefold() not in word_list("arguments")


def _stem(page: Page, lead: str, number: int, topic: str) -> str:
    """`Causes of floods` as what is to be named; `Why Stalin won` as a question; "" for a title that leads to no list."""
    if (why := re.match(r"(why|how) (?!did|do|does|is|are|was|were|to)", lead, re.IGNORECASE)) and (
        clause := clause_of(lead[why.end() :])
    ):
        return f"{question(clause.ask(why[1].capitalize()))} Give {NUMBERS[number]} points."
    lead = _LEADS_TO.sub("", lead)
    match = _COUNTED.match(lead)
    whole = match["things"] if match else lead
    head = head_noun(whole)
    listed = head.casefold() in word_list("listed") or bool(match and match["number"])
    leads = listed and head and len(content_words(whole)) > 1 and len(whole.split()) <= LONGEST_THINGS
    things = re.split(r" (?:that|which|who|for) ", whole)[0]
    if re.search(r" (?:to|of|by|in|for|with|from|as)$", whole):
        return ""  # `Traits ascribed to`
    if not leads or not _are_many(things):
        return ""
    return order(f"Name {NUMBERS[number]} {page.plain_case(whole)}{_of_topic(page, whole, topic)}")


def _of_topic(page: Page, whole: str, topic: str) -> str:
    """The heading above in brackets, for causes and effects that do not say of what: `Demand side causes`."""
    topic = re.sub(r"\s*\([^)]*\)", "", hint_of(topic))
    of_what = head_noun(whole).casefold() != whole.rsplit(maxsplit=1)[-1].casefold() or gives_away(whole, topic)
    bare = head_noun(whole).casefold() in word_list("arguments") and topic and is_noun_phrase(topic)
    return f" ({page.plain_case(topic)})" if bare and not of_what else ""


def _are_many(things: str) -> bool:
    """`Causes of floods`: things in the plural, with no number and no verb among them."""
    plain = not re.search(r"[\d:]", things) and not re.match(r"(?:an?|each|every) ", things, re.IGNORECASE)
    return plain and bool(hint_of(things)) and phrase_is_plural(things) and clause_of(things) is None


def _with_topic(page: Page, lead: str, said: list[str], topic: str, number: int) -> str:
    """`Traits` under *Modernism*: a plural that says of what only with the heading above; its points are all names."""
    topic = re.sub(r"\s*\([^)]*\)", "", hint_of(topic))
    short = all(len(content_words(one)) <= 4 and not has_verb(one) for one in said)
    head = head_noun(lead)
    if (
        not short
        or not topic
        or re.search(r"\d", lead)
        or lead.partition(" ")[0].casefold() in NUMBERS
        or not is_noun_phrase(topic)
        or not phrase_is_plural(lead)
        or len(lead.split()) > 4
    ):
        return ""
    if head.casefold() not in word_list("listed") or gives_away(lead, topic):
        return ""
    return order(f"Name {NUMBERS[number]} {page.plain_case(lead)} ({page.plain_case(topic)})")


def _unfinished(lead: str, number: int) -> str:
    """`Businesses exist to:` is finished in as many ways as are asked for."""
    lead = re.sub(r" the following$", "", sentences(lead)[-1][1] if sentences(lead) else "").rstrip(",")
    needs = bool(
        re.match(r"(?:an?|the|each|every) .+ (?:needs|requires|includes|involves|contains|has)$", lead, re.IGNORECASE)
    )
    whole = 3 <= len(lead.split()) <= LONGEST_LEAD and (needs or has_verb(lead)) and not leans(lead)
    if not whole or not _OPEN.search(lead) or lead.count("(") != lead.count(")"):
        return ""
    return f"Complete this in {NUMBERS[number]} ways: {quoted(lead + ' …')}."
