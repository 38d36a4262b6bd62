"""Tables: a cell asked by its row and its column; pairs without a header as terms; two columns that are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quizzes.notes.asking import ask as ask_meaning
from quizzes.notes.clauses import head_noun, is_noun_phrase, phrase_is_plural
from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example, dates
from quizzes.notes.kinds.labels import some, topic_above
from quizzes.notes.meanings import is_meaning, is_term
from quizzes.notes.page import Asked, Page, Unit, content_words, label_of
from quizzes.notes.schemes import meaning, phrase, points, term
from quizzes.notes.tags import tagged
from quizzes.notes.values import Block
from quizzes.notes.wording import NUMBERS, gives_away, leans, named, order, question, quoted, with_article
from quizzes.notes.words import labels, word_list

LONGEST_CELL, LONGEST_KEY = 25, 6
LONGEST_LINE, MOST = 16, 4  # words of a line of a cell, things of a cell that are asked for
_CODE = re.compile(r"[A-Z]{1,2}|\d{1,3}|[IVX]{1,4}")
_OF = re.compile(r" (?:of|on|in|for) ")
_EMPTY = frozenset("yes no n/a none - – — ✓ ✗ x true false ?".split())  # noqa: SIM905
_ASKS_NOTHING = frozenset("example examples e.g notes note comment comments source link page".split())  # noqa: SIM905
_MEANING = frozenset("meaning definition definitions meanings description explanation means notes".split())  # noqa: SIM905

EXAMPLES = (
    Example(
        "| Part | Function |\n|---|---|\n| xylem vessel | carries water |\n| stomata | let gases pass |",
        {
            "What is the function of the xylem vessel?": "carries water [1]",
            "Which part has this function: “carries water”?": "xylem vessel [1]",
        },
    ),
    Example(
        "| Leader | Role |\n|---|---|\n| Kerensky | led the government |\n| Lenin | led the party |",
        {"What is the role of Kerensky?": "led the government [1]"},
    ),
    Example(
        "| Word | Meaning |\n|---|---|\n| osmosis | the movement of water |",
        {"Which term is meant: “the movement of water”?": "osmosis [1]"},
    ),
    Example(
        "osmosis\tthe movement of water through a membrane\nturgor\tthe pressure of a cell on its wall",
        {
            "Which term is meant: “the movement of water through a membrane”?": "osmosis [1]",
            "Which term is meant: “the pressure of a cell on its wall”?": "turgor [1]",
        },
    ),
    Example(
        "| Mitosis | Meiosis |\n|---|---|\n| two cells | four cells |\n| one division | two divisions |",
        {
            "Give a difference between mitosis and meiosis.": "any 1 from:\n    two cells ~ four cells [1]\n    one division ~ two divisions [1]"
        },
    ),
    Example(
        "| Mitosis | Meiosis |\n|---|---|\n| two cells | four cells |",
        {"Give a difference between mitosis and meiosis.": "two cells ~ four cells [1]"},
    ),
    Example(
        "| Year | Event |\n|---|---|\n| 1917 | Tsar abdicates |\n| 1918 | peace with Germany |",
        {"In which year did Tsar abdicate?": "1917 [1]"},
    ),
    Example(
        "| Planet | Where it lies |\n|---|---|\n| Mars | beyond the Earth |",
        {"Mars: where it lies?": "beyond the Earth [1]"},
    ),
    Example(
        "| Method | Advantages |\n|---|---|\n| Dam | clean power, a lake |",
        {"What are the advantages of a dam?": "clean power [1]\nlake [1]"},
    ),
    Example(
        "| Shared organs | Organs of plants |\n|---|---|\n| nucleus | cell wall |\n| membrane | vacuole |\n| cytoplasm | |",
        {
            "Name three shared organs.": "nucleus [1]\nmembrane [1]\ncytoplasm [1]",
            "Name two organs of plants.": "cell wall [1]\nvacuole [1]",
        },
        never=("What",),
    ),
    Example(
        "# Dams\n| Pros | Why | Cons |\n|---|---|---|\n| clean power | no coal | lost villages |\n| a store of water | rain is kept | high cost |",
        {
            "Give two advantages of dams.": "clean power [1]\nstore of water [1]",
            "Give two disadvantages of dams.": "lost villages [1]\nhigh cost [1]",
        },
        never=("What are the",),
    ),
    Example(
        "| Unit | Size |\n|---|---|\n| Terabyte (TB) | a million megabytes |\n| Gigabyte (GB) | a thousand megabytes |",
        {"Which unit has this size: “a million megabytes”?": "Terabyte / TB [1]"},
    ),
    Example(
        "| Letter | Name |\n|---|---|\n| F | force of the spring |\n| m | mass |",
        {"What does “F” stand for?": "force of the spring [1]", "What does “m” stand for?": "mass [1]"},
    ),
    Example(
        "| Cell | Properties |\n|---|---|\n| platelet | small pieces of cells with no nucleus;<br>help the blood to clot at a wound |",
        {
            "Give two properties of platelet.": "pieces ~ cells ~ no nucleus [1]\nblood ~ clot ~ wound [1]",
            "Which cell has these properties: “small pieces of cells with no nucleus; help the blood to clot at a wound”?": "platelet [1]",
        },
    ),
    Example(
        "| Blood group | Antigen |\n|---|---|\n| A | A |\n| AB | A & B |",
        {
            "What is the antigen of blood group A?": "A [1]",
            "What is the antigen of blood group AB?": "A and B [1]",
        },
    ),
    Example(
        "| Group | 1 | 13 |\n|---|---|---|\n| Ion | 1+ | 3- |",
        {"What is the ion of group 13?": "3- [1]"},
        never=("What is the 13",),
    ),
    Example("| Question | Winner |\n|---|---|\n| Which team? | the guests |", never=("What", "Which")),
    Example(
        "| Wave | Use | Danger |\n|---|---|---|\n| X-rays | pictures of bones | harm to cells |\n| Gamma | killing germs | cancer |",
        {"What are X-rays used for?": "", "What is gamma used for?": ""},
    ),
    # Empty cells, ticks, cells that point elsewhere, a column without a name, a comparison is not asked by its first row.
    Example("| Food | Vitamin |\n|---|---|\n| bread | no |", never=("What is the vitamin",)),
    Example("| Food | |\n|---|---|\n| bread | of wheat |", never=("What is the",)),
    Example("| Food | Origin |\n|---|---|\n| bread | it came from here |", never=("What is the",)),
    Example(
        "| Mitosis | Meiosis |\n|---|---|\n| two cells | four cells |\n| one division | two divisions |",
        never=("What is the meiosis",),
    ),
    Example("| 12 | 14 |\n| 13 | 15 |", never=("What", "Which")),
    Example(
        "| Risk | Reward | Firm |\n|---|---|---|\n| low | a small gain | a franchise |", never=("What is the reward",)
    ),
    Example(
        "| Property | Mitosis | Meiosis |\n|---|---|---|\n| number of divisions | one division | two divisions |",
        {"What is the number of divisions for mitosis?": "one division [1]"},
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for the cells of a row."""
    if unit.kind != "row" or not unit.parts or not _can_head(unit.parts[0]):
        return
    header = page.blocks[unit.place].header
    if not header:
        yield from _pair(page, unit)
    elif topic := _labelled(page, unit, header):
        yield from _sides(page, unit, header, topic)
    elif _lists_by_column(page, unit, header):
        yield from _columns(page, unit, header)
    elif _compares(page, unit, header):
        yield from _difference(page, unit, header)
    elif find_dates(unit.parts[0]) and dates.only_date(unit.parts[0]):
        yield from _dated(page, unit)
    elif _is_key(header):
        yield from _stands_for(unit)
    else:
        yield from _by_name(page, unit, header)


