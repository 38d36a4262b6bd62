"""Words of the notes written as mark-scheme text, with the notation's own signs escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizzes.english.words import base_form, frequency, is_word
from quizzes.notes.page import content_words
from quizzes.notes.tags import Word, can_be_verb, tagged, word_at
from quizzes.notes.words import word_list

SHORT = 3  # words that say something: so many may be asked for as one phrase
UNITS = 3  # telling words, or phrases whose order matters, that a meaning must hold
LONG = 14
LONGEST_DIVIDED = 60  # characters of what may be two names with `or` or a slash between them
_SIGNS = re.compile(r'([\\/+~{}()\[\]"*“”„«»])')
_FIRST_IS_NOTATION = re.compile(r"(?:\w+\s*:|#|=|max|any|\d{1,3}[.)](?!\d)|[-–—*•·▪‣◦●○])", re.IGNORECASE)
_QUOTES = dict.fromkeys(map(ord, '"“”„«»'), " ")
_BRACKETED = re.compile(r"\s*\(([^()]*)\)")
_CHARGE = re.compile(r"(?:\d|[A-Z][a-z]?\d*)-")  # `2-`, `Cl-`
_OF = re.compile(r"\b(?:of|in|for|to|with|by|from|on|at)\b")
_KINDS = re.compile(
    r"(?P<name>.*[^\W\d_]{4,}) (?P<kind>cells?|effect|process|principle|phenomenon|procedure|technique)"
)
RARE = 3_000_000  # how often a word stands in texts that names a thing by itself: `Pacemaker`, not `blood`
# `a` only before a word: the A of `A and B` is a letter.
_OPENING = re.compile(
    r"^(?:(?:the|a(?=\s(?!and\b|or\b)[^\W\d_]{2})|an|and|but|also|that|to|it|they|he|she)\s+)+", re.IGNORECASE
)
_GENERIC = frozenset(
    """type types kind form sort way ways thing things act use group set number amount process method part piece place time
    person people area state idea ability name term word result""".split()  # noqa: SIM905
)
# What a meaning or a reason can do without.
_SAYS_NOTHING = frozenset(
    """one's ones one whether determine ensure enable provide indicate help allow able make makes making various certain particular
    important different etc nature""".split()  # noqa: SIM905
)
# They turn a claim round, or say which of two is which: what follows must stay with them.
_NEGATORS = frozenset(
    [
        "not",
        "no",
        "without",
        "never",
        "cannot",
        "can't",
        "don't",
        "doesn't",
        "didn't",
        "isn't",
        "aren't",
        "neither",
        "nor",
        "non",
        "lacks",
    ]
)
_DIRECTIONS = frozenset(
    """from into onto than before after against up down out away towards above below between over under more less fewer
    greater lower higher faster slower only increase increases decrease decreases left right""".split()  # noqa: SIM905
)


def escape(text: str) -> str:
    """The text as words of the notation: its signs lose their meaning."""
    text = "".join(char if char.isprintable() else " " for char in text)
    text = _SIGNS.sub(r"\\\1", " ".join(re.sub(r"\s&\s", " and ", text).split()))
    text = re.sub(r"(?<!\S)=", r"\\=", text).strip(" ,;:")
    if text and _FIRST_IS_NOTATION.match(text) and not text.startswith("\\"):
        text = "\\" + text
    return text


def phrase(text: str) -> str:
    """Words to be met in this order; what stands in brackets need not be there. "" where no word is left."""
    text = text.translate(_QUOTES).strip(" .,;:!?–—")
    text = text if _CHARGE.fullmatch(text) else text.strip(" .,;:!?-–—")
    asides = [aside for aside in _BRACKETED.findall(text) if any(map(str.isalnum, aside))]
    bare = _OPENING.sub("", _BRACKETED.sub(" ", text).strip()) or text
    if not any(map(str.isalnum, bare)):
        return ""
    if not asides or not any(map(str.isalnum, _BRACKETED.sub("", text))):
        return escape(bare.replace("(", "").replace(")", ""))
    return escape(bare) + "".join(f" ({escape(aside)})" for aside in asides[:1])


def term(text: str) -> str:
    """A term as an answer: `ALU (arithmetic logic unit)` is met by either; `cell walls / cell wall` by each.

    `Pacemaker cells` is met by `pacemaker`; `nature of work or play` is one name, not two.
    """
    aside = _BRACKETED.search(text)
    bare = _BRACKETED.sub("", text).strip()
    divided = len(bare) < LONGEST_DIVIDED and not _OF.search(bare)
    if not divided and _divides(bare):
        return meaning(bare)
    names = [piece.strip() for piece in re.split(r"\s*/\s*|\s+or\s+", bare)] if divided else [bare]
    if aside and (_abbreviates(aside[1], bare) or _abbreviates(bare, aside[1])):
        names.append(aside[1])
    return alternatives(*map(_with_kind, names), *filter(None, map(one_of, names)))


def _with_kind(name: str) -> str:
    """`Pacemaker (cells)`: what kind of thing it is need not be said where a rare noun names it."""
    kind = _KINDS.fullmatch(name)
    last = kind["name"].rsplit(maxsplit=1)[-1] if kind else ""
    alone = last and frequency(last) < RARE and word_at(name, -2).tag in {"NN1", "NN2", "NP0"}
    return f"{kind['name']} ({kind['kind']})" if kind and alone else name


# The endings of plurals that the marking does not know from their words alone, each with that of one of them.
_ONE = (("i", "us"), ("ae", "a"), ("a", "on"), ("a", "um"))


def one_of(name: str) -> str:
    """The singular of a name whose plural is Greek or Latin: `bronchus` for `Bronchi`; "" for any other."""
    before, _, last = name.rpartition(" ")
    for many, one in _ONE:
        single = last.casefold().removesuffix(many) + one
        if (
            last.casefold() in word_list("plurals")
            and last.endswith(many)
            and is_word(single)
            and frequency(single) > 0
        ):
            return f"{before} {single}".strip()
    return ""


def _abbreviates(short: str, long: str) -> bool:
    """Whether a short name in capitals has the first letters of a long one: `ALU` and `arithmetic logic unit`."""
    letters = re.sub(r"[^A-Za-z]", "", short)
    words = [word for word in re.split(r"[\s-]+", long) if word[:1].isalpha()]
    if len(words) == 1 and 2 <= len(letters) <= 3 and letters.isupper() and len(long) > 2 * len(letters):
        return bool(re.match(".*".join(letters), long, re.IGNORECASE))  # `Terabyte (TB)`
    if not 2 <= len(letters) <= 6 or letters.islower() or len(words) < 2:
        return False
    initials = "".join(word[0] for word in words).casefold()
    return letters.casefold().rstrip("s") in {
        initials,
        "".join(w[0] for w in words if w.casefold() not in word_list("small")).casefold(),
    }


def alternatives(*texts: str) -> str:
    """`a / b`: each phrase once."""
    return " / ".join(dict.fromkeys(written for text in texts if (written := phrase(text))))


def points(expressions: Sequence[str], *, asked: int | None = None) -> str:
    """A scheme of one mark a point; `asked` fewer than there are makes it `any N from:`."""
    lines = list(dict.fromkeys(expressions))
    if asked is not None and 0 < asked < len(lines):
        return "\n".join([f"any {asked} from:", *(f"    {item} [1]" for item in lines)])
    return "\n".join(f"{item} [1]" for item in lines)


def point_of(said: str) -> str:
    """The expression for a point of a list: its name, or what it says; what it is an example of need not be said."""
    bare = re.sub(r"\s*\([^)]*\)", "", said)
    if len(content_words(bare)) <= SHORT:
        return term(said) if len(said.split()) <= SHORT * 2 else phrase(bare)
    thing = re.split(r",? (?:such as|including|like|e\.g\.?) ", bare, maxsplit=1)[0]
    return meaning(thing) if content_words(thing) else meaning(said)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that a meaning must hold: `text` as an expression, how telling it is (the rarer the more), its place."""

    text: str
    rarity: int
    place: int
    head: bool = False
    ordered: bool = False
    noun: bool = False


