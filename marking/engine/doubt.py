"""What makes a marking doubtful, in words a teacher understands."""

from __future__ import annotations

from marking.engine.award import PointFound
from marking.engine.compile import Compiled
from marking.engine.confidence import Features, confidence, review
from marking.engine.sheet import Sheet
from marking.engine.types import PointMark
from marking.engine.vocabulary import Vocabulary


class Doubts:
    """Weighs how sure a marking is."""

    def __init__(self, compiled: Compiled, vocabulary: Vocabulary, question: str, word_limit: int | None) -> None:
        self._word_limit = word_limit

    def weigh(
        self, chunks: list[str], sheet: Sheet | None, points: tuple[PointMark, ...], looked: dict[int, PointFound]
    ) -> tuple[float, bool, tuple[str, ...]]:
        features = Features()
        reasons = []
        for index, found in looked.items():
            if found.outcome == "near":
                features.near = 1
                reasons.append(f"Close to line {points[index].line}")
        sure = confidence(features)
        return sure, review(sure), tuple(reasons)
