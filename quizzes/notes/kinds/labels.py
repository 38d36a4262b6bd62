"""Labels of what is said about a heading: `Symptoms: fever` under *Measles* asks for the symptoms of measles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.asking import ask as ask_meaning
from quizzes.notes.clauses import head_noun, is_noun_phrase, phrase_is_plural
from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit, content_words, hint_of, is_trivial_title, label_of
from quizzes.notes.schemes import meaning, phrase, points
from quizzes.notes.tags import word_at
from quizzes.notes.telling import telling
from quizzes.notes.wording import NUMBERS, gives_away, leans, named, question
from quizzes.notes.words import labels

_ARTICLE = re.compile(r"(?:Article|Clause|Section|Amendment|Rule|Law|Principle|Point) (?:\d+|[IVX]+)", re.IGNORECASE)
LONGEST_ANSWER = 30
MOST = 4
SHORT_ITEM = 7

EXAMPLES = (
    Example(
        "# Measles\n- Spread: droplets\n- Treatment: rest\n# Flu\n- Spread: sneezing\n- Treatment: fluids",
        {
            "How is measles spread?": "droplets [1]",
            "What is the treatment of flu?": "fluids [1]",
        },
    ),
    Example(
        "# Measles\n**Symptoms:**\n- fever\n- red rash\n- cough",
        {"Give three symptoms of measles.": "fever [1]\nred rash [1]\ncough [1]"},
    ),
    Example(
        "# Glaciers\nSpeed of flow: a metre a day\n# Rivers\nSpeed of flow: a metre a second",
        {"What is the speed of flow of rivers?": "metre a second [1]"},
    ),
    Example(
        "# Dams\nAdvantages: power, water, jobs", {"Give three advantages of dams.": "power [1]\nwater [1]\njobs [1]"}
    ),
    Example(
        "# Dams\n- Advantages\n  - clean power\n  - a store of water",
        {"Give two advantages of dams.": "clean power [1]\nstore of water [1]"},
    ),
    Example(
        "# Primary sector\nDefinition: takes raw materials from the earth",
        {"What takes raw materials from the earth?": "Primary sector [1]"},
    ),
    Example(
        "# Cultures of firms\n- Power\n  - few people rule\n  - swift decisions\n- Role\n  - clear duties\n  - slow decisions\n- Task\n  - teams form\n  - teams end",
        never=("What is the role",),
    ),
    Example(
        "# Deflation\n## Consequences\nPrices fall at once.\n- less spending\n- dearer debts\n- it hurts firms",
        {"Give two consequences of deflation.": "less spending [1]\ndearer debts [1]"},
    ),
    # Labels that ask nothing, headings that name nothing, text that points elsewhere.
    Example("# Tsunami\nNote: check the map\n# Floods\nNote: check the film", never=("What",)),
    Example("# Notes\nSymptoms: fever", never=("What are",)),
    Example("# Measles\nSymptoms: it depends", never=("What",)),
    Example("# Exam tips\nStructure: three parts", never=("What",)),
    Example("# Rome\nBefore the war: peace\n# Carthage\nBefore the war: trade", never=("What",)),
    Example("# Measles\nSymptoms: 1990", never=("What",)),
    Example(
        "# Parts of a letter\n- Opening: greets the reader\n- Structure: orders ideas\n- Close: says goodbye",
        never=("What is the structure",),
    ),
    Example(
        "# Treaty of Berlin\nArticle 2 – promised neutrality in any war",
        {
            "What does Article 2 of the Treaty of Berlin say?": "{promised / agree / swear / guarantee / vow} ~ neutrality ~ {war / fighting / conflict / battle / fight} [1]\n    reject: peace"
        },
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for what a label says of its heading; where points stand under the label, for some of them."""
    if unit.kind == "row" or not unit.opens:
        return
    if len(unit.parts) > 1 and _ARTICLE.fullmatch(unit.parts[0]):
        yield from _article(page, unit)
        return
    if len(unit.parts) > 1 and unit.sign in {":", "–"} and page.is_label(unit.parts[0]):
        yield from _said(page, unit)
    elif label := _label_above(page, unit):
        yield from _listed(page, unit, *label)


def _article(page: Page, unit: Unit) -> Iterator[Asked]:
    """`Article 2 – promised neutrality` under the heading of a treaty."""
    said, topic = " – ".join(unit.parts[1:]), hint_of(unit.topic)
    if not _can_be_asked(said):
        return
    of = f" of {named(topic, page)}" if topic else ""
    stem = question(f"What does {unit.parts[0]}{of} say")
    yield Asked(stem, telling(said, stem.split()), said, "label", 0.6, why="add other wordings that mean the same")


