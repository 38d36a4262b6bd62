"""Quizzes: set one, look it over, publish it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.table import permitted
from quizzes.access.web import fetch, taught_assignment, teachers_only
from quizzes.forms.quizzes import QuizForm, TimesForm
from quizzes.models import Assignment, Question, Quiz, SchoolClass
from quizzes.pure.sent import number_of, numbers_of
from quizzes.queries import Wanted, clocks_of, find_questions, in_pool, pools_of
from quizzes.services import classes
from quizzes.services import quizzes as services
from quizzes.views.joining import joining
from quizzes.views.summary import summary_of

# Questions that a page offers to choose from; with more, one looks for words.
MOST_SHOWN = 500
# A bank of no more questions comes with all of them ticked: most such quizzes ask them all.
MOST_TICKED = 20


@require_GET
@teachers_only
def quizzes(request: HttpRequest) -> HttpResponse:
    """List the teacher's quizzes, in use or archived."""
    archived = "archived" in request.GET
    rows = permitted(request.user, "quizzes.view_quiz", Quiz.objects.all())
    shown = rows.filter(archived_at__isnull=not archived)
    context = {
        "quizzes": shown.prefetch_related("items", "assignments__school_class"),
        "archived": archived,
        "has_archived": archived or rows.exclude(archived_at=None).exists(),
    }
    return render(request, "quizzes/quiz/quizzes.html", context)


@require_http_methods(["GET", "POST"])
@teachers_only
def new_quiz(request: HttpRequest) -> HttpResponse:
    """Set a quiz from the READY questions of one bank, or of all."""
    return _set_quiz(request, quiz=None)


