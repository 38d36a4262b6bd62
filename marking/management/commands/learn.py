"""`manage.py learn SCHEME MARKED`: what a person's marks propose for a scheme, and what it would be worth on others."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from statistics import mean, stdev
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marking.engine import MarkScheme, MarkSchemeError
from marking.engine.notation.editing import points_of
from marking.management.commands.mark import give_up
from marking.opinion.alarms import Alarm, alarms
from marking.opinion.cures import Cure, cure
from marking.opinion.seen import from_marked
from marking.pure.answers_file import Answer, UnreadableFile, read_answers, read_text
from marking.pure.mining import Judged
from marking.services.learning import HeldOut, Proposal, held_out, learn
from marking.statistics import quadratic_weighted_kappa

RESAMPLED = 2_000


class Command(BaseCommand):
    help = "Proposes wordings to accept and to reject from answers that a person has marked."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scheme", metavar="SCHEME", help="the mark scheme, a text file")
        parser.add_argument("marked", metavar="MARKED", help=".jsonl or .csv with id, text and a person's mark")
        parser.add_argument("--question", default="", help="the question's wording, whose words alone are no answer")
        parser.add_argument(
            "--from", dest="sizes", type=int, nargs="+", metavar="N",
            help="learn from N answers drawn at random, and measure on all others instead of listing proposals",
        )  # fmt: skip
        parser.add_argument("--draws", type=int, default=5, help="how often to draw (with --from)")
        parser.add_argument("--json", action="store_true", dest="as_data", help="print the same as JSON")

    def handle(self, *args: Any, scheme: str, marked: str, question: str, as_data: bool, **options: Any) -> None:
        try:
            text = read_text(scheme)
            rows = [
                row for row in read_answers(marked, marked=True) if isinstance(row, Answer) and row.mark is not None
            ]
            MarkScheme.parse(text)
        except (MarkSchemeError, UnreadableFile) as error:
            give_up(f"{scheme}, {marked}: {error}")
        judged = [Judged(row.text, row.mark) for row in rows if row.mark is not None]
        if not judged:
            give_up(f"{marked}: there is no answer with a mark to learn from")
        lesson = Lesson(text, question)
        if options["sizes"]:
            curve = [lesson.measured(judged, size, options["draws"]) for size in options["sizes"]]
            self.stdout.write(json.dumps(curve, indent=2) if as_data else "\n".join(map(_figures, curve)))
            return
        proposals = lesson.proposals(judged)
        tried = lesson.tried(judged)
        speaks = lesson.alarms(judged)
        shown = {
            "held_out": _round(tried),
            "proposals": [_as_data(one) for one in proposals],
            "alarms": [{**alarm.as_data(), "cure": made and made.offer} for alarm, made in speaks],
        }
        words = "\n".join([*map(_alarm_in_words, speaks), _in_words(proposals, tried)])
        text = json.dumps(shown, ensure_ascii=False, indent=2) if as_data else words
        self.stdout.write(text)


class Lesson:
    """A scheme that learns."""

    def __init__(self, text: str, question: str) -> None:
        self.text = text
        self.question = question

    def ready(self, text: str) -> MarkScheme:
        """Return a scheme's text ready to mark with."""
        return MarkScheme.parse(text, question=self.question)

    def proposals(self, judged: Sequence[Judged]) -> list[Proposal]:
        """Return what these answers propose."""
        return learn(self.text, judged, ready=self.ready, question=self.question)

    def tried(self, judged: Sequence[Judged]) -> HeldOut:
        """Return what proposals from four fifths of these answers are worth on the others."""
        return held_out(self.text, judged, ready=self.ready, question=self.question)

    def alarms(self, judged: Sequence[Judged]) -> list[tuple[Alarm, Cure | None]]:
        """Return what these answers speak against in the scheme, each with what would cure it."""
        marked = self.ready(self.text).mark_many([one.text for one in judged])
        answers = [
            from_marked(key, one.text, given, one.mark)
            for key, (one, given) in enumerate(zip(judged, marked, strict=True))
        ]
        return [(one, cure(self.text, one)) for one in alarms(answers, points_of(self.text))]

    def measured(self, judged: Sequence[Judged], size: int, draws: int) -> dict[str, Any]:
        """Return the agreement on the answers that were not learnt from, before and after, over some draws."""
        before, after = [], []
        for seed in range(draws):
            mixed = list(judged)
            random.Random(seed).shuffle(mixed)  # noqa: S311 -- a draw that can be repeated
            proposals = self.proposals(mixed[:size])
            before.append(self._agreement(self.text, mixed[size:]))
            after.append(self._agreement(proposals[-1].text, mixed[size:]) if proposals else before[-1])
        gains = [new - old for old, new in zip(before, after, strict=True)]
        return {
            "learnt_from": size,
            "draws": draws,
            "qwk_before": round(mean(before), 3),
            "qwk_after": round(mean(after), 3),
            "lowest_after": round(min(after), 3),
            "highest_after": round(max(after), 3),
            "spread_after": round(stdev(after), 3) if draws > 1 else None,
            "gain": round(mean(gains), 3),
            "gain_from_to": _interval(gains),
        }

    def _agreement(self, text: str, judged: Sequence[Judged]) -> float:
        marked = self.ready(text).mark_many([one.text for one in judged])
        return quadratic_weighted_kappa([float(one.mark) for one in marked], [float(one.mark) for one in judged])


