"""The one writer of banks, notes, drafts and questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from quizzes.models import Bank, BankShare, Draft, NotesPage, Question, QuestionVersion, Source, Typo
from quizzes.notes.values import Draft as FoundDraft
from quizzes.notes.values import Drafting
from quizzes.services import pictures

UNSURE = "? "  # before a line of a page's glossary that is not ticked beforehand


class DraftDecided(Exception):
    """The draft was kept already, so that it cannot be kept or dropped again."""


class QuestionInUse(Exception):
    """A quiz holds the question, so that it cannot become a draft again."""


class NotAColleague(ValueError):
    """The bank cannot be shared with this person; the message says why."""


class Overtaken(Exception):
    """Somebody else has changed the row since the page was opened; `row` is as they left it."""

    def __init__(self, row: Any) -> None:
        super().__init__("Somebody else has changed this in the meantime.")
        self.row = row


@transaction.atomic
def create_bank(*, title: str, by: Any, now: datetime, description: str = "", glossary: str = "") -> Bank:
    """Return a new, empty bank that `by` owns."""
    return Bank.objects.create(owner=by, title=title, description=description, glossary=glossary, created_at=now)


@transaction.atomic
def edit_bank(*, bank: Bank, title: str, description: str, glossary: str, seen: int | None = None) -> Bank:
    """Change what is said about a bank, and the words that count as the same in it.

    `seen` is the version that the editor had before them (None: not asked); raises Overtaken on a newer one.
    """
    locked = Bank.objects.select_for_update().get(pk=bank.pk)
    if seen is not None and seen != locked.version:
        raise Overtaken(locked)
    locked.title, locked.description, locked.glossary = title, description, glossary
    locked.version += 1
    locked.save(update_fields=["title", "description", "glossary", "version"])
    return locked


@transaction.atomic
def add_to_glossary(*, bank: Bank, lines: Iterable[str]) -> Bank:
    """Add those `lines` to a bank's glossary that it does not have; what is said of the bank else stays as it is."""
    locked = Bank.objects.select_for_update().get(pk=bank.pk)
    known = locked.glossary.splitlines()
    added = [line for line in dict.fromkeys(lines) if line not in known]
    if not added:
        return locked
    glossary = "\n".join([*known, *added])
    return edit_bank(bank=locked, title=locked.title, description=locked.description, glossary=glossary)


@transaction.atomic
def share(*, bank: Bank, user: Any, may_edit: bool, now: datetime) -> BankShare:
    """Let a colleague look into the bank, or work in it. Said again, it changes which. Raises NotAColleague."""
    if user.pk == bank.owner_id:
        raise NotAColleague("This is the owner of the bank, who can already do everything in it.")
    if not user.is_teacher:
        raise NotAColleague(f"{user} is not a teacher here. Banks hold mark schemes, so they are shared with teachers.")
    row, _ = BankShare.objects.update_or_create(
        bank=bank, user=user, defaults={"may_edit": may_edit}, create_defaults={"may_edit": may_edit, "shared_at": now}
    )
    return row


@transaction.atomic
def unshare(*, share: BankShare) -> None:
    """Take a bank back from a colleague. Quizzes that were made from it stay as they are."""
    share.delete()


@transaction.atomic
def add_notes(
    *,
    bank: Bank | None,
    title: str = "",
    text: str,
    filename: str,
    by: Any,
    now: datetime,
    drafting: Drafting | None = None,
    remark: str = "",
) -> NotesPage:
    """Keep a page of notes in `bank`, or in a new one named `title`; without a `drafting` it waits for one."""
    page = NotesPage.objects.create(
        bank=bank or create_bank(title=title, by=by, now=now),
        text=text,
        filename=filename,
        state=NotesPage.State.DRAFTING,
        progress=0,
        remark=remark[:300],
        added_by=by,
        added_at=now,
    )
    return page if drafting is None else put_drafts(notes=page, drafting=drafting)


@transaction.atomic
def put_drafts(*, notes: NotesPage, drafting: Drafting) -> NotesPage:
    """Add the drafts and slips found in a page, and the words it explains, to be decided on. Done once a page."""
    page = NotesPage.objects.select_for_update(of=("self",)).select_related("bank").get(pk=notes.pk)
    if page.state == NotesPage.State.READY:
        return page
    known = set(page.bank.glossary.splitlines())
    lines = [one for one in drafting.glossary if one.line not in known]
    page.glossary = "\n".join(one.line if one.sure else f"{UNSURE}{one.line}" for one in lines)
    page.remark = " ".join(filter(None, (page.remark, drafting.remark)))[:300]
    page.state, page.progress = NotesPage.State.READY, 100
    page.save(update_fields=["glossary", "remark", "state", "progress"])
    Draft.objects.bulk_create(
        (_draft(page, position, draft) for position, draft in enumerate(drafting.drafts, start=1)), batch_size=500
    )
    Typo.objects.bulk_create(
        Typo(notes=page, line=slip.line, written=slip.written[:200], meant=slip.meant[:200], why=slip.why[:300])
        for slip in drafting.slips
    )
    return page


