"""What can be seen of a draft that only some kinds of question have: a gap, a term, a list, a fact (see `signs`)."""

from __future__ import annotations

import math
import re
from collections import Counter

from quizzes.english.words import frequency
from quizzes.notes.blanks import is_topic
from quizzes.notes.clauses import clause_of, is_noun_phrase, phrase_is_plural, starts_with_verb
from quizzes.notes.meanings import is_remark
from quizzes.notes.page import Asked, Page, content_words, has_verb
from quizzes.notes.subjects import is_headless
from quizzes.notes.tags import Word, tagged
from quizzes.notes.wording import telling_words
from quizzes.notes.words import word_list

TELLING = 3_000_000  # how often a word stands in texts that tells what is meant
QUOTED = re.compile(r"“(?P<said>.*)”")
LEFTOVER = re.compile(r"[/+*&=<>~|#^\\_\[\]{}…→]|\betc\b|\be\.?g\b|\bi\.?e\b|\bvs?\b|\?(?=.)|(?<!s)['‘’](?=\s|$)|\.\.")
_AMOUNT = re.compile(r"\d")
_UNIT = re.compile(
    r"\s?(?:%|per cent|°|(?:km|cm|mm|m|kg|mg|g|s|ms|ml|l|V|A|W|J|N|Hz|cc|hr|min)\b|(?:years?|hours?|days?|weeks?|months?|minutes?|seconds?|bits?|bytes?|pairs?)\b)"
)


def of_kind(page: Page, asked: Asked) -> dict[str, float]:
    """The signs of a draft that others of its kind have, too."""
    family = _FAMILY.get(asked.kind)
    return family(page, asked) if family else {}


def _of_gap(page: Page, asked: Asked) -> dict[str, float]:
    quoted = QUOTED.search(asked.stem)
    sentence = quoted["said"] if quoted else asked.stem
    before, _, after = sentence.partition("______")
    whole = sentence.replace("______", asked.answer)
    words = content_words(asked.answer)
    rarest = min((frequency(word) for word in words), default=0)
    single = len(words) == 1
    answer = asked.answer.casefold()
    return {
        "gap_common": max(math.log10(max(rarest, 1)) - 6, 0) / 3 if single and words[0].islower() else 0.0,
        "gap_of_page": float(
            answer in page.terms or answer.removesuffix("s") in page.terms or f"{answer}s" in page.terms
        ),
        "gap_repeated": min(page.small[answer] + page.capital[asked.answer], 6) / 6,
        "gap_first": float(not content_words(before)),
        "gap_last": float(not content_words(after)),
        "gap_in_row": float(
            bool(re.search(r"(?:,|\band|\bor|&)\s*$", before) or re.match(r"\s*(?:,|and\b|or\b|&)", after))
        ),
        "gap_behind_adjective": float(_behind_adjective(whole, before)),
        "gap_headless": float(is_headless(whole)),
        "gap_no_clause": float(clause_of(whole) is None),
        "gap_few_left": float(len(content_words(before + after)) < 5),
        "gap_after_bracket": float(before.count("(") > before.count(")")),
        "gap_several": float(asked.stem.count("______") > 1),
        "gap_number_bare": float(answer.isdigit() and len(answer) < 4 and not _UNIT.match(after)),
        "gap_called": float(
            bool(re.search(r"\b(?:called|known as|termed|means|named)\s(?:(?:an?|the) )?[“‘’]?$", before))
        ),
        "gap_told": float(
            not content_words(before) and bool(re.match(r"\s*(?:is|are|was|were|can|has|have)\b|\s*[,(]", after))
        ),
        "gap_instance": float(
            bool(re.search(r"\b(?:like|such as|including|e\.?g\.?|especially|example)[^,.;]{0,20}$", before))
        ),
        "gap_anchored": min(_anchors(page, before + after), 4) / 4,
        "gap_rare": max(7 - math.log10(max(rarest, 1000)), 0) / 3,
        **_round_gap(page, asked.answer, before, after),
        "gap_about_object": float(bool(re.search(r"\b(?:an?|the|of|by|called|known as|is|are)\s*$", before))),
    }