def meaning(text: str, given: Iterable[str] = ()) -> str:
    """The expression for a meaning or a fact: its telling words, in any order within a sentence.

    What a negation or a direction word governs stays a phrase in its order; `or` is either; the first noun stays.
    `given` are words that the stem has already.
    """
    bare = _BRACKETED.sub(" ", text) if _BRACKETED.sub("", text).strip() else text
    bare = re.split(r"(?<=\w[.;])\s+(?=[A-Z])", bare.strip())[0]
    if len(content_words(bare)) <= SHORT and not _divides(bare):
        return _shortest(bare)
    known = {word.casefold() for word in given}
    pieces = [piece for piece in _pieces(bare) if piece.text.casefold() not in known]
    if not pieces:
        return phrase(bare)
    # One word beside those of the stem is no meaning.
    kept = _most_telling(pieces if len(pieces) > 1 else _pieces(bare), bare)
    return " ~ ".join(piece.text for piece in sorted(kept, key=lambda piece: piece.place))


def _most_telling(pieces: Sequence[_Piece], bare: str) -> list[_Piece]:
    """As many pieces as a meaning is asked for: the head, what stands in its order, the rarest of the others."""
    most = UNITS + (len(content_words(bare)) > LONG)
    kept = [piece for piece in pieces if piece.head or piece.ordered][:most]
    others = sorted((piece for piece in pieces if piece not in kept), key=lambda piece: (piece.rarity, piece.place))
    kept += others[: max(most - len(kept), 0)]
    return _with_choice(kept, told=any(word.verb for word in tagged(bare)[1:]))


