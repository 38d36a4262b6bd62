"""Which language notes are in, told by their small words, and how questions are worded in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SMALL = {
    "en": """the of and to in is that it for was on are as with by this be from or an at not which have has were their
    but had can its they when also what how who if more than will about into other because so these would where""",
    "fr": """le la les de des du et un une en est que qui dans pour par sur pas au aux avec ce cette ces il elle ils elles
    on se sa son ses ne plus sont été ou mais comme leur leurs l’ d’ à d’un d’une c’est n’est était ainsi entre être""",
    "de": """der die das und ist von den des dem ein eine einer eines einen im mit für auf nicht sich auch werden wird
    wurde wurden als an es sind durch aus bei nach oder zu zum zur war waren hat haben sie er wie dass über in""",
    "es": """el la los las de del y un una en es que por para con se al lo su sus como más pero no son fue era eran este
    esta estos estas ha han sido entre o sobre también cuando muy hasta desde donde ser tiene""",
    "it": "il lo gli le di del della dei e un una che in è per con si da al nel sono non più come anche alla delle dal ha",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er door ook als bij wordt werd naar uit dit worden",
    "pt": "o a os as de do da dos das e um uma em é que para com se ao no na por mais não são foi como também pelo",
}
NAMES = {"fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese"}
FEWEST_WORDS = 20
_WORD = re.compile(r"[^\W\d_]+[’']?")


@dataclass(frozen=True, slots=True)
class Frames:
    """How a question is worded; `{said}` is what the notes say, in that language's quotation marks."""

    term: str
    meaning: str
    year: str
    gap: str
    some: str


FRAMES = {
    "fr": Frames(
        "De quel terme s’agit-il : {said} ?",
        "Que signifie {said} ?",
        "Quelle année manque : {said} ?",
        "Complétez : {said}",
        "Citez {number} éléments : {lead}.",
    ),
    "de": Frames(
        "Welcher Begriff ist gemeint: {said}?",
        "Was versteht man unter {said}?",
        "Welche Jahreszahl fehlt: {said}?",
        "Ergänze, was fehlt: {said}",
        "Nenne {number} Punkte: {lead}.",
    ),
    "es": Frames(
        "¿De qué término se trata: {said}?",
        "¿Qué significa {said}?",
        "¿Qué año falta: {said}?",
        "Completa lo que falta: {said}",
        "Nombra {number} elementos: {lead}.",
    ),
}


def small_words(language: str) -> frozenset[str]:
    """The words of a language that say nothing by themselves."""
    return frozenset(_SMALL[language].split())


def language_of(text: str) -> str:
    """The language most of a text is in; "en" where nothing speaks for another, "" for one that is not known here."""
    words = [word.casefold().replace("'", "’") for word in _WORD.findall(text[:40_000])]
    if len(words) < FEWEST_WORDS:
        return _by_accents(words)
    counts = {name: sum(word in small_words(name) and len(word) > 1 for word in words) for name in _SMALL}
    best = max(counts, key=lambda name: (counts[name], name == "en"))
    if counts[best] < len(words) * 0.06:
        return "" if sum(map(str.isascii, words)) < len(words) * 0.8 else "en"
    return best if counts[best] > counts["en"] * 1.3 or best == "en" else "en"


def _by_accents(words: list[str]) -> str:
    """A few words are English unless they hold letters and small words that English has not."""
    counts = {name: sum(word in small_words(name) - small_words("en") for word in words) for name in FRAMES}
    best = max(counts, key=lambda name: counts[name])
    foreign = sum(not word.replace("’", "").isascii() for word in words)
    return best if counts[best] > 1 and (foreign or counts[best] > 2) else "en"