def _round_gap(page: Page, answer: str, before: str, after: str) -> dict[str, float]:
    """Whether what stands before and after a gap leaves one answer, and is worth asking about."""
    link = re.split(r"[,;]|\s[–—-]\s", before)[-1] + after.split(",", maxsplit=1)[0]
    return {
        "gap_topic": float(is_topic(page, answer)),
        "gap_behind_the": float(before.strip() == "The"),
        "gap_used": float(bool(re.match(r"\s(?:of|that|who|(?:with|in|by|at) which)\b", after))),
        "gap_joined": float(len(content_words(answer)) > 1),
        "gap_further_amount": float(bool(_AMOUNT.search(answer) and _AMOUNT.search(before))),
        "gap_linked": float(bool(re.search(r"\s[–—-]\s", before))),
        "gap_clause_short": float(len(content_words(link)) < 3),
    }


def _anchors(page: Page, text: str) -> int:
    """How many words tell which thing is meant: names, words of science, terms of the page."""
    return sum(
        page.is_name(word) or frequency(word) < TELLING or word.casefold() in page.terms for word in content_words(text)
    )


def _behind_adjective(whole: str, before: str) -> bool:
    words = [word for word in tagged(whole) if word.start < len(before)]
    return bool(words) and words[-1].tag in {"AJ0", "AJC", "NN1"}


def _of_term(page: Page, asked: Asked) -> dict[str, float]:
    """Of `Which term is meant`, and of `What is meant by`: the term, and what is said of it."""
    quoted = QUOTED.search(asked.stem)
    backwards = asked.kind == "definition"
    term, said = (
        (quoted["said"] if quoted else "", asked.answer)
        if backwards
        else (asked.answer, quoted["said"] if quoted else "")
    )
    term_words = tagged(re.sub(r"\s*\([^()]*\)", "", term))
    return {
        "term_many_words": max(len(term.split()) - 2, 0) / 3,
        "term_common": float(bool(content_words(term)) and min(frequency(word) for word in content_words(term)) > 3e7),
        "term_no_noun": float(bool(term_words) and not term_words[-1].noun),
        "term_joined": float(any(word.tag in {"CJC", "PRP", "TO0", "CJS"} for word in term_words)),
        "term_plural": float(bool(term) and len(term.split()) < 6 and phrase_is_plural(term)),
        "term_small": float(term[:1].islower()),
        "term_brackets": float("(" in term),
        "term_leftover": float(bool(LEFTOVER.search(term))),
        "term_given": len(telling_words(term) & telling_words(said)) / max(len(telling_words(term)), 1),
        "term_kind_named": float(bool(re.match(r"Which (?!term\b)", asked.stem))),
        "meaning_remark": float(bool(said) and is_remark(said, past=page.past)),
        "meaning_quoted": float(bool(re.search(r"[’‘“][\w-]+(?: [\w-]+)+[’”]", said))),
        "term_repeated": min(_times(page, term), 5) / 5,
        "term_rare": float(bool(content_words(term)) and min(map(frequency, content_words(term))) < TELLING),
        "term_name": float(bool(term) and page.is_name(term.split()[-1])),
        "meaning_anchored": min(_anchors(page, said), 5) / 5,
        "meaning_words": min(len(content_words(said)), 12) / 12,
        **_of_meaning(said),
    }


def _times(page: Page, term: str) -> int:
    """How often the page has the last word of a term."""
    last = term.rsplit(maxsplit=1)[-1] if term.split() else ""
    return page.small[last.casefold()] + page.capital[last]


