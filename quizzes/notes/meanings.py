"""What can be a term of the notes, and what can say what it means."""

from __future__ import annotations

import re
from itertools import pairwise

from quizzes.notes.clauses import Clause, clause_of, head_noun, phrase_is_plural
from quizzes.notes.dates import find_dates
from quizzes.notes.page import Page, Unit, content_words, hint_of
from quizzes.notes.tags import Word, tagged
from quizzes.notes.wording import hidden, leans
from quizzes.notes.words import word_list

LONGEST_TERM = 6
LONGEST_MEANING = 32
FEWEST_TELLING, LONGEST_WHOLE = 4, 24  # words that say something in a first bullet, words of a meaning that is not cut
LONGEST_OPENING = 16  # words of a sentence before its verb
FEWEST_LEFT = 3  # words that say something before an example that is left out
OPENING = re.compile(
    r"^(?:It|This|These|They)(?: is about| is| are| means| refers to| pertains to| involves| describes)(?: when)? ",
    re.IGNORECASE,
)
STRONG = re.compile(r"(?:an?|the|when|where|how|any|one|to) ", re.IGNORECASE)
_MEANS = (
    r"(?:is|are|was|were|means?|refers? to|involves?|describes?|pertains? to|stands? for|occurs? when|happens? when|takes? place when)"
    r"(?: (?:simply|basically|about|defined as|the term for|when|where|used to describe))? "
)
_PRONOUN_MEANS = re.compile(rf"(?:It|This|These|They) (?:also )?{_MEANS}")
_PRONOUN_DOES = re.compile(r"(?:It|This|They) (?=(?:can|may|[a-z]+s) )")
_CALLED = re.compile(
    r"(?P<thing>.{12,140}?),? (?:is|are) (?:often |usually |sometimes |also )?(?:called|known as|termed) (?:the |an? )?(?P<name>.+)$"
)
# What stands behind a meaning as an example, a case in court or a section of a law.
_EXAMPLE = re.compile(r"\s*[,;(–—-]*\s*\b(?:e\.?g\b|for (?:example|instance)\b|such as\b|ex:|can be seen in\b)")
_CITED = re.compile(
    r"\s[-–—]\s(?=(?:[A-Z][\w’'.&-]*\s)+v\.?\s[A-Z]|(?:[Ss]ection|s|[Aa]rt(?:icle)?\.?) ?\d|see\b)|\s\[\d{1,3}\]$"
)
_LISTED = re.compile(r";\s")
# A bracket of a meaning that tells no more than an example or a sentence beside it.
_BESIDE = re.compile(
    r"\s\((?:e\.?g|i\.?e|see|such as|for example|like|\d{4})\b[^()]*\)|\s\((?:[^()\s]+ ){4,}[^()\s]+\)"
    r"|\s\([A-Z][a-z’'-]{3,}(?: (?:v|and|&|[A-Z][a-z’'-]+))*(?:,? \d{4})?\)"
    r"|\s\(\S{1,4}\)$"
)
# `the first step of …`, `an important part of …`: what a thing is among others, which another may be as well.
_ONE_AMONG = re.compile(
    r"(?:an?|the|one) (?:\w+ly )?(?:first|second|third|next|last|final|only|other|same|main|key|good|bad|best|worst|great|big|popular|useful"
    r"|important|crucial|essential|vital|major|significant|common|of the)(?: \w+)? (?:step|stage|part|thing|point|reason|way|factor|issue|problem"
    r"|topic|concern|example|choice|option|element|aspect|feature|theme|figure|role)s?\b|(?:an|another|one) example of ",
    re.IGNORECASE,
)
_KINDS_OF = re.compile(
    r"(?:the )?(?:(?:main|two|three|four|five|six|seven|\d) )*(?P<kinds>types|kinds|forms|branches|methods|processes|layers|stages|phases) of"
    r" (?P<of>[A-Za-z][\w’' -]{2,40})",
    re.IGNORECASE,
)
_OF_IT = re.compile(
    r"\b(?:above|below|to|of|in|on|around|from|with|into|than|for|under) (?:it|them)$"
)  # `the point above it`
_REMARKS = frozenset(["can", "could", "may", "might", "should", "must", "will", "would", "was", "were", "had", "did"])
_IN_A_STORY = re.compile(r"\b(?:first|then|later|afterwards|next|finally)\b(?! (?:or|and|of|person|step))")
_NOT_A_MEANING = re.compile(
    r"(?:e\.?g|i\.?e|not|see|such as|like|including|includes?|for example|etc|vs|aka|unlike|same as|similar to|compared (?:to|with)|opposite of"
    r"|in contrast|only use[ds]?)\b|the (?:\w+er|more|less|best) (?:the|a|an)\b",
    re.IGNORECASE,
)
_DIVIDES = re.compile(r"[,;?!=]|\bvs?\b|\.\s|\s[-–—]\s")
_MATHS = re.compile(r"[=<>≤≥∝≈×÷^√∑∫\\]|\d\s*[*/+]\s*\d|\w x \w")
# `are rules on what banks must hold`, `are two veins that carry blood`; `is a gas, bromine and iodine are liquids`.
_MANY_THAT = re.compile(
    r"(?:two |three |four )?(?:[a-z]+ ){0,2}[a-z]+s (?:that|which|who|of|on|for|in|between|used|made) "
)
_OF_TWO = re.compile(r", (?:and )?(?:[\w-]+ ){1,5}?(?:is|are) ")


