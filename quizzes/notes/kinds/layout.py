"""Notes in other languages: only what the layout says, asked in that language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.languages import FRAMES, small_words
from quizzes.notes.page import WORD, Asked, Page, Unit
from quizzes.notes.schemes import phrase, points
from quizzes.notes.wording import hidden, quoted
from quizzes.notes.words import word_list

LONGEST_TERM = 5
LONGEST_LEAD, LONGEST_ITEM = 8, 6
FEW, MOST = 3, 8  # points asked for, points of a list
FEWEST_DATED = 2  # words beside a year
LONGEST_MEANING = 30
_YEAR = re.compile(r"(?<![\w.,/-])(1\d{3}|20\d\d)(?![\w/.,-]\d|\w)")
_POINTS_BACK = re.compile(
    r"^(?:il|elle|ils|elles|ce|cette|cela|ceci|on|er|sie|es|dies|diese|dieser|dieses|das|esto|esta|este|estos|estas|él|ella|eso)\b",
    re.IGNORECASE,
)

EXAMPLES = (
    Example(
        "Le relief : la forme de la terre\nÉrosion : l’usure des roches par l’eau et le vent",
        {"De quel terme s’agit-il : « l’usure des roches par l’eau et le vent » ?": "language: fr\nÉrosion [1]"},
    ),
    Example(
        "Die Stadt an der Spree wurde 1237 zuerst in einer Urkunde genannt.",
        {
            "Welche Jahreszahl fehlt: „Die Stadt an der Spree wurde ______ zuerst in einer Urkunde genannt“?": "language: de\n1237 [1]"
        },
    ),
    Example(
        "La **célula** es la unidad más pequeña de los seres vivos de la tierra.",
        {
            "Completa lo que falta: «La ______ es la unidad más pequeña de los seres vivos de la tierra»": "language: es\ncélula [1]"
        },
    ),
    Example(
        "Les causes de la guerre :\n- la peur\n- les alliances\n- la crise",
        {
            "Citez trois éléments : les causes de la guerre.": "language: fr\nla peur [1]\nles alliances [1]\nla crise [1]"
        },
    ),
    Example(
        "# Die Industrialisierung in England\n## Ursachen\n- Wachstum der Städte\n- Kapital aus den Kolonien\n- Kohle und Eisen",
        {
            "Nenne drei Punkte: Ursachen (Die Industrialisierung in England).": "language: de\nWachstum der Städte [1]\nKapital aus den Kolonien [1]\nKohle und Eisen [1]"
        },
    ),
    Example(
        "# La Gran Guerra\nCausas: alianzas secretas, el nacionalismo, la carrera de armas",
        {"Nombra tres elementos: causas (La Gran Guerra).": ""},
        never=("¿De qué",),
    ),
    Example(
        "Prise de la Bastille : 14 juillet 1789\nLe roi est mort.",
        {"Quelle année manque : « Prise de la Bastille : 14 juillet ______ » ?": "language: fr\n1789 [1]"},
    ),
    Example(
        "Beispiel: der Fluss trägt Sand in das Meer\nDie Küste wird mit der Zeit ausgeglichen und ist gerade.",
        never=("Welcher",),
    ),
    # What points elsewhere, sides that are too long or say nothing, dates for meanings.
    Example("Il est venu à Paris en 1789 pour voir les états généraux.", never=("Quelle",)),
    Example("Voilà pourquoi la grande guerre entre les deux pays de la mer : la peur", never=("De quel",)),
    Example("La révolution : 1789\nLe roi est mort dans la ville de Paris.", never=("De quel",)),
    Example("La **loi** de la **loi** est une règle de la vie et des gens.", never=("Complétez",)),
    Example(
        "La peur et les armes.\nLes alliances de la paix.\nLa crise est longue.\nUne guerre dure pour tous.",
        never=("Citez",),
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Terms with their meanings, years and marked words as gaps, lists."""
    frames = FRAMES.get(page.language)
    if frames is None:
        return
    head = f"language: {page.language}\n"
    listed = _pieces(unit)
    if listed and _topic(page, unit, listed[0]):
        yield from _some(page, listed[0], listed[1:], unit.lines, _topic(page, unit, listed[0]))
    elif unit.opens and len(unit.parts) > 1 and unit.sign in {":", "–", "=", "|"} and _is_pair(page, *unit.parts[:2]):
        term, meaning = unit.parts[:2]
        stem = frames.term.format(said=_in(hidden(meaning, term), page.language))
        back = frames.meaning.format(said=_in(term, page.language))
        yield Asked(
            stem, f"{head}{phrase(term)} [1]", term, "term", 0.85, turned=(back, f"{head}{phrase(meaning)} [1]")
        )
    elif _is_first(page, unit):
        yield from _listed(page, unit)
    if unit.kind != "row":
        yield from _years(page, unit, frames.year, head)
    if len(unit.parts) == 1:
        yield from _gaps(page, unit, frames.gap, head)


def _in(text: str, language: str) -> str:
    bare = quoted(text)[1:-1]
    return {"fr": f"« {bare} »", "de": f"„{bare}“", "es": f"«{bare}»"}[language]


