"""What can be seen of a draft before a teacher reads it: how its question, its scheme and its place in the notes look.

Each sign is a number between about 0 and 1 with a name; `readiness` weighs them. A sign that speaks against a draft has its
reason, in a teacher's words, in `words/reasons.txt`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from quizzes.english.words import is_word
from quizzes.notes.agreement import disagrees
from quizzes.notes.clauses import clause_of
from quizzes.notes.kind_signs import LEFTOVER, QUOTED, of_kind
from quizzes.notes.page import WORD, Asked, Page, Unit, content_words, has_verb
from quizzes.notes.tags import tagged
from quizzes.notes.values import SURE_FROM
from quizzes.notes.wording import leans, telling_words

_ABOUT = re.compile(r" \((?P<topic>[^()]*)\)(?=: “|\.$|\?$)")
_SMALL_END = re.compile(r"\b(?:the|an?|and|or|of|to|in|on|by|with|for|from|that|which|is|are|as|at)[”?. ]*$")
_MARK = re.compile(r" \[1\]$")
_CHOICE = re.compile(r"\{([^{}/]*)[^{}]*\}")
_NOT_NEEDED = re.compile(r"(?<!\\)\([^()]*\)")
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|he|she|his|her|this|these|those|such|we|our|you|your|here|there)\b", re.IGNORECASE
)
# The `I` of World War I is no person.
_FIRST_PERSON = re.compile(
    r"\bI(?= (?:am|was|have|had|do|did|will|would|can|think)\b|[’'])|\b(?:[Ww]e|[Uu]s|[Oo]ur|[Yy]ou|[Yy]our)\b"
)


@dataclass(frozen=True, slots=True)
class Around:
    """How a page looks, and how often its drafts ask the same line, answer or stem's opening."""

    rough: dict[str, float]
    by_line: Counter[tuple[int, int]]
    by_answer: Counter[str]
    sections: Counter[int]
    units: dict[int, Unit]


def around(page: Page, questions: Sequence[Asked]) -> Around:
    """What the drafts of a page have in common."""
    return Around(
        _roughness(page),
        Counter(asked.lines for asked in questions),
        Counter(asked.answer.casefold() for asked in questions),
        Counter(page.blocks[asked.place].parent for asked in questions if asked.place >= 0),
        {unit.place: unit for unit in reversed(page.units)},
    )


def _roughness(page: Page) -> dict[str, float]:
    """How a page is written: whole sentences or half ones, with or without capitals, words that are none."""
    units = [unit for unit in page.units if unit.kind != "row" and len(unit.text.split()) > 2][:400]
    if not units:
        return {}
    words = [word for unit in units for word in WORD.findall(unit.text) if word.isalpha() and word.islower()]
    sentences = sum(unit.text.rstrip().endswith((".", "!", "?")) for unit in units) / len(units)
    small = sum(unit.text[:1].islower() for unit in units) / len(units)
    strange = sum(not is_word(word) for word in words) / max(len(words), 1)
    return {
        "page_sentences": sentences,
        "page_small": small,
        "page_strange": min(strange * 20, 1.0),
        "page_long": min(median(len(unit.text.split()) for unit in units) / 20, 1.5),
        "page_deep": min(sum(page.blocks[unit.place].depth > 1 for unit in units) / len(units), 1.0),
    }


def signs_of(page: Page, asked: Asked, beside: Around) -> dict[str, float]:
    """The signs of one draft of a page, those that are 0 left out."""
    seen = {form_of(asked): 1.0, "rule_doubts": float(asked.sure < SURE_FROM), "rule_sure": asked.sure}
    seen |= beside.rough | _of_stem(page, asked) | _of_scheme(asked) | _of_place(page, asked, beside)
    seen |= of_kind(page, asked)
    return {name: round(float(value), 3) for name, value in seen.items() if value}


