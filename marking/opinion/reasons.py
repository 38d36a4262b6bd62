"""Why a mark is doubted, or no longer, in a teacher's words: what the others wrote and were given."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from marking.opinion.forming import Opinion
from marking.opinion.seen import KeyWord, Seen
from marking.opinion.traits import alike, nearest
from quizzes.pure.wording import in_figures

MOST = 2
# From this chance on there is something to say against a mark.
WORTH_SAYING = 0.04
# So alike are answers that say nearly the same.
_ALIKE = 0.45
_QUOTED = 60
_NEAR = 0.72
BLOCK = 128


class Teller:
    """Says why, for the answers to one question."""

    def __init__(self, opinion: Opinion, keys: list[frozenset[KeyWord]]) -> None:
        """`keys` are the words that each point looks for."""
        self._opinion = opinion
        self._all = opinion.all_of
        self._keys = frozenset(word for point in keys for word in point)
        self._several = len(keys) > 1
        self._marks = np.array([float(seen.mark) for seen in self._all.wordings])
        self._top = float(self._marks.max()) if len(self._marks) else 0.0
        self._block: tuple[int, NDArray[np.float64]] = -1, np.empty((0, 0))
        self._any_decided = any(seen.decided is not None for group in opinion.members for seen in group)
        self._written: dict[str, Counter[str]] = {}
        self._users: dict[tuple[str, float], int] = {}
        for row, said in enumerate(self._all.said):
            many = int(self._all.size[row])
            for stem in said.words:
                at = (stem, float(self._marks[row]))
                self._users[at] = self._users.get(at, 0) + many
        for said in self._all.said:
            for word in said.beyond:
                self._written.setdefault(opinion.key_of(word), Counter())[word] += 1

    def of(self, row: int) -> list[str]:
        """Return up to MOST reasons about a wording, the strongest first."""
        seen = self._all.wordings[row]
        same = int(self._all.same[row])
        sentences = []
        if (sentence := self._decided(row)) is not None:
            sentences.append(sentence)
        if self._opinion.chances[row] >= WORTH_SAYING:
            sentences += self._less(row) if self._marks[row] < self._top else self._more(row)
            if not sentences:
                sentences.append(
                    f"Of 100 marks like this, people change about {round(100 * self._opinion.chances[row])}."
                )
        elif same > 1:
            sentences.append(self._said_alike(same - 1, seen))
        return sentences[:MOST]

    def _likeness(self, row: int) -> NDArray[np.float64]:
        """Return how alike each wording is to this one. BLOCK of them are worked out at once, which is far quicker."""
        block = row // BLOCK
        if self._block[0] != block:
            some = slice(block * BLOCK, (block + 1) * BLOCK)
            self._block = block, np.asarray(self._all.rows[some] @ self._all.rows.T)
        return np.asarray(self._block[1][row - block * BLOCK])

    def _said_alike(self, others: int, seen: Seen) -> str:
        given = "the point" if seen.mark and not self._several else in_figures(seen.mark)
        return f"{others} other{'s' * (others > 1)} wrote the same and {'were' if others > 1 else 'was'} given {given}."

    def _less(self, row: int) -> list[str]:
        """Return why an answer may deserve more."""
        sentences = []
        mark = float(self._marks[row])
        near = self._near(row)
        if near is not None:
            sentences.append(near)
        # Read without what was met, a text may hold a word that the whole one does not: nobody uses that.
        words = [(self._users.get((stem, mark), 1) - 1, stem) for stem in self._all.said[row].stems_beyond]
        count, stem = max(words, default=(0, ""))
        if count >= 2:
            word = self._written[stem].most_common(1)[0][0]
            sentences.append(f"{count} others whose mark is {mark:g} say ‘{word}’, which the scheme doesn’t know.")
        if (like := self._like(row, higher=True)) is not None:
            sentences.append(f"Very similar to ‘{like}’, which was given more.")
        return sentences

    def _more(self, row: int) -> list[str]:
        """Return why an answer may deserve less."""
        sentences = []
        said = self._all.said[row]
        if (like := self._like(row, higher=False)) is not None:
            sentences.append(f"Very similar to ‘{like}’, which was given less.")
        if said.beyond and self._all.same[row] < 2:
            sentences.append(f"Nobody else wrote this, and it also says ‘{_short(' '.join(said.beyond))}’.")
        return sentences

    def _near(self, row: int) -> str | None:
        for word in self._all.said[row].beyond:
            if alike(word, self._keys) >= _NEAR:
                return f"‘{word}’ is close to ‘{nearest(word, self._keys)}’ of the scheme."
        return None

    def _like(self, row: int, *, higher: bool) -> str | None:
        """Return the commonest answer that is much like this one and was given more, or less."""
        like = self._likeness(row)
        apart = self._marks - self._marks[row]
        fit = (like >= _ALIKE) & ((apart > 0) if higher else (apart < 0))
        if not fit.any():
            return None
        best = int(np.argmax(np.where(fit, like * np.sqrt(self._all.size), -1)))
        return _short(self._all.wordings[best].text)

    def _decided(self, row: int) -> str | None:
        """Return what people decided about answers much like this one."""
        if not self._any_decided:
            return None
        like = self._likeness(row) >= _ALIKE
        decided = [
            seen
            for other in np.flatnonzero(like)
            if other != row
            for seen in self._opinion.members[other]
            if seen.decided is not None
        ]
        changed = sum(seen.decided != seen.mark for seen in decided)
        if not decided:
            return None
        many = len(decided)
        if changed:
            return f"People changed the mark of {changed} of {many} similar answers."
        return (
            "A similar answer kept its mark when a person checked it."
            if many == 1
            else f"{many} like it kept their marks."
        )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1] + "…"
