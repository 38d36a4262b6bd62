"""What people's marks teach a scheme: wordings to accept, to reject, to narrow or to take out, and denials that count.

Each line comes with what it gains and breaks on the answers that were marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from marking.engine import MarkScheme as EngineScheme
from marking.engine import MarkSchemeError
from marking.engine.types import Marked
from marking.pure.mining import Judged, candidates
from marking.services import schemes, wordings
from marking.statistics import quadratic_weighted_kappa
from quizzes.models import Question

# A line `accept: …` or `reject: …`, or `negated: count` for a point that asks for a lack ("could not give him a son");
# or an alternative that gives too much: taken out ("remove"), or with a word more ("narrow": `killed ~ guards`).
Kind = Literal["accept", "reject", "negated", "remove", "narrow"]
# What stands between an alternative and the word that narrows it.
_WITH = " ~ "
# Of the answers that met an alternative, people must have given this share less before it is narrowed.
GENEROUS = 0.3
MOST_PROPOSALS = 8
# A wording must bring so many answers nearer to the person's mark, and this many times as many as it takes further off.
LEAST_GAIN = 2
GAIN_OVER_LOSS = 4
# The newest marks are learnt from; more would make a page of it wait.
MOST_JUDGED = 400
# From fewer answers, what the proposals are worth on others is anybody's guess.
LEAST_HELD_OUT = 20
# Parts that answers are cut into, each marked with what the others propose.
PARTS = 5
# Candidates that are tried out on the answers at each step: trying means marking all of them.
TRIED = 24


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line more for a scheme, on top of those before it.

    `gained` are answers that come nearer to the person's mark, `broken` those that come further off. `before` and
    `after` are the quadratic weighted kappa with the people over all answers.
    """

    kind: Kind
    line: int
    wording: str
    text: str
    gained: tuple[Judged, ...]
    broken: tuple[Judged, ...]
    before: float
    after: float

    @property
    def key(self) -> str:
        """What names the proposal between two pages: its scheme's text, which holds all before it."""
        return sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How proposals do on answers that they were not learnt from.

    `before` and `after` are the quadratic weighted kappa with the people. `gain` says by how many marks all answers
    together come nearer to theirs; below 0 they come further off.
    """

    before: float
    after: float
    gain: Decimal


@dataclass(slots=True)
class _State:
    """A scheme's text with what it gives the answers."""

    text: str
    marked: list[Marked]
    errors: list[Decimal]


@dataclass(frozen=True, slots=True)
class _Tried:
    """A line more and the state with it; by how much each answer comes nearer to the person's mark, or further off."""

    kind: Kind
    line: int
    wording: str
    after: _State
    changes: Sequence[Decimal]

    @property
    def gain(self) -> Decimal:
        return sum(self.changes, Decimal(0))


def learn(
    text: str, judged: Sequence[Judged], *, ready: Callable[[str], EngineScheme], question: str = "",
    most: int = MOST_PROPOSALS,
) -> list[Proposal]:  # fmt: skip
    """Return what the marks of people propose for the scheme `text`, best first, each built on those before it.

    `ready` compiles a scheme's text. Every proposal has been tried: it is kept only if it brings at least LEAST_GAIN
    answers nearer to the people's marks, and GAIN_OVER_LOSS times as many as it takes further off. Raises the engine's
    MarkSchemeError for a text that cannot be read.
    """
    answers = list(judged)
    state = _mark(text, answers, ready)
    proposals: list[Proposal] = []
    refused: set[tuple[str, str]] = set()
    while len(proposals) < most:
        step = _best(state, answers, ready, question, refused)
        if step is None:
            return proposals
        state, proposal = step
        proposals.append(proposal)
    return proposals


def held_out(
    text: str, judged: Sequence[Judged], *, ready: Callable[[str], EngineScheme], question: str = ""
) -> HeldOut:  # fmt: skip
    """Mark each of PARTS parts of the answers with what the others propose; return what that is worth.

    Cross-validation: M. Stone, "Cross-validatory choice and assessment of statistical predictions", Journal of the
    Royal Statistical Society B 36 (1974), 111-147. Raises as `learn` does.
    """
    answers = list(judged)
    before = _mark(text, answers, ready)
    marks = [result.mark for result in before.marked]
    for part in range(PARTS):
        others = [answer for place, answer in enumerate(answers) if place % PARTS != part]
        if proposals := learn(text, others, ready=ready, question=question):
            marked = ready(proposals[-1].text).mark_many([answer.text for answer in answers[part::PARTS]])
            marks[part::PARTS] = [result.mark for result in marked]
    theirs = [answer.mark for answer in answers]
    errors = [abs(mark - given) for mark, given in zip(marks, theirs, strict=True)]
    return HeldOut(
        before=_agreement(before, answers),
        after=quadratic_weighted_kappa(marks, theirs),
        gain=sum(map(abs, before.errors), Decimal(0)) - sum(errors, Decimal(0)),
    )


def for_question(*, question: Question, text: str, judged: Sequence[Judged]) -> list[Proposal]:
    """Return what people's marks propose for a question's scheme, under its bank's glossary; from MOST_JUDGED marks."""
    return learn(text, judged[:MOST_JUDGED], ready=_ready_for(question), question=question.stem)


def held_out_for_question(*, question: Question, text: str, judged: Sequence[Judged]) -> HeldOut | None:
    """Return what such proposals are worth on answers they were not learnt from; None for fewer than LEAST_HELD_OUT.

    Takes three to five times as long as `for_question`.
    """
    if len(judged) < LEAST_HELD_OUT:
        return None
    return held_out(text, judged[:MOST_JUDGED], ready=_ready_for(question), question=question.stem)