def _interval(gains: Sequence[float]) -> tuple[float, float] | None:
    """Return where 95 % of means over as many draws would lie, None for fewer than two.

    Percentiles of means drawn with replacement, B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993),
    chapter 13. The draws share answers, so that it says how much hangs on the draw, not on the set.
    """
    if len(gains) < 2:
        return None
    dice = random.Random(1)  # noqa: S311 -- the same interval each time
    means = sorted(mean(dice.choices(gains, k=len(gains))) for _ in range(RESAMPLED))
    return round(means[int(0.025 * RESAMPLED)], 3), round(means[int(0.975 * RESAMPLED) - 1], 3)


_SAID = {
    "zero": "none of {of} answers earned a mark; most often they say “{words}”",
    "nobody": "nobody met “{words}”",
    "everybody": "everybody met “{words}”",
    "denied": "{count} of {of} answers seem to deny “{words}”",
    "generous": "the person gave less for {count} of {of} answers that meet “{words}”",
    "slips": "“{words}” was met by misspellings only, {count} times",
}


def _alarm_in_words(pair: tuple[Alarm, Cure | None]) -> str:
    """Return what answers speak against on one line, with what would cure it."""
    alarm, made = pair
    said = _SAID[alarm.code].format(count=alarm.count, of=alarm.of, words=alarm.words)
    at = f"line {alarm.line}: " if alarm.line else ""
    return f"! {at}{said}" + (f" ({made.offer})" if made else "")


def _round(tried: HeldOut) -> dict[str, float]:
    return {"qwk_before": round(tried.before, 3), "qwk_after": round(tried.after, 3), "gain": float(tried.gain)}


def _as_data(one: Proposal) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "wording": one.wording,
        "gained": len(one.gained),
        "broken": len(one.broken),
        "qwk_before": round(one.before, 3),
        "qwk_after": round(one.after, 3),
        "scheme": one.text,
    }


def _figures(row: dict[str, Any]) -> str:
    low, high = row["gain_from_to"] or (None, None)
    between = "" if low is None else f", 95 % {low:+} to {high:+}"
    spread = "" if row["spread_after"] is None else f", standard deviation {row['spread_after']}"
    return (
        f"from {row['learnt_from']} answers, measured on the others, {row['draws']} draws: "
        f"kappa {row['qwk_before']} → {row['qwk_after']} ({row['lowest_after']} to {row['highest_after']}{spread}); "
        f"gain {row['gain']:+}{between}"
    )


def _in_words(proposals: Sequence[Proposal], tried: HeldOut) -> str:
    against = " Fewer of these agree: look twice at each line." if tried.gain < 0 else ""
    kappa = f"kappa {tried.before:.3f} → {tried.after:.3f}"
    others = f"On answers that were not learnt from (five parts in turn): {kappa}.{against}"
    if not proposals:
        return "Nothing to propose: no wording would bring enough answers nearer to the person's marks."
    lines = [
        f"{one.kind}: {one.wording}   gains {len(one.gained)}, breaks {len(one.broken)}, "
        f"kappa {one.before:.3f} → {one.after:.3f}"
        for one in proposals
    ]
    return "\n".join([*lines, others, "", "The scheme with all of them:", "", proposals[-1].text])