def _of_meaning(said: str) -> dict[str, float]:
    if not said:
        return {}
    words = tagged(said)
    return {
        "meaning_article": float(bool(re.match(r"(?:an?|the|any|when|where|how) ", said, re.IGNORECASE))),
        "meaning_noun": float(len(said.split()) < 30 and is_noun_phrase(said)),
        "meaning_clause": float(len(said.split()) < 40 and clause_of(said) is not None),
        "meaning_verb_first": float(starts_with_verb(said)),
        "meaning_done": float(bool(words) and words[0].tag in {"VVN", "VVD", "VVI", "VVB"}),
        "meaning_doing": float(bool(words) and words[0].tag == "VVG"),
        "meaning_short": float(len(content_words(said)) < 4),
        "meaning_gap": float("____" in said),
        "meaning_two": float(bool(re.search(r"[;.]\s", said))),
        "meaning_listed": float(said.count(",") > 1),
        "meaning_amount": float(bool(_AMOUNT.search(said))),
        "meaning_judges": float(bool(words) and words[0].tag in {"AV0", "AJ0", "AJC", "AJS"}),
        "meaning_negated": float(bool(re.search(r"\b(?:not|no|never|without|cannot)\b", said))),
    }


def _of_list(page: Page, asked: Asked) -> dict[str, float]:
    points = [piece.strip() for piece in re.split(r";\s", asked.answer) if piece.strip()]
    lead = re.sub(r"^(?:Name|Give) \w+ (?:points about (?:the )?)?|^Complete this in \w+ ways: ", "", asked.stem)
    firsts = Counter(_shape(tagged(point)) for point in points if len(point) < 300)
    same = max(firsts.values(), default=0) / max(len(points), 1)
    return {
        "points_alike": same,
        "points_short": float(bool(points) and all(len(content_words(point)) <= 3 for point in points)),
        "points_long": float(any(len(point.split()) > 12 for point in points)),
        "points_two": float(len(points) == 2),
        "points_many": float(len(points) > 5),
        "points_clauses": sum(len(point) < 300 and clause_of(point) is not None for point in points)
        / max(len(points), 1),
        "lead_long": max(len(lead.split()) - 4, 0) / 6,
        "lead_singular": float(not phrase_is_plural(lead.rstrip("."))),
        "lead_joined": float(bool(re.search(r"\b(?:and|or|vs?)\b|[&/,]", lead))),
        "lead_verb": float(has_verb(lead)),
    }


def _shape(words: tuple[Word, ...]) -> str:
    """How a point begins: with a noun, a verb, an adjective, anything else."""
    tag = words[0].tag if words else ""
    return "N" if tag[:2] in {"NN", "NP", "AT", "AJ"} else tag[:2]


def _of_fact(page: Page, asked: Asked) -> dict[str, float]:
    clause = clause_of(asked.said) if 0 < len(asked.said.split()) < 45 else None
    subject = clause.subject if clause else ""
    bare = re.sub(r"^(?:the|an?) ", "", subject.casefold())
    words = content_words(subject)
    return {
        "fact_named": float(bare in page.terms or bare.removesuffix("s") in page.terms),
        "fact_common": float(bool(words) and min(frequency(word) for word in words) > 3e7),
        "fact_repeated": min(page.small[bare] + page.capital[subject], 6) / 6,
        "fact_short": float(len(content_words(asked.answer)) <= 2),
        "fact_long": max(len(asked.answer.split()) - 5, 0) / 8,
        "fact_clause": float(clause is not None),
        "fact_one_subject_word": float(len(words) == 1),
        "fact_dangles": float(asked.stem.rstrip("?").rsplit(" ", 1)[-1].casefold() in word_list("small")),
    }


def _of_date(page: Page, asked: Asked) -> dict[str, float]:
    """Of `In which year …`: whether it asks with a clause, a name or the notes' own words, and how long it is."""
    return {
        "date_quoted": float("“" in asked.stem),
        "date_did": float(" did " in asked.stem),
        "date_topic": float(bool(re.search(r"\([^()]*\): “", asked.stem))),
        "date_long": max(len(asked.stem.split()) - 12, 0) / 12,
    }


_FAMILY = {
    "gap": _of_gap,
    "date": _of_date,
    "term": _of_term,
    "definition": _of_term,
    "list": _of_list,
    "points": _of_list,
    "steps": _of_list,
    "fact": _of_fact,
    "cause": _of_fact,
    "consequence": _of_fact,
    "label": _of_fact,
    "table": _of_fact,
}