def form_of(asked: Asked) -> str:
    """The kind of a draft and the words it asks with: `gap_number`, `term_which`."""
    stem = asked.stem.casefold()
    if asked.kind == "gap":
        what = re.match(r"fill in the missing (\w+)", stem)
        return f"gap_{what[1]}" if what else "gap_chain"
    if asked.kind in {"term", "definition", "fact", "list", "points", "cause", "table"}:
        opens = stem.split(maxsplit=1)[0]
        known = {"which", "what", "who", "name", "give", "complete", "why", "when", "where", "how"}
        return f"{asked.kind}_{opens if opens in known else 'other'}"
    return asked.kind


# ---- the stem --------------------------------------------------------------------------------------------


def _of_stem(page: Page, asked: Asked) -> dict[str, float]:
    quoted = QUOTED.search(asked.stem)
    said = quoted["said"] if quoted else ""
    asks = QUOTED.sub("", asked.stem)
    text = said or asks
    words = WORD.findall(text)
    first = text[:1]
    return {
        "stem_long": max(len(words) - 18, 0) / 20,
        "stem_short": float(len(content_words(text)) < 3),
        "stem_leftover": min(len(LEFTOVER.findall(re.sub(r"_{3,}", "x", text))) / 2, 1.5),
        "stem_brackets": float("(" in said),
        "stem_two_sentences": float(bool(re.search(r"[.;] +\w", text))),
        "stem_small": float(first.islower() and asked.kind in {"gap", "consequence", "chain"}),
        "stem_points_back": float(_points_back(re.sub(r"\bthere (?:is|are|was|were)\b", "", text))),
        "stem_leans": float(leans(text)),
        "stem_strange": min(_strange(page, text), 2) / 2,
        "stem_capitals": float(_has_stray_capital(page, text)),
        "stem_ends_small": float(bool(_SMALL_END.search(asked.stem))),
        "stem_topic": float(bool(_ABOUT.search(asked.stem))),
        "stem_dash": float(bool(re.search(r"\s[-–—:]\s|:", text))),
        "stem_first_person": float(bool(_FIRST_PERSON.search(text))),
        "stem_grammar": float(disagrees(tagged(text) if len(words) < 60 else ())),
        "stem_numbers": min(len(re.findall(r"\d", text)), 4) / 4,
    }


def _points_back(text: str) -> bool:
    """Whether a text says `it`, `this` or `he` with no noun before it that could be meant."""
    match = _POINTS_BACK.search(text)
    return match is not None and not any(word.noun for word in tagged(text[: match.start()]))


def _strange(page: Page, text: str) -> int:
    """How many words are none: shorthand, slips, pieces of formulas. Names and words that the page has often are let be."""
    return sum(
        not is_word(word) and page.small[word] < 3 and not word.isdigit()
        for word in WORD.findall(text)
        if word[:1].islower() or not page.is_name(word)
    )


def _has_stray_capital(page: Page, text: str) -> bool:
    """Whether a word in the middle has a capital that is no name's."""
    return any(word[0].isupper() and word[1:].islower() and not page.is_name(word) for word in WORD.findall(text)[1:])


# ---- the scheme ------------------------------------------------------------------------------------------


def _of_scheme(asked: Asked) -> dict[str, float]:
    lines = [line.strip() for line in asked.scheme.splitlines()]
    points = [_MARK.sub("", line) for line in lines if line.endswith("[1]")]
    return {
        "key_points": min(max(len(points) - 1, 0), 6) / 6,
        "key_pieces": min(max((point.count("~") for point in points), default=0), 4) / 4,
        "key_ways": min(asked.scheme.count("/"), 8) / 8,
        "key_refuses": float("reject:" in asked.scheme),
        "key_perhaps": float("# other words" in asked.scheme),
        "key_cut": float(_is_cut(asked)),
        "answer_long": max(len(asked.answer.split()) - 8, 0) / 12,
        "answer_points_back": float(_points_back(asked.answer[:300])),
        "answer_clause": float(len(asked.answer.split()) < 40 and clause_of(asked.answer) is not None),
        **_of_keys([_NOT_NEEDED.sub("", _CHOICE.sub(r"\1", point)) for point in points], asked.stem),
    }