def _is_pair(page: Page, term: str, meaning: str) -> bool:
    small = small_words(page.language)
    words = [word.casefold() for word in WORD.findall(term)]
    says = [word for word in WORD.findall(meaning) if word.casefold() not in small]
    fits = (
        0 < len(words) <= LONGEST_TERM
        and any(word not in small for word in words)
        and not page.is_label(term)
        and not _is_label(term)
    )
    return (
        fits
        and len(says) > 1
        and len(meaning.split()) <= LONGEST_MEANING
        and not find_dates(meaning[:8])
        and not _POINTS_BACK.match(meaning)
        and not _YEAR.search(term)
        and not (_YEAR.search(meaning) and len(says) <= LONGEST_LEAD // 2)
    )


def _is_label(text: str) -> bool:
    """`Ursachen`, `Exemple`: what is said of the heading, no term."""
    return text.strip(" :.").casefold() in word_list("labels-abroad")


def _is_first(page: Page, unit: Unit) -> bool:
    parent = page.blocks[unit.place].parent
    return unit.kind in {"item", "step"} and parent >= 0 and page.children[parent][0] == unit.place


def _pieces(unit: Unit) -> list[str]:
    """What stands before a colon and the short things that commas divide after it; none where it is no such list."""
    if unit.sign != ":" or len(unit.parts) != 2 or not unit.opens:
        return []
    said = [one.strip() for one in re.split(r",\s+", unit.parts[1].strip(" ."))]
    short = all(0 < len(one.split()) <= LONGEST_ITEM for one in said)
    return [unit.parts[0], *said] if len(said) >= FEW and short else []


def _topic(page: Page, unit: Unit, lead: str) -> str:
    """What a list is of: its lead where that says enough, else the heading above; "" for nothing."""
    topic = unit.topic if unit.topic.casefold() != lead.casefold() else ""
    return topic or (lead if len(lead.split()) > 1 and not _is_label(lead) else "")


def _listed(page: Page, unit: Unit) -> Iterator[Asked]:
    """Points under a line or a heading."""
    parent = page.blocks[unit.place].parent
    lead = page.blocks[parent].text.strip(" :.")
    under = [page.blocks[place] for place in page.children[parent]]
    above = page.topics[page.blocks[parent].parent] if page.blocks[parent].parent >= 0 else _title(page, parent)
    topic = above if above.casefold() != lead.casefold() else ""
    said = [block.text.strip(" .;") for block in under]
    whole = FEW <= len(said) <= MOST and not any(len(one.split()) > LONGEST_ITEM for one in said)
    if whole and len(lead.split()) <= LONGEST_LEAD and (topic or len(lead.split()) > 1):
        yield from _some(page, lead, said, (page.blocks[parent].lines[0], under[-1].lines[1]), topic)


def _title(page: Page, place: int) -> str:
    """What the page calls itself, where a list stands under nothing else."""
    first = page.blocks[0]
    return (
        first.text.strip(" :") if place and first.kind == "heading" and len(first.text.split()) <= LONGEST_LEAD else ""
    )


def _some(page: Page, lead: str, said: list[str], lines: tuple[int, int], topic: str) -> Iterator[Asked]:
    frames = FRAMES[page.language]
    number = {"fr": "trois", "de": "drei", "es": "tres"}[page.language]
    shown = lead if page.language == "de" else lead[:1].lower() + lead[1:]
    topic = re.sub(r"\s*\([^)]*\)", "", topic)
    about = f" ({topic})" if topic and not _is_label(topic) and topic.casefold() not in lead.casefold() else ""
    stem = frames.some.format(number=number, lead=f"{shown}{about}")
    scheme = f"language: {page.language}\n" + points([phrase(one) for one in said], asked=FEW)
    yield Asked(stem, scheme, "; ".join(said), "list", 0.7, FEW, lines=lines)


def _years(page: Page, unit: Unit, frame: str, head: str) -> Iterator[Asked]:
    """The year that a sentence, or a line with its date, tells."""
    text = unit.text
    years = list(_YEAR.finditer(text))
    words = [word for word in WORD.findall(text) if not word.isdigit()]
    if len(years) != 1 or not FEWEST_DATED <= len(words) <= 34 or _POINTS_BACK.match(text) or text.endswith((":", "?")):
        return
    shown = _in(f"{text[: years[0].start()]}______{text[years[0].end() :]}", page.language)
    yield Asked(frame.format(said=shown), f"{head}{years[0][0]} [1]", years[0][0], "gap", 0.75)


def _gaps(page: Page, unit: Unit, gap: str, head: str) -> Iterator[Asked]:
    text = unit.text
    if not 8 <= len(WORD.findall(text)) <= 34 or _POINTS_BACK.match(text) or text.endswith((":", "?")):
        return
    small = small_words(page.language)
    if not small.intersection(word.casefold() for word in WORD.findall(text)):
        return
    for start, end in unit.marked[:1]:
        answer = text[start:end].strip(" .,;:")
        alone = text.casefold().count(answer.casefold()) == 1
        whole = answer == text[start:end] and 0 < len(answer.split()) <= 4
        if alone and whole and answer.casefold() not in small and not _YEAR.search(answer):
            shown = _in(f"{text[:start]}______{text[end:]}", page.language)
            yield Asked(gap.format(said=shown), f"{head}{phrase(answer)} [1]", answer, "gap", 0.8)
