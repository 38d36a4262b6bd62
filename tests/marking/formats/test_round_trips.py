"""Each format over the demonstration's bank, sixty hard questions and texts with form: what is lost is said."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from marking.engine.notation import parse
from marking.formats.detect import WRITTEN, Options, read
from marking.formats.values import ESSAY, SHORT, FileBank, FileExample, FileQuestion, FileSource
from quizzes.texts import html_of, worded
from quizzes.texts.parsing import parser
from quizzes.texts.pictures import all_of

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

FORM = [
    r"Why is **water** H~2~O, and $x^2$? \ce{2H2 + O2 -> 2H2O}, $\ce{SO4^2-}$, \ce{^{14}_{6}C}",
    r"Is \(a<b\) & $$\frac{a}{b}$$ or **not**?", "$$\nx = \\sqrt{2}\n$$\n\nAfter *it*?",
    r"$v = \ce{H2O} + 1$, $5 and $10?",
    "- one\n- two\n  - three *x*\n\n3. c\n4. d", "| Year | Out | And |\n| --- | --: | :-: |\n| 1 | `x` | **2** |",
    "> It was\n> so\n\n```\na  <b>\n c\n```\n\n~~no~~ 10^5^ x^2?", "Ice is _____, *is* it?", "**Name it:** _____",
    r"a \*b\* and 2*3*4, *a **b** c* {=x} ]]> &lt;p&gt;", "line\nbreak **x**\n\n1\\. no list",
    "Unreadable $\\frac{1}{0$ **x**?",
]  # fmt: skip
SOURCES = [
    FileSource("=s 1", "A speech", "Peace, H₂O.", "Source A", r"*Peace*, \ce{H2O}.", "Station, 1917"),
    FileSource("s2", "Plain: <so>", "Two\nlines & 1. more", credit="Me"),
]


def formed() -> list[FileQuestion]:
    """Questions whose texts have form, and some with sources."""
    named = [("=s 1",), (), ("=s 1", "s2")]
    questions = [
        FileQuestion(worded(text).plain, SHORT, "heat [1]\n", external_id=f"f{n}", markdown=text, sources=named[n % 3])
        for n, text in enumerate(FORM)
    ]
    return [*questions, FileQuestion("Plain 1. (_____)?", SHORT, "heat [1]\n", external_id="p", sources=("s2",))]


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
    "markdown": ("form", "code for answers"),
    "sources": ("sources",),
}


def _differences(asked: FileQuestion, again: FileQuestion) -> set[str]:
    missing = {name for name in SAID if name != "scheme" and getattr(asked, name) != getattr(again, name)}
    if html_of(asked.markdown) == html_of(again.markdown) and _formulas(asked) == _formulas(again):
        missing.discard("markdown")
    if asked.scheme and asked.marks is None:
        missing.discard("marks")
    same = asked.scheme == again.scheme or (
        again.scheme and asked.scheme and parse(asked.scheme) == parse(again.scheme)
    )
    return missing if same else missing | {"scheme"}


def _formulas(question: FileQuestion) -> list[str]:
    """Return the formulas as they were typed."""
    tokens = all_of(parser().parse(question.markdown))
    return [f"{token.markup}{token.content}" for token in tokens if token.type.startswith("math")]


@pytest.mark.parametrize("name", ["json", "moodle", "qti21", "qti30"])
def test_form_formulas_and_sources_come_back_as_they_were(name: str) -> None:
    asked = formed()
    written = WRITTEN[name].write(FileBank("The bank", asked, sources=SOURCES))
    imported = read(written.data, f"x.{WRITTEN[name].ending}", Options())

    again = {one.external_id: one for one in imported.questions}
    left_out = {one.external_id for one in asked if f"{one.name}: its text looks like code" in "\n".join(written.lost)}
    assert sorted(imported.sources, key=lambda one: one.id) == SOURCES
    for one in asked:
        if one.external_id not in left_out:
            found = again[one.external_id]
            assert (found.stem, found.sources) == (one.stem, one.sources)
            assert (html_of(found.markdown), _formulas(found)) == (html_of(one.markdown), _formulas(one))


LOSING = [name for name in WRITTEN if name not in {"json", "moodle", "qti21", "qti30"}]


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        *(pytest.param(name, demonstration(), id=f"{name}-demonstration") for name in WRITTEN),
        *(pytest.param(name, hard(), id=f"{name}-hard") for name in WRITTEN),
        *(pytest.param(name, formed(), id=f"{name}-form") for name in LOSING),
    ],
)
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
