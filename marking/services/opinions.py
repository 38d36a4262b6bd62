"""The one writer of opinions: what a class says of its marks and schemes, formed in a worker after marks stand."""

from __future__ import annotations

import logging
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.db import transaction
from django.db.models import F

from marking import queries
from marking.engine.notation.editing import points_of
from marking.models import ClassOpinion, Mark, MarkScheme, Opinion, PhraseVerdict, Sample, SampledResponse, Standing
from marking.opinion import seen as seeing
from marking.opinion.alarms import alarms
from marking.opinion.forming import FEWEST, form
from marking.opinion.forming import Opinion as Formed
from marking.opinion.order import View, views
from marking.opinion.outlook import Outlook, outlook
from marking.opinion.phrases import phrases
from marking.opinion.reasons import Teller
from marking.opinion.seen import Seen
from marking.services import levels, schemes, standings
from quizzes.models import Assignment, Item, Question, Response
from quizzes.services import work

log = logging.getLogger(__name__)

# Up to so many answers an opinion learns from a decision while the teacher waits; beyond in a worker.
QUICK = 500
# So many phrases are kept a question.
MOST_PHRASES = 12
# A sweep takes so many classes and questions at a time.
SWEEP = 200
# What one may take, on a machine that has little time for it: its task is ended before.
LONGEST = timedelta(minutes=11)
# How long after the engine's last mark a class is thought to be looking; how long is waited each time, and in all.
QUIET, WAIT, LONGEST_WAIT = 5.0, 3.0, 9.0  # seconds
# Opinions that were formed lately, so that the next decision need not read all answers anew.
_KEPT = 4
_kept: OrderedDict[tuple[Any, ...], Formed] = OrderedDict()
_lock = Lock()


def is_to_wait(*, waited: float, now: datetime) -> bool:
    """Whether to form opinions later: the engine marks, or has just marked, and `waited` seconds are not too many."""
    newest = Mark.objects.order_by("-pk").values_list("made_at", "marker").first()
    if newest is None or newest[1] is not None or waited + WAIT > LONGEST_WAIT:
        return False
    since: timedelta = now - newest[0]
    return timedelta(0) <= since < timedelta(seconds=QUIET)


def form_outdated(*, now: datetime, most: int = SWEEP, seconds: float = math.inf) -> int:
    """Form the opinions that marks have outrun, and return how many. Safe to run twice, late or at once.

    None is begun when so many `seconds` are over: the next sweep takes the rest. One that fails, or is begun again and
    again without an end, is noted in the log and not tried again before another mark comes. Those that nobody has begun
    come first.
    """
    outdated = ClassOpinion.objects.exclude(formed=F("stamp")).order_by("tries", "pk")
    until, taken = time.monotonic() + seconds, 0
    for row in outdated.select_related("assignment", "item")[:most]:
        if time.monotonic() > until:
            break
        taken += 1
        try:
            if work.begin(row, longest=LONGEST, now=now):
                form_opinion(assignment=row.assignment, item=row.item, now=now)
                work.end(row)
        except Exception as error:
            log.exception("The opinion of %s could not be formed", row)
            ClassOpinion.objects.filter(pk=row.pk, stamp=row.stamp).update(formed=row.stamp)
            (work.allow_one_more if isinstance(error, work.GivenUp) else work.end)(row)
    return taken


def is_quick(assignment: Assignment, item: Item) -> bool:
    """Whether an opinion can be formed while a teacher waits."""
    return Response.objects.handed_in().filter(attempt__assignment=assignment, item=item).count() <= QUICK


