"""Stems as a teacher would ask them: articles, capitals, and what must not stand in a stem."""

from __future__ import annotations

import itertools
import re

from quizzes.english.words import frequency, takes_no_capital
from quizzes.notes.clauses import Clause, phrase_is_plural
from quizzes.notes.page import WORD, Page, content_words
from quizzes.notes.tags import VERBS, Word, tagged, takes_capital
from quizzes.notes.words import word_list

LONGEST_STEM_WORDS = 45
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LONG_WORD = 8
OF_MANY = 12  # how much more often a noun stands in the singular, at most, of which there are many
COUNTABLE = 3_000_000  # how often an everyday noun stands in texts: `a dam`, but `xylem`
LONGEST_ACRONYM = 5
_LATIN_END = re.compile(r"(?:ons?|ums?|us|ae|as?|i|s)$")  # `mitochondrion` and `mitochondria` are one word
_POINTS_BACK = re.compile(
    r"\b(?:[Ii]t|[Ii]ts|[Tt]hey|[Tt]hem|[Tt]heir|[Hh]e|[Hh]im|[Hh]is|[Ss]he|[Hh]er|[Tt]heirs|[Ww]e|[Uu]s|[Oo]ur|[Yy]ou|[Yy]our|I|my|[Tt]his|[Tt]hese|[Tt]hose|[Ss]uch(?! as\b))\b"
)
_OPENING = re.compile(
    r"(?:and|but|or|also|however|therefore|thus|then|so|hence|moreover|furthermore|this|that|these|those|such|it|its|they|their|he|his|she|her|we|our|i|you|there|here|another|other|others|both|instead|otherwise|similarly|in addition|for example|for instance|e\.g|i\.e|as a result|in contrast|on the other hand|as above|see|note|nb|meanwhile|as such)\b",
    re.IGNORECASE,
)
# A stage of something that was told before: `In a second phase, the rats …`.
_STAGE = re.compile(
    r"(?:in|at|during|after|for) (?:an?|the) (?:second|third|final|next|last|further|later|other|same|former|latter)\b"
    r"|on (?:one|another|that) occasion\b|in other words\b|\w+ly,? here\b|the (?:latter|former|same|above)\b|things? (?:can|may|get)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(r"(?<=\w )(?:Of|The|And|In|On|For|To|By|With)(?= \w)")
_HALF = re.compile(r"(?:while|whilst|whereas|although|though|because|since|unless|if|when|as)\b", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:however|also|therefore|thus|then|so|but|and|moreover|furthermore|finally|firstly|secondly|thirdly|instead|meanwhile|in addition|additionally|hence|overall|similarly)\b,?\s+",
    re.IGNORECASE,
)


def without_link(text: str) -> str:
    """A sentence without the word that links it to the one before (`However,`)."""
    bare = _LEADING.sub("", text)
    return bare[:1].upper() + bare[1:] if bare != text and text[:1].isupper() else bare


def leans(text: str) -> bool:
    """Whether a sentence or phrase cannot stand alone: it begins with, or early has, a word that points elsewhere.

    `Magma rises because it is hot` stands alone: what `it` is was said before.
    """
    opens = text.strip(" “‘\"'(")
    if _OPENING.match(opens) or _STAGE.match(opens) or (_HALF.match(text) and "," not in text):
        return True
    if re.search(r"\b(?:happens?|occurs?|found|is|are|exists?|lives?|come|go) (?:right )?(?:here|there)\b", text):
        return True
    matches = list(_POINTS_BACK.finditer(text))
    if not matches:
        return False
    match = matches[0]
    if any(one[0].casefold() in {"this", "these", "those", "such", "we", "us", "our", "i", "my"} for one in matches):
        return True
    named_first = any(word.noun for word in tagged(text[: match.start()]))
    return not named_first


def named(phrase: str, page: Page) -> str:
    """A noun phrase as it stands inside a question: a small first letter, and `the` where a name of events needs it."""
    phrase = _TITLED.sub(lambda link: link[0].lower(), phrase.strip(" ,;:.–—-"))
    phrase = phrase if _keeps_capital(page, phrase) else page.lowered(phrase)
    words = list(tagged(phrase))
    if not WORD.search(phrase) or _has_article(words[0]) or phrase_is_plural(phrase):
        return phrase
    return f"the {phrase}" if _takes_the(page, phrase, words) else phrase