def _of_keys(keys: Sequence[str], stem: str) -> dict[str, float]:
    """The points of a scheme, each in its first wording: how many words they ask for, and which."""
    words = [content_words(key) for key in keys]
    demanded = [word for each in words for word in each]
    longest, given = max(map(len, words), default=0), telling_words(stem)
    pieces = [piece for key in keys for piece in key.split("~")] if any("~" in key for key in keys) else []
    return {
        "key_long": max(longest - 4, 0) / 5,
        "key_one_word": float(len(keys) == 1 and longest == 1),
        "key_amounts": float(any(re.search(r"\d", piece) for piece in pieces)),
        "key_in_stem": sum(telling_words(word) <= given for word in demanded) / max(len(demanded), 1),
        "key_leftover": min(len(LEFTOVER.findall(re.sub(r"\\.|[{}/~]", "", " ".join(keys)))) / 2, 1.0),
        "key_strange": min(sum(not is_word(word) for word in demanded if word.islower()), 2) / 2,
        "key_uneven": float(len(keys) > 1 and max(map(len, keys)) > 4 * max(min(map(len, keys)), 3)),
    }


def _is_cut(asked: Asked) -> bool:
    """Whether the notes go on right behind the answer, with more that may be part of it."""
    _, found, after = asked.said.partition(asked.answer) if asked.answer else ("", "", "")
    return bool(found) and asked.kind != "gap" and bool(re.match(r"\s*(?:,|;|and\b|or\b|\(|-)", after))


# ---- its place -------------------------------------------------------------------------------------------


def _of_place(page: Page, asked: Asked, beside: Around) -> dict[str, float]:
    if asked.place < 0:
        return {}
    block = page.blocks[asked.place]
    line = asked.said
    return {
        "place_item": float(block.kind in {"item", "step"}),
        "place_row": float(block.kind == "row"),
        "place_deep": min(block.depth, 3) / 3 if block.kind == "item" else 0.0,
        "place_leads": float(bool(page.children.get(asked.place))),
        "place_under_bullet": float(block.parent >= 0 and page.blocks[block.parent].kind != "heading"),
        "place_no_heading": float(not asked.topic),
        "line_small": float(line[:1].islower()),
        "line_ends": float(line.rstrip().endswith((".", "!"))),
        "line_clause": float(0 < len(line.split()) < 45 and clause_of(line) is not None),
        "line_verb": float(bool(line) and len(line.split()) < 45 and has_verb(line)),
        "same_line": min(beside.by_line[asked.lines] - 1, 4) / 4,
        "same_answer": min(beside.by_answer[asked.answer.casefold()] - 1, 3) / 3,
        "same_section": min(beside.sections[block.parent], 20) / 20,
        **_of_layout(page, asked, beside.units.get(asked.place)),
    }


def _of_layout(page: Page, asked: Asked, unit: Unit | None) -> dict[str, float]:
    """How the line is laid out (`term – meaning`, `term: meaning`, a heading over it), and whether its neighbours are too."""
    if unit is None:
        return {}
    blocks = [page.blocks[place] for place in page.siblings(unit.place)][:60]
    alike = sum(block.sign == unit.sign and len(block.parts) == len(unit.parts) for block in blocks)
    signs = {"–": "laid_dash", ":": "laid_colon", "=": "laid_equals", "→": "laid_arrow"}
    paired = len(unit.parts) > 1 and unit.kind != "row"
    return {
        **({signs[unit.sign]: 1.0} if paired and unit.sign in signs else {}),
        "laid_chain": float(paired and len(unit.parts) > 2),
        "laid_alike": (alike - 1) / max(len(blocks) - 1, 1) if paired and len(blocks) > 1 else 0.0,
        "laid_marked": float(paired and any(start < 2 for start, _ in unit.marked)),
        "laid_under_heading": float(asked.lines[0] < unit.lines[0]),
        "line_later": float(not unit.opens),
        "line_of_several": float(not unit.alone),
        "line_marked": float(bool(unit.marked)),
    }