def _said(page: Page, unit: Unit) -> Iterator[Asked]:
    said, topic = " – ".join(unit.parts[1:]), topic_above(page, unit.place)
    if not _can_be_asked(said) or not topic or not _among_labels(page, unit):
        return
    if label_of(unit.parts[0]) in {"definition", "meaning"}:
        yield from ask_meaning(page, unit, topic, said)
        return
    pieces = [piece.strip() for piece in re.split(r"[,;]\s+(?:and\s+)?", said)]
    if len(pieces) > 1 and all(0 < len(piece.split()) <= SHORT_ITEM and not leans(piece) for piece in pieces):
        yield from some(page, unit.parts[0], topic, pieces, unit.lines)
    elif stem := _stem(page, unit.parts[0], topic):
        long = len(content_words(said)) > 3
        why = "add other wordings that mean the same" if long else ""
        scheme = telling(said, stem.split()) if long else f"{meaning(said, stem.split())} [1]"
        yield Asked(stem, scheme, said, "label", 0.6 if long else 0.85, why=why)


def _among_labels(page: Page, unit: Unit) -> bool:
    """Whether most of what stands beside a unit begins with a label too, so that its own is none by chance."""
    beside = [page.blocks[place] for place in page.siblings(unit.place) if page.blocks[place].kind != "heading"]
    paired = [block for block in beside if len(block.parts) > 1 and block.sign in {":", "–"}]
    return sum(page.is_label(block.parts[0]) for block in paired) * 2 >= len(paired)


def _listed(page: Page, unit: Unit, label: str, parent: int) -> Iterator[Asked]:
    """Points under a label that stands by itself."""
    topic = topic_above(page, parent)
    under = [page.blocks[place] for place in page.children[parent] if page.blocks[place].kind in {"item", "step"}]
    said = [(block.parts[0] if len(block.parts) > 1 else block.text).strip(" .;") for block in under]
    fit = [one for one in said if len(one.split()) <= SHORT_ITEM * 2 and not leans(one)]
    if topic and len(fit) > 1 and len(fit) * 3 >= len(said) * 2:
        yield from some(page, label, topic, fit, (page.blocks[parent].lines[0], under[-1].lines[1]))


def some(page: Page, label: str, topic: str, said: list[str], lines: tuple[int, int]) -> Iterator[Asked]:
    """Some of what a label lists of its topic: `Give three advantages of dams.`"""
    written = list(dict.fromkeys(filter(None, (_point(one) for one in said))))
    stem = _stem(page, label, topic)
    number = min(len(written), MOST)
    if not stem or number < 2:
        return
    if match := re.match(r"What (?:are|were) the (?P<what>.+)\?$|Which (?P<which>.+) are done for .+\?$", stem):
        stem = f"Give {NUMBERS[number]} {match['what']}." if match["what"] else stem
    elif match := re.match(r"Give (?:an )?examples? of (?P<what>.+)\.$", stem):
        stem = f"Give {NUMBERS[number]} examples of {match['what']}."
    else:
        stem = f"{stem[:-1]}? Give {NUMBERS[number]} points."
    yield Asked(stem, points(written, asked=number), "; ".join(said), "list", 0.85, number, lines=lines)


def _point(said: str) -> str:
    return phrase(said) if len(content_words(said)) <= 3 else meaning(said)


def _stem(page: Page, label: str, topic: str) -> str:
    """How a label asks; "" for one that asks nothing."""
    folded = label_of(label)
    it = named(page.plain_case(topic), page)
    if gives_away(topic, label):
        return ""
    frame = labels().get(folded)
    if frame is not None:
        return frame.format(it=it, its=it, bare=page.plain_case(topic)) if frame else ""
    if not is_noun_phrase(label) or not head_noun(label) or word_at(folded).tag in {"PRP", "CJS", "AVQ"}:
        return ""
    verb = "are" if phrase_is_plural(label) else "is"
    return question(f"What {verb} the {page.plain_case(label_of(label) if label.isupper() else label)} of {it}")


def _can_be_asked(said: str) -> bool:
    return (
        bool(content_words(said))
        and len(said.split()) <= LONGEST_ANSWER
        and not leans(said)
        and not find_dates(said[:12])
    )


def _label_above(page: Page, unit: Unit) -> tuple[str, int] | None:
    """The label that a unit is the first to stand under, and its place."""
    parent = page.blocks[unit.place].parent
    if parent < 0 or not page.opens_list(unit.place):
        return None
    text = page.blocks[parent].text.rstrip(": ")
    return (text, parent) if page.is_label(text) and _beside_labels(page, parent) else None


def _beside_labels(page: Page, place: int) -> bool:
    """Whether the lines beside one that lead to points are labels too: `Role` beside `Power` and `Task` is none."""
    beside = [page.blocks[other] for other in page.siblings(place) if page.children.get(other)]
    beside = [block for block in beside if block.kind == page.blocks[place].kind and len(block.parts) < 2]
    return sum(page.is_label(block.text.rstrip(": ")) for block in beside) * 2 >= len(beside)


def topic_above(page: Page, place: int) -> str:
    """What a label is said of: the nearest heading or term above it that is no label itself."""
    parent = page.blocks[place].parent
    while parent >= 0:
        text = page.blocks[parent].text.rstrip(": ")
        if len(page.blocks[parent].parts) > 1:
            text = next(filter(hint_of, page.blocks[parent].parts[:2]), "")
        if not page.is_label(text):
            usable = hint_of(text) and not is_trivial_title(text) and is_noun_phrase(text) and len(text.split()) <= 7
            return re.sub(r"\s*\([^)]*\)", "", text) if usable else ""
        parent = page.blocks[parent].parent
    return ""
