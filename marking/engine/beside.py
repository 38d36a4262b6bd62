"""What stands beside the things that were met: hedges, words that take back, what makes them part of something else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from marking.engine.match import Found, Match
from marking.engine.places import SHIFT, WITHIN
from marking.engine.sheet import Sheet
from marking.engine.soft import REACH, REACH_AFTER, doubting, is_of_the_past
from quizzes.english.stop_words import FUNCTION_WORDS

FEWEST_LISTED, _MOST_LISTED = 6, 40


def chunks_of(pieces: Iterable[Match]) -> set[int]:
    """The chunks of an answer, by number, in which something was met."""
    return {number for piece in pieces for number in range(piece.first >> SHIFT, (piece.last >> SHIFT) + 1)}


def lists(chunks: Sequence[str], pieces: Sequence[Match]) -> bool:
    """Whether an answer has no function words but those within what was met."""
    if FUNCTION_WORDS.isdisjoint(chunks):
        return not any(chunk.lower() in FUNCTION_WORDS for chunk in chunks)
    if len(chunks) > _MOST_LISTED:
        return False
    inside = chunks_of(pieces)
    outside = []
    for number, chunk in enumerate(chunks):
        if number not in inside:
            # Most answers are no lists, and say so within their first words.
            if chunk in FUNCTION_WORDS:
                return False
            outside.append(chunk)
    return len(outside) >= FEWEST_LISTED // 2 and not any(chunk.lower() in FUNCTION_WORDS for chunk in outside)


def equates(answer: str) -> bool:
    """Whether each part of an answer has an equals sign, and so says something without a verb."""
    return "=" in answer and all("=" in part for part in re.split("[,;]", answer))


def hedge(sheet: Sheet, pieces: Sequence[Match]) -> str:
    """What says that an answer doesn't commit itself: a hedge in a sentence that was met."""
    hedges = sheet.hedges() if sheet.doubts else ()
    if hedges:
        sentences = {sheet.sentence(piece.first) for piece in pieces}
        for number in hedges:
            if sheet.sentence(number << SHIFT) in sentences:
                return sheet.chunks[number]
    return ""


def softened(finding: Found, sheet: Sheet, question: Collection[str] = ()) -> str:
    """The word beside what was met that may take it back, "" where none does; none that the question has."""
    for piece in finding.pieces:
        near = sheet.softening(piece.first, piece.last)
        if not near:
            continue
        if not sheet.vocabulary.english:
            return sheet.chunks[near[0]]
        left, _, right = sheet.around(
            piece.first, piece.last, (piece.first >> SHIFT) - REACH, (piece.last >> SHIFT) + REACH_AFTER + 1
        )
        known = sheet.vocabulary.meets
        # A word that the scheme itself looks for is no doubt of what it looks for.
        soft = doubting(left, right)
        first = soft.partition(" ")[0]
        if soft and (known(first) or first in question or is_of_the_past(soft, question)):
            soft = ""
        # A question mark behind nothing but the answer asks no more than whether it is right.
        bare = (piece.last >> SHIFT) - (piece.first >> SHIFT) + 1 == len(sheet.chunks)
        asks = sheet.chunks[piece.last >> SHIFT].endswith("?") and not bare
        soft = soft or ("?" if asks and piece.last >> SHIFT in near else "")
        if soft:
            return soft
    return ""


def part_of_another(finding: Found, sheet: Sheet) -> str:
    """What stands right behind the one word that was met and makes it a part of something else, "" where nothing does.

    A thing that belongs to it ("king's brother"), or the rest of the sentence that an article begins ("a cat" for A).
    """
    piece = finding.pieces[0]
    if len(finding.pieces) > 1 or piece.first != piece.last or piece.last >> SHIFT == len(sheet.chunks) - 1:
        return ""
    number = piece.last >> SHIFT
    typed, chunk = sheet.chunks[number], sheet.chunk(number)
    if piece.last & WITHIN != len(chunk.words) - 1 or chunk.tail:
        return ""
    ahead = sheet.chunk(number + 1).words
    if not ahead or ahead[0].text in FUNCTION_WORDS:
        return ""
    owning = typed[chunk.words[-1].end :] in _OWNING and typed[0].isalpha()
    if typed == "a" or owning:
        known = any(number + 1 == spot[0] >> SHIFT for spots in sheet.spots.values() for spot in spots)
        return "" if known else ahead[0].text
    return ""


_OWNING = frozenset({"'s", "’s", "'", "’"})


def plainly(reject: Found, sheet: Sheet) -> bool:
    """Whether what the scheme rejects is said without a slip, a doubt or a choice."""
    return not (reject.weak or reject.edits or sheet.doubts or "or" in sheet.chunks)