def is_term(page: Page, text: str) -> bool:
    """Whether a text can be the name of something that notes explain."""
    bare = re.sub(r" of \d{4}$", "", re.sub(r"\s*\([^)]*\)", "", text).strip())
    words = tagged(bare)
    if len(bare) < 2 or not words or len(bare.split()) > LONGEST_TERM:
        return False
    if page.is_label(bare) or find_dates(bare) or not hint_of(bare):
        return False
    if _is_broken(bare) or _is_torn(bare, words) or _is_number(bare, words) or _is_judgement(bare, words):
        return False
    return bare.istitle() or len(words) == 1 or not any(word.verb for word in words)


def _is_broken(text: str) -> bool:
    """Whether a text points at something else, or holds signs that divide it."""
    return bool(OPENING.match(f"{text} ") or leans(text) or _DIVIDES.search(text))


def _is_torn(text: str, words: tuple[Word, ...]) -> bool:
    """Whether a text is a piece of something longer: it begins or ends with a small word that joins."""
    first, last = words[0], words[-1]
    joins = first.tag in {"PRP", "CJC", "CJS", "AVQ", "DTQ", "CRD", "TO0"} and not _is_title(text, first.text)
    return joins or first.text.casefold() in {"not", "no"} or last.tag in {"PRP", "PRF", "CJC", "AT0", "CJS"}


def _is_judgement(text: str, words: tuple[Word, ...]) -> bool:
    """`More sustainable`, `easier`: what is said of something, that has no name; `More` alone or `Poor` may be one."""
    return (
        len(words) > 1
        and words[0].tag in {"AJC", "AV0"}
        and text[-1].isalpha()
        and words[-1].tag in {"AJ0", "AV0", "VVN"}
    )


def _is_number(text: str, words: tuple[Word, ...]) -> bool:
    """`400-700 ce`, `Feature 1`, `Point 2`; `FORTRAN 77` is a name."""
    counts = text[-1].isdecimal() and len(words) > 1 and not words[0].text.isupper()
    amount = re.match(r"[\d.,/½¼¾]+ ?(?:oz|m?g|kg|cups?|tbsp|tsp|ml|l|slices?|eggs?|x)\b", text, re.IGNORECASE)
    return counts or amount is not None or re.match(r"\d\w*[-–]\d", text) is not None


def _is_title(text: str, first: str) -> bool:
    """`Round Robin`: capitals say that a preposition is none."""
    return text.istitle() and " " in text and first.isalpha() and first.casefold() not in word_list("small")


def named_again(name: str, said: str) -> tuple[str, str]:
    """A term and its meaning without the words in which the meaning names it again.

    `osmosis` and `This is the movement of water` give `the movement of water`; `habituation (getting used to)` and `Getting
    used to is …` are found by what stands in brackets; `The price of a loan is called interest` tells the price of a loan.
    """
    bare, aside = re.sub(r"\s*\([^)]*\)", "", name).strip(), re.search(r"\(([^()]{3,40})\)", name)
    for one in filter(None, (bare, aside[1] if aside else "")):
        opened = re.match(rf"(?:(?:An?|The) )?{re.escape(one)}s? {_MEANS}", said, re.IGNORECASE)
        if opened:
            rest = said[opened.end() :]
            return (one, rest) if one != bare and hidden(rest, bare) != rest else (name, rest)
    if (called := _CALLED.match(said.rstrip(" ."))) and called["name"].casefold().startswith(bare.casefold()):
        return name, called["thing"]
    if opened := _PRONOUN_MEANS.match(said) or _PRONOUN_DOES.match(said):
        return name, said[opened.end() :]
    return name, said