def _by_name(page: Page, unit: Unit, header: tuple[str, ...]) -> Iterator[Asked]:
    """The cells of a row by the row's name and the column's; of `Group | 1 | 2` by the column's number."""
    if all(map(_CODE.fullmatch, header[1:])) and is_noun_phrase(header[0]):
        for column, cell in list(zip(header, unit.parts, strict=False))[1:]:
            yield from _property(page, unit.parts[0], f"{page.plain_case(header[0])} {column}", cell)
    elif len(unit.parts[0].split()) <= LONGEST_KEY:
        swapped = label_of(header[0]) in word_list("of-both")
        for column, cell in list(zip(header, unit.parts, strict=False))[1:]:
            yield from (
                _property(page, unit.parts[0], column, cell) if swapped else _cell(page, unit, header[0], column, cell)
            )


def _can_head(key: str) -> bool:
    """Whether the first cell of a row says something, or is a letter or number that the table's first title names."""
    return bool(content_words(key) or _CODE.fullmatch(key)) and not key.endswith("?")


def _pair(page: Page, unit: Unit) -> Iterator[Asked]:
    """A row of two cells without a header: a term and its meaning."""
    if len(unit.parts) == 2 and is_term(page, unit.parts[0]) and is_meaning(unit.parts[1]):
        yield from ask_meaning(page, unit, unit.parts[0], unit.parts[1])


