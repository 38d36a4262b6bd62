"""Questions that the notes hold already: taken word for word, with what follows as their answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.notes.values import Block

LONGEST_ANSWER = 40  # words; what is longer is a paragraph to read, not an answer
MOST_ANSWERS = 12
_QUESTION = re.compile(r"(?:Q|Qu|Ques|Question)\s*\d{0,3}\s*[.:)\-–]\s*(?=\S)", re.IGNORECASE)
_ANSWER = re.compile(r"(?:A|Ans|Answer)\s*\d{0,3}\s*[.:)]\s*|(?:A|Ans|Answer)\s*\d{0,3}\s+[\-–]\s+", re.IGNORECASE)
_BOTH = re.compile(r"\s+(?:A|Ans|Answer)\s*[:.]\s+(?=\S)", re.IGNORECASE)
_ON_ONE_LINE = re.compile(r"^(?P<stem>[^?]{4,300}\?)[\"”’)]*\s*(?:[–—:=-]+|->|→|::)?\s*(?P<answer>\S.*)$")


@dataclass(frozen=True, slots=True)
class Written:
    """A question as the notes ask it, its answers, its source lines, and the places of the blocks it is made of."""

    stem: str
    answers: tuple[str, ...]
    lines: tuple[int, int]
    places: tuple[int, ...]


def written_questions(blocks: Sequence[Block]) -> Iterator[Written]:
    """The questions among the blocks of a page that have an answer: `Q:` and `A:`, or a line that ends in `?`."""
    place = 0
    while place < len(blocks):
        found = _question_at(blocks, place)
        if found is not None:
            yield found
            place = max(found.places)
        place += 1


def _question_at(blocks: Sequence[Block], place: int) -> Written | None:
    text = blocks[place].text.strip()
    if blocks[place].kind == "row":
        return None
    marked = _QUESTION.match(text)
    stem = text[marked.end() :] if marked else text
    if marked and (both := _BOTH.search(stem)):
        return _written(blocks, stem[: both.start()], [stem[both.end() :]], [place])
    if not marked and not stem.endswith("?"):
        return _on_one_line(blocks, place, stem)
    if not marked and len(stem.split()) < 2:
        return None
    answers, places = _answers_after(blocks, place, marked=bool(marked))
    return _written(blocks, stem, answers, [place, *places])


def _on_one_line(blocks: Sequence[Block], place: int, text: str) -> Written | None:
    found = _ON_ONE_LINE.match(text) if "?" in text[:301] else None
    if not found or blocks[place].kind == "heading" or not found["stem"].strip()[0].isupper():
        return None
    return _written(blocks, found["stem"], [_ANSWER.sub("", found["answer"], count=1)], [place])


def _answers_after(blocks: Sequence[Block], place: int, *, marked: bool) -> tuple[list[str], list[int]]:
    """What stands under the question, or else right after it, up to the next question or heading."""
    answers: list[str] = []
    places: list[int] = []
    asked, end = blocks[place], blocks[place].lines[1]
    for number in range(place + 1, min(len(blocks), place + 1 + MOST_ANSWERS)):
        block = blocks[number]
        text = block.text.strip()
        listed = block.kind in {"item", "step"}
        if block.kind in {"heading", "row"} or text.endswith("?") or _QUESTION.match(text):
            break
        if block.lines[0] - end > (2 if not answers else 1) or (
            asked.kind in {"item", "step"} and block.depth <= asked.depth and listed
        ):
            break
        labelled = _ANSWER.match(text)
        if marked and not answers and not (labelled or listed):
            break
        if answers and not listed:
            break
        end = block.lines[1]
        places.append(number)
        rest = text[labelled.end() :] if labelled else text
        if rest:
            answers.append(rest)
    return answers, places


def _written(blocks: Sequence[Block], stem: str, answers: list[str], places: list[int]) -> Written | None:
    answers = [answer.strip() for answer in answers if any(map(str.isalnum, answer))]
    if (
        not answers
        or any(len(answer.split()) > LONGEST_ANSWER for answer in answers)
        or not any(map(str.isalpha, stem))
    ):
        return None
    lines = (blocks[places[0]].lines[0], max(blocks[place].lines[1] for place in places))
    return Written(stem.strip(), tuple(answers), lines, tuple(places))
