"""Why a person should look, in words a teacher understands: all sentences of the engine's reasons are here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marking.engine.types import Reason

# What each code is called where reasons are counted and chosen from.
LABELS = {
    "near": "Close to a word of the scheme",
    "apart": "Words there, but not together",
    "turned": "Said the other way round",
    "equal": "The same in another form",
    "weak": "A doubtful word was counted",
    "denied": "The answer denies it",
    "rejected": "Something the scheme rejects",
    "doubted": "Words next to it may change the meaning",
    "choice": "More than one alternative given",
    "hedged": "The answer doesn't commit itself",
    "listed": "A list of words",
    "copied": "The question repeated",
    "foreign": "Mostly unknown words",
    "overlong": "Far over the word limit",
    "beyond": "Says more than the scheme covers",
    "order": "Another order than the scheme's",
    "beside": "Another word beside what was found",
    "unmet": "Words of a point, but not the point",
    "nothing": "No points earned, but says a good deal",
    "little": "A long answer that earns few points",
    "proposed": "An essay: the mark is a proposal",
    "unlevelled": "An essay without a level",
    "worth": "The scheme's marks have changed",
    "most": "The question's marks are fewer",
}
_SENTENCES = {
    "near": "{words} is close to {meant}, but may be another word",
    "apart": "the words of {0} are there, but not together or not in this order",
    "turned": "{0} may say the opposite of {1}, because of {2}",
    "equal": "{0} may be the same as {1}",
    "weak": "{0} was taken for {1}",
    "denied": "{0} seems to deny {1}",
    "rejected": "the answer also says {0}, which the scheme rejects",
    "doubted": "{0} next to {1} may change what it means",
    "choice": "The answer offers more than one alternative ({0})",
    "hedged": "The answer does not commit itself ({0})",
    "listed": "The answer is a list of words rather than sentences",
    "copied": "The answer mostly repeats the question",
    "foreign": "Most words of the answer are not words of the scheme's language",
    "overlong": "The answer has {0} words; the limit is {1}",
    "beyond": "The answer also says something that the scheme does not cover ({0})",
    "order": "The words stand in another order or are linked otherwise than in the scheme, which may change it ({0})",
    "beside": "{0} beside {1} may make something else of it",
    "unmet": "Words that the scheme looks for are there, in other forms or another order, but earned nothing ({0})",
    "nothing": "Nothing that the scheme looks for was found in {0}, which says a good deal",
    "little": "Little or nothing that the scheme looks for was found, but the answer may be right in other words",
    "proposed": "The mark is only a proposal: no essay is marked on its words alone",
    "unlevelled": "A person gives the level and the mark; what was found is underlined but earns nothing by itself",
    "worth": "The mark scheme is now worth {0}, the question in this quiz {1}",
    "most": "In this quiz the question is worth {0} at most",
}
_PLAIN = frozenset({"overlong", "worth", "most"})
_LONGEST_QUOTE = 60


def in_words(reason: Reason) -> str:
    """The reason as a sentence, with the words of the answer in quotation marks."""
    words = reason.words if reason.code in _PLAIN else tuple(f"“{_short(word)}”" for word in reason.words)
    if reason.code == "near":
        said = " and ".join(
            _SENTENCES["near"].format(words=word, meant=meant)
            for word, meant in zip(words[::2], words[1::2], strict=True)
        )
    else:
        said = _SENTENCES[reason.code].format(*words)
    return f"{said}." if reason.point is None else f"Point {reason.point}: {said}."


def stored(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as JSON holds them."""
    return [{"code": one.code, "point": one.point, "words": list(one.words)} for one in reasons]


def sentences(kept: Iterable[Mapping[str, Any] | str]) -> tuple[str, ...]:
    """The sentences of reasons kept as JSON. Marks given by versions 1 and 2 keep the sentences themselves."""
    return tuple(
        one if isinstance(one, str) else in_words(Reason(one["code"], one["point"], tuple(one["words"])))
        for one in kept
    )


def as_codes(reasons: Iterable[Reason]) -> str:
    """The codes of reasons in one text with commas around each (",near,weak,"), in which a database finds `,near,`."""
    codes = ",".join(dict.fromkeys(reason.code for reason in reasons))
    return f",{codes}," if codes else ""


def codes_in(kept: str) -> tuple[str, ...]:
    """The codes in a text of `as_codes`."""
    return tuple(code for code in kept.split(",") if code)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
