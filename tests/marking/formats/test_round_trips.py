"""Each format over the demonstration's bank and sixty hard questions: what does not come back is said at the export."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from marking.engine.notation import parse
from marking.formats.detect import WRITTEN, Options, read
from marking.formats.values import ESSAY, SHORT, FileBank, FileExample, FileQuestion

DEMO = Path(__file__).parents[3] / "fixtures" / "demo" / "bank.json"

STEMS = [
    "What does {=x} mean in GIFT?", "Is 1 = 2 ~ 3 # {yes}?", "::name:: or not?", "Why \\n and not \\\\?",
    "// no comment", "$CATEGORY: none", "<b>Bold</b> & <i>not</i>?", "a < b && c > d?", "10⁵ or x²?",
    "H₂O – “what”?", "=SUM(A1)?", "+ or -?", "@home?", "'quoted'", '"quoted" too', "tab\there?", "Two\nlines?",
    "Two\n\nparagraphs?", "- a list\n- of two", "1. first", "Q: asked?", "A: answered", "% 50 %", "Ещё?", "日本語?",
    "a_____b", "_____ is hot?", "&lt;p&gt; is what?", "]]> ends what?", "100%25?",
]  # fmt: skip
SCHEMES = [
    "heat [1]\n", "=Lenin [1]\n", '"war communism" / war-communism [2]\n', "industrial* [0.5]\n",
    "max 2\nheat [1]\n    reject: cold\nlight [1]\n    accept: glow / shine\n",
    "any 2 from:\n    iron [1]\n    coal [1]\n    tin [1]\n",
    "max 3\nlevels: 1-2 -> 1, 3+ -> 3\na1 [1]\nb2 [1]\nc3 [1]\n", "spelling: strict\nmitosis [1]\n",
    "language: de\nHaus [1]\n", "same: USSR = Soviet Union\nUSSR [1]\n", "# for me\nheat [1]\n",
    "grain + bread [1]\n", "{grain / bread} ~ towns [2]\n", "(state) planning [1]\n",
    "(central / state) planning [1]\n", "not democratic [1]\n", "and\\/or [1]\n", "C\\+\\+ [1]\n",
    "max 1\nheat [2]\n", "heat [1]\n    feedback: Think of fire.\n    ao: AO1\n",
    "heat [1]\n    ignore: heat wave\n", "heat [1]\n    negated: count\n",
    "heat [1]\n    reject: {cold / ice} + snow\n", "Lenin / V I Lenin / Ulyanov [1]\n", "heat [2]\nwar [-1]\n",
    "- first [1]\n", "1928 / 1929 [1]\n", "five-year plan* [1]\n    feedback: How?\n", "x\\=2 [1]\n",
    "Ünïcode / naïve [1]\n", "grid:\n    Level 1 (1-2): names a cause\n    Level 2 (3-8): weighs several\n",
    "grid: AO1 - facts\n    Level 1 (1-2): names\n        a cause\ngrid: AO2\n    Level 1 (1-3): asserts\ncoal [1]\n",
]  # fmt: skip


def hard() -> list[FileQuestion]:
    """Sixty questions: texts that other formats take for their own signs, and schemes that use all of the notation."""
    rich = {
        "topic": "Russia / 1917/18", "model_answer": "Line one.\n\nLine = two {x}.", "word_limit": 40, "source": "p. 3",
        "tags": ("a, b", "c"), "examples": (FileExample("Lennin", Decimal("0.5"), "near"),),
    }  # fmt: skip
    questions = [FileQuestion(stem, SHORT, "heat [1]\n", external_id=f"s{n}") for n, stem in enumerate(STEMS)]
    for number, scheme in enumerate(SCHEMES):
        kind = ESSAY if number % 3 == 0 else SHORT
        given = rich if number % 2 else {"topic": "" if number % 4 else "Top"}
        questions.append(FileQuestion(f"Hard {number}?", kind, scheme, external_id=f"=id {number}", **given))  # type: ignore[arg-type]
    questions.append(FileQuestion("No scheme?", ESSAY, marks=Decimal(12), external_id="none", model_answer="Peace."))
    return questions


def demonstration() -> list[FileQuestion]:
    entries = json.loads(DEMO.read_text())["questions"]
    return [
        FileQuestion(
            one["stem"],
            one.get("kind", SHORT).upper(),
            one.get("scheme", ""),
            external_id=f"d{number}",
            topic=one.get("topic", ""),
            model_answer=one.get("model_answer", ""),
        )
        for number, one in enumerate(entries)
    ]


SAID = {
    "kind": ("essay", "marking by"),
    "scheme": ("scheme", "compared whole", "marking by"),
    "word_limit": ("word limit",),
    "source": ("where it comes from",),
    "model_answer": ("model answer",),
    "tags": ("tags",),
    "examples": ("examples",),
    "marks": ("what it is worth",),
    "topic": ("topic",),
    "stem": ("text",),
    "external_id": ("id",),
}


def _differences(asked: FileQuestion, again: FileQuestion) -> set[str]:
    missing = {name for name in SAID if name != "scheme" and getattr(asked, name) != getattr(again, name)}
    if asked.scheme and asked.marks is None:
        missing.discard("marks")
    same = asked.scheme == again.scheme or (
        again.scheme and asked.scheme and parse(asked.scheme) == parse(again.scheme)
    )
    return missing if same else missing | {"scheme"}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("questions", [demonstration(), hard()], ids=["demonstration", "hard"])
def test_what_does_not_come_back_is_said(name: str, questions: list[FileQuestion]) -> None:
    wanted = WRITTEN[name]
    written = wanted.write(FileBank("The bank", questions))
    imported = read(written.data, f"x.{wanted.ending}", Options())

    again = {one.external_id: one for one in imported.questions}
    unsaid = []
    for asked in questions:
        told = "\n".join(line for line in written.lost if line.startswith(f"{asked.name}: "))
        if asked.external_id not in again:
            if "left out" in told:
                continue
            unsaid.append((asked.name, "is gone", [row.why for row in imported.dropped]))
            continue
        for field in _differences(asked, again[asked.external_id]):
            if not any(word in told for word in SAID[field]):
                before, after = getattr(asked, field), getattr(again[asked.external_id], field)
                unsaid.append((asked.name, field, before, after))
    assert not unsaid