def form_opinion(*, assignment: Assignment, item: Item, now: datetime) -> None:
    """Work out what a class says of its marks for one question, and of its scheme. No mark is touched.

    Only what the commonest scheme among the engine's marks gave is compared. Fewer than FEWEST answers make no
    opinion: then the engine's word is all there is. What is asked of a person follows.
    """
    row, _ = ClassOpinion.objects.get_or_create(assignment=assignment, item=item)
    stamp = row.stamp  # what comes meanwhile is another stamp, and another opinion
    scheme, rows = _marked(assignment, item)
    answers = [_seen(one) for one in rows]
    if scheme is None or len(answers) < FEWEST or levels.grid_in(scheme.text) is not None:
        # Essays with a grid have no mark of the engine that anybody could doubt.
        _store(row, stamp, [], {}, now)
        return
    text = scheme.text
    points = points_of(text)
    keys = seeing.key_words(text)
    with _lock:
        formed = _formed(scheme, answers, item.stem)
        seen_by = views(formed)
        teller = Teller(formed, keys)
        why = {one.key: teller.of(place) for place, group in enumerate(formed.members) for one in group[:1]}
        reasons = {one.key: why[group[0].key] for group in formed.members for one in group}
        proposed = phrases(
            formed, keys, question=item.stem, known=_verdicts(item.question_id), language=_language(scheme)
        )
    marks = {one.pk: one.standing.engine_mark for one in rows}
    opinions = [
        Opinion(response_id=key, mark=marks[key], reasons=reasons[key], **asdict(view)) for key, view in seen_by.items()
    ]
    offered = [
        {"wording": one.wording, "run": " ".join(one.run), "point": min(one.point, len(points) - 1) + 1,
         "line": points[min(one.point, len(points) - 1)].line, "count": len(one.keys), "chance": round(one.chance, 2)}
        for one in proposed
        if one.offered
    ]  # fmt: skip
    kept = {"phrases": offered[:MOST_PHRASES], "alarms": [one.as_data() for one in alarms(answers, points)]}
    _store(row, stamp, opinions, kept, now)


@transaction.atomic
def _store(
    row: ClassOpinion, stamp: Any, opinions: Sequence[Opinion], kept: dict[str, Any], now: datetime
) -> None:  # fmt: skip
    """Write down an opinion, and derive anew what is asked of a person where that changes."""
    ids = [one.response_id for one in opinions]
    standings.lock(ids)
    before = dict(Opinion.objects.filter(response__in=ids).values_list("pk", "asks"))
    Opinion.objects.bulk_create(
        opinions,
        update_conflicts=True,
        unique_fields=["response"],
        update_fields=["mark", "chance", "reach", "asks", "reasons"],
    )
    states = dict(Standing.objects.filter(response__in=ids).values_list("pk", "state"))
    open_states = {Standing.State.SURE, Standing.State.TO_CHECK}
    turned = [
        one.response_id
        for one in opinions
        if states.get(one.response_id) in open_states
        and (
            before.get(one.response_id) != one.asks or (states[one.response_id] == Standing.State.TO_CHECK) != one.asks
        )
    ]
    standings.derive(turned, now, learn=False)
    ClassOpinion.objects.filter(pk=row.pk).update(formed=stamp, formed_at=now, **{"phrases": [], "alarms": [], **kept})


def _marked(assignment: Assignment, item: Item) -> tuple[MarkScheme | None, list[Response]]:
    """Return the answers that the commonest scheme marked as they stand, and that scheme."""
    rows = [
        one
        for one in queries.with_engine_marks(assignment, item)
        if one.standing.engine_mark is not None and one.standing.engine_mark.revision == one.revision
    ]
    counts = Counter(one.standing.engine_mark.scheme_id for one in rows if one.standing.engine_mark is not None)
    if not counts:
        return None, []
    pk = max(counts.items(), key=lambda pair: (pair[1], pair[0] or 0))[0]
    scheme = MarkScheme.objects.select_related("question__bank").get(pk=pk)
    return scheme, [
        one for one in rows if one.standing.engine_mark is not None and one.standing.engine_mark.scheme_id == pk
    ]


def _seen(response: Response) -> Seen:
    engine, stands = response.standing.engine_mark, response.standing.mark
    assert engine is not None  # noqa: S101 -- only such are looked at
    points = seeing.points_from_data(engine.points)
    by_person = stands is not None and stands.marker_id is not None and stands.revision == response.revision
    return Seen(
        key=response.pk,
        text=response.text,
        mark=engine.mark,
        points=points,
        confidence=engine.confidence if engine.confidence is not None else 0.5,
        review=engine.review,
        hard=engine.review and seeing.is_hard(points, _codes(engine)),
        decided=stands.mark if by_person and stands is not None else None,
    )


# How the engine's soft doubts began before they had codes.
_SOFT_WORDS = ("The answer also says what", "Nothing the scheme looks for")


