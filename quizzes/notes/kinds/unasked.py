"""What no other kind asks about, as it stands and to be checked: so that a page's facts are not passed over.

A line of two parts asks which term is meant, or for its short second part; a sentence has a gap for its first number, and one
for a name or the rarest of its nouns, or asks for its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from quizzes.english.words import frequency
from quizzes.notes.blanks import can_be_missing, numbers, scheme_of
from quizzes.notes.clauses import clause_of, is_noun_phrase, phrase_is_plural
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.gaps import FEWEST, GAP, MOST, NO_SUBJECT, OTHER_WORDS
from quizzes.notes.meanings import LONGEST_MEANING, LONGEST_TERM, OPENING
from quizzes.notes.page import WORD, Asked, Page, Unit, content_words, has_verb, hint_of, is_trivial_title
from quizzes.notes.schemes import phrase, term
from quizzes.notes.subjects import is_headless, is_task, with_subject
from quizzes.notes.tags import noun_runs, tagged
from quizzes.notes.wording import gives_away, leans, question, quoted

SURE, EVERYDAY, FEWEST_TELLING, SHORTEST = 0.5, 60_000_000, 2, 4
_POINTING = frozenset({"latter", "former", "above", "below", "other", "others"})
AS_IT_STANDS = "taken from the line as it stands: check that this is what the term means"
AS_ITS_VALUE = "taken from the line as it stands: check that this is asked for"
OTHERS_TOO = "this may be true of something else too: check, or add it"
LONGEST_NAMED = 12
POINTS_BACK = "this points back at what stands before it: say what it is about"

EXAMPLES = (
    Example(
        "Rentenmark - new currency introduced after hyperinflation in 1923",
        {"Which term is meant: “new currency introduced after hyperinflation in 1923”?": "Rentenmark [1]"},
        to_check=("Which term is meant: “new currency introduced after hyperinflation in 1923”?",),
    ),
    Example(
        "Right effort (Samma): This involves keeping bad thoughts away from the mind. It is hard.",
        {"Which term is meant: “keeping bad thoughts away from the mind”?": "Right effort [1]"},
    ),
    Example(
        "# The teacher\nHis words became known as the Dharma in the towns of the north.",
        {
            "Fill in the missing word (the teacher): “His words became known as the ______ in the towns of the north”": "Dharma [1]"
        },
    ),
    Example(
        "This blood is pumped through both of the atria at 70 beats a minute",
        {
            "Fill in the missing number: “This blood is pumped through both of the atria at ______ beats a minute”": "70 [1]",
            "Fill in the missing word: “This blood is pumped through both of the ______ at 70 beats a minute”": "atria [1]",
        },
    ),
    Example(
        "Part | Work\nRed cells | Have no nucleus<br>Are packed with a red pigment<br>Carry oxygen round\nPlasma | Carries urea<br>Carries heat",
        {
            "Which term is meant: “Have no nucleus; Are packed with a red pigment; Carry oxygen round”?": "Red cells [1]",
        },
    ),
    Example(
        "Best indicator of the flow of blood – urine output (an hour)",
        {"What is the best indicator of the flow of blood?": "urine output [1]"},
    ),
    Example(
        "Matter is that which stays the same in all of the change.",
        {"What is that which stays the same in all of the change?": "Matter [1]"},
    ),
    Example("Causes of the long wars – urine output", never=("What is the causes",)),
    Example("# Dams\nAdvantages: clean power for many towns", never=("Which term",)),
    Example("Fever: high", never=("Which term",)),
    Example("Rivers: the rivers of the wide plain", never=("Which term",)),
    Example("This one: a word that points back at much", never=("Which term",)),
    Example("It is very big.", never=("Fill",)),
    Example("Explain the growth of the railways in the north.", never=("Fill",)),
    Example("Who built the railways of the north?", never=("Fill",)),
    Example("See https://example.org for the railways of the north.", never=("Fill",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """One question about a line that nothing else asks about, or none."""
    if len(unit.parts) == 2 and unit.sign in {"–", ":", "=", "|"}:
        named, said = unit.parts[0].strip(), _plain(unit.parts[1])
        if _names(page, named) and _tells(said) and not gives_away(said, _bare(named)):
            stem = f"Which term is meant{_about(page, unit, named)}: {quoted(said)}?"
            yield Asked(stem, f"{term(named)} [1]", _bare(named), "term", SURE, why=AS_IT_STANDS)
            return
        if unit.sign == "–" and _names_a_value(page, named, unit.parts[1]):
            answer = _bare(unit.parts[1]).strip(" .;,")
            stem = question(f"What is the {page.plain_case(_bare(named))}")
            yield Asked(stem, f"{phrase(answer)} [1]", answer, "fact", SURE, why=AS_ITS_VALUE)
            return
    if unit.kind != "row":
        text = with_subject(page, unit).text
        gaps = list(_gap(page, unit, text)) if _can_have_a_gap(text) else []
        yield from gaps
        if all(one.stem.startswith("Fill in the missing number") for one in gaps):
            yield from _subject(page, text)


def _names_a_value(page: Page, named: str, said: str) -> bool:
    """`Best indicator of perfusion – urine output`: a thing with `of` or `in`, and in a few words what it is."""
    bare, value = _bare(named), _bare(said)
    return (
        re.search(r"\w (?:of|in|for) \w", bare) is not None
        and len(bare.split()) <= LONGEST_NAMED
        and is_noun_phrase(bare)
        and not phrase_is_plural(bare)
        and 0 < len(value.split()) <= FEWEST
        and not (has_verb(value) or gives_away(bare, value) or page.is_label(bare))
    )


def _subject(page: Page, text: str) -> Iterator[Asked]:
    """`Coal forms from plant matter` asks what does: its own words are the question, so nothing is turned round."""
    clause = clause_of(text)
    if clause is None or leans(text) or not text.startswith(clause.subject) or text.rstrip().endswith("?"):
        return
    said = text[len(clause.subject) :].strip(" .")
    agrees = clause.tense == "VVD" or not clause.plural
    if agrees and _tells(said) and not gives_away(said, clause.subject) and is_noun_phrase(clause.subject):
        name = page.is_name(clause.subject.rsplit(maxsplit=1)[-1])
        stem = question(f"{'Who or what' if name else 'What'} {said}")
        bare = re.sub(r"^(?:the|an?) ", "", clause.subject, flags=re.IGNORECASE)
        yield Asked(stem, f"{phrase(bare)} [1]", bare, "fact", SURE, why=OTHERS_TOO)


def _bare(named: str) -> str:
    return re.sub(r"\s*\([^)]*\)", "", named).strip()


def _plain(said: str) -> str:
    """The first sentence of what is said of a term, or as much of a cell as fits, without `This is`."""
    while len(said.split()) > LONGEST_MEANING and "; " in said:
        said = said.rpartition("; ")[0]
    first = re.split(r"(?<=[a-z)])\.\s", OPENING.sub("", said.strip()))[0]
    return re.sub(r"^(?:It|This|These|They) (?:involves?|pertains? to|concerns?) ", "", first).strip(" .;,")


def _names(page: Page, text: str) -> bool:
    """Whether a left side can be the name of something: a few words, no label, nothing that points back."""
    bare = _bare(text)
    return (
        bool(content_words(bare) and hint_of(bare))
        and len(bare.split()) <= LONGEST_TERM
        and not (page.is_label(bare) or is_trivial_title(bare) or leans(bare) or clause_of(bare))
    )


def _tells(said: str) -> bool:
    """Whether a right side says enough for its term to be known by."""
    return FEWEST_TELLING < len(said.split()) <= LONGEST_MEANING and len(content_words(said)) >= FEWEST_TELLING


def _about(page: Page, unit: Unit, answer: str) -> str:
    topic = hint_of(_bare(unit.topic))
    return f" ({page.plain_case(topic)})" if topic and not gives_away(topic, answer) else ""


def _gap(page: Page, unit: Unit, text: str) -> Iterator[Asked]:
    back, headless = leans(text), is_headless(text)
    why = POINTS_BACK if back else NO_SUBJECT if headless else OTHER_WORDS
    for choices in (numbers(text), _nouns(page, text)):
        fitting = ((start, end, what) for start, end, what in choices if can_be_missing(page, text, start, end))
        for start, end, what in islice(fitting, 1):
            answer = text[start:end]
            about = _about(page, unit, answer) if back or headless else ""
            shown = re.sub(r"[“”\"]", "’", f"{text[:start]}{GAP}{text[end:]}".strip(" ,;:."))
            stem = f"Fill in the missing {what}{about}: “{shown}”"
            yield Asked(stem, scheme_of(answer, what)[0], answer, "gap", SURE, why=why)


def _nouns(page: Page, text: str) -> list[tuple[int, int, str]]:
    """The nouns of a sentence that can be missing: names first, then the rarest."""
    runs = [(page.is_name(run[-1].text), frequency(run[-1].text), run) for run in noun_runs(tagged(text))]
    kept = sorted(
        (not name, often, run[0].start, run[-1].end)
        for name, often, run in runs
        if run[-1].end - run[0].start >= SHORTEST and (name or often < EVERYDAY) and run[-1].text not in _POINTING
    )
    return [(start, end, "words" if " " in text[start:end] else "word") for *_, start, end in kept]


def _can_have_a_gap(text: str) -> bool:
    return (
        FEWEST < len(WORD.findall(text)) <= MOST
        and not text.rstrip().endswith("?")
        and not is_task(text)
        and text.count("(") == text.count(")")
        and not re.search(r"[{}|\\=→]|https?:|->|::", text)
    )
