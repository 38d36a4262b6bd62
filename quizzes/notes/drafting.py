"""From a page of notes to drafts: every kind of question tried on it, each draft checked, the best first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType

from quizzes.notes.check import Mark, best_first, in_trivia, is_sound, is_trivia_line, marked, one_answer
from quizzes.notes.dates import find_dates
from quizzes.notes.glossary import find_glossary
from quizzes.notes.kinds import (
    asides,
    cases,
    chains,
    comparisons,
    dates,
    essays,
    examples,
    facts,
    formulas,
    gaps,
    headed,
    inline,
    labels,
    layout,
    lists,
    people,
    properties,
    sentences,
    tables,
    terms,
    told,
    unasked,
    written,
)
from quizzes.notes.languages import FRAMES, NAMES, language_of
from quizzes.notes.page import WORD, Asked, Page, Unit, hint_of, read_page
from quizzes.notes.readiness import READ_FIRST, rated, ready_from
from quizzes.notes.signs import around, signs_of
from quizzes.notes.typos import corrected, find_typos
from quizzes.notes.values import SURE_FROM, Draft, Drafting, Typo

SHOWN_A_PAGE = 60  # drafts that a page of PAGE characters gives at most; the rest is kept for who asks for it
PAGE = 8_000
FIRST_LINES = 1_000  # characters to look for a title in
MOST_DRAFTS = 800
MOST_TRIED = 6_000
LONGEST_FEEDBACK = 300
LONGEST_SECTION = 20_000  # characters of a section that an essay is about
LONGEST_SOURCE = 3_000  # characters of the notes that a scheme is tried on
SAME_GAP = 2  # drafts with the same answer
A_LINE = 2  # ready drafts of a line before other lines have their turn
KINDS: tuple[ModuleType, ...] = (
    dates,
    formulas,
    people,
    cases,
    labels,
    headed,
    terms,
    asides,
    tables,
    lists,
    examples,
    inline,
    sentences,
    properties,
    facts,
    told,
    chains,
    comparisons,
    gaps,
    essays,
)
Progress = Callable[[float], None]


def draft(text: str, mark: Mark | None = None, progress: Progress | None = None) -> Drafting:
    """The questions a page of notes suggests, the slips in it, and the words that count as the same.

    Takes the notes as plain text; `mark` marks an answer by a scheme (without it schemes are not tried out), and
    `progress` hears from 0 to 1 how far it is. Never fails; the same text gives the same drafts; the time grows with the
    length.
    """
    language = language_of(text)
    english = language == "en"
    slips = find_typos(text) if english else ()
    # Drafts are made from the corrected words, so that no question asks about "Stain"; each that holds one is
    # marked to check, and says so.
    page = read_page(corrected(text, slips), language)
    checked = _asked(page, mark, progress)
    # What makes a draft ready was learned from English notes; elsewhere the kinds' own rules must do.
    bound = ready_from() if english else SURE_FROM
    rated_ones = rated(page, checked, SURE_FROM) if english else checked
    drafts = _drafts(best_first(rated_ones, bound), slips, len(text), bound)
    glossary = find_glossary(text, slips) if english else ()
    return Drafting(drafts, slips, glossary, _title(page), language, _remark(language, len(checked)))


def signs_of_drafts(text: str, mark: Mark | None = None) -> list[tuple[str, dict[str, float]]]:
    """The stem and the signs of each draft of a page in English, those of no use too: what readiness is fitted to."""
    page = read_page(corrected(text, find_typos(text)))
    checked = _asked(page, mark)
    beside = around(page, checked)
    return [(asked.stem, signs_of(page, asked, beside)) for asked in checked]


def _asked(page: Page, mark: Mark | None, progress: Progress | None = None) -> list[Asked]:
    """The questions of a page; what none of them asks about is asked as it stands."""
    checked = _checked(page, list(_found(page, progress)), mark)
    if page.language != "en":
        return checked
    rest = [_placed(one, unit) for unit in _passed_over(page, checked) for one in unasked.find(page, unit)]
    return one_answer(checked + _checked(page, rest[: max(0, MOST_DRAFTS - len(checked))], mark))


def _passed_over(page: Page, questions: Iterable[Asked]) -> Iterator[Unit]:
    """The units that no short question asks about, and that may be asked about."""
    asked = [one for one in questions if one.kind not in {"essay", "points"}]
    said = {(one.place, one.said) for one in asked if one.said}
    opened = {one.place for one in asked if not one.said}  # with lines of their own: with a heading's, of all a list
    taken, _ = written.places(page)
    for unit in page.units:
        is_asked = (unit.place, unit.text) in said or (unit.opens and unit.place in opened) or unit.place in taken
        if not (is_asked or is_trivia_line(unit) or in_trivia(page, unit)):
            yield unit


def _checked(page: Page, questions: Iterable[Asked], mark: Mark | None) -> list[Asked]:
    """The questions that can be asked, each once, with schemes that do what they should."""
    sound = _few_gaps([asked for asked in questions if is_sound(asked)])
    tried = one_answer(_tried(page, _likeliest(sound), mark))
    # Turned round a draft has the scheme that its other side was found to need.
    schemes = {asked.stem: asked.scheme for asked in tried}
    return [
        replace(asked, turned=(asked.turned[0], schemes.get(asked.turned[0], asked.turned[1])))
        if asked.turned
        else asked
        for asked in tried
    ]


def _found(page: Page, progress: Progress | None) -> Iterator[Asked]:
    kinds = KINDS if page.language == "en" else (layout,)
    taken, told = written.places(page)
    total = 0
    for number, unit in enumerate(page.units):
        if progress and number % 20 == 0:
            progress(number / len(page.units))
        if total >= MOST_TRIED or is_trivia_line(unit):
            continue
        # Even under `Quiz` a question that stands there with its answer is one.
        asked = list(written.find(page, unit))
        if (not asked or unit.place in told) and not (unit.place in taken or in_trivia(page, unit)):
            asked += _best_of(kinds, page, unit)
        total += len(asked)
        yield from (_placed(one, unit) for one in asked)


def _best_of(kinds: Iterable[ModuleType], page: Page, unit: Unit) -> list[Asked]:
    """What all kinds find in a unit. A gap is asked only for what nothing else asks for."""
    questions: list[Asked] = []
    for kind in kinds:
        questions += _not_asked_yet(kind, unit, list(kind.find(page, unit)), questions)
    return questions


def _not_asked_yet(kind: ModuleType, unit: Unit, asked: list[Asked], before: Sequence[Asked]) -> list[Asked]:
    """Of what a kind asks what the kinds before it do not ask already."""
    if kind is gaps:
        return _gaps_besides(unit, asked, [one for one in before if one.sure >= SURE_FROM])
    if kind in {facts, told}:
        answers = {one.answer.casefold().strip(" .") for one in before}
        return [one for one in asked if one.answer.casefold() not in answers]
    if kind is chains:  # `Give two points about …` only where nothing better is found
        return [one for one in asked if one.kind != "points" or not before]
    return asked


def _gaps_besides(unit: Unit, asked: list[Asked], ready: Sequence[Asked]) -> list[Asked]:
    """Gaps for what no ready question asks; what is only asked in a question to check may be a gap as well."""
    if len(unit.parts) == 2 and unit.sign == "–" and any(one.kind == "term" for one in ready):
        asked = [one for one in asked if one.answer[:1].isdigit()]  # not `Focus – where an earthquake ______`
    questions = " ".join(f"{one.answer} {one.scheme}" for one in ready)
    return [one for one in asked if not _is_in(one.answer, questions)]


def _is_in(answer: str, questions: str) -> bool:
    """Whether an answer is asked for already: its words, or the year of a date."""
    dates = find_dates(answer)
    return bool(re.search(rf"\b{re.escape(dates[0].year if dates else answer)}\b", questions))


def _few_gaps(questions: Iterable[Asked]) -> list[Asked]:
    """Without the gaps whose answer has been asked for often enough."""
    kept: list[Asked] = []
    answers: Counter[str] = Counter()
    for asked in questions:
        if asked.kind == "gap" and answers[asked.answer.casefold()] >= SAME_GAP:
            continue
        if asked.kind in {"gap", "term", "person"}:
            answers[asked.answer.casefold()] += 1
        kept.append(asked)
    return kept


def _likeliest(questions: Sequence[Asked]) -> Sequence[Asked]:
    """As many of the surest as can be kept, in their order: to try out more would only take time."""
    if len(questions) <= MOST_DRAFTS:
        return questions
    questions = one_answer(questions)
    kept = {id(asked) for asked in best_first(questions, SURE_FROM)[:MOST_DRAFTS]}
    return [asked for asked in questions if id(asked) in kept]


def _placed(asked: Asked, unit: Unit) -> Asked:
    lines = asked.lines if asked.lines != (0, 0) else unit.lines
    said = unit.text if lines == unit.lines else ""
    return replace(asked, lines=lines, topic=asked.topic or unit.topic, said=said, place=unit.place)


def _tried(page: Page, questions: Sequence[Asked], mark: Mark | None) -> list[Asked]:
    if mark is None:
        return list(questions)
    said: dict[int, list[str]] = {}
    for unit in page.units:
        for line in range(unit.lines[0], min(unit.lines[1], unit.lines[0] + 20) + 1):
            said.setdefault(line, []).append(unit.text)
    for block in page.blocks:
        if block.kind == "heading" or block.header:
            said.setdefault(block.lines[0], []).append(" | ".join(block.header) or block.text)
    joined = {line: "\n".join(texts) for line, texts in said.items()}
    unlike = {(asked.stem, asked.scheme): asked for asked in reversed(questions)}
    tried = (marked(asked, _source(asked, joined), mark) for asked in reversed(unlike.values()))
    return [asked for asked in tried if asked is not None]


def _source(asked: Asked, said: Mapping[int, str]) -> str:
    """The lines that a question comes from; of a very long line only what stands round its answer."""
    last = min(asked.lines[1], asked.lines[0] + 200)
    texts = dict.fromkeys(said[line] for line in range(asked.lines[0], last + 1) if line in said)
    source = "\n".join(texts)
    if len(source) <= LONGEST_SOURCE or not asked.answer:
        return source[:LONGEST_SECTION]
    at = max(source.find(asked.answer[:LONGEST_FEEDBACK]), 0)
    return source[max(at - LONGEST_SOURCE // 2, 0) : at + LONGEST_SOURCE]


# ---- as drafts -------------------------------------------------------------------------------------------


def _drafts(questions: Sequence[Asked], slips: Iterable[Typo], length: int, bound: float) -> tuple[Draft, ...]:
    shown = max(SHOWN_A_PAGE, SHOWN_A_PAGE * length // PAGE)
    touched: dict[int, list[Typo]] = {}
    for slip in slips:
        touched.setdefault(slip.line, []).append(slip)
    first = _worth_showing(questions, bound, shown)
    return tuple(
        _draft(asked, _typo_in(asked, touched), bound, spare=id(asked) not in first)
        for asked in questions[:MOST_DRAFTS]
    )


def _worth_showing(questions: Sequence[Asked], bound: float, most: int) -> set[int]:
    """The `id`s of those that a page shows: up to two ready ones a line, then what asks about lines that none does.

    What another draft can be turned round to comes after them.
    """
    before: Counter[tuple[int, int]] = Counter()
    ranked, turned = [], set()
    for place, asked in enumerate(questions):
        further = before[asked.lines] >= (A_LINE if asked.sure >= bound else 1)
        # `Turn round` leads from one draft to the other: both would ask the same.
        again = asked.stem in turned
        ranked.append((asked.sure <= 0, again, further, place, id(asked)))
        before[asked.lines] += not again
        turned.add(asked.turned[0] if asked.turned else "")
    return {which for *_, which in sorted(ranked)[:most]}


def _draft(asked: Asked, slip: str, bound: float, *, spare: bool) -> Draft:
    to_check = asked.sure < bound or bool(slip)
    return Draft(
        stem=asked.stem,
        scheme=_with_feedback(asked),
        marks=asked.marks,
        kind=asked.kind,
        topic=hint_of(asked.topic) and asked.topic,
        lines=asked.lines,
        quality=round(asked.sure, 2),
        to_check=to_check,
        why=slip or asked.why or (READ_FIRST if to_check else ""),
        turned=asked.turned,
        spare=spare,
    )


def _with_feedback(asked: Asked) -> str:
    """The scheme with the notes' line as what a student reads who misses its first point."""
    said = " ".join("".join(sign if sign.isprintable() else " " for sign in asked.said).split())
    if (
        asked.kind == "essay"
        or not said
        or len(said) > LONGEST_FEEDBACK
        or re.match(r"(?:language: \w+\n)?any ", asked.scheme)
    ):
        return asked.scheme
    first, *others = asked.scheme.splitlines()
    if first.startswith("language:"):
        first, others = "\n".join([first, *others[:1]]), others[1:]
    return "\n".join([first, f"    feedback: {said}", *others])