def _draft(page: NotesPage, position: int, draft: FoundDraft) -> Draft:
    turned_stem, turned_scheme = draft.turned or ("", "")
    return Draft(
        notes=page,
        position=position,
        stem=draft.stem,
        proposed_scheme=draft.scheme,
        marks=Decimal(draft.marks),
        kind=draft.kind,
        topic=draft.topic[:200],
        first_line=draft.lines[0],
        last_line=draft.lines[1],
        quality=draft.quality,
        to_check=draft.to_check,
        why=draft.why[:300],
        turned_stem=turned_stem,
        turned_scheme=turned_scheme,
        spare=draft.spare,
    )


@transaction.atomic
def note_progress(*, notes: NotesPage, progress: int) -> None:
    """Say how far the drafting of a page is, in hundredths."""
    NotesPage.objects.filter(pk=notes.pk, state=NotesPage.State.DRAFTING).update(progress=progress)


@transaction.atomic
def drafting_failed(*, notes: NotesPage) -> None:
    """Say that no drafts could be made from a page."""
    waiting = NotesPage.objects.filter(pk=notes.pk, state=NotesPage.State.DRAFTING)
    waiting.update(state=NotesPage.State.FAILED)


@transaction.atomic
def turn_draft(*, draft: Draft) -> Draft:
    """Ask a draft's fact the other way round; done again, it is as it was. Raises DraftDecided."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.state != Draft.State.OPEN:
        raise DraftDecided
    if locked.turned_stem:
        turned = locked.turned_stem, locked.turned_scheme
        locked.turned_stem, locked.turned_scheme = locked.stem, locked.proposed_scheme
        locked.stem, locked.proposed_scheme = turned
        locked.marks = max(Decimal(1), Decimal(locked.proposed_scheme.count("[1]")))
        locked.save(update_fields=["stem", "proposed_scheme", "turned_stem", "turned_scheme", "marks"])
    return locked


@transaction.atomic
def decide_draft(*, draft: Draft, question: Question | None) -> Draft:
    """Mark `draft` as kept (with the question it became) or, without one, as dropped."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.state == Draft.State.KEPT:
        raise DraftDecided
    locked.state = Draft.State.KEPT if question else Draft.State.DROPPED
    locked.question = question
    locked.save(update_fields=["state", "question"])
    return locked


@transaction.atomic
def reopen_draft(*, draft: Draft, now: datetime) -> Draft:
    """Undo the keeping or dropping of a draft. The question that it became is archived, not lost.

    Raises QuestionInUse where a quiz holds that question by now.
    """
    locked = Draft.objects.select_for_update(of=("self",)).select_related("question").get(pk=draft.pk)
    question = locked.question
    if question is not None:
        if question.items.exists():
            raise QuestionInUse
        archive(questions=Question.objects.filter(pk=question.pk), now=now)
    locked.state, locked.question = Draft.State.OPEN, None
    locked.save(update_fields=["state", "question"])
    return locked


# What a student reads, and what markers read beside it: a change of any of these is a new version.
WORDING = ("stem", "markdown", "kind", "word_limit", "model_answer")


@transaction.atomic
def add_question(
    *,
    bank: Bank,
    stem: str,
    marks: Decimal,
    by: Any,
    now: datetime,
    markdown: str = "",
    kind: str = Question.Kind.SHORT,
    topic: str = "",
    word_limit: int | None = None,
    model_answer: str = "",
    source: str = "",
    external_id: str = "",
    sources: Sequence[Source] = (),
) -> Question:
    """Return a new question of `bank`, not READY until it has a mark scheme. Raises UnknownPicture."""
    question = Question.objects.create(
        bank=bank,
        stem=stem,
        markdown=markdown,
        marks=marks,
        kind=kind,
        topic=topic,
        word_limit=word_limit,
        model_answer=model_answer,
        source=source,
        external_id=external_id,
        created_at=now,
        updated_at=now,
    )
    question.sources.set(sources)
    pictures.link(row=question, markdown=markdown, by=by)
    _keep_version(question, by, now)
    return question


