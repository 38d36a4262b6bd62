"""Imports and exports of banks. An import is looked through first; carried out, it comes whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import transaction

from marking.formats.detect import Options, kind_of, read, size_of
from marking.formats.values import FileExample, FileQuestion, FormatError, Imported
from marking.models import Import
from marking.services import examples, glossary, questions, schemes
from marking.signals import import_accepted, import_received
from quizzes.models import Bank, Question, Source
from quizzes.pure.similarity import pairs_alike
from quizzes.services import banks, pictures, sources, tagging, work

# A file of about so many questions is looked through while its teacher waits, a longer one by a worker.
AT_A_GLANCE = 1_000
# Up to here an import is carried out while its teacher waits, past it by a worker.
AT_ONCE = 200
# A bank and an import of more questions than this together are not searched for likenesses, only for the very same.
MOST_COMPARED = 60_000
# So long after it was accepted an import is taken for forgotten by the queue.
PATIENCE = timedelta(minutes=2)
# What a worker may take for it: its task is ended before.
LONGEST = timedelta(minutes=32)
SMALLER = "Try it in smaller files."
STEP = 100  # questions between two notes of how far it is


class AlreadyCarriedOut(Exception):
    """The import was carried out before."""


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a plan as the page shows it: what becomes of it, and which question of the bank it is like."""

    place: int
    question: FileQuestion
    fate: str
    like: str = ""

    @property
    def is_double(self) -> bool:
        """Whether the bank, or the file before it, has a question much like it."""
        return self.fate == "double"


@transaction.atomic
def plan(*, bank: Bank, data: bytes, filename: str, options: Options, by: Any, now: datetime) -> Import:
    """Return what a file would bring to `bank`, without bringing it; a long file is looked through by a worker.

    Raises formats' FormatError.
    """
    kind_of(data, filename)  # refuses at once what no worker could read
    fields = {"bank": bank, "filename": filename[:200], "read_by": by, "read_at": now}
    if (about := size_of(data, filename)) <= AT_A_GLANCE:
        imported = read(data, filename, options)
        _keep_pictures(imported, by, now)
        return Import.objects.create(plan=_as_data(imported, bank), **fields)
    given = {"about": about, "marks": f"{options.marks:f}", "choices_too": options.choices_too}
    row = Import.objects.create(state=Import.State.READING, plan=given, data=data, **fields)
    pk = row.pk
    transaction.on_commit(lambda: import_received.send(sender=Import, import_id=pk), robust=True)
    return row


@transaction.atomic
def plan_into(*, bank: Bank | None, title: str, data: bytes, filename: str, by: Any, now: datetime) -> Import:
    """`plan` with the usual options; without a bank into a new one called `title`. Raises FormatError."""
    into = bank or banks.create_bank(title=title, by=by, now=now)
    return plan(bank=into, data=data, filename=filename, options=Options(), by=by, now=now)


def look_through(*, row: Import, now: datetime) -> Import:
    """Read the file of an import that waits for it; what cannot be read leaves the reason. Safe to repeat."""
    try:
        if not work.begin(row, longest=LONGEST, now=now):
            return row
    except work.GivenUp:
        _settle(row, state=Import.State.REFUSED, error=f"Looking through it {work.WHY}. {SMALLER}")
    else:
        try:
            _look_through(row)
        finally:
            work.end(row)
    row.refresh_from_db()
    return row


def _look_through(row: Import) -> None:
    given = Import.objects.filter(pk=row.pk, state=Import.State.READING).values_list("data", "plan").first()
    if given is None:
        return
    data, asked = bytes(given[0] or b""), given[1]
    options = Options(Decimal(asked["marks"]), bool(asked["choices_too"]))
    try:
        imported = read(data, row.filename, options)
        _keep_pictures(imported, row.read_by, row.read_at)
        plan = _as_data(imported, row.bank, partial(note_progress, row))
    except FormatError as error:
        _settle(row, state=Import.State.REFUSED, error=str(error)[:500])
    except Exception as error:
        _settle(row, state=Import.State.REFUSED, error=f"It could not be looked through ({type(error).__name__}).")
        raise
    else:
        _settle(row, state=Import.State.PLANNED, plan=plan)