def _with_choice(pieces: Sequence[_Piece], *, told: bool) -> list[_Piece]:
    """Of three things that must be said or more, either of the two nouns that are least telling will do.

    Not where a clause is `told`: who does it and to what are both needed.
    """
    loose = sorted((piece for piece in pieces if piece.noun and not piece.head), key=lambda piece: piece.rarity)
    if len(pieces) < UNITS or len(loose) < 2 or told:
        return list(pieces)
    one, other = sorted(loose[-2:], key=lambda piece: piece.place)
    either = _Piece(f"{{{one.text} / {other.text}}}", one.rarity, one.place)
    return [*(piece for piece in pieces if piece not in {one, other}), either]


def _shortest(said: str) -> str:
    """A few words as a phrase; where a thing is named, what stands behind it need not be said: `oxygen (to the heart muscle)`."""
    words = tagged(said)
    place = next((place for place, word in enumerate(words) if word.tag == "PRP"), 0)
    thing = words[place - 1] if place else None
    if thing is None or not _names_thing(thing) or any(not word.text[0].isalnum() for word in words):
        return phrase(said)
    tail = said[words[place].start :].strip(" .,;:")
    if re.search(r"\d", tail) or not content_words(said[: words[place].start]):
        return phrase(said)
    return f"{phrase(said[: words[place].start])} ({escape(tail)})"


def _names_thing(word: Word) -> bool:
    """`oxygen`, `rupees`: a thing; not `rise`, `damage` or `resistance`, which say nothing without what they are of."""
    folded = word.text.casefold()
    return (
        word.tag in {"NN1", "NN2"}
        and {folded, f"{folded}s"}.isdisjoint(_GENERIC | word_list("general") | word_list("listed"))
        and not can_be_verb(base_form(folded))
        and not re.search(r"(?:[st]ion|ment|ance|ence|ness|ity|ship|ing|age|al|cy|or|er)s?$", folded)
    )


def strict(text: str, given: Iterable[str] = ()) -> str:
    """A meaning in the notes' own order: the phrase up to a length that can be met, else its pieces in order."""
    bare = _BRACKETED.sub(" ", text) if _BRACKETED.sub("", text).strip() else text
    bare = re.split(r"(?<=\w[.;])\s+(?=[A-Z])", bare.strip())[0]
    words = [word.text for word in tagged(bare) if word.text[0].isalnum()]
    telling = [place for place, word in enumerate(words) if word.casefold() not in word_list("small")]
    if len(telling) <= SHORT + 2:
        return phrase(bare)
    return phrase(" ".join(words[telling[0] : telling[SHORT + 1] + 1])) or meaning(text, given)