def _keeps_capital(page: Page, phrase: str) -> bool:
    """`Nazis` on a page that has it with a small letter, too, `Spartacist uprising`: words that no dictionary has small."""
    first = WORD.search(phrase)
    if first and re.match(r"[A-Z]-", first[0]):
        return True  # `X-rays`
    if first is None or takes_no_capital(first[0].casefold()) or first[0].casefold() in word_list("small"):
        return False
    named_so = phrase.rsplit(maxsplit=1)[-1] in word_list("events") and not frequency(first[0])
    alone = first[0] == phrase and takes_capital(phrase) and not phrase_is_plural(phrase) and frequency(phrase) > 0
    return page.capital[first[0]] > 0 or named_so or (alone and not page.small[phrase.casefold()])


def _has_article(first: Word) -> bool:
    return first.tag in {"AT0", "DPS", "DT0", "CRD"} or first.text.casefold() in {"the", "a", "an"}


def _takes_the(page: Page, phrase: str, words: list[Word]) -> bool:
    """Whether a phrase in the singular that has no article needs one: `Munich Agreement`, `end of the war`."""
    if (words[0].text.islower() or is_acronym(phrase)) and phrase.casefold() in page.articled:
        return True
    if not any(word.noun for word in words) or re.match(r"[^ ]*[’']s? ", phrase):
        return False
    of = re.match(r"(?P<head>[\w’' -]+?) (?:of|between|with|against) ", phrase)
    head = (WORD.findall(of["head"] if of else phrase) or WORD.findall(phrase))[-1]
    if _is_known_by_the(head, joined=bool(of) or len(words) > 1, of=bool(of)):
        return True
    if of:
        return head[0].islower() and not page.is_name(WORD.findall(phrase)[0])
    return _is_one_of_many(page, phrase, words[-1])


def _is_known_by_the(head: str, *, joined: bool, of: bool) -> bool:
    """Whether a noun is that of an event or of a body with a name of its own: `Munich Agreement`, `Red Army`."""
    if head.casefold() in word_list("bodies"):
        return joined and head[0].isupper()
    return head.casefold() in word_list("events") and (head[0].isupper() or of or joined)


_MASS = re.compile(
    r"(?:[tsx]ion|ing|ism|ity|ety|sis|ure|ness|ogy|omy|ics|ance|ence|ancy|ency|acy|ia|gen|ine|in|ium|ment|ship|hood|dom|ose"
    r"|ase|ate|ide|one|ol|age|ery|try|phy|ty|ice|ft|th|my|ght)$"
)


def _is_one_of_many(page: Page, phrase: str, head: Word) -> bool:
    """Whether a singular names one of what there are many, in small letters: `the chloroplast`, but `magma`, `inflation`."""
    small = phrase == phrase.casefold() and phrase.replace(" ", "").replace("-", "").isalpha()
    return (
        small
        and head.tag == "NN1"
        and not _MASS.search(head.text)
        and head.text not in word_list("mass")
        and head.text not in page.bare
    )


def is_acronym(text: str) -> bool:
    """`GMD`, `SA`: whether it takes an article only its readers know."""
    return text.isupper() and text.isalpha() and 1 < len(text) <= LONGEST_ACRONYM


def reads_whole(page: Page, clause: Clause) -> bool:
    """Whether a clause has the articles of a sentence, so that it can be turned into a question.

    Not `Night watch shot rioters`, `GMD attacked`, `Nazis had 18% of vote`: notes leave them out.
    """
    subject = named(clause.subject, page)
    words = tagged(subject)
    if is_acronym(subject) or (clause.tense == "VVB" and not clause.plural):
        return False
    if any(one.tag == other.tag == "NN2" for one, other in itertools.pairwise(words)):
        return False  # `workers votes rose`
    return not (_is_bare(page, subject) or _is_bare(page, f"it {clause.verb} {clause.rest}"))