def is_remark(said: str, *, past: bool = False) -> bool:
    """Whether a sentence in the place of a meaning tells what may happen, what happened once, or of one that it happened to.

    `the rat is first trained`, `one can develop patience`, `a father shouts at his child`; of a page about the past (`past`) only
    whether it tells of one.
    """
    words = tagged(said)
    if _ONE_AMONG.match(said) or _ends_in_it(said, words) or _tells_of_one(words):
        return True
    verb = next((place for place in range(min(len(words), LONGEST_OPENING)) if _is_finite(words, place)), 0)
    if not verb or any(
        word.tag in {"CJT", "PNQ", "DTQ", "AVQ", "CJS"} and word.text != "than" for word in words[:verb]
    ):
        return False
    tells = words[verb].text.casefold() in _REMARKS or words[verb].tag == "VVD" or bool(_IN_A_STORY.search(said))
    return (tells and not past) or any(word.text[0].isdigit() for word in words[:verb])


def _is_finite(words: tuple[Word, ...], place: int) -> bool:
    """A finite verb, not the participle of `rocks carried by the river`."""
    by = place + 1 < len(words) and words[place + 1].text == "by"
    return words[place].verb and not (words[place].tag == "VVD" and by)


def _tells_of_one(words: tuple[Word, ...]) -> bool:
    """`a boy shouts`, `the rat pressing a lever`; not `a child under five`."""
    return any(
        word.text.casefold() in word_list("one-person") and (behind.verb or behind.text.endswith("ing"))
        for word, behind in pairwise(words[:3])
    )


def _ends_in_it(said: str, words: tuple[Word, ...]) -> bool:
    """`the point above it`, of which nobody knows what it is above; not `a stick that hangs when nothing is under it`."""
    return bool(_OF_IT.search(said)) and not any(word.verb for word in words)


def is_meaning(text: str) -> bool:
    """Whether a text can say what something means, or does."""
    words = [word for word in content_words(text) if any(map(str.isalpha, word))]
    if not words or len(text.split()) > LONGEST_MEANING or text.rstrip().endswith(":") or _is_dated(text):
        return False
    if _is_title_or_speech(text.strip()):
        return False
    if _NOT_A_MEANING.match(text) or not re.match(r"[\w“\"‘'(£$]", text) or _MATHS.search(text) or leans(text):
        return False
    pieces = re.split(r"[,;]\s+", text)
    return not (len(pieces) > 2 and all(len(piece.split()) <= 3 for piece in pieces))


def _is_title_or_speech(text: str) -> bool:
    """`Action Potential`, another term; `“I should say so”`, what somebody says, or little besides."""
    told = re.sub(r"[“\"][^“”\"]+[”\"]", "", text)
    return bool(
        (text.istitle() and " " in text)
        or re.fullmatch(r"[“\"‘’'][^“”\"]+[”\"’']", text)
        or (
            told != text
            and len(content_words(told)) < FEWEST_LEFT
            and len(content_words(told)) * 2 < len(content_words(text))
        )
    )


def _is_dated(text: str) -> bool:
    """Whether a text is a date, or a phrase with one: `1925`, `loans in 1924`; not `a famine in Ireland from 1845`."""
    is_clause = any(word.verb for word in tagged(text)) or re.match(r"an? (?:\w+ ){4}", text)
    return bool(find_dates(text[:12]) or (find_dates(text) and not is_clause))


def says_its_kind(title: str, said: str) -> bool:
    """`Forces between two dipoles` under *Dispersion forces*, `A gas that …`: what kind of thing a heading is."""
    words = content_words(said)
    if len(words) < FEWEST_TELLING - bool(STRONG.match(said)):
        return False
    head = head_noun(said).casefold()
    same = head == head_noun(title).casefold() and head != title.casefold()
    return (
        same
        or bool(
            re.match(
                r"(?:an?|the (?:process|study|ability|use|act|belief|idea|practice|representation|tendency|state|measure|amount|name)) ",
                said,
                re.IGNORECASE,
            )
        )
    ) and not clause_of(said)


