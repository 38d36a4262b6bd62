"""A term and what it means as a question: which term is meant, and, turned round, what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.clauses import clause_of, head_noun, is_noun_phrase, phrase_is_plural, starts_with_verb
from quizzes.notes.meanings import is_remark, kind_above
from quizzes.notes.page import Asked, Page, Unit, content_words, has_verb, hint_of
from quizzes.notes.schemes import strict, term
from quizzes.notes.tags import tagged, word_at
from quizzes.notes.telling import telling
from quizzes.notes.wording import gives_away, hidden, named, question, quoted
from quizzes.notes.words import word_list

NO_MEANING = "what the notes say of this may not be what it means"
ADD_WORDINGS = "add other wordings that mean the same"
ALIKE = 3  # terms beside each other that share a word
LONGEST_NAME = 4  # words of a bullet that is a term
_ALSO = re.compile(
    r"(?:It|They|This) (?:is|are|can be) (?:also )?(?:sometimes |often |commonly |otherwise )?(?:also )?(?:called|known as|referred to as|termed) "
    r"(?:an? |the )?[“‘\"']?(?P<name>[\w’' -]{3,40}?)[”’\"']?(?:[.,;]|$)"
)
_AUTHOR = re.compile(
    r"[A-ZÀ-Þ][a-zà-ÿ]+(?:(?:,| and| &) [A-ZÀ-Þ][a-zà-ÿ]+){0,2}(?: et al\.?)? \((?:19|20)\d\d\)"
)  # `Murdock (1949)`
_ARTICLE = re.compile(r"^(?:[Tt]he|[Aa]n?) ")


def ask(page: Page, unit: Unit, named_as: str, said: str, *, sure: float = 0.9) -> Iterator[Asked]:
    """Ask for the term, and, to be checked, for its meaning."""
    said = said.strip(" .;,")
    bare = _bare(named_as)
    shown = page.plain_case(bare)
    person = _is_person(page, bare, said) or _is_among_people(page, unit, bare)
    deed = _is_deed_of(page, bare, said)
    predicate = deed or (starts_with_verb(said) and said[:1].islower() and not _names_many(bare, said))
    back = (
        question(f"What did {bare} do") if deed else _asks_back(page, bare, shown, predicate=predicate, person=person)
    )
    loose = telling(said, named_as.split())
    fallback = f"{strict(said, named_as.split())} [1]"
    names = [_without_kind(term(_ARTICLE.sub("", named_as)), kind_above(page, unit)), *_other_names(page, unit)]
    front_scheme = f"{' / '.join(dict.fromkeys(names))} [1]"
    front = _front(
        page, unit, named_as, said, "Who" if person else "Who or what" if deed else "What" if predicate else ""
    )
    if len(content_words(said)) >= 2 and not gives_away(front, bare):
        doubt = NO_MEANING if is_remark(said, past=page.past) else ""
        sure = min(sure, 0.6) if doubt else sure
        yield Asked(front, front_scheme, bare, "term", sure, why=doubt, turned=(back, loose), strict=front_scheme)
    if len(re.findall(r"\([^()]*\)", said)) > 1:
        return  # `pulmonary (right), aortic (left)`: which is which would be lost
    yield Asked(back, loose, said, "definition", 0.55, why=ADD_WORDINGS, turned=(front, front_scheme), strict=fallback)


def _bare(named_as: str) -> str:
    return _ARTICLE.sub("", re.sub(r"\s*\([^)]*\)", "", named_as).strip())


def _front(page: Page, unit: Unit, named_as: str, said: str, who: str) -> str:
    """Which term is meant: by what it does (`who` asks for it, `Who` only where it is a person), else by what is said of it."""
    bare, kind = _bare(named_as), kind_above(page, unit)
    about = "" if kind else _about(page, unit, said, bare)
    shown = _without_own_word(page, unit, hidden(said, bare), bare)
    if _AUTHOR.fullmatch(named_as) and clause_of(said):
        return f"Who argued this: {quoted(shown)}?"
    if who == "Who":
        return f"Who is meant{about}: {quoted(shown)}?"
    if who and "______" not in shown:
        return question(f"{who} {said}")
    return f"Which {kind or 'term'} is meant{about}: {quoted(shown)}?"


def _other_names(page: Page, unit: Unit) -> list[str]:
    """What the notes call a term besides, in the sentence behind its meaning: `It is also called a balance account.`"""
    _, _, behind = page.blocks[unit.place].text.partition(unit.text)
    also = _ALSO.match(behind.strip())
    return [term(also["name"])] if also else []


def _without_own_word(page: Page, unit: Unit, said: str, bare: str) -> str:
    """A meaning with a gap for the word that tells a term from those beside it: `the ______ to do good` for *Right effort*."""
    beside = [page.blocks[place].parts[0].split() for place in page.siblings(unit.place) if page.blocks[place].parts]
    own = [word for word in bare.split() if sum(word in words for words in beside) < ALIKE]
    if len(own) != 1 or len(bare.split()) < 2:
        return said
    return re.sub(rf"\b{re.escape(own[0].rstrip('s'))}(?:s|es)?\b", "______", said, flags=re.IGNORECASE)


def _without_kind(scheme: str, kind: str) -> str:
    """`Biological (weathering)` where the question says already that a type of weathering is meant."""
    before, _, last = scheme.rpartition(" ")
    repeated = before and scheme.isascii() and scheme.replace(" ", "").replace("-", "").isalpha()
    return f"{before} ({last})" if repeated and last.casefold() in kind.casefold().split() else scheme


def _about(page: Page, unit: Unit, said: str, bare: str) -> str:
    """The topic in brackets where a meaning is so short that it could be that of much else."""
    above = unit.above[0].strip(" :") if unit.above else ""
    nearer = above and len(above.split()) <= LONGEST_NAME and is_noun_phrase(above)
    topic = re.sub(
        r"\s*\([^)]*\)|^(?:chapter|unit|topic|lesson|part|section|lecture|week|module) \d+:? ?"
        r"|\b(?:\w+ )?(?:lecture|week|class|revision)(?: notes)?(?: \d+)?$|\bnotes$",
        "",
        above if nearer else unit.topic,
        flags=re.IGNORECASE,
    )
    topic = hint_of(topic) if not has_verb(topic) else ""
    short = len(content_words(said)) <= 3
    return f" ({page.plain_case(topic)})" if short and topic and not gives_away(topic, bare) else ""


def _asks_back(page: Page, bare: str, shown: str, *, predicate: bool, person: bool) -> str:
    if person:
        return question(f"Who was {bare}")
    if predicate:
        return question(f"What {'do' if phrase_is_plural(bare) else 'does'} {named(bare, page)} do")
    return f"What is meant by “{shown}”?"


def _names_many(bare: str, said: str) -> bool:
    """`pores through which gases pass` of *Stomata*, `hints of what comes`: a plural, though it may be a verb's form too."""
    first, *others = tagged(said)
    plural = first.text.endswith("s") and first.tag.startswith("N")
    return plural and (phrase_is_plural(bare) or bool(others and others[0].text == "of"))


