"""What was met, said of the wrong one: turned round a verb or a comparison, of another person, as an opposite.

Nothing here changes a mark; a person is asked. English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Sequence

from marking.engine.contrast import OPPOSITES, TITLES
from marking.engine.match import Found, Match
from marking.engine.places import SHIFT
from marking.engine.sheet import Sheet
from quizzes.english.stop_words import FUNCTION_WORDS

# What these do, one does to the other. They are compared by their beginnings.
_CHANGES = tuple(
    "become becam turn caus lead led chang convert transform produc replac defeat exceed invad beat".split()
)
_BE = frozenset("is are was were be been being get gets got getting".split())
_LINKS = frozenset("the a an in of those that on for with".split())
_ASIDE = frozenset({("opposite", "of"), ("opposite", "to"), ("contrast", "to"), ("contrast", "with"), ("not", "like")})
_TURNS = frozenset("but while whereas whilst however although though".split())
_BESIDE = frozenset("underneath beneath under below above behind beside".split())
_FEWEST_AROUND, _SHORTEST_NAME = 3, 3
# Further behind a "than" no more of the comparison is looked for.
_REACH = 4


def misplaced(found: Found, sheet: Sheet, *, who: bool = False) -> str:
    """The word that says what was met of another than the scheme does, "" where none does.

    `who`: the question asks who did something, so that the answer is not whom it was done to.
    """
    if not sheet.vocabulary.english:
        return ""
    pieces = found.pieces
    for piece in pieces:
        if said := _set_aside(piece, sheet) or _of_another_name(piece, sheet):
            return said
    if len(pieces) == 1:
        return _done_to(pieces[0], sheet) if who else ""
    return (
        _around_verb(pieces, sheet) or _behind_than(pieces, sheet) or _beside(pieces, sheet) or _nearer(pieces, sheet)
    )


def explained(reject: Found, sheet: Sheet) -> bool:
    """Whether a rejected word stands in brackets or begins a sentence that says what it is, beside another answer."""
    piece = reject.pieces[0]
    start, end = sheet.offsets(piece.first, piece.last)
    before = sheet.text[:start]
    if before.rfind("(") > before.rfind(")"):
        return True
    ahead = sheet.text[end:].lower().split()[:2]
    told = len(ahead) > 1 and ahead[0] in {"is", "are"} and ahead[1].strip(".,") in {"when", "where", "what"}
    return told and before.rstrip()[-1:] in {".", ";", "!"}


def _between(sheet: Sheet, first: int, until: int) -> list[str]:
    """The words of the chunks from one to before another."""
    return [word.text for number in range(max(first, 0), until) for word in sheet.chunk(number).words]


def _set_aside(piece: Match, sheet: Sheet) -> str:
    """ "The opposite of" or the like, right in front of what was met."""
    start = piece.first >> SHIFT
    before = [word for word in _between(sheet, start - _REACH, start) if word not in {"a", "an", "the"}][-2:]
    said = tuple(before)
    return " ".join(said) if said in _ASIDE and said[-1] not in piece.path.text.lower().split() else ""


def _of_another_name(piece: Match, sheet: Sheet) -> str:
    """The other first name in front of a surname whose own first name the scheme leaves open."""
    start = piece.first >> SHIFT
    if len(piece.trail) != 1 or piece.path.chain is not None or not start:
        return ""
    names = _names_of(piece, sheet)
    typed = sheet.chunks[start - 1]
    if len(names) == 1 or not (typed.isalpha() and typed[0].isupper() and len(typed) >= _SHORTEST_NAME):
        return ""
    word = typed.lower()
    known = word in TITLES or word in FUNCTION_WORDS or any(name[0].lower() == word[0] for name in names)
    return "" if known or not all(name[0].isupper() for name in names) else typed


def _names_of(piece: Match, sheet: Sheet) -> list[str]:
    """The words of what was met as the scheme writes them, those that it leaves open among them."""
    units = sheet.vocabulary.units
    own = piece.path.units & ~piece.path.side
    return [units[unit].raw for unit in range(own.bit_length()) if own >> unit & 1 and units[unit].raw]


def _done_to(piece: Match, sheet: Sheet) -> str:
    """ "By" behind a passive whose subject is what was met: Wren was taught by Hooke."""
    end = (piece.last >> SHIFT) + 1
    behind = _between(sheet, end, min(end + _REACH, len(sheet.chunks)))
    return "by" if behind[:1] and behind[0] in _BE and "by" in behind[2:] else ""


def _around_verb(pieces: Sequence[Match], sheet: Sheet) -> str:
    """The verb that has behind it in the answer what the scheme has before it, and the other way round."""
    if len(pieces) < _FEWEST_AROUND or "by" in _between(sheet, 0, len(sheet.chunks)):
        return ""
    for index in range(1, len(pieces) - 1):
        verb = pieces[index].first
        word = sheet.word(verb).text
        if not word.startswith(_CHANGES):
            continue
        if all(one.first > verb for one in pieces[:index]) and all(one.first < verb for one in pieces[index + 1 :]):
            return word
    return ""


def _behind_than(pieces: Sequence[Match], sheet: Sheet) -> str:
    """ "Than" in front of the thing that the scheme says is the greater: it stands first there."""
    if any("than" in piece.path.text.lower().split() for piece in pieces):
        return ""
    for number, piece in enumerate(pieces[:2]):
        start = piece.first >> SHIFT
        before = _between(sheet, start - _REACH, start)
        if "than" not in before or not _LINKS.issuperset(before[before.index("than") + 1 :]):
            continue
        rest = [one for one in pieces if one is not piece]
        compared = [one for one in rest if one.first < piece.first and _compares(one, sheet)]
        if compared and (not number or compared[0] is pieces[0]) and rest[0].first < piece.first:
            return "than"
    return ""


def _compares(piece: Match, sheet: Sheet) -> bool:
    word = sheet.word(piece.first).text
    return word.endswith("er") or word in {"more", "less"}


def _beside(pieces: Sequence[Match], sheet: Sheet) -> str:
    """What makes a place of the thing that something is said of: hard rock is worn away below the soft rock."""
    thing, verb = pieces[0], pieces[1]
    if len(pieces) != 2 or verb.last >= thing.first:
        return ""
    before = _between(sheet, (verb.first >> SHIFT) - 2, verb.first >> SHIFT)
    if _BE.isdisjoint(before):
        return ""
    between = _between(sheet, (verb.last >> SHIFT) + 1, thing.first >> SHIFT)
    return next((word for word in between if word in _BESIDE), "")


def _nearer(pieces: Sequence[Match], sheet: Sheet) -> str:
    """The opposite of a word, nearer to the rest of what was met than the word, with a "but" or the like between."""
    for piece in pieces:
        here = piece.first >> SHIFT
        opposites = OPPOSITES.get(sheet.word(piece.first).text)
        if not opposites:
            continue
        for other in pieces:
            there = other.first >> SHIFT
            low, high = sorted((here, there))
            if other is piece or _TURNS.isdisjoint(_between(sheet, low, high)):
                continue
            reach = abs(there - here)
            for number in range(max(there - reach + 1, 0), min(there + reach, len(sheet.chunks))):
                if said := opposites.intersection(_between(sheet, number, number + 1)):
                    return min(said)
    return ""