def _codes(mark: Mark) -> list[str]:
    """Return the codes of a mark's reasons; of older marks, whose reasons are words alone, "words" where no class can
    clear them."""  # fmt: skip
    codes = [reason.get("code", "words") for reason in mark.reasons if isinstance(reason, dict)]
    plain = [reason for reason in mark.reasons if isinstance(reason, str)]
    return codes + ["words" for reason in plain if not reason.startswith(_SOFT_WORDS)]


def _formed(scheme: MarkScheme, answers: Sequence[Seen], question: str) -> Formed:
    """Return the opinion of these answers: one formed lately from the same marks only learns what was decided since."""
    key = (scheme.pk, tuple((one.key, one.text, one.mark, one.confidence) for one in answers))
    if (known := _kept.get(key)) is not None:
        _kept.move_to_end(key)
        known.learn({one.key: one.decided for one in answers if one.decided is not None})
        return known
    compiled = schemes.compiled(scheme)
    formed = form(answers, scheme=scheme.text, worth=compiled.worth, question=question, language=_language(scheme))
    _kept[key] = formed
    while len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return formed


def _language(scheme: MarkScheme) -> str:
    return schemes.compiled(scheme).scheme.language


# ---- phrases -------------------------------------------------------------------------------------------


def _verdicts(question_id: int) -> set[tuple[str, ...]]:
    rows = PhraseVerdict.objects.filter(question=question_id).values_list("run", flat=True)
    return {tuple(run.split(" ")) for run in rows}


def judge_phrase(*, question: Question, run: str, wording: str, verdict: str, by: Any, now: datetime) -> PhraseVerdict:
    """Write down a teacher's word on a phrase, which is then offered no more. Said again, the last word holds."""
    row, _ = PhraseVerdict.objects.update_or_create(
        question=question,
        run=run,
        defaults={"wording": wording, "verdict": verdict, "made_by": by, "made_at": now},
    )
    return row


def offer_again(*, verdict: PhraseVerdict) -> None:
    """Take a teacher's word on a phrase back."""
    verdict.delete()


@dataclass(frozen=True, slots=True)
class Offered:
    """A phrase as the page offers it."""

    wording: str
    run: str
    point: int
    line: int
    count: int
    chance: float


def phrases_of(assignment: Assignment, item: Item) -> list[Offered]:
    """Return the phrases that wait for a teacher's word, those that bring most first."""
    row = ClassOpinion.objects.filter(assignment=assignment, item=item).first()
    known = set(PhraseVerdict.objects.filter(question=item.question_id).values_list("run", flat=True))
    return [Offered(**data) for data in (row.phrases if row else []) if data["run"] not in known]


def views_of(assignment: Assignment, item: Item) -> dict[int, View]:
    """Return the class's view of each answer that no person has marked, by the response's id: of marks that stand."""
    rows = Opinion.objects.filter(response__attempt__assignment=assignment, response__item=item)
    rows = rows.filter(mark=F("response__standing__engine_mark")).exclude(response__standing__state="CHECKED")
    values = rows.values_list("pk", "chance", "reach", "asks")
    return {pk: View(chance, reach, asks) for pk, chance, reach, asks in values}


def reasons_of(response_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return what the class says of these answers, by the response's id: of marks that stand."""
    rows = Opinion.objects.filter(pk__in=response_ids, mark=F("response__standing__engine_mark"))
    return dict(rows.values_list("pk", "reasons"))


def outlook_of(assignment: Assignment, item: Item, upcoming: Sequence[float] = ()) -> Outlook | None:
    """Return what is left to be changed in one question; None where there is no opinion.

    `upcoming` are how many marks each of the groups of the queue is likely to change, in its order. Blind samples of
    the question count.
    """
    known = views_of(assignment, item)
    if not known:
        return None
    drawn = SampledResponse.objects.filter(
        sample__assignment=assignment, sample__kind=Sample.Kind.BLIND, response__item=item, second__isnull=False
    )
    sampled = drawn.count()
    changed = drawn.exclude(second=F("first__mark")).count()
    return outlook([view.chance for view in known.values()], upcoming, sampled=sampled, changed=changed)


def verdicts_of(question: Question) -> list[PhraseVerdict]:
    """Return the phrases that teachers did not want, the newest first."""
    return list(question.phrase_verdicts.exclude(verdict=PhraseVerdict.Verdict.ACCEPTED)[:MOST_PHRASES])