@transaction.atomic
def add_many(*, bank: Bank, rows: Sequence[Mapping[str, Any]], by: Any, now: datetime) -> list[Question]:
    """Return new questions of `bank`, in order, written in a few statements: each row holds fields of a question."""
    about = [row.get("sources", ()) for row in rows]
    plain = [{name: value for name, value in row.items() if name != "sources"} for row in rows]
    made = Question.objects.bulk_create(
        [Question(bank=bank, created_at=now, updated_at=now, **row) for row in plain], batch_size=1_000
    )
    versions = [_version(question, by, now) for question in made]
    for question, version, group in zip(made, versions, about, strict=True):
        if group:
            question.sources.set(group)
            version.sources = [source.pk for source in group]
        pictures.link(row=question, markdown=question.markdown, by=by)
    QuestionVersion.objects.bulk_create(versions, batch_size=1_000)
    return made


@transaction.atomic
def edit_question(*, question: Question, by: Any, now: datetime, seen: int | None = None, **changes: Any) -> Question:
    """Change the given fields, its `sources` among them. Quizzes that hold it keep what they were published with.

    Other words are a new version. `seen` is the version that the editor had before them (None: not asked); raises
    Overtaken where somebody else has written a newer one since.
    """
    locked = Question.objects.select_for_update(of=("self",)).select_related("bank").get(pk=question.pk)
    if seen is not None and seen != locked.version:
        raise Overtaken(locked)
    if "stem" in changes:
        changes.setdefault("markdown", "")  # the form of the old stem is not the new one's
    sources = changes.pop("sources", None)
    reworded = any(name in changes and changes[name] != getattr(locked, name) for name in WORDING)
    reworded |= sources is not None and {one.pk for one in sources} != {one.pk for one in locked.sources.all()}
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.version += reworded
    locked.updated_at = now
    locked.save(update_fields=[*changes, "version", "updated_at"])
    if sources is not None:
        locked.sources.set(sources)
    pictures.link(row=locked, markdown=locked.markdown, by=by)
    if reworded:
        _keep_version(locked, by, now)
    return locked


def _keep_version(question: Question, by: Any, now: datetime) -> None:
    version = _version(question, by, now)
    version.sources = [source.pk for source in question.sources.all()]
    version.save()


def _version(question: Question, by: Any, now: datetime) -> QuestionVersion:
    fields = {name: getattr(question, name) for name in WORDING}
    return QuestionVersion(question=question, number=question.version, written_by=by, written_at=now, **fields)


@transaction.atomic
def set_ready(*, question: Question, marks: Decimal, now: datetime) -> Question:
    """Say that the question has a mark scheme that can be used and that gives at most `marks`."""
    question.state = Question.State.READY
    question.marks = marks
    question.updated_at = now
    question.save(update_fields=["state", "marks", "updated_at"])
    return question


@transaction.atomic
def archive(*, questions: QuerySet[Question], now: datetime) -> int:
    """Put questions away and return how many: new quizzes cannot take them, quizzes that hold them go on."""
    rows = questions.exclude(state=Question.State.ARCHIVED)
    return rows.update(state=Question.State.ARCHIVED, updated_at=now)


@transaction.atomic
def restore(*, questions: QuerySet[Question], ready: QuerySet[Question], now: datetime) -> int:
    """Take archived questions back and return how many; those also in `ready` have a mark scheme to be used with."""
    archived = questions.filter(state=Question.State.ARCHIVED)
    restored = archived.filter(pk__in=ready.values("pk")).update(state=Question.State.READY, updated_at=now)
    return restored + archived.update(state=Question.State.DRAFT, updated_at=now)


@transaction.atomic
def move(*, questions: QuerySet[Question], bank: Bank, now: datetime) -> int:
    """Move questions to another bank, whose glossary counts for them from now on, and return how many."""
    return questions.exclude(bank=bank).update(bank=bank, updated_at=now)


@transaction.atomic
def set_topic(*, questions: QuerySet[Question], topic: str, now: datetime) -> int:
    """File questions under a topic, "" for none, and return how many."""
    return questions.update(topic=topic.strip(), updated_at=now)


@transaction.atomic
def note_facilities(facilities: Mapping[int, tuple[float, int]]) -> None:
    """Record by question's id the mean share of its marks that its responses got, and of how many responses."""
    rows = [Question(pk=pk, facility=facility, facility_of=of) for pk, (facility, of) in facilities.items()]
    Question.objects.bulk_update(rows, ["facility", "facility_of"], batch_size=200)
