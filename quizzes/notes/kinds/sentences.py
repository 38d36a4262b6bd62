"""What a sentence tells: why, with what result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.notes.clauses import Clause, clause_of, denied_clause, is_noun_phrase, phrase_is_plural
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.dates import asked_of
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.subjects import with_subject
from quizzes.notes.telling import telling
from quizzes.notes.wording import leans, named, question, without_link

LONGEST, LONGEST_READY = 18, 10  # words of a cause or a result
LONGEST_RESULT = 4  # words that say something of a result that is ready
_CAUSE = re.compile(
    r",?\s+(?:(?:primarily|mainly|mostly|partly|largely|simply|probably|perhaps) )?(?P<link>because of|because|due to|owing to|thanks to|as a result of|in order to|so that|as(?= there (?:is|are|was|were) | (?:it|they) (?:is|are|has|have|does|do|no longer|cannot) ))\s+",
    re.IGNORECASE,
)
_FIRST = re.compile(r"(?:Because|Since|As) (?P<cause>(?!of\b)[^,;:]{8,90}), (?P<then>[^;:]{6,140})$")
_THERE = re.compile(
    r"There (?P<be>is|are|was|were) (?P<what>[a-z][^,;:]{6,100}?)(?:,? (?:primarily|mainly|mostly|partly|largely|only|perhaps))?$"
)
_LATER = re.compile(r"\bthat (?:it|they|he|she) ")
_EFFECT = re.compile(
    r",?\s+(?:(?:which|this|that|and)\s+)?(?P<link>led to|leads to|lead to|resulted in|results in|result in|brought about|gave rise to|gives rise to)\s+",
    re.IGNORECASE,
)
_IF = re.compile(r"^(?P<link>If|When|Whenever) (?P<when>[^,;:]{6,90}), (?:then )?(?P<then>[^;:]{6,140})$")
_WHEN_LAST = re.compile(r"^(?P<what>[^,;:]{8,80}?),? (?P<link>when|if|only when|only if) (?P<when>[^;:]{8,90})$")
_MAY = re.compile(r"\b(?:should|could|must|may|might|can|you|we|your|our)\b")
_CUT = re.compile(r",(?!\d)|;|\.\s|\s[–—]\s|\b(?:although|whereas|however)\b")

EXAMPLES = (
    Example(
        "The plan failed because the harvest was poor.",
        {"Why did the plan fail?": "harvest was poor [1]"},
    ),
    Example(
        "Ethanol is heated in a water bath because it is flammable.",
        {"Why is ethanol heated in a water bath?": "is flammable [1]"},
    ),
    Example("Deforestation leads to faster run-off.", {"What does deforestation lead to?": "faster run-off [1]"}),
    Example(
        "The failed harvest of 1932 led to famine in Ukraine.",
        {"What did the failed harvest of 1932 lead to?": "famine (in Ukraine) [1]"},
    ),
    Example("High turnover may be due to low pay.", never=("Why",)),
    Example(
        "If the pressure of a gas rises, its volume falls.",
        {"What happens if the pressure of a gas rises?": ""},
        to_check=("What happens if the pressure of a gas rises?",),
    ),
    Example(
        "When white light enters a prism, dark lines appear.",
        {"What happens when white light enters a prism?": "dark lines appear [1]"},
        ready=("What happens when white light enters a prism?",),
    ),
    Example("If speed is needed, solid disks should be used.", never=("What happens",)),
    Example("If this enters a prism, dark lines appear.", never=("What happens",)),
    Example("When at sea, dark lines appear.", never=("What happens",)),
    Example("If the pressure of a gas rises, by far.", never=("What happens",)),
    Example(
        "Steel will rust when it is exposed to oxygen and water.",
        {"When will steel rust?": ""},
        to_check=("When will steel rust?",),
    ),
    Example("The crowd left when the palace guards gave up.", never=("When",)),
    Example("It rusts when iron is exposed to water.", never=("When",)),
    Example(
        "Because red cells are flat discs, they have a large surface.",
        {"Why do red cells have a large surface?": ""},
    ),
    Example("Because red cells are flat discs, it has a large surface.", never=("Why",)),
    Example(
        "There is a shift to paper money, mainly because coins are heavy.",
        {"Why is there a shift to paper money?": ""},
    ),
    Example(
        "## Anaemia\n- Common in women because of lost iron",
        {"Why is anaemia common in women?": ""},
    ),
    # What points elsewhere, what is no clause, causes that say nothing.
    Example("It failed because the harvest was poor.", never=("Why",)),
    Example("Bowlby argued that it is innate because it helps the child.", never=("Why",)),
    Example("Solid salts do not conduct because their ions are held fast.", {"Why do solid salts not conduct?": ""}),
    Example(
        "Storms lose strength over land as they no longer have warm water.",
        {"Why do storms lose strength over land?": ""},
    ),
    Example("Bad because of rain and frost", never=("Why",)),
    Example("The plan failed because of this.", never=("Why",)),
    Example("As magma rises this leads to new rock.", never=("What",)),
    Example(
        "Dirty wells resulted in 4,500 cases of typhoid.",
        {"What did dirty wells result in?": ""},
    ),
    Example("The fear that peace fails leads to debt.", never=("What does",)),
    Example("If the merger leads to a fall in prices", never=("What",)),
    Example("Rising prices everywhere, which led to it", never=("What",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask why, and what followed."""
    if unit.kind == "row":
        return
    said = with_subject(page, unit)
    text, guess = without_link(said.text).rstrip(" .!"), said.guess
    if len(unit.parts) > 1 and unit.sign != "–":
        text, guess = unit.parts[-1], ""
    for asked in (*_cause(page, text), *_effect(page, text), *_condition(text), *_occasion(page, text)):
        yield replace(asked, sure=min(asked.sure, 0.6), why=guess) if guess else asked