@require_http_methods(["GET", "POST"])
def edit_quiz(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Change a quiz that is not published yet."""
    quiz = fetch(request.user, "quizzes.change_quiz", Quiz.objects.filter(state=Quiz.State.DRAFT), pk=quiz_id)
    return _set_quiz(request, quiz)


def _set_quiz(request: HttpRequest, quiz: Quiz | None) -> HttpResponse:
    now = timezone.now()
    form = _form(request, quiz, now)
    works_out = "work-out" in request.POST
    drawn = _drawn(request, form)
    if request.method == "POST" and not works_out and form.is_valid():
        try:
            return redirect("quiz", _made(request, form, drawn, quiz, now).pk)
        except services.ArchivedClass as error:  # a moment ago it was not
            form.add_error("classes", str(error))
    beside = summary_of(form, quiz, now)
    if works_out:
        form.forgive_what_is_missing()
    field: Any = form.fields["questions"]
    if request.method == "POST":
        field.queryset = _shown(request, field.queryset, numbers_of(request.POST.getlist("questions")))
    rows = field.queryset
    words = request.GET.get("words", "")
    context = {
        "form": form,
        "quiz": quiz,
        "questions": rows,
        "words": words,
        "is_cut": rows.count() >= MOST_SHOWN,
        "summary": beside,
    }
    # To work out a form that is not finished is no failure: nothing was to be saved.
    status = 422 if form.errors and not works_out else 200
    return render(request, "quizzes/quiz/edit.html", context, status=status)


def _drawn(request: HttpRequest, form: QuizForm) -> list[Question]:
    """Return questions drawn as the form wants, beside those chosen. Where there are too few, the form says so."""
    if not form.is_bound:
        return []
    form.is_valid()
    wanted = form.draws()
    others = _ready(request).exclude(pk__in=[question.pk for question in form.cleaned_data.get("questions", ())])
    try:
        return services.draw(draws=[services.Draw(in_pool(others, source), count) for _, count, source in wanted])
    except services.TooFewToDraw as error:
        form.add_error(wanted[error.place][0], str(error))
        return []


def _made(request: HttpRequest, form: QuizForm, drawn: list[Question], quiz: Quiz | None, now: datetime) -> Quiz:
    """Return the quiz as the valid form has it, with what was drawn."""
    data = form.cleaned_data
    rows = [*data["classes"]]
    if data.get("new_class"):
        rows.append(classes.create_class(name=data["new_class"], by=request.user, now=now))
    chosen = sorted(data["questions"], key=lambda question: (question.topic, question.pk))
    return services.set_quiz(
        quiz=quiz,
        title=data["title"],
        instructions=data["instructions"],
        questions=[*chosen, *drawn],
        settings=[services.Setting(row, **{name: data[name] for name in services.SET_FOR_CLASS}) for row in rows],
        shuffle=data["shuffle"],
        spell_check=data["spell_check"],
        by=request.user,
        now=now,
    )


def _ready(request: HttpRequest) -> QuerySet[Question]:
    ready = Question.objects.filter(state=Question.State.READY, bank__archived_at=None)
    return permitted(request.user, "quizzes.view_question", ready)


@require_POST
@teachers_only
def summary(request: HttpRequest) -> HttpResponse:
    """Say what the form of a quiz comes to, as far as it is filled in, for the page that shows it beside the form."""
    now = timezone.now()
    rows = permitted(request.user, "quizzes.view_quiz", Quiz.objects.all())
    quiz = rows.filter(pk=number_of(request.GET.get("quiz", "")) or 0).first()
    form = _form(request, quiz, now)
    _drawn(request, form)
    context = {"summary": summary_of(form, quiz, now)}
    return render(request, "quizzes/quiz/_summary.html", context)


def _form(request: HttpRequest, quiz: Quiz | None, now: datetime) -> QuizForm:
    questions = _ready(request)
    if (bank := number_of(request.GET.get("bank", ""))) is not None:
        questions = questions.filter(bank=bank)
    own = permitted(request.user, "quizzes.view_schoolclass", SchoolClass.objects.current())
    initial = _initial(request, questions, own) if quiz is None else _as_set(quiz)
    questions = questions.select_related("bank").order_by("bank__title", "topic", "pk")
    if request.method == "GET":
        questions = _shown(request, questions, initial.get("questions", []))
    return QuizForm(
        request.POST or None,
        questions=questions,
        classes=own,
        pools=pools_of(_ready(request)),
        now=now,
        initial=initial,
    )


def _initial(request: HttpRequest, questions: QuerySet[Question], own: QuerySet[SchoolClass]) -> dict[str, Any]:
    """Return what the form of a new quiz begins with: the class and the bank that one came from, or the only class."""
    pks = list(own.values_list("pk", flat=True)[:2])
    wanted = number_of(request.GET.get("class", ""))
    chosen = list(own.filter(pk=wanted).values_list("pk", flat=True)) if wanted is not None else []
    initial: dict[str, Any] = {"classes": chosen or (pks if len(pks) == 1 else [])}
    first = questions.select_related("bank").first() if "bank" in request.GET else None
    if first is not None:
        initial["title"] = first.bank.title
        ready = list(questions.values_list("pk", flat=True)[: MOST_TICKED + 1])
        initial["questions"] = ready if len(ready) <= MOST_TICKED else []
    return initial


def _as_set(quiz: Quiz) -> dict[str, Any]:
    """Return what the form of a quiz begins with that is changed."""
    first = quiz.assignments.first()
    initial = {
        "title": quiz.title,
        "instructions": quiz.instructions,
        "shuffle": quiz.shuffle,
        "spell_check": quiz.spell_check,
        "questions": list(quiz.items.values_list("question", flat=True)),
        "classes": list(quiz.assignments.values_list("school_class", flat=True)),
    }
    return initial | (_times(first) if first is not None else {})


def _shown(request: HttpRequest, questions: QuerySet[Question], chosen: list[int]) -> QuerySet[Question]:
    """Return what a page offers: what is looked for, MOST_SHOWN at most, and what is chosen already."""
    words = request.GET.get("words", "")
    wanted = find_questions(questions, Wanted(words=words, state=Question.State.READY))
    ids = [*chosen, *wanted.values_list("pk", flat=True)[:MOST_SHOWN]]
    return questions.filter(pk__in=ids)


def _times(row: Assignment) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in services.SET_FOR_CLASS}
    return {
        **same,
        "opens_at": timezone.localtime(row.opens_at),
        "closes_at": timezone.localtime(row.closes_at),
    }


@require_http_methods(["GET", "POST"])
def times(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Change when a quiz is open for a class, before or while it is being sat."""
    row = taught_assignment(request.user, assignment_id)
    form = TimesForm(request.POST or None, initial=_times(row))
    if request.method == "POST" and form.is_valid():
        setting = services.Setting(school_class=row.school_class, **form.cleaned_data)
        done = services.change_times(assignment=row, setting=setting, by=request.user, now=timezone.now())
        messages.success(request, f"Saved. New end for {len(done.acts)} running now." if done.acts else "Saved.")
        if done.held:
            messages.warning(request, f"{len(done.held)} would have been over by now; they keep one more minute.")
        return redirect("monitor", row.pk)
    return render(
        request, "quizzes/quiz/times.html", {"form": form, "assignment": row}, status=422 if form.errors else 200
    )


@require_POST
@teachers_only
def duplicate(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Make a draft of the same questions for another class."""
    quiz = fetch(request.user, "quizzes.view_quiz", Quiz.objects.all(), pk=quiz_id)
    pk = number_of(request.POST.get("class", "")) or 0
    school_class = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.current(), pk=pk)
    made = services.duplicate(quiz=quiz, school_class=school_class, by=request.user, now=timezone.now())
    messages.success(request, f"This is a copy for {school_class}. Review it and publish it.")
    return redirect("quiz", made.pk)


@require_GET
def quiz(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Look a quiz over before and after publishing: the paper, the classes, who gets how long."""
    quiz = fetch(request.user, "quizzes.view_quiz", Quiz.objects.all(), pk=quiz_id)
    now = timezone.now()
    set_for = quiz.assignments.select_related("school_class")
    taught = permitted(request.user, "quizzes.manage_assignment", set_for)
    not_taught = [row.school_class for row in set_for.exclude(pk__in=taught.values("pk"))]
    clocks = clocks_of(taught, now)
    is_draft = quiz.state == Quiz.State.DRAFT
    context = {
        "quiz": quiz,
        "items": quiz.items.all(),
        "marks": sum(item.marks for item in quiz.items.all()),
        "clocks": clocks,
        "is_begun": services.is_begun(quiz),
        "still_open": sum(clock.assignment.closes_at > now for clock in clocks) if not is_draft else 0,
        "not_taught": not_taught,
        "joinings": [joining(request, row.school_class) for row in taught],
        "others": permitted(request.user, "quizzes.view_schoolclass", SchoolClass.objects.current()).exclude(
            assignments__quiz=quiz
        ),
        # What a class lacks is for its teachers to know.
        "problems": services.problems(quiz=quiz, now=now) if is_draft and not not_taught else [],
        "warnings": services.warnings_of(clocks=clocks, quiz=quiz),
    }
    return render(request, "quizzes/quiz/quiz.html", context)


@require_POST
def publish(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Publish a quiz, or say what is missing."""
    quiz = fetch(request.user, "quizzes.publish_quiz", Quiz.objects.all(), pk=quiz_id)
    try:
        services.publish(quiz=quiz, now=timezone.now())
    except services.CannotPublish as error:
        for problem in error.problems:
            messages.error(request, problem)
    else:
        messages.success(request, f"Published. Your students can now see “{quiz.title}”.")
    return redirect("quiz", quiz.pk)


@require_POST
def unpublish(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Take a quiz back that nobody has started."""
    quiz = fetch(request.user, "quizzes.publish_quiz", Quiz.objects.all(), pk=quiz_id)
    try:
        services.unpublish(quiz=quiz)
    except services.QuizBegun:
        messages.error(
            request,
            "A student has started this quiz, so it stays published and its questions stay as they are.",
        )
    else:
        messages.success(request, "Taken back. Students no longer see it.")
    return redirect("quiz", quiz.pk)
