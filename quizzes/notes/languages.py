"""Which language notes are in, told by their small words, and how questions are worded in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simplemma import is_known

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
MOSTLY, HALF = 0.8, 0.5  # the share of words that English knows
WEIGHT, FEW_SIGNS = 2, 2
MOST_LOOKED_UP = 200
# Letters and endings that speak for a language.
_SIGNS = {
    "fr": re.compile(
        r"[èêëàâçùûîïœ]|[a-z]é(?:e|s|es)?\b|\w{3}(?:eux|euse|ique|iques|eau|eaux|aire|aires|ité|ités)\b|\b[ldjnqs]u?[’'](?=\w{3})"
    ),
    "de": re.compile(
        r"[äöüßÄÖÜ]|\w{2}(?:ung|ungen|heit|keit|schaft|lich|isch|ischen|ieren|krise|krieg|stadt|kraft|ismus|ik)\b|\wsch\w",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"[ñáíóúü¿¡]|\w{2}(?:ción|ciones|dad|dades|ismo|miento|encia|anza|anzas|ería|ivo|iva|ado|ada|illo)\b",
        re.IGNORECASE,
    ),
}
_FRENCH_COLON = re.compile(r"\w : \w")
_INSIDE = re.compile(r"(?<=[\w,] )[^\W\d_]{4,}")
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
    text = text[:40_000]
    words = [word.casefold().replace("'", "’") for word in _WORD.findall(text)]
    if len(words) >= FEWEST_WORDS:
        counts = {name: sum(word in small_words(name) and len(word) > 1 for word in words) for name in _SMALL}
        best = max(counts, key=lambda name: (counts[name], name == "en"))
        if counts[best] >= len(words) * 0.1:
            return best if counts[best] > counts["en"] * 1.3 or best == "en" else "en"
    if sum(map(str.isascii, words)) < len(words) * 0.5 and len(words) >= FEWEST_WORDS:
        return ""  # other letters than those of a language known here
    return _by_signs(text, words)


def _by_signs(text: str, words: list[str]) -> str:
    """A few words, or notes without small words, by what only one language has; English where English knows most of them."""
    telling = [word for word in words if len(word) > 1]
    known = sum(is_known(word, lang="en") for word in telling[:MOST_LOOKED_UP]) / max(len(telling[:MOST_LOOKED_UP]), 1)
    if known >= MOSTLY:
        return "en"
    english = WEIGHT * sum(
        word in small_words("en") and not any(word in small_words(other) for other in FRAMES) for word in words
    )
    signs = {name: _signs_of(name, text, words) for name in FRAMES}
    best = max(signs, key=lambda name: signs[name])
    return best if signs[best] >= (FEW_SIGNS if known > HALF else 1) and signs[best] > english else "en"


def _signs_of(name: str, text: str, words: list[str]) -> int:
    small = small_words(name) - small_words("en")
    count = WEIGHT * sum(word in small for word in words)
    count += len(_SIGNS[name].findall(text)) + len(_FRENCH_COLON.findall(text)) // 2 * (name == "fr")
    if name == "de":  # its nouns have capitals; notes whose words have none inside the lines are not German
        inside = _INSIDE.findall(text)
        count -= WEIGHT * (len(inside) > 1 and not any(word[0].isupper() for word in inside))
    return count