def _is_bare(page: Page, text: str) -> bool:
    """Whether a text has a singular in small letters that should have an article and has none."""
    words = tagged(text)
    for place, word in enumerate(words):
        ends = place + 1 == len(words) or not words[place + 1].noun
        if ends and word.text.islower() and _is_one_of_many(page, word.text, word) and _stands_bare(words[:place]):
            return True
    return False


def _stands_bare(before: tuple[Word, ...]) -> bool:
    """Whether the words before a noun end in no article, number or preposition that would do for it."""
    place = len(before)
    while place and (before[place - 1].noun or before[place - 1].tag in {"AJ0", "AJC", "AJS", "ORD", "VVN", "VVG"}):
        place -= 1
        if re.search(r"[’']s?$", before[place].text):
            return False
    last = before[place - 1] if place else None
    return last is None or last.tag in {*VERBS, "VVN", "CJC", "TO0"} or last.text == "of"


def with_article(page: Page, key: str) -> str:
    """A row's name inside a question: `a dam`, but `afforestation`, `levees`, `France`."""
    words = tagged(page.plain_case(key))
    plain = (
        re.sub(r"^the ", "", named(page.plain_case(key), page))
        if len(words) == 1
        else named(page.plain_case(key), page)
    )
    alone = len(words) == 1 and words[0].tag == "NN1" and words[0].text.islower()
    mass = r"(?:tion|sion|ment|ing|ism|ity|sis|ure|ness|ogy|ics|ance|ence|ia|gen|ine|ium|ate|ide|ite)$"
    if not alone or re.search(mass, plain) or plain in word_list("mass") or plain in page.bare:
        return plain
    counted = frequency(f"{plain}s") > frequency(plain) / OF_MANY or plain.endswith("us")  # not `gamma`, `copper`
    return f"{'an' if plain[0] in 'aeiou' else 'a'} {plain}" if counted and frequency(plain) > COUNTABLE else plain


def question(text: str) -> str:
    """The text as a question: first letter large, blanks squeezed, one question mark."""
    text = re.sub(r"\s*&\s*", " and ", text)
    text = re.sub(r"\s+([,;:.?!])", r"\1", " ".join(text.split())).strip(" ,;:.?!–—-")
    return text[:1].upper() + text[1:] + "?"


def order(text: str) -> str:
    """The text as an instruction, with a full stop."""
    return question(text)[:-1] + "."


def quoted(text: str) -> str:
    """The notes' own words between quotation marks, with the quotation marks in them made single."""
    return "“" + re.sub(r"[“”\"]", "’", text.strip(" .,;:")) + "”"


def sound_stem(stem: str) -> bool:
    """Whether a stem is whole and of a fair length, its brackets and quotes closed."""
    words = WORD.findall(stem)
    if not 3 <= len(words) <= LONGEST_STEM_WORDS:
        return False
    opening = "„" if "„" in stem else "“"
    closing = "“" if "„" in stem else "”"
    if stem.count("(") != stem.count(")") or stem.count(opening) != stem.count(closing):
        return False
    asks = re.sub(r"“[^”]*”", "", stem)
    last = words[-1].casefold()
    if last in {"the", "a", "an", "and", "or", "but", "which", "because", "his", "their", "its"} and not stem.endswith(
        "”?"
    ):
        return False
    return not re.search(r"\s[–—=]\s|->|→|\bthe the\b|\bthe an?\b|\ban? the\b|[|\\{}]", asks)


def telling_words(text: str) -> set[str]:
    """The words of a text that say something, folded, without a plural's s."""
    folded = (re.sub(r"[’']s?$", "", word.casefold()) for word in content_words(text))
    return {
        _LATIN_END.sub("", word) if len(word) > LONG_WORD else word.rstrip("s") if len(word) > 4 else word
        for word in folded
    }


def gives_away(stem: str, answer: str) -> bool:
    """Whether the stem holds the answer: every word of it that says something."""
    words = telling_words(answer)
    return bool(words) and words <= telling_words(stem)


def hidden(text: str, term: str) -> str:
    """A text with a gap wherever it names the term."""
    bare = re.sub(r"\s*\([^)]*\)", "", term).strip()
    if len(bare) < 2:
        return text
    return re.sub(rf"\b{re.escape(bare)}(?:s|es)?\b", "______", text, flags=re.IGNORECASE)
