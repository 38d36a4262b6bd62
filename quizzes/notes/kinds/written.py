"""Questions that the notes hold already: taken word for word, with what follows as their answer.

`Q:` and `A:`; a line that ends in `?` with what follows; `front :: back`, `front >> back`, a `?` alone between front and
back (as flashcard programs write them); `{{c1::…}}`; a row whose first cell is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.schemes import meaning, phrase, points, term
from quizzes.notes.telling import telling
from quizzes.notes.tokens import sentences
from quizzes.notes.values import Block
from quizzes.notes.wording import leans
from quizzes.notes.words import word_list

LONGEST_ANSWER = 40  # words; what is longer is a paragraph to read, not an answer
LONGEST_TAKEN = 14  # words of an answer that is asked for only by its question
MOST_ANSWERS = 12
SHORT_ANSWER, SHORT_NAME = 4, 2
MOST_OF_LONG = 3
CHOOSE = "the notes answer this at length: choose which points earn marks"
_QUESTION = re.compile(r"(?:Q|Qu|Ques|Question)\s*\d{0,3}\s*[.:)\-–]\s*(?=\S)", re.IGNORECASE)
_ANSWER = re.compile(
    r"(?:A|Ans|(?:Correct )?Answer)\s*\d{0,3}\s*[.:)]\s*|(?:A|Ans|Answer)\s*\d{0,3}\s+[\-–]\s+", re.IGNORECASE
)
_BOTH = re.compile(r"\s+(?:A|Ans|Answer)\s*[:.]\s+(?=\S)", re.IGNORECASE)
_ON_ONE_LINE = re.compile(r"^(?P<stem>[^?]{4,300}\?)[\"”’)]*\s*(?:[–—:=-]+|->|→|:{2,3}|>>|;;)?\s*(?P<answer>\S.*)$")
_CARD = re.compile(r"^(?P<front>\S.{0,200}?)\s*(?::{3}|>>|<>|;;)\s*(?P<back>\S.{0,300})$")
_CLOZE = re.compile(r"\{\{(?:c\d+::)?(?P<answer>(?!c\d+::)[^{}:]{1,80})(?:::[^{}]{0,80})?\}\}")
_ASKING = re.compile(
    r"(?:how|what|when|where|which|who|whom|whose|why|is|are|was|were|do|does|did|can|could|should|would|will|has|have|name|give|in|on|by|to|at|for|from|with|under)\b",
    re.IGNORECASE,
)
# How one of several answers to choose from is marked as the right one.
_RIGHT = re.compile(
    r"\s*\*?[\[(](?:correct|right)(?: answer)?[\])]|\s*[✓✔✅☑]\ufe0f?|\s*←.*$|^\*\s*|\s+\*$", re.IGNORECASE
)
_LETTER = re.compile(r"[(\[]?(?P<letter>[a-f])[)\].]?(?:[\s:–-].*)?", re.IGNORECASE)
# Tasks of an exam; with an answer below they are questions.
_TASK = re.compile(
    r"(?:(?:explain|describe|discuss|compare|contrast|outline|evaluate|assess|analy[sz]e|identify|define|suggest|justify)\s+"
    r"(?!(?:the|your) (?:answer|notes|following)\b)|(?:state|give|name|list)\s+(?:the|an?|one|two|three|four|five|\d|what|why|how)\b\s)\S",
    re.IGNORECASE,
)
# Asked of the reader, not of the matter.
_TO_READER = re.compile(r"(?:do|did|have|are|can|could|would) (?:you|we)\b|remember\b|note\b|you\b", re.IGNORECASE)
_HINT = re.compile(r"\(.*\)[?.]?")
_SEPARATOR = re.compile(r"\?{1,2}")

EXAMPLES = (
    Example("Q: When was the first plan begun?\nA: 1928", {"When was the first plan begun?": "1928 [1]"}),
    Example("Question: Who wrote Emma?\nAnswer: Jane Austen", {"Who wrote Emma?": "Jane Austen / Austen [1]"}),
    Example("Q: Name the longest river. A: the Nile", {"Name the longest river.": "Nile [1]"}),
    Example("Who wrote Emma?\nJane Austen", {"Who wrote Emma?": "Jane Austen / Austen [1]"}),
    Example("What is the capital of Peru? – Lima", {"What is the capital of Peru?": "Lima [1]"}),
    Example("- What is a gene?\n  - a length of DNA", {"What is a gene?": "length of DNA [1]"}),
    Example(
        "## Why collectivise?\n- grain for the towns\n- no more kulaks",
        {"Why collectivise?": "grain for the towns [1]\nno more kulaks [1]"},
    ),
    Example(
        "**Q1: Which organ pumps blood?**\nA) Liver\nB) Heart *[CORRECT]\nC) Lung",
        {"Which organ pumps blood?": "Heart [1]"},
    ),
    Example("Which organ pumps blood?\na) liver\nb) heart\nAnswer: b", {"Which organ pumps blood?": "heart [1]"}),
    Example("What is a prime?\n?\na number with two factors", {"What is a prime?": "number with two factors [1]"}),
    Example("capital of Peru >> Lima", {"Complete: capital of Peru …": "Lima [1]"}),
    Example("The wall fell in {{c1::1989}}.", {"Fill in what is missing: “The wall fell in ______”": "1989 [1]"}),
    Example("| Cue | Notes |\n|---|---|\n| Who led the Whites? | Kolchak |", {"Who led the Whites?": "Kolchak [1]"}),
    Example(
        "- What caused the war? (think of the land)\n  - a dispute about Silesia",
        {"What caused the war?": "dispute about Silesia [1]"},
    ),
    Example(
        "- Explain the rise in births\n  - more work in the towns",
        {"Explain the rise in births": "more work in the towns [1]"},
    ),
    Example(
        "- What changed in these lands?\n  - France\n    - richer mines\n  - Spain\n    - poorer farms",
        {"What changed in these lands?": "France, richer mines [1]\nSpain, poorer farms [1]"},
    ),
    Example(
        "**State two causes of floods:**\n1. heavy rain\n2. melting snow",
        {"State two causes of floods": "heavy rain [1]\nmelting snow [1]"},
    ),
    Example("- Explain the rise in births\n- more work in the towns", never=("Explain the rise",)),
    Example(
        "- Why did farming change?\n  - Farmers enclosed the open fields of the villages and grew turnips on them. New drills and ploughs of iron "
        "spread from Norfolk to the north. The towns paid more for bread in each of the years of the long war with France and its many allies.",
        {"Why did farming change?": ""},
        to_check=("Why did farming change?",),
    ),
    Example('She is mad - she asks "will these hands ever be clean?" Water is innocence.', never=("She is",)),
    Example("- Do you want more notes like this?\n  - yes, of course", never=("Do you",)),
    Example("Explain your answer", never=("Explain",)),
    Example("## Trade\n### What changed?\n- more ports", never=("What changed",)),
    # A question without an answer, one asked of the reader in the middle of a text, a heading over a long text.
    Example("Who wrote Emma?\n\n## Poetry", never=("Who wrote",)),
    Example("Was it fair? Who knows. " + "The court sat for years and heard every side of it. " * 5, never=("Was it",)),
    Example("Note: Q. is a letter", never=("is a letter",)),
    Example("pH 7?\nThe answer was lost.", never=("pH 7",)),
)


@dataclass(frozen=True, slots=True)
class Written:
    """A question as the notes ask it, its answers, its source lines, and the places of the blocks it is made of."""

    stem: str
    answers: tuple[str, ...]
    lines: tuple[int, int]
    places: tuple[int, ...]
    long: bool = False


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """The questions that begin at the block of a unit, or at the heading that it stands under."""
    if not unit.opens:
        return
    written = taken(page)
    if question := written.get(unit.place):
        yield _asked(page, question)
    elif unit.kind == "row":
        yield from _cue(unit)
    else:
        yield from _clozes(unit)
        if card := _CARD.match(unit.text):
            front = card["front"].strip()
            yield _short(f"Complete: {front} …", [card["back"]], unit.lines)


def taken(page: Page) -> dict[int, Written]:
    """The written questions of a page, by the place of the first of their blocks that holds a sentence."""
    if not page.written:
        for question in written_questions(page.blocks):
            first = next((place for place in question.places if page.blocks[place].kind != "heading"), -1)
            page.written[first] = question
        page.written.setdefault(-1, Written("", (), (0, 0), ()))
    return page.written


def places(page: Page) -> tuple[set[int], set[int]]:
    """The places of the blocks that written questions take up, and of those that may be asked about besides: long answers."""
    questions = list(taken(page).values())
    long = [one for one in questions if one.long or any(len(said.split()) > LONGEST_TAKEN for said in one.answers)]
    told = {place for one in long for place in one.places}
    return {place for one in questions for place in one.places} - told, told


def written_questions(blocks: Sequence[Block]) -> Iterator[Written]:
    """The questions among the blocks of a page that have an answer: `Q:` and `A:`, or a line that ends in `?`."""
    place = 0
    while place < len(blocks):
        question = _question_at(blocks, place)
        if question is not None:
            yield question
            place = max(question.places)
        place += 1


def _question_at(blocks: Sequence[Block], place: int) -> Written | None:
    text = blocks[place].text.strip()
    if blocks[place].kind == "row":
        return None
    marked = _QUESTION.match(text)
    stem = text[marked.end() :] if marked else text
    if marked and (both := _BOTH.search(stem)):
        return _written(blocks, stem[: both.start()], [stem[both.end() :]], [place])
    if not marked:
        return _unmarked(blocks, place, stem)
    if len(stem.split()) < 2:
        return None
    answers, places = _answers_after(blocks, place, marked=True)
    return _written(blocks, stem, _right_of(answers), [place, *places])


def _unmarked(blocks: Sequence[Block], place: int, text: str) -> Written | None:
    """A line that ends in `?`, or a task with its answer below it."""
    hint = _hinted(text)
    task = bool(_TASK.match(text)) and _has_below(blocks, place)
    if not text.endswith("?") and not hint and not task:
        return _on_one_line(blocks, place, text)
    stem = hint or text
    if _TO_READER.match(stem) or _is_quoted(stem):
        return None
    if not task and (not _tells(stem) or stem.endswith("??") or not _asks(stem)):
        return None
    answers, places = _answers_after(blocks, place, marked=False)
    return _written(blocks, stem, _right_of(answers), [place, *places])


def _right_of(answers: list[str]) -> list[str]:
    """Of answers to choose from those marked as right (`B) heart [CORRECT]`, `Answer: b`); else all of them."""
    right = [_RIGHT.sub("", one).strip() for one in answers if _RIGHT.search(one)]
    if right and len(right) < len(answers):
        return right
    letter = _LETTER.fullmatch(answers[-1]) if len(answers) > 2 else None
    if letter and (place := "abcdef".index(letter["letter"].lower())) < len(answers) - 1:
        return [answers[place]]
    return answers


def _hinted(text: str) -> str:
    """The question of a line that goes on only in brackets: `What caused the war? (think of the land)`; "" for none."""
    stem, sign, rest = text.partition("?")
    return stem + sign if sign and _HINT.fullmatch(rest.strip()) else ""


def _has_below(blocks: Sequence[Block], place: int) -> bool:
    """Whether something stands under a line, one level deeper."""
    return place + 1 < len(blocks) and blocks[place + 1].parent == place and blocks[place + 1].kind != "heading"


def _is_quoted(stem: str) -> bool:
    """Whether the question is asked in a quotation: `She asks "will it be clean?`."""
    return stem.count('"') % 2 == 1 or stem.count("“") != stem.count("”")


def _tells(stem: str) -> bool:
    """`What changed?` asks nothing by itself."""
    return any(word.casefold() not in word_list("empty-questions") for word in content_words(stem))


def _asks(stem: str) -> bool:
    """Whether a line that ends in `?` is a question, and no note with a doubt (`pH 7?`)."""
    return bool(_ASKING.match(stem)) or len([word for word in stem.split() if word.isalpha()]) > 3


def _on_one_line(blocks: Sequence[Block], place: int, text: str) -> Written | None:
    match = _ON_ONE_LINE.match(text) if "?" in text[:301] else None
    if not match or blocks[place].kind == "heading" or not match["stem"].strip()[0].isupper():
        return None
    if _TO_READER.match(match["stem"]) or _is_quoted(match["stem"]):
        return None
    return _written(blocks, match["stem"], [_ANSWER.sub("", match["answer"], count=1)], [place])


def _answers_after(blocks: Sequence[Block], place: int, *, marked: bool) -> tuple[list[str], list[int]]:
    """What stands under the question, or else right after it, up to the next question or heading."""
    answers: list[str] = []
    places: list[int] = []
    asked, end, under = blocks[place], blocks[place].lines[1], len(blocks)
    for number in range(place + 1, min(len(blocks), place + 2 + MOST_ANSWERS)):
        block = blocks[number]
        text = block.text.strip()
        if _SEPARATOR.fullmatch(text):
            end = block.lines[1]
            places.append(number)
            continue
        if block.parent == under:
            end = block.lines[1]
            if under == number - 1 and len(answers[-1].split()) <= SHORT_NAME:  # `France`, and what is said of it
                answers[-1] = f"{answers[-1]}, {text}"
                places.append(number)
            continue
        labelled = _ANSWER.match(text)
        if not _is_choice(labelled, text, answers) and _ends_answer(asked, block, end, any_yet=bool(answers)):
            break
        if marked and not answers and not (labelled or block.kind in {"item", "step"}):
            break
        end = block.lines[1]
        places.append(number)
        if rest := text[labelled.end() :] if labelled else text:
            answers.append(rest)
            under = number
    return answers, places


def _is_choice(labelled: re.Match[str] | None, text: str, answers: list[str]) -> bool:
    """`Answer: b` below answers to choose from."""
    return bool(labelled and len(answers) > 1 and _LETTER.fullmatch(text[labelled.end() :]))


def _ends_answer(asked: Block, block: Block, end: int, *, any_yet: bool) -> bool:
    """Whether a block no longer belongs to the answer of the question before it."""
    listed = block.kind in {"item", "step"}
    if block.kind in {"heading", "row"} or block.text.endswith("?") or _QUESTION.match(block.text):
        return True
    if block.lines[0] - end > (1 if any_yet else 2):
        return True
    if any_yet and not listed:
        return True
    return listed and asked.kind in {"item", "step"} and block.depth <= asked.depth


def _written(blocks: Sequence[Block], stem: str, answers: list[str], places: list[int]) -> Written | None:
    answers = [answer.strip() for answer in answers if any(map(str.isalnum, answer))]
    long = False
    if any(len(answer.split()) > LONGEST_ANSWER for answer in answers) and _has_below(blocks, places[0]):
        # The teacher's own question, and a paragraph under it: its sentences are what can be said.
        answers, long = (
            [one for answer in answers for _, one in sentences(answer) if not leans(one)][:MOST_ANSWERS],
            True,
        )
    if not answers or any(len(answer.split()) > LONGEST_ANSWER for answer in answers):
        return None
    if not any(map(str.isalpha, stem)):
        return None
    lines = (blocks[places[0]].lines[0], max(blocks[place].lines[1] for place in places))
    return Written(stem.strip(), tuple(answers), lines, tuple(places), long)


def _asked(page: Page, question: Written) -> Asked:
    asked = _short(question.stem, question.answers, question.lines, page.topics[question.places[0]])
    if not question.long:
        return asked
    number = min(asked.marks, MOST_OF_LONG)
    scheme = points([line.removesuffix(" [1]") for line in asked.scheme.splitlines()], asked=number)
    return replace(asked, scheme=scheme, marks=number, sure=0.55, why=CHOOSE)


def _short(stem: str, answers: Sequence[str], lines: tuple[int, int], topic: str = "") -> Asked:
    """The question with a scheme: an answer of a few words as it stands, a longer one by its telling words."""
    expressions = list(dict.fromkeys(filter(None, (_expression(stem, one) for one in answers))))
    words = [len(content_words(one)) for one in answers]
    long = len(answers) == 1 and words[0] > SHORT_ANSWER
    why = "to check: add other wordings" if long else ""
    sure = 0.6 if long else 0.95
    scheme = telling(answers[0], stem.split()) if long else points(expressions)
    return Asked(stem, scheme, " ".join(answers), "written", sure, len(expressions), why, None, lines, topic)


def _expression(stem: str, answer: str) -> str:
    """An answer as an expression. Who is asked for is met by the surname too."""
    words = answer.strip(" .").split()
    if re.match(r"who\b", stem, re.IGNORECASE) and len(words) == 2 and all(word[:1].isupper() for word in words):
        return f"{phrase(answer)} / {phrase(words[1])}"
    if len(content_words(answer)) <= SHORT_ANSWER:
        return term(answer) if len(words) <= SHORT_ANSWER else phrase(answer)
    return meaning(answer, stem.split())


def _cue(unit: Unit) -> Iterator[Asked]:
    """A row whose first cell asks, as in a Cornell table."""
    if len(unit.parts) == 2 and unit.parts[0].endswith("?") and _ASKING.match(unit.parts[0]) and unit.parts[1]:
        answers = [one.strip() for one in unit.parts[1].split(";") if one.strip()]
        yield _short(unit.parts[0], answers, unit.lines)


def _clozes(unit: Unit) -> Iterator[Asked]:
    matches = list(_CLOZE.finditer(unit.text))
    for one in matches:
        before = _CLOZE.sub(lambda cloze: cloze["answer"], unit.text[: one.start()])
        after = _CLOZE.sub(lambda cloze: cloze["answer"], unit.text[one.end() :])
        stem = f"Fill in what is missing: “{(before + '______' + after).strip(' .')}”"
        yield Asked(stem, f"{phrase(one['answer'])} [1]", one["answer"], "gap", 0.95, lines=unit.lines)