def _typo_in(asked: Asked, touched: dict[int, list[Typo]]) -> str:
    """The slip whose correction a question uses, as a reason to check it; "" for none."""
    if not touched or asked.kind == "essay":
        return ""
    words = {word.casefold() for word in WORD.findall(f"{asked.stem} {asked.scheme}")}
    for line in range(asked.lines[0], min(asked.lines[1], asked.lines[0] + 50) + 1):
        for slip in touched.get(line, ()):
            meant = {word.casefold() for word in WORD.findall(slip.meant)}
            if meant and meant <= words and not slip.why.startswith("elsewhere"):
                return about_typo(slip.written, slip.meant)
    return ""


def about_typo(written_as: str, meant: str) -> str:
    """Why a draft is to be checked that uses a corrected word."""
    return f"the notes have “{written_as}” here, taken as “{meant}”"


def title_of(text: str) -> str:
    """What a page of notes calls itself: a heading that it begins with; "" for nothing."""
    return _title(read_page(text[:FIRST_LINES]))


def _title(page: Page) -> str:
    """What the page calls itself: its first heading, or a short first line."""
    first = page.blocks[0] if page.blocks else None
    if first is None or first.kind not in {"heading", "text"} or len(first.text) > 80 or first.sign:
        return ""
    return first.text.rstrip(":.") if first.kind == "heading" else ""


def _remark(language: str, number: int) -> str:
    if language == "en":
        return ""
    if language in FRAMES:
        return f"These notes look {NAMES[language]}: only what their layout says is asked, and spelling is not checked."
    what = f"look {NAMES[language]}" if language in NAMES else "are in a language we do not know"
    return (
        f"These notes {what}. Questions are drafted from English, French, German and Spanish notes."
        if not number
        else ""
    )