def _because_first(text: str) -> str:
    """`Because the cells are flat, they bend` the other way round, its pronoun as what it stands for."""
    match = _FIRST.match(text)
    cause = clause_of(match["cause"]) if match else None
    if match is None or cause is None:
        return text
    subject = cause.subject
    again = re.match(r"(?:it|they) ", match["then"])
    if again:
        if phrase_is_plural(subject) != (again[0] == "they "):
            return text
        return f"{subject[:1].upper()}{subject[1:]} {match['then'][again.end() :]} because {match['cause']}"
    return f"{match['then'][:1].upper()}{match['then'][1:]} because {match['cause']}"


def _cause(page: Page, text: str) -> Iterator[Asked]:
    text = _because_first(text)
    match = _CAUSE.search(text)
    if not match:
        return
    effect, cause = text[: match.start()].strip(" ,"), text[match.end() :].strip(" .,")
    effect = re.split(r";\s+|\s[–—]\s|\.\s", effect)[-1]
    cause = _CUT.split(cause)[0].strip()
    clause, there = clause_of(effect) or denied_clause(effect), _THERE.match(effect)
    if there and _tells(cause):
        stem = question(f"Why {there['be']} there {there['what']}")
    elif clause is None or clause.rest == "be" or leans(effect) or not _tells(cause) or _LATER.search(effect):
        return
    else:
        stem = asked_of(page, clause, "Why")
    if re.search(r"\s[-–—]\s", stem):
        return
    short = len(cause.split()) <= LONGEST_READY
    yield Asked(
        stem,
        telling(cause, stem.split()),
        cause,
        "cause",
        0.8 if short else 0.6,
        why="" if short else "add other wordings that mean the same",
    )


def _effect(page: Page, text: str) -> Iterator[Asked]:
    match = _EFFECT.search(text)
    if not match:
        return
    cause, effect = text[: match.start()].strip(" ,"), _CUT.split(text[match.end() :].strip(" .,"))[0]
    if (
        leans(cause)
        or " that " in cause
        or re.match(r"(?:if|when|as|while)\b", cause, re.IGNORECASE)
        or not is_noun_phrase(cause)
        or not _tells(effect)
    ):
        return
    link = match["link"].casefold()
    verb = {
        "led": "lead",
        "leads": "lead",
        "resulted": "result",
        "results": "result",
        "brought": "bring",
        "gave": "give",
        "gives": "give",
    }
    base = " ".join([verb.get(link.split()[0], link.split()[0]), *link.split()[1:]])
    past = link.split()[0] in {"led", "resulted", "brought", "gave"}
    plural = link.split()[0] in {"lead", "result"}
    do = "did" if past else "do" if plural else "does"
    stem = question(f"What {do} {named(cause, page)} {base}")
    yield Asked(stem, telling(effect, cause.split()), effect, "consequence", 0.75)


def _condition(text: str) -> Iterator[Asked]:
    """`If the pressure rises, the volume falls`: what happens if it does."""
    match = _IF.match(text)
    if not match or _MAY.search(text) or leans(match["when"]) or clause_of(match["when"]) is None:
        return
    then = _CUT.split(match["then"])[0].strip()
    if (
        clause_of(re.sub(r"^(?:its|their) ", "the ", re.sub(r"^(?:it|they) ", "the thing ", then))) is None
        or not _tells(then)
        or leans(f"The thing and {then}")
    ):
        return
    short = len(content_words(then)) <= LONGEST_RESULT and not leans(then)
    stem = question(f"What happens {match['link'].lower()} {match['when']}")
    why = "" if short else "add other wordings that mean the same"
    yield Asked(stem, telling(then, match["when"].split()), then, "consequence", 0.7 if short else 0.6, why=why)


def _occasion(page: Page, text: str) -> Iterator[Asked]:
    """`Iron rusts when it is exposed to water`: when it does, always to be checked."""
    match = _WHEN_LAST.match(text)
    if not match or _MAY.search(text) or leans(match["what"]):
        return
    clause, when = clause_of(match["what"]), _CUT.split(match["when"])[0].strip()
    if (
        clause is None
        or clause.rest.startswith(("a ", "an ", "the "))
        or _is_past(clause)
        or not _tells(when)
        or len(content_words(when)) < 2
    ):
        return
    yield Asked(
        asked_of(page, clause, "When"),
        telling(when, match["what"].split()),
        when,
        "cause",
        0.6,
        why="add other wordings that mean the same",
    )


def _is_past(clause: Clause) -> bool:
    """Of what was, `when` tells the time."""
    return clause.helper in {"was", "were", "had", "did"} or (not clause.helper and clause.tense == "VVD")


def _tells(text: str) -> bool:
    """Whether a cause or a result says something that can be asked for."""
    return (
        bool(content_words(text))
        and len(text.split()) <= LONGEST
        and not re.match(r"(?:this|that|these|those|such)\b", text, re.IGNORECASE)
    )
