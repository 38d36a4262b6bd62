"""What a person should know of a script before any level: it may be empty, off the topic, copied, repeated, a list.

The formula follows length and coverage and is fooled by each of these, so a script with a guard has no proposal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marking.engine.doubt import ESSAY_WORDS
from marking.levels.copies import Copied, Passage, copied_between, passages_between, placed_words, repeated
from marking.levels.traits import MOST_LETTERS, MOST_WORDS, Script
from quizzes.english.stop_words import FUNCTION_WORDS

# A scheme of fewer points says too little of what the topic is.
FEWEST_POINTS = 4
# The share of a script's words that was copied, or stands in it twice, from which it is said.
_COPIED, _REPEATED = 0.3, 0.2
# Four words in ten of English prose are function words.
_LISTED, _FEWEST_LISTED = 0.2, 25

SENTENCES = {
    "empty": "There is nothing in this script.",
    "long": f"This script has more than {MOST_WORDS:,} words; only the first {MOST_WORDS:,} were looked at.",
    "topic": "This may be off the topic: of the points to look for at most one was found.",
    "source": "Much of this is copied from the question or its sources: {share} of its words.",
    "repeated": "This script says some of it twice: {share} of its words repeat an earlier passage.",
    "list": "This is a list of words rather than sentences.",
    "copied": "Another student’s script has some of the same passages.",
}
# What bars a proposal: where one of these is said, the formula is fooled.
BARS = frozenset(SENTENCES) - {"copied"}


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing to know of a script: a code of `SENTENCES`, the share of its words (0 to 1), and the passages.

    `others` are the keys of the scripts that share passages, each with them, for "copied" alone.
    """

    code: str
    share: float = 0.0
    passages: tuple[Passage, ...] = ()
    others: tuple[Copied, ...] = ()

    @property
    def sentence(self) -> str:
        """What a teacher reads."""
        return SENTENCES[self.code].format(share=f"{self.share:.0%}")


def guards_of(
    scripts: Sequence[Script], *, source: str = "", points: int = 0, english: bool = True
) -> Mapping[int, tuple[Guard, ...]]:
    """Return what to know of each script, by key; scripts of which there is nothing to say are left out.

    `source` is the question with its sources as students read it, `points` how many points the scheme has. The time
    grows with the words in all scripts.
    """
    found: dict[int, list[Guard]] = {}
    for script in scripts:
        if own := _of_one(script, source, points, english):
            found[script.key] = own
    shared: dict[int, list[Copied]] = {}
    for copied in copied_between(scripts, source):
        shared.setdefault(copied.key, []).append(copied)
        shared.setdefault(copied.other, []).append(copied)
    for key, others in shared.items():
        found.setdefault(key, []).append(Guard("copied", others=tuple(others)))
    return {key: tuple(guards) for key, guards in found.items()}


def bars(guards: Sequence[Guard]) -> bool:
    """Whether what is known of a script forbids a proposal."""
    return any(guard.code in BARS for guard in guards)


def _of_one(script: Script, source: str, points: int, english: bool) -> list[Guard]:
    words = placed_words(script.text)
    if not words:
        return [Guard("empty")]
    found = []
    if len(words) >= MOST_WORDS or len(script.text) > MOST_LETTERS:
        found.append(Guard("long"))
    if len(words) >= ESSAY_WORDS and points >= FEWEST_POINTS and script.met <= 1:
        found.append(Guard("topic"))
    for code, passages, least in (
        ("source", passages_between(script.text, source), _COPIED),
        ("repeated", repeated(script.text), _REPEATED),
    ):
        share = sum(passage.words for passage in passages) / len(words)
        if share >= least:
            found.append(Guard(code, min(share, 1.0), passages))
    if english and len(words) >= _FEWEST_LISTED:
        telling = sum(word.text not in FUNCTION_WORDS for word in words)
        if telling > (1 - _LISTED) * len(words):
            found.append(Guard("list"))
    return found
