"""Number words and elided articles of the other languages that a scheme may be in."""

from __future__ import annotations

import re

_WORDS = {
    "de": "null eins|ein zwei drei vier funf|fuenf sechs sieben acht neun zehn elf zwolf|zwoelf",
    "fr": "zero un|une deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "cero uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "zero uno|una due tre quattro cinque sei sette otto nove dieci undici dodici",
    "pt": "zero um|uma dois|duas tres quatro cinco seis sete oito nove dez onze doze",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "sv": "noll ett|en tva tre fyra fem sex sju atta nio tio elva tolv",
    "da": "nul en|et to tre fire fem seks syv otte ni ti elleve tolv",
    "no": "null en|ett to tre fire fem seks sju|syv atte ni ti elleve tolv",
    "fi": "nolla yksi kaksi kolme nelja viisi kuusi seitseman kahdeksan yhdeksan kymmenen yksitoista kaksitoista",
    "ro": "zero unu|una doi|doua trei patru cinci sase sapte opt noua zece unsprezece doisprezece",
}
# Numbers from 0 to 12 as folded words, by language.
VALUES: dict[str, dict[str, int]] = {
    code: {word: value for value, forms in enumerate(words.split()) for word in forms.split("|")}
    for code, words in _WORDS.items()
}
_ELIDED = {
    "fr": re.compile(r"(?:[cdjlmnst]|(?:jus|lors|puis)?qu)['’](?=\w)", re.IGNORECASE),
    "it": re.compile(r"(?:[cdlmnstv]|(?:d|n|s|a|da)?ell|all|dall|un|quest|sull)['’](?=\w)", re.IGNORECASE),
}


def without_article(typed: str, language: str) -> str:
    """A word without the little word glued to its beginning: oxygène of l'oxygène, acqua of dell'acqua."""
    pattern = _ELIDED.get(language)
    article = pattern.match(typed) if pattern is not None else None
    return typed[article.end() :] if article else typed
