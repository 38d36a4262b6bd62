"""What a person should know of a script before any level: it may be empty, off the topic, copied, repeated, a list.

The formula goes by length and coverage and is fooled by each of these, so a script with a guard has no proposal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from marking.engine.doubt import ESSAY_WORDS
from marking.levels.copies import Copied, Passage, copied_between, passages_between, placed_words, repeated
from marking.levels.traits import MOST_LETTERS, MOST_WORDS, Script, telling_words
from quizzes.english.stop_words import FUNCTION_WORDS

# A scheme of fewer points says too little of what the topic is.
FEWEST_POINTS = 4
# Of two scripts that meet no point, one of another topic uses far fewer of the question's and the scheme's words than
# the class does: under six tenths of what is usual. Chosen on three sets of real essays: of other sets' essays that
# meet at most one point nearly all are below, of a set's own half.
_FAR, _FEWEST_FOR_USUAL = 0.6, 5
# The share of a script's words that was copied, or stands in it twice, from which it is said.
_COPIED, _REPEATED = 0.3, 0.2
# Four words in ten of English prose are function words.
_LISTED, _FEWEST_LISTED = 0.2, 25

SENTENCES = {
    "empty": "There is nothing in this script.",
    "long": f"This script has more than {MOST_WORDS:,} words; only the first {MOST_WORDS:,} were looked at.",
    "topic": "This may be off the topic: of the points to look for at most one was found.",
    "unmet": "This speaks of the topic, but of the points to look for at most one was found: it may put them in other "
    "words, deny them or leave them out.",
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
    scripts: Sequence[Script],
    *,
    source: str = "",
    asked: frozenset[str] = frozenset(),
    points: int = 0,
    english: bool = True,
) -> Mapping[int, tuple[Guard, ...]]:
    """Return what to know of each script, by key; scripts of which there is nothing to say are left out.

    `source` is the question with its sources as students read it, `asked` the telling words of these and of the
    scheme, `points` how many points the scheme has. The time grows with the words in all scripts.
    """
    by_key: dict[int, list[Guard]] = {}
    far = _far_from(asked, scripts)
    for script in scripts:
        if own := _of_one(script, source, points, english, is_far=script.key in far):
            by_key[script.key] = own
    shared: dict[int, list[Copied]] = {}
    for copied in copied_between(scripts, source):
        shared.setdefault(copied.key, []).append(copied)
        shared.setdefault(copied.other, []).append(copied)
    for key, others in shared.items():
        by_key.setdefault(key, []).append(Guard("copied", others=tuple(others)))
    return {key: tuple(guards) for key, guards in by_key.items()}


def bars(guards: Sequence[Guard]) -> bool:
    """Whether what is known of a script forbids a proposal."""
    return any(guard.code in BARS for guard in guards)


def _far_from(asked: frozenset[str], scripts: Sequence[Script]) -> set[int]:
    """Return the keys of scripts that use few of the words asked about; all where there are too few to say."""
    if not asked or len(scripts) < _FEWEST_FOR_USUAL:
        return {script.key for script in scripts}
    shares = {}
    for script in scripts:
        words = telling_words(script.text)
        shares[script.key] = len(words & asked) / max(len(words), 1)
    usual = median(shares.values())
    return {key for key, share in shares.items() if share < _FAR * usual}


def _of_one(script: Script, source: str, points: int, english: bool, *, is_far: bool) -> list[Guard]:
    words = placed_words(script.text)
    if not words:
        return [Guard("empty")]
    guards = []
    if len(words) >= MOST_WORDS or len(script.text) > MOST_LETTERS:
        guards.append(Guard("long"))
    if len(words) >= ESSAY_WORDS and points >= FEWEST_POINTS and script.met <= 1:
        guards.append(Guard("topic" if is_far else "unmet"))
    for code, passages, least in (
        ("source", passages_between(script.text, source), _COPIED),
        ("repeated", repeated(script.text), _REPEATED),
    ):
        share = sum(passage.words for passage in passages) / len(words)
        if share >= least:
            guards.append(Guard(code, min(share, 1.0), passages))
    if english and len(words) >= _FEWEST_LISTED:
        telling = sum(word.text not in FUNCTION_WORDS for word in words)
        if telling > (1 - _LISTED) * len(words):
            guards.append(Guard("list"))
    return guards
