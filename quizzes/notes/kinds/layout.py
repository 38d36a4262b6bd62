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

LONGEST_TERM = 5
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
    if unit.opens and len(unit.parts) > 1 and unit.sign in {":", "–", "=", "|"} and _is_pair(page, *unit.parts[:2]):
        term, meaning = unit.parts[:2]
        stem = frames.term.format(said=_in(hidden(meaning, term), page.language))
        back = frames.meaning.format(said=_in(term, page.language))
        yield Asked(
            stem, f"{head}{phrase(term)} [1]", term, "term", 0.85, turned=(back, f"{head}{phrase(meaning)} [1]")
        )
    elif _is_first(page, unit):
        yield from _listed(page, unit, frames.some, head)
    if len(unit.parts) == 1:
        yield from _gaps(page, unit, frames.year, frames.gap, head)


def _in(text: str, language: str) -> str:
    bare = quoted(text)[1:-1]
    return {"fr": f"« {bare} »", "de": f"„{bare}“", "es": f"«{bare}»"}[language]


def _is_pair(page: Page, term: str, meaning: str) -> bool:
    small = small_words(page.language)
    words = [word.casefold() for word in WORD.findall(term)]
    says = [word for word in WORD.findall(meaning) if word.casefold() not in small]
    fits = 0 < len(words) <= LONGEST_TERM and any(word not in small for word in words) and not page.is_label(term)
    return (
        fits
        and len(says) > 1
        and len(meaning.split()) <= LONGEST_MEANING
        and not find_dates(meaning[:8])
        and not _POINTS_BACK.match(meaning)
        and not _YEAR.search(term)
    )


def _is_first(page: Page, unit: Unit) -> bool:
    parent = page.blocks[unit.place].parent
    return unit.kind in {"item", "step"} and parent >= 0 and page.children[parent][0] == unit.place


def _listed(page: Page, unit: Unit, frame: str, head: str) -> Iterator[Asked]:
    parent = page.blocks[unit.place].parent
    lead = page.blocks[parent].text.strip(" :.")
    under = [page.blocks[place] for place in page.children[parent]]
    said = [block.text.strip(" .;") for block in under]
    if not 2 < len(said) <= 8 or any(len(one.split()) > 6 for one in said) or not 1 < len(lead.split()) <= 8:
        return
    number = {"fr": "trois", "de": "drei", "es": "tres"}[page.language]
    stem = frame.format(number=number, lead=lead[:1].lower() + lead[1:] if page.language != "de" else lead)
    lines = (page.blocks[parent].lines[0], under[-1].lines[1])
    yield Asked(
        stem, head + points([phrase(one) for one in said], asked=3), "; ".join(said), "list", 0.7, 3, lines=lines
    )


def _gaps(page: Page, unit: Unit, year: str, gap: str, head: str) -> Iterator[Asked]:
    text = unit.text
    if not 8 <= len(WORD.findall(text)) <= 34 or _POINTS_BACK.match(text) or text.endswith((":", "?")):
        return
    small = small_words(page.language)
    if not small.intersection(word.casefold() for word in WORD.findall(text)):
        return
    years = list(_YEAR.finditer(text))
    if len(years) == 1 and years[0].start():
        shown = _in(f"{text[: years[0].start()]}______{text[years[0].end() :]}", page.language)
        yield Asked(year.format(said=shown), f"{head}{years[0][0]} [1]", years[0][0], "gap", 0.75)
    for start, end in unit.marked[:1]:
        answer = text[start:end].strip(" .,;:")
        alone = text.casefold().count(answer.casefold()) == 1
        if (
            alone
            and 0 < len(answer.split()) <= 4
            and answer.casefold() not in small
            and answer == text[start:end]
            and not _YEAR.search(answer)
        ):
            shown = _in(f"{text[:start]}______{text[end:]}", page.language)
            yield Asked(gap.format(said=shown), f"{head}{phrase(answer)} [1]", answer, "gap", 0.8)