def _keep_pictures(imported: Imported, by: Any, now: datetime) -> None:
    """Keep the pictures of a file, so that the plan can show them; nobody else sees them before it is carried out."""
    for picture in imported.pictures:
        pictures.keep_clean(picture=picture, by=by, now=now)


def _settle(row: Import, **fields: Any) -> None:
    """End the looking through, unless another worker has done so."""
    Import.objects.filter(pk=row.pk, state=Import.State.READING).update(data=None, **fields)


def unread(*, now: datetime) -> list[Import]:
    """Return imports whose file waits to be looked through since a while."""
    waiting = Import.objects.filter(state=Import.State.READING, read_at__lt=now - PATIENCE)
    return list(waiting.select_related("bank").defer("data")[:5])


def _as_data(imported: Imported, bank: Bank, progress: Callable[[int], None] = lambda _done: None) -> dict[str, Any]:
    progress(len(imported.questions))
    known = {row.external_id: row.pk for row in bank.questions.exclude(external_id="").only("pk", "external_id")}
    likes = _likes(imported.questions, bank, known)
    known_lines = set(bank.glossary.splitlines())
    return {
        "questions": [question.as_data() for question in imported.questions],
        "fates": [_fate(place, question, known, likes) for place, question in enumerate(imported.questions)],
        "dropped": [asdict(row) for row in imported.dropped],
        "remarks": list(imported.remarks),
        "whole": imported.whole,
        "sources": [asdict(source) for source in imported.sources],
        "glossary": [line for line in imported.glossary if line not in known_lines and _readable(line)],
    }


def _readable(line: str) -> bool:
    try:
        glossary.check(line)
    except glossary.BadGlossary:
        return False
    return True


def _fate(place: int, question: FileQuestion, known: dict[str, int], likes: dict[int, str]) -> dict[str, Any]:
    if question.external_id in known:
        return {"fate": "change", "question": known[question.external_id]}
    if place in likes:
        return {"fate": "double", "like": likes[place]}
    return {"fate": "new"}


def _likes(questions: Sequence[FileQuestion], bank: Bank, known: dict[str, int]) -> dict[int, str]:
    """Return, by place in the file, a question of the bank or earlier in the file that is worded much the same."""
    rows = bank.questions.exclude(state=Question.State.ARCHIVED)
    own = list(rows.exclude(pk__in=known.values()).values_list("stem", flat=True)[:MOST_COMPARED])
    texts = [*own, *(question.stem for question in questions)]
    likes: dict[int, str] = {}
    for pair in pairs_alike(texts) if len(texts) <= MOST_COMPARED else []:
        if pair.second >= len(own):
            likes.setdefault(pair.second - len(own), texts[pair.first])
    return likes


def lines_of(row: Import) -> Iterator[Line]:
    """Yield the questions of a plan in the order of the file."""
    bodies, fates = row.plan.get("questions", ()), row.plan.get("fates", ())
    for place, (body, fate) in enumerate(zip(bodies, fates, strict=True)):
        yield Line(place, _question(body), fate["fate"], fate.get("like", ""))


def _question(body: dict[str, Any]) -> FileQuestion:
    body = {**body, "sources": tuple(body.get("sources") or ())}
    given = tuple(FileExample(one["text"], Decimal(one["mark"]), one["note"]) for one in body["examples"])
    marks = None if body.get("marks") is None else Decimal(body["marks"])
    return FileQuestion(
        **{**body, "marks": marks, "tags": tuple(body["tags"]), "remarks": tuple(body["remarks"]), "examples": given}
    )