def _divides(text: str) -> bool:
    return bool(re.search(r"\bor\b", text))


def _pieces(text: str) -> list[_Piece]:
    words = [word for word in tagged(text) if word.text[0].isalnum()]
    pieces: list[_Piece] = []
    place, headed = 0, False
    while place < len(words):
        run = _run_at(words, place) or _number_at(words, place)
        if run:
            piece, place = run
        elif either := _either(words, place):
            piece, place, headed = _Piece(either[0], 0, place, ordered=True), either[1], True
        else:
            piece = _word_at(words, place, headed=headed)
            if words[place].noun and piece is not None:
                headed = headed or not _counts(words, place)
            place += 1
        pieces += [piece] if piece is not None and piece.text else []
    return pieces


def _counts(words: Sequence[Word], place: int) -> bool:
    """`lack of jobs`: what there is a lack of is as telling as the lack; not `towns of the country`."""
    behind = words[place + 1 : place + 3]
    return len(behind) > 1 and behind[0].text == "of" and (behind[1].noun or behind[1].tag.startswith("AJ"))


def _run_at(words: Sequence[Word], place: int) -> tuple[_Piece | None, int] | None:
    """What a negation or a direction word at this place governs, and where the words go on."""
    word, folded = words[place], words[place].text.casefold()
    if folded not in _NEGATORS and (folded not in _DIRECTIONS or word.verb):
        return None
    end = _governed(words, place)
    run = " ".join(word.text for word in words[place:end])
    said = content_words(run) or folded in _NEGATORS
    return (_Piece(phrase(run), _rarity(run), place, ordered=True) if said else None), end


def _number_at(words: Sequence[Word], place: int) -> tuple[_Piece, int] | None:
    """A number with what is counted: `4,500 cases`."""
    if not words[place].text[0].isdigit():
        return None
    end = place + 1
    while end < min(len(words), place + 3) and words[end].tag in {"AJ0", "NN1", "NN2", "UNC"}:
        end += 1
    return _Piece(phrase(" ".join(word.text for word in words[place:end])), 0, place, ordered=True), end


def _word_at(words: Sequence[Word], place: int, *, headed: bool) -> _Piece | None:
    """A word that says something by itself; the first noun is what the meaning is about."""
    word = words[place]
    if not _telling(word) or word.text.casefold() in _SAYS_NOTHING:
        return None
    head = word.noun and not headed and word.text.casefold() not in _GENERIC
    return _Piece(phrase(word.text), _rarity(word.text), place, head=head, noun=word.noun)


def _telling(word: Word) -> bool:
    return (
        word.text.casefold() not in word_list("small") and word.tag not in {"AV0", "CRD", "VBZ", "VBB"}
    ) or word.text.isdigit()


def _rarity(text: str) -> int:
    return min((frequency(word) for word in content_words(text)), default=10**12)


def _governed(words: Sequence[Word], place: int) -> int:
    """Where the words end that a negation or a direction word governs: up to its second telling word, or a new clause."""
    telling = 0
    for end in range(place + 1, len(words)):
        if words[end].tag in {"CJC", "CJS", "DTQ"} or (words[end].text.casefold() in _NEGATORS):
            return end
        telling += _telling(words[end])
        if telling and words[end].noun and not (end + 1 < len(words) and words[end + 1].noun):
            return end + 1
        if telling > 2:
            return end + 1
    return len(words)


def _either(words: Sequence[Word], place: int) -> tuple[str, int] | None:
    """`informal or slang`: either of two, and where the words go on."""
    if place + 2 >= len(words) or words[place + 1].text.casefold() not in {"or", "and/or"}:
        return None
    first, second = phrase(words[place].text), phrase(words[place + 2].text)
    if not first or not second or words[place + 2].text.casefold() in word_list("small"):
        return None
    return f"{{{first} / {second}}}", place + 3