def first_part(said: str) -> str:
    """A meaning without examples and references behind it; a long one up to where it says something else."""
    said = _without_remarks(said)
    if len(said.split()) <= LONGEST_WHOLE:
        return said
    cut = re.search(
        r";\s|,\s(?=the |which |with |so |and |thus |where |meaning |usually |often |typically |that |or |[a-z]+ing )|\.\s|\s\(",
        said,
    )
    return said[: cut.start()] if cut and len(content_words(said[: cut.start()])) > FEWEST_TELLING else said


def _without_remarks(said: str) -> str:
    """A meaning without its examples, its references and what it says beside."""
    for pattern, fewest in ((_CITED, FEWEST_LEFT), (_EXAMPLE, FEWEST_LEFT), (_LISTED, FEWEST_LEFT - 1)):
        cut = pattern.search(said)
        if cut and len(content_words(said[: cut.start()])) >= fewest:
            said = said[: cut.start()]
    return _BESIDE.sub("", said).strip(" ,;")


def kind_above(page: Page, unit: Unit) -> str:
    """`type of weathering` for what stands under *Types of weathering*; "" under any other title."""
    parent = page.blocks[unit.place].parent
    title = _KINDS_OF.fullmatch(page.blocks[parent].text.strip(" :.")) if parent >= 0 else None
    if title is None or leans(title["of"]):
        return ""
    one = re.sub(r"(?<=ch|ss)es$|s$", "", title["kinds"].casefold())
    return f"{one} of {page.plain_case(title['of'])}"


def phrase_heads_list(title: str) -> bool:
    """`Causes of floods` and `Types of rock` lead to a list; they are no terms."""
    several = " of " in f" {title} " or head_noun(title).casefold() in word_list("arguments")
    return several and phrase_is_plural(title)


def tells_meaning(said: str) -> bool:
    """Whether what follows `means` or `occurs when` says enough to tell which term is meant."""
    return is_meaning(said) and len(content_words(said)) > 1


def says_enough(page: Page, subject: str, said: str) -> bool:
    """`a curved lake left behind by a river` tells which lake; `a long river` does not, but `the powerhouse of the cell`."""
    words, term_here = content_words(said), page.is_term(subject)
    fewest = 2 if term_here or re.match(r"the (?!most|best|only|same|main|first|result)", said) else 4
    return len(words) >= fewest and head_noun(said) != "" and (len(words) > 3 or len(words[-1]) > 3)


def is_said_to_be(page: Page, clause: Clause) -> bool:
    """`An ox-bow lake is a curved lake …`; `Chlorine is a gas, bromine is a liquid` says it of two things."""
    kind = re.match(r"(?:an?|the|any) (?!lot|little|bit|few|great deal)", clause.rest) or (
        clause.helper == "are" and _MANY_THAT.match(clause.rest)
    )
    if clause.helper not in {"is", "are"} or not kind or _OF_TWO.search(clause.rest):
        return False
    return is_term(page, clause.subject) and is_meaning(clause.rest) and says_enough(page, clause.subject, clause.rest)


def is_explained(said: str, title: str) -> bool:
    """Whether a paragraph says what its heading means: no sentence about it, nor what is done to it."""
    words = tagged(said)
    verb = next((place for place, word in enumerate(words) if word.verb), len(words))
    whole = not any(word.tag in {"CJT", "PNQ", "DTQ", "AVQ", "CJS"} and word.text != "than" for word in words[:verb])
    is_about_it = (
        (verb < len(words) and whole and verb > 0)
        or (words[0].tag == "AV0" and "used" in said[:20])
        or words[0].tag == "VVN"
    )
    return not is_about_it and not hidden(said, title).startswith("______")


def term_above(page: Page, unit: Unit) -> str:
    """The heading or short line that a unit is the first to stand under, where it reads as a term."""
    place = page.blocks[unit.place].parent
    if place < 0 or page.children[place][0] != unit.place:
        return ""
    if len(page.blocks[place].parts) > 1:
        return ""  # `Head of state: ceremonial duties` says already what it means
    title = page.blocks[place].text.rstrip(":")
    return title if is_term(page, title) and not phrase_heads_list(title) else ""