def _rows(page: Page, unit: Unit, header: tuple[str, ...]) -> list[Block]:
    return [page.blocks[place] for place in page.siblings(unit.place) if page.blocks[place].header == header]


def _labelled(page: Page, unit: Unit, header: tuple[str, ...]) -> str:
    """What the columns are said of where each is a list of its own under a label (`Pros | Cons`); "" for no such table."""
    sided = [title for title in header if label_of(title) in labels() and phrase_is_plural(label_of(title))]
    return topic_above(page, unit.place) if label_of(header[0]) in map(label_of, sided) and len(sided) > 1 else ""


def _sides(page: Page, unit: Unit, header: tuple[str, ...], topic: str) -> Iterator[Asked]:
    """Once for the table, at its first row: some of what stands under each label."""
    rows = _rows(page, unit, header)
    if rows[0].lines != unit.lines:
        return
    for column, title in enumerate(header):
        if phrase_is_plural(label_of(title)):
            cells = [row.parts[column] for row in rows if column < len(row.parts) and _says(row.parts[column])]
            cells = re.split(r"[,;]\s+", cells[0]) if len(cells) == 1 else cells
            yield from some(page, title, topic, cells, (rows[0].lines[0], rows[-1].lines[1]))


def _lists_by_column(page: Page, unit: Unit, header: tuple[str, ...]) -> bool:
    """Whether the columns are lists of their own: headings in the plural, of which some run out before the others."""
    if len(header) < 2 or not phrase_is_plural(header[0]) or not all(header) or page.is_label(header[1]):
        return False
    rows = _rows(page, unit, header)
    return len(rows) > 1 and any(not cell.strip() for cell in rows[-1].parts)


def _columns(page: Page, unit: Unit, header: tuple[str, ...]) -> Iterator[Asked]:
    """Once for the table, at its first row: some of what stands in each column."""
    rows = _rows(page, unit, header)
    if rows[0].lines != unit.lines:
        return
    for column, title in enumerate(header):
        said = [row.parts[column].split(";")[0].strip() for row in rows if column < len(row.parts)]
        written = list(dict.fromkeys(phrase(one) for one in said if content_words(one)))
        number = min(len(written), 4)
        if number > 1 and phrase_is_plural(title) and is_noun_phrase(title):
            stem = f"Name {NUMBERS[number]} {page.plain_case(title)}."
            lines = (rows[0].lines[0], rows[-1].lines[1])
            asked = points(written, asked=number)
            yield Asked(stem, asked, "; ".join(said), "list", 0.75, number, lines=lines)