@transaction.atomic
def accept(*, row: Import, left_out: Collection[int], now: datetime) -> Import:
    """Say that an import is wanted, without the places in `left_out`. Raises AlreadyCarriedOut."""
    locked = Import.objects.select_for_update(of=("self",)).select_related("bank").get(pk=row.pk)
    if locked.state not in {Import.State.PLANNED, Import.State.FAILED}:
        raise AlreadyCarriedOut
    locked.state, locked.left_out, locked.error, locked.accepted_at = Import.State.WAITING, sorted(left_out), "", now
    locked.save(update_fields=["state", "left_out", "error", "accepted_at"])
    work.end(locked)  # a person asks anew
    if needs_a_worker(locked):
        pk = locked.pk
        transaction.on_commit(lambda: import_accepted.send(sender=Import, import_id=pk), robust=True)
    return locked


def needs_a_worker(row: Import) -> bool:
    """Whether an import takes so long that its teacher should not wait for the page."""
    return len(row.plan["questions"]) > AT_ONCE


def carry_out(*, row: Import, now: datetime) -> Import:
    """Bring in what was accepted: all of it, or nothing and the reason. Safe to repeat."""
    try:
        if work.begin(row, longest=LONGEST, now=now):
            try:
                _carry_out(row, now)
            finally:
                work.end(row)
    except work.GivenUp:
        _fail(row, f"It {work.WHY}. {SMALLER}")
    finally:
        row.refresh_from_db()
    return row


def _carry_out(row: Import, now: datetime) -> None:
    try:
        with transaction.atomic():
            locked = Import.objects.select_for_update(of=("self",)).select_related("bank", "read_by").get(pk=row.pk)
            if locked.state == Import.State.WAITING:
                _bring(locked, now)
    except Exception as error:
        _fail(row, f"{type(error).__name__}: {error}")
        raise


def _fail(row: Import, why: str) -> None:
    waiting = Import.objects.filter(pk=row.pk, state=Import.State.WAITING)
    waiting.update(state=Import.State.FAILED, error=why[:500])


def _bring(row: Import, now: datetime) -> None:
    unwanted = set(row.left_out)
    wanted = [line for line in lines_of(row) if line.place not in unwanted]
    if row.plan["glossary"]:
        row.bank = banks.add_to_glossary(bank=row.bank, lines=row.plan["glossary"])
    named = _bring_sources(row, wanted, now)
    targets = {place: fate.get("question", 0) for place, fate in enumerate(row.plan["fates"])}
    row.added = _add(row, [line.question for line in wanted if line.fate != "change"], named, now)
    changed = [line for line in wanted if line.fate == "change"]
    row.changed = sum(_change(row, targets[line.place], line.question, named, now) for line in changed)
    row.state, row.done_at = Import.State.DONE, now
    row.save(update_fields=["state", "done_at", "added", "changed"])


def sources_of(row: Import) -> list[dict[str, Any]]:
    """Return the sources of a plan as the page shows them, each with whether the bank has it already."""
    known = _known_sources(row)
    given = row.plan.get("sources", ())
    return [{**one, "shown_as": one["label"] or "Source", "is_known": one["id"] in known} for one in given]


def _known_sources(row: Import) -> dict[str, Source]:
    known = {source.external_id: source for source in row.bank.sources.exclude(external_id="")}
    return known | {f"source-{source.pk}": source for source in row.bank.sources.filter(external_id="")}


def _bring_sources(row: Import, wanted: Sequence[Line], now: datetime) -> dict[str, Source]:
    """Write the sources that the wanted questions are about, known ones as new versions; return them by their ids."""
    used = {name for line in wanted for name in line.question.sources}
    known = _known_sources(row)
    named = {}
    for given in row.plan.get("sources", ()):
        if given["id"] in used:
            fields = {name: given[name] for name in sources.WORDING}
            there = known.get(given["id"])
            fields["external_id"] = there.external_id if there else given["id"][:200]
            named[given["id"]] = sources.write(source=there, bank=row.bank, by=row.read_by, now=now, **fields)
    return named


