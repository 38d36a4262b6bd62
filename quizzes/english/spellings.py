"""American and British spellings of one word."""

from __future__ import annotations

import re

# Brought to one form (neither of the two, for some).
_ONE_FORM: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)", "iz"),
        (r"(?<=[a-z]{2})ys(?=(?:e|ed|es|er|ing)$)", "yz"),
        (r"(?<=[a-z][b-df-hj-np-tv-z])our(?=(?:s|ed|ing|er|ers|able|ite|less|ful|ist|hood|al)?$)", "or"),
        (r"(?<=[a-z]{2}[bt])re(?=s?$)", "er"),
        (r"(?<=[a-z]{2}l)ogue(?=s?$)", "og"),
        (r"^ae(?=[nst])|(?<=^h)ae(?=m)|(?<=^p)ae(?=d)|^oe(?=s|d)|(?<=^f)oe(?=t)|(?<=^an)ae(?=m|s)", "e"),
        (r"(?<=[a-z]{3}en)ce(?=(?:s|less)?$)", "se"),
        (r"^programmes?$", "program"),
        (r"^grey", "gray"),
        (r"^fulfill?(?=s?$)", "fulfill"),
    )
)
# Words of one spelling each side of the Atlantic, by their beginnings.
_VARIANTS = {
    "sulph": "sulf",
    "plow": "plough",
    "jail": "gaol",
    "jewelry": "jewellery",
    "jeweler": "jeweller",
    "artifact": "artefact",
    "skeptic": "sceptic",
    "aluminum": "aluminium",
    "mold": "mould",
    "molt": "moult",
    "smolder": "smoulder",
    "maneuver": "manoeuvre",
    "pajama": "pyjama",
    "mustache": "moustache",
    "cozy": "cosy",
    "yoghurt": "yogurt",
    "pediatric": "paediatric",
    "leukaemia": "leukemia",
    "encyclopaedia": "encyclopedia",
    "archaeolog": "archeolog",
    "faeces": "feces",
    "faecal": "fecal",
    "caesium": "cesium",
    "ageing": "aging",
    "judgment": "judgement",
    "enrolment": "enrollment",
    "installment": "instalment",
    "skillful": "skilful",
    "willful": "wilful",
    "gipsy": "gypsy",
    "gipsies": "gypsies",
    "practise": "practice",
    "license": "licence",
}
_VARIANT = re.compile("|".join(sorted(_VARIANTS, key=len, reverse=True)))
# Wider than the above: what it gives is looked up in a list of words, so that a wrong guess does no harm.
_AMERICAN = (
    (re.compile(r"is(e|es|ed|ing|ation|ations|er|ers|ational)$"), r"iz\1"),
    (re.compile(r"ys(e|es|ed|ing)$"), r"yz\1"),
    (re.compile(r"our"), "or"),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"ence(s?)$"), r"ense\1"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
)


def one_spelling(word: str) -> str:
    """Return a folded word in the form that its American and British spellings share."""
    if variant := _VARIANT.match(word):
        word = _VARIANTS[variant[0]] + word[variant.end() :]
    for pattern, form in _ONE_FORM:
        word = pattern.sub(form, word)
    return word


def american(word: str) -> set[str]:
    """Return what a British word may be in American spelling."""
    return {pattern.sub(new, word) for pattern, new in _AMERICAN if pattern.search(word)}