def _compares(page: Page, unit: Unit, header: tuple[str, ...]) -> bool:
    """Whether the columns are two things that are compared: no column names what the rows are."""
    if (
        len(header) != 2
        or not all(header)
        or any(label_of(one) in labels() or label_of(one) in _MEANING for one in header)
    ):
        return False
    alike = header[0].split()[-1:] == header[1].split()[-1:] or len(header[0].split()) == len(header[1].split()) == 1
    keyed = label_of(header[0]) in word_list("row-titles")
    return alike and not keyed and not page.is_label(header[1])


def _difference(page: Page, unit: Unit, header: tuple[str, ...]) -> Iterator[Asked]:
    """Once for the table, at its first row."""
    rows = _rows(page, unit, header)
    if not rows or rows[0].lines != unit.lines:
        return
    pairs = [
        row.parts
        for row in rows
        if len(row.parts) == 2 and all(content_words(one) and not leans(one) for one in row.parts)
    ]
    written = [f"{_short(first)} ~ {_short(second)}" for first, second in pairs if _short(first) != _short(second)]
    if written:
        one, other = map(page.plain_case, header)
        number = min(2, max(len(written) - 1, 1))
        what = "a difference" if number == 1 else "two differences"
        stem = f"Give {what} between {one} and {other}."
        why = "an answer must name both sides: check the points"
        yield Asked(
            stem,
            points(written, asked=number),
            "; ".join(map(" – ".join, pairs)),
            "table",
            0.66,
            number,
            why,
            lines=(rows[0].lines[0], rows[-1].lines[1]),
        )


def _short(cell: str) -> str:
    return phrase(cell) if len(content_words(cell)) <= 3 else meaning(cell)


_STAND_FOR = frozenset(["letter", "symbol", "sign", "abbreviation", "acronym"])
_STOOD_FOR = frozenset(
    ["name", "meaning", "quantity", "element", "word", "words", "stands for", "full form", "in full"]
)


def _is_key(header: Sequence[str]) -> bool:
    """Whether a table says what letters or signs stand for, and nothing else of them."""
    return len(header) == 2 and label_of(header[0]) in _STAND_FOR and label_of(header[1]) in _STOOD_FOR


def _stands_for(unit: Unit) -> Iterator[Asked]:
    """A row whose key is a letter or a sign: `F | force`."""
    key, *cells = unit.parts
    if cells and _says(cells[0]) and not gives_away(key, cells[0]):
        stem = f"What does “{key}” stand for?"
        yield Asked(stem, f"{_short(cells[0])} [1]", cells[0], "table", 0.8)


def _dated(page: Page, unit: Unit) -> Iterator[Asked]:
    event = unit.parts[1] if len(unit.parts) > 1 else ""
    if len(content_words(event)) > 1 and not leans(event) and len(event.split()) <= LONGEST_CELL:
        date = find_dates(unit.parts[0])[0]
        scheme, marks = date.scheme()
        yield Asked(dates.when(page, date, event), scheme, date.year, "date", 0.9, marks)


def _cell(page: Page, unit: Unit, title: str, column: str, cell: str) -> Iterator[Asked]:
    key = unit.parts[0]
    if _CODE.fullmatch(key) and is_noun_phrase(title) and not phrase_is_plural(title):
        key = f"{page.plain_case(title)} {key}"  # `blood group A`
    if not content_words(column) or label_of(column) in _ASKS_NOTHING or not _says(cell) or not _names_something(key):
        return
    if label_of(column) not in _MEANING:
        yield from _property_of_row(page, key, title, column, cell)
    elif is_term(page, key) and is_meaning(cell):
        yield from ask_meaning(page, unit, key, cell)


