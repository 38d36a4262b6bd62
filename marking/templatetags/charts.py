"""Charts as SVG from the server: places worked out here, drawn by templates, each with a table of the same figures."""

from __future__ import annotations

from typing import Any

from django import template

from marking.reports.analysis import Analysis, Progress

register = template.Library()

# In units of the drawing.
DOT, GAP = 12, 4
BAR_WIDTH, BAR_HEIGHT, BAR_GAP, LABEL = 300, 16, 10, 40
TALL, WIDE, MARGIN = 160, 90, 34
# More students than this in one bar are drawn as a bar with its number: nobody counts forty dots.
MOST_DOTS = 30


@register.inclusion_tag("marking/chart/_distribution.html")
def distribution_chart(analysis: Analysis) -> dict[str, Any]:
    """Totals as dots that one can count, one a student."""
    highest = max((bar.count for bar in analysis.bars), default=0)
    rows = min(max(highest, 1), MOST_DOTS)
    height = rows * (DOT + GAP) + 30
    columns = []
    for place, bar in enumerate(analysis.bars):
        x = 20 + place * (DOT + 2 * GAP)
        shown = min(bar.count, MOST_DOTS)
        dots = [height - 24 - row * (DOT + GAP) for row in range(shown)]
        columns.append(
            {"x": x, "dots": dots, "bar": bar, "label": bar.low if place % _every(len(analysis.bars)) == 0 else ""}
        )
    width = 40 + len(analysis.bars) * (DOT + 2 * GAP)
    return {
        "columns": columns,
        "width": width,
        "height": height,
        "base": height - 16,
        "radius": DOT // 2,
        "analysis": analysis,
    }


def _every(bars: int) -> int:
    return 1 if bars <= 12 else 2 if bars <= 21 else 5


@register.inclusion_tag("marking/chart/_facility.html")
def facility_chart(analysis: Analysis) -> dict[str, Any]:
    """How hard each question was, as bars from none to all of its marks."""
    bars = []
    for place, one in enumerate(analysis.items):
        y = place * (BAR_HEIGHT + BAR_GAP)
        share = one.facility
        bars.append(
            {"y": y, "middle": y + BAR_HEIGHT - 3, "width": round((share or 0) * BAR_WIDTH), "share": share, "one": one}
        )
    return {
        "bars": bars,
        "height": len(bars) * (BAR_HEIGHT + BAR_GAP),
        "left": LABEL,
        "full": BAR_WIDTH,
        "tall": BAR_HEIGHT,
    }


@register.inclusion_tag("marking/chart/_progress.html")
def progress_chart(progress: Progress) -> dict[str, Any]:
    """A class over its quizzes: each student a thin line, the mean a thick one."""
    places = [MARGIN + number * WIDE for number in range(len(progress.assignments))]
    lines = [(student, _points(shares, places)) for student, shares in progress.rows]
    return {
        "progress": progress,
        "lines": [(student, points) for student, points in lines if points.count(",") > 1],
        "mean": _points(progress.means, places),
        "marks": [(x, _height(share)) for x, share in zip(places, progress.means, strict=True) if share is not None],
        "places": list(zip(places, progress.assignments, progress.means, strict=True)),
        "width": 2 * MARGIN + max(len(places) - 1, 1) * WIDE,
        "height": TALL + 40,
        "levels": [(label, _height(share)) for label, share in (("100 %", 1.0), ("50 %", 0.5), ("0 %", 0.0))],
    }


def _height(share: float) -> int:
    return round(10 + (1 - share) * TALL)


def _points(shares: Any, places: list[int]) -> str:
    return " ".join(f"{x},{_height(share)}" for x, share in zip(places, shares, strict=True) if share is not None)


@register.filter
def percent(share: float | None) -> str:
    """Return a share as whole per cent, "–" for none."""
    return "–" if share is None else f"{round(share * 100)} %"


@register.filter
def in_words(discrimination: float | None) -> str:
    """Return what a discrimination says. Bounds after Ebel and Frisbie (1991), chapter 13."""
    if discrimination is None:
        return "too few to say"
    if discrimination < 0:
        return "the weaker did better: look at it"
    bounds = ((0.4, "very good"), (0.3, "good"), (0.2, "fair"))
    return next((word for bound, word in bounds if discrimination >= bound), "hardly tells them apart")