def _add(row: Import, questions: Sequence[FileQuestion], named: dict[str, Source], now: datetime) -> int:
    """Write new questions with their schemes, tags and examples, in a few statements each."""
    fields = []
    for done, question in enumerate(questions):
        marks, state = question.marks or Decimal(1), Question.State.DRAFT
        if question.scheme:
            marks, state = _worth(row.bank, question), Question.State.READY
        fields.append({**_fields(row, question, named), "marks": marks, "state": state})
        if done % STEP == 0:
            note_progress(row, done)
    made = banks.add_many(bank=row.bank, rows=fields, by=row.read_by, now=now)
    pairs = list(zip(made, questions, strict=True))
    texts = [(question, given.scheme) for question, given in pairs if given.scheme]
    schemes.write_first(texts=texts, by=row.read_by, now=now)
    tagging.tag_many(tags={question.pk: given.tags for question, given in pairs if given.tags})
    examples.save_many(given=[(question, given.examples) for question, given in pairs], by=row.read_by, now=now)
    return len(made)


def _worth(bank: Bank, question: FileQuestion) -> Decimal:
    """Return what a scheme gives at most. Raises the engine's MarkSchemeError."""
    return schemes.compile_text(question.scheme, bank=bank, stem=question.stem, word_limit=question.word_limit).max


def _fields(row: Import, question: FileQuestion, named: dict[str, Source]) -> dict[str, Any]:
    source = question.source
    if not source and not row.plan["whole"]:
        source = f"“{question.title}” in {row.filename}" if question.title else row.filename
    return {
        "stem": question.stem,
        "markdown": question.markdown,
        "sources": [named[name] for name in question.sources if name in named],
        "kind": question.kind,
        "topic": question.topic,
        "word_limit": question.word_limit,
        "model_answer": question.model_answer,
        "external_id": question.external_id,
        "source": source[:200],
    }


def _change(row: Import, pk: int, incoming: FileQuestion, named: dict[str, Source], now: datetime) -> bool:
    """Make the question of the bank say what the file says, as new versions."""
    question = row.bank.questions.filter(pk=pk).first()
    if question is None:
        return False
    fields = _fields(row, incoming, named)
    if incoming.scheme:
        questions.write(
            question=question, bank=row.bank, scheme=incoming.scheme, by=row.read_by, now=now,
            tags=", ".join(incoming.tags) or None, **fields,
        )  # fmt: skip
    else:
        if incoming.marks is not None and question.state == Question.State.DRAFT:
            fields["marks"] = incoming.marks
        banks.edit_question(question=question, by=row.read_by, now=now, **fields)
    examples.save_many(given=[(question, incoming.examples)], by=row.read_by, now=now)
    return True


def forgotten(*, now: datetime) -> list[Import]:
    """Return imports that were accepted and still wait after a while."""
    waiting = Import.objects.filter(state=Import.State.WAITING, accepted_at__lt=now - PATIENCE)
    return list(waiting.select_related("bank")[:5])


# ---- how far it is -----------------------------------------------------------------------------------------


def note_progress(row: Import, done: int) -> None:
    """Note how far an import is, where others see it before it is committed. A comfort: without a cache it goes on."""
    with suppress(Exception):
        cache.set(f"import-{row.pk}", done, 600)


def progress_of(row: Import) -> tuple[int, int]:
    """Return how many questions of an import have been looked at, and how many there are.

    While a file is looked through the second is how many have been read of it, 0 before they are counted.
    """
    if row.state == Import.State.READING:
        with suppress(Exception):
            return 0, int(cache.get(f"import-{row.pk}") or 0)
        return 0, 0
    whole = len(row.plan.get("questions", ())) - len(row.left_out)
    if row.state == Import.State.DONE:
        return whole, whole
    with suppress(Exception):
        return min(int(cache.get(f"import-{row.pk}") or 0), whole), whole
    return 0, whole