def _is_deed_of(page: Page, bare: str, said: str) -> bool:
    """`Lenin – saw failed attempts`: what somebody or something with a name did, no meaning."""
    return page.is_name(bare.rsplit(maxsplit=1)[-1]) and is_deed(said)


def is_deed(said: str) -> bool:
    """`wrote in Latin`: what somebody did."""
    return said[:1].islower() and word_at(f"they {said}", 1).tag == "VVD"


def _is_among_people(page: Page, unit: Unit, text: str) -> bool:
    """`Sheila – accepts the blame` under *Characters*."""
    parent = page.blocks[unit.place].parent
    title = page.blocks[parent].text.strip(" :") if parent >= 0 else ""
    return head_noun(title).casefold() in word_list("people") and all(word[:1].isupper() for word in text.split())


def _is_person(page: Page, text: str, said: str) -> bool:
    """Whether a term with its meaning is a person: a name of two words, said to be or to have done something."""
    words = tagged(text)
    head = head_noun(said).casefold()
    post = head in word_list("roles") or re.search(r"(?:er|or|ist|ian|man|woman)$", head)
    if (is_noun_phrase(said) or re.match(r"(?:an?|the) ", said)) and not post and not re.search(r"\bwho\b", said):
        return False
    two = len(words) in {2, 3} and all(word.tag == "NP0" and page.is_name(word.text) for word in words)
    return two and words[-1].text.casefold() not in word_list("events") and words[0].text.istitle()