def _property_of_row(page: Page, key: str, title: str, column: str, cell: str) -> Iterator[Asked]:
    """`Part | Function`: what a column says of a row, and, where that tells which row it is, which one that is."""
    things = _things(cell)
    written = list(dict.fromkeys(filter(None, map(_short, things))))
    short = len(content_words(cell)) <= 4 or len(things) > 1
    why = "" if short else "add other wordings that mean the same"
    number = min(len(written), MOST)
    lines = len(things) > 1 and "; " in cell
    asked = points(written, asked=number)
    stem = _column_question(page, column, key, some=number if lines or len(written) > MOST else 0)
    back = _which_row(page, title, column, cell) if len(things) == 1 or lines else ""
    turned = (back, f"{term(key)} [1]") if back and not gives_away(back, key) else None
    yield Asked(stem, asked, cell, "table", 0.85 if short else 0.6, number, why, turned)
    if turned and not find_dates(cell):
        yield Asked(back, turned[1], key, "table", 0.8, turned=(stem, asked))


def _which_row(page: Page, title: str, column: str, cell: str) -> str:
    """Which row has a cell, "" where that tells too little, or too much, or the rows are of many things."""
    tells = len(content_words(cell)) > 1 and len(cell.split()) <= LONGEST_CELL
    if not tells or not head_noun(title) or phrase_is_plural(title):
        return ""
    these = "these" if phrase_is_plural(column) else "this"
    return f"Which {page.plain_case(title)} has {these} {page.plain_case(column)}: {quoted(cell)}?"


def _things(cell: str) -> list[str]:
    """The things that a cell lists, where all are short, or its lines; else the whole cell as one."""
    for sign, longest in ((r"[;,]\s+(?:and\s+)?", 6), (r";\s+", LONGEST_LINE)):
        things = [thing.strip(" .") for thing in re.split(sign, cell) if content_words(thing)]
        if len(things) > 1 and all(len(thing.split()) <= longest for thing in things):
            return things
    return [cell]


def _names_something(key: str) -> bool:
    """Whether a row's name is a thing: `Dam`, not `low` or `12`."""
    return any(word.noun for word in tagged(key)) and bool(re.search(r"[^\W\d_]{2}", key))


def _property(page: Page, what: str, thing: str, cell: str) -> Iterator[Asked]:
    """`Property | Mitosis | Meiosis`: a row names what is said of each column."""
    if not _says(cell) or not _names_something(what) or not content_words(thing) or what.endswith("?"):
        return
    short = len(content_words(cell)) <= 4
    verb = "are" if phrase_is_plural(what) else "is"
    link = "for" if " of " in what else "of"  # `the number of divisions for mitosis`
    stem = question(f"What {verb} the {page.plain_case(what)} {link} {named(thing, page)}")
    why = "" if short else "add other wordings that mean the same"
    yield Asked(stem, f"{_short(cell)} [1]", cell, "table", 0.8 if short else 0.6, why=why)


def _says(cell: str) -> bool:
    bare = cell.strip().casefold()
    fits = len(cell.split()) <= LONGEST_CELL or len(_things(cell)) > 1
    return bool(content_words(cell) or _CODE.fullmatch(cell)) and bare not in _EMPTY and fits and not leans(cell)


def _column_question(page: Page, column: str, key: str, *, some: int = 0) -> str:
    """A column that is itself a question word asks so (`Where it happens`); others by name, or for `some` of what they list."""
    column = page.plain_case(column.rstrip("?:"))
    key = key if _CODE.fullmatch(key.rsplit(maxsplit=1)[-1]) else with_article(page, key)
    if column.split()[0] in {"where", "when", "why", "how", "who", "what", "which"}:
        return question(f"{key}: {column}")
    frame = labels().get(label_of(column), "")
    if some > 1 and phrase_is_plural(column):
        return order(f"Give {NUMBERS[some]} {column} {'for' if _OF.search(column) else 'of'} {key}")
    if frame and "{bare}" not in frame:
        asked = (
            frame.replace(" is {it}", " are {it}") if phrase_is_plural(key) else frame
        )  # `What are X-rays used for?`
        return asked.format(it=key, its=key)
    key, link = re.sub(r"\s*\([^()]*\)", "", key) or key, "for" if _OF.search(column) else "of"
    return question(f"What {'are' if phrase_is_plural(column) else 'is'} the {column} {link} {key}")