def _ready_for(question: Question) -> Callable[[str], EngineScheme]:
    return lambda text: schemes.compile_for(question, text)


def _mark(text: str, answers: Sequence[Judged], ready: Callable[[str], EngineScheme]) -> _State:
    marked = ready(text).mark_many([answer.text for answer in answers])
    errors = [result.mark - answer.mark for result, answer in zip(marked, answers, strict=True)]
    return _State(text, marked, errors)


def _best(
    state: _State, answers: Sequence[Judged], ready: Callable[[str], EngineScheme], question: str,
    refused: set[tuple[str, str]],
) -> tuple[_State, Proposal] | None:  # fmt: skip
    """Return the line that helps most and the state with it, None where none helps enough."""
    best: tuple[tuple[Decimal, int], _Tried] | None = None
    lines = [point.line for point in wordings.points_of(state.text)]
    for kind, wording in _wanted(state, answers, question):
        if (kind, wording) in refused:
            continue
        tried = [_try(state, answers, ready, kind, line, wording) for line in lines]
        fit = [one for one in tried if one is not None]
        if not fit:
            refused.add((kind, wording))
            continue
        candidate = max(fit, key=lambda one: (one.gain, -one.line))
        rank = (candidate.gain, len(wording.split()))
        if best is None or rank > best[0]:
            best = (rank, candidate)
    return None if best is None else (best[1].after, _proposal(best[1], state, answers))


def _wanted(state: _State, answers: Sequence[Judged], question: str) -> list[tuple[Kind, str]]:
    """Return the wordings worth trying: to accept what was given too little, to reject what was given too much.

    Where a person gave marks for what the engine took for a denial, that denials count is worth trying too.
    """
    rows = [(one.text, error, marked) for one, error, marked in zip(answers, state.errors, state.marked, strict=True)]
    texts: dict[int, list[str]] = {-1: [], 0: [], 1: []}  # by whether they got too little, the right mark, too much
    for text, error, _ in rows:
        texts[(error > 0) - (error < 0)].append(text)
    under, fair, over = texts[-1], texts[0], texts[1]
    unearned = [text for text, error, marked in rows if error > 0 or (error == 0 and marked.mark < marked.max)]
    accept = candidates(under, unearned, question=question, at_least=LEAST_GAIN)[:TRIED]
    reject = candidates(over, [*fair, *under], question=question, at_least=LEAST_GAIN)[: TRIED // 2]
    wanted: list[tuple[Kind, str]] = [("accept", one.wording) for one in accept]
    wanted += _narrower(state, answers, question)
    wanted += [("reject", one.wording) for one in reject]
    outcomes = {point.outcome for _, error, marked in rows if error < 0 for point in marked.points}
    return [*wanted, ("negated", "count")] if "negated" in outcomes else wanted


def _narrower(state: _State, answers: Sequence[Judged], question: str) -> list[tuple[Kind, str]]:
    """Return alternatives that people gave less for: to take out, or to narrow by a word that tells which."""
    met: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for one, error, marked in zip(answers, state.errors, state.marked, strict=True):
        for wording in {
            point.evidence[0].met for point in marked.points if point.evidence and point.outcome == "matched"
        }:
            met[wording].append((one.text, error))
    wanted: list[tuple[Kind, str]] = []
    for wording, pairs in sorted(met.items()):
        over = [text for text, error in pairs if error > 0]
        if len(over) < max(LEAST_GAIN, GENEROUS * len(pairs)):
            continue
        fair = [text for text, error in pairs if error <= 0]
        wanted.append(("remove", wording))
        telling = candidates(fair, over, question=question, at_least=LEAST_GAIN)[: TRIED // 4]
        wanted += [("narrow", f"{wording}{_WITH}{one.wording}") for one in telling]
    return wanted


def _try(
    state: _State, answers: Sequence[Judged], ready: Callable[[str], EngineScheme], kind: Kind, line: int,
    wording: str,
) -> _Tried | None:  # fmt: skip
    """Return what the line does; None where it cannot stand or does not help."""
    try:
        after = _mark(_with_line(state.text, line, kind, wording), answers, ready)
    except (wordings.BadWording, MarkSchemeError):
        return None
    changes = [abs(old) - abs(new) for old, new in zip(state.errors, after.errors, strict=True)]
    gained, broken = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    if gained < max(LEAST_GAIN, GAIN_OVER_LOSS * broken):
        return None
    return _Tried(kind, line, wording, after, changes)


def _with_line(text: str, line: int, kind: Kind, wording: str) -> str:
    if kind == "negated":
        return wordings.count_denials(text=text, line=line)
    if kind == "remove":
        return wordings.narrow(text=text, line=line, wording=wording)
    if kind == "narrow":
        return wordings.narrow(text=text, line=line, wording=wording.rpartition(_WITH)[0], instead=wording)
    return wordings.propose(text=text, line=line, wording=wording, kind=kind)


def _proposal(tried: _Tried, state: _State, answers: Sequence[Judged]) -> Proposal:
    """Return what was tried as it is shown."""
    pairs = list(zip(answers, tried.changes, strict=True))
    return Proposal(
        kind=tried.kind,
        line=tried.line,
        wording=tried.wording,
        text=tried.after.text,
        gained=tuple(answer for answer, change in pairs if change > 0),
        broken=tuple(answer for answer, change in pairs if change < 0),
        before=_agreement(state, answers),
        after=_agreement(tried.after, answers),
    )


def _agreement(state: _State, answers: Sequence[Judged]) -> float:
    return quadratic_weighted_kappa(
        [float(result.mark) for result in state.marked], [float(answer.mark) for answer in answers]
    )
