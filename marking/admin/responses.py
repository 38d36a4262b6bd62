"""Where admins review marks: a list of answers with what stands, a page that shows why, and acts on one or many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator

from marking.admin.filters import (
    AfterReleaseFilter,
    ConfidenceFilter,
    HandedInFilter,
    NeedFilter,
    ReasonFilter,
    SetByFilter,
    ShortList,
    ShortPaginator,
    StateFilter,
)
from marking.forms.marks import AdminOverrideForm, BulkOverrideForm
from marking.models import MarkBatch, MarkedResponse, Standing
from marking.queries import WITH_MARKS
from marking.reports.timeline import timeline_of
from marking.scripts.marked import script_of
from marking.services import marks as services
from marking.services import standings
from quizzes.access.admin import ReadOnlyAdmin
from quizzes.access.table import may, permitted
from quizzes.access.web import fetch
from quizzes.downloads import as_csv, as_excel
from quizzes.files.tables import Cell
from quizzes.models import Attempt, User
from quizzes.pure.sent import number_of, numbers_of
from quizzes.pure.wording import in_figures

# One act changes so many at most: its preview is a table that a person reads.
MOST_TOGETHER = 200
MOST_EXPORTED = 50_000
COLUMNS = [
    "student", "class", "quiz", "question", "answer", "engine mark", "mark", "out of", "set by", "reason",
    "scheme version", "confidence", "state", "handed in",
]  # fmt: skip


@admin.register(MarkedResponse)
class MarkedResponseAdmin(ReadOnlyAdmin):
    """Search, inspect, override. What is on record cannot be changed or deleted here."""

    list_display = (
        "student", "quiz", "position", "answer", "engine_mark", "standing_mark", "set_by", "scheme", "confidence",
        "state",
    )  # fmt: skip
    list_filter = (
        NeedFilter, StateFilter, HandedInFilter, ConfidenceFilter, ReasonFilter, SetByFilter,
        AfterReleaseFilter,
        "attempt__assignment__quiz",
        "attempt__assignment__school_class",
    )  # fmt: skip
    search_fields = ("text",)  # and the student and the receipt: see get_search_results
    ordering = ("-pk",)
    list_select_related = ("attempt__student", "attempt__assignment__quiz", "item", *WITH_MARKS)
    list_per_page = 50
    show_full_result_count = False
    paginator = ShortPaginator
    actions = ("override_together", "send_to_queue", "mark_again", "export_csv", "export_excel")
    change_list_template = "admin/marking/responses.html"
    change_form_template = "admin/marking/response_change.html"

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view
        own = [
            path("together/", view(self.together), name="marking_together"),
            path("batches/<int:batch_id>/", view(self.batch), name="marking_batch"),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Without those of the few attempts that are open: asked of each attempt, a database joins a million rows.
        return MarkedResponse.objects.exclude(attempt__in=Attempt.objects.open().order_by().values("pk"))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ShortList]:
        return ShortList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find each word in the answer, the student's names or the receipt; people and sittings are asked once."""
        for word in search_term.split():
            students = User.objects.filter(Q(username__icontains=word) | Q(last_name__icontains=word))
            sittings = Attempt.objects.filter(Q(student__in=students.values("pk")) | Q(receipt__iexact=word))
            queryset = queryset.filter(Q(text__icontains=word) | Q(attempt__in=sittings.order_by().values("pk")))
        return queryset, False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("marking.view_mark") or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_marking_permission(self, request: HttpRequest) -> bool:
        """Whether the acts that give marks are offered; each row is asked about again when it comes to it."""
        return request.user.has_perm("marking.add_mark")

    # ---- the list --------------------------------------------------------------------------------------

    @admin.display(ordering="attempt__student__last_name")
    def student(self, row: MarkedResponse) -> str:
        return str(row.attempt.student)

    @admin.display(ordering="attempt__assignment__quiz__title")
    def quiz(self, row: MarkedResponse) -> str:
        return str(row.attempt.assignment.quiz)

    @admin.display(description="question")
    def position(self, row: MarkedResponse) -> str:
        return f"{row.item.position}. {Truncator(row.item.stem).chars(60)}"

    @admin.display(description="answer")
    def answer(self, row: MarkedResponse) -> str:
        return Truncator(row.text).chars(80) if row.text.strip() else "(blank)"

    @admin.display(description="engine")
    def engine_mark(self, row: MarkedResponse) -> str:
        return _figure(_standing(row), "engine_mark")

    @admin.display(description="mark")
    def standing_mark(self, row: MarkedResponse) -> str:
        return format_html("<strong>{}</strong>", _figure(_standing(row), "mark"))

    @admin.display(description="set by")
    def set_by(self, row: MarkedResponse) -> str:
        return _set_by(_standing(row))

    @admin.display(description="scheme version")
    def scheme(self, row: MarkedResponse) -> str:
        return _scheme(_standing(row))

    @admin.display(description="confidence", ordering="standing__confidence")
    def confidence(self, row: MarkedResponse) -> str:
        standing = _standing(row)
        return f"{standing.confidence:.2f}" if standing is not None and standing.confidence is not None else "–"

    @admin.display(description="state", ordering="standing__state")
    def state(self, row: MarkedResponse) -> str:
        standing = _standing(row)
        return standing.get_state_display() if standing else "Waiting to be marked"

    # ---- one answer ------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the marked script with its history; a post is an override with a reason."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            return super().change_view(request, object_id, form_url, extra_context)
        may_mark = may(request.user, "marking.change_response", row)
        form = AdminOverrideForm.of(row, request.POST if request.method == "POST" else None)
        if request.method == "POST" and may_mark and (answer := self._override(request, row, form)) is not None:
            return answer
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Answer and its marks",
            "subtitle": str(row.attempt.student),
            "original": row,
            "response": row,
            "script": script_of(row),
            "timeline": timeline_of(row),
            "alike": _alike(row).count(),
            "override": form if may_mark else None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.change_form_template, context)

    def _override(self, request: HttpRequest, row: MarkedResponse, form: AdminOverrideForm) -> HttpResponse | None:
        """Give the mark and return where to go, or None where it cannot be given."""
        if not form.is_valid():
            return None
        given = dict(form.cleaned_data)
        alike_too = given.pop("alike_too")
        try:
            mark = services.give(response=row, by=request.user, now=timezone.now(), **given)
        except services.BadMark as error:
            form.add_error(None, str(error))
            return None
        except services.Overtaken as error:
            form.add_error(None, f"{error.standing.mark} has been given in the meantime. Check it again, then decide.")
            return None
        self.log_change(request, row, f"Mark {mark}: {mark.reason}")
        messages.success(request, f"{mark} is now the mark. The engine's mark stays on record.")
        if not alike_too:
            return redirect(request.path)
        alike = permitted(request.user, "marking.change_response", _alike(row))[:MOST_TOGETHER]
        decisions = [services.Decision(one, mark.mark, _seen(one)) for one in alike]
        return self._give_together(request, decisions, mark.reason, key=None)

    # ---- many answers ----------------------------------------------------------------------------------

    @admin.action(description="Override together …", permissions=["marking"])
    def override_together(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Go on to the page that shows what would change."""
        ids = list(queryset.values_list("pk", flat=True)[: MOST_TOGETHER + 1])
        if len(ids) > MOST_TOGETHER:
            messages.error(
                request, f"Choose at most {MOST_TOGETHER} answers: their marks are shown before they change."
            )
            return None
        return redirect(f"{reverse('admin:marking_together')}?ids={','.join(map(str, ids))}")

    def together(self, request: HttpRequest) -> HttpResponse:
        """Show old and new mark of each answer; a post gives them as one batch."""
        ids = numbers_of(request.GET.get("ids", "").split(","))[:MOST_TOGETHER]
        rows = self.get_queryset(request).filter(pk__in=ids).select_related(*self.list_select_related)
        chosen = list(permitted(request.user, "marking.change_response", rows))
        form = BulkOverrideForm(request.POST or None, initial={"key": uuid4()})
        if request.method == "POST" and form.is_valid() and chosen:
            mark, reason = form.cleaned_data["mark"], form.cleaned_data["reason"]
            decisions = [services.Decision(row, mark, self._seen_of(request, row)) for row in chosen]
            try:
                return self._give_together(request, decisions, reason, key=form.cleaned_data["key"])
            except services.BadMark as error:
                form.add_error("mark", f"Not for each of them: {error}")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Override together",
            "rows": [(row, _figure(_standing(row), "mark"), _seen(row)) for row in chosen],
            "form": form,
        }
        return TemplateResponse(request, "admin/marking/together.html", context)

    def _seen_of(self, request: HttpRequest, row: Any) -> int | None:
        """Return the mark that stood when the page was made."""
        return number_of(request.POST.get(f"seen-{row.pk}", ""))

    def _give_together(
        self, request: HttpRequest, decisions: Sequence[services.Decision], reason: str, *, key: Any
    ) -> HttpResponse:
        given = services.give_many(
            decisions=decisions, reason=reason, by=request.user, now=timezone.now(), kind=MarkBatch.Kind.BULK, key=key,
            skip_overtaken=True,
        )  # fmt: skip
        for standing in given.refused:
            who = standing.mark.marker if standing.mark else None
            student = standing.response.attempt.student
            messages.warning(request, f"{student}: left as it is; {who or 'the engine'} marked it in the meantime.")
        done = len(decisions) - len(given.refused)
        messages.success(request, f"{done} mark{pluralize(done)} given.")
        return redirect("admin:marking_batch", given.batch.pk)

    def batch(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Show an act on many answers; a post undoes it."""
        rows = MarkBatch.objects.select_related("made_by", "undone_by")
        batch = fetch(request.user, "marking.change_markbatch", rows, pk=batch_id)
        if request.method == "POST":
            try:
                services.undo(batch=batch, by=request.user, now=timezone.now())
                messages.success(request, "Undone. The earlier marks count again; the undone ones stay on record.")
            except services.AlreadyUndone:
                messages.info(request, "This has already been undone.")
            return redirect(request.path)
        given = batch.rows.select_related("mark__response__attempt__student", "mark__response__item")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(batch),
            "batch": batch,
            "given": given[:MOST_TOGETHER],
        }
        return TemplateResponse(request, "admin/marking/batch.html", context)

    @admin.action(description="Send to the teacher's queue", permissions=["marking"])
    def send_to_queue(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Ask the teachers of these answers to look at them again."""
        rows = list(permitted(request.user, "marking.change_response", queryset)[:MOST_TOGETHER])
        sent = standings.send_to_queue(responses=rows, now=timezone.now())
        for row in rows:
            self.log_change(request, row, "Sent to the teacher's queue")
        messages.success(
            request, f"{sent} answer{pluralize(sent)} wait in the teachers' queues. The marks stand until then."
        )

    @admin.action(description="Mark again (dry run first)", permissions=["marking"])
    def mark_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Go on to the dry run of the answers' question."""
        questions = set(queryset.order_by().values_list("item__question", flat=True)[:MOST_TOGETHER])
        if len(questions) != 1:
            messages.error(request, "Choose answers to one question: marking again is done one question at a time.")
            return None
        return redirect("remark", questions.pop())

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> StreamingHttpResponse:
        """Send what is chosen as CSV."""
        return as_csv("marks", COLUMNS, _cells(queryset))

    @admin.action(description="Export as Excel", permissions=["view"])
    def export_excel(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Send what is chosen as an .xlsx file."""
        return as_excel("marks", COLUMNS, _cells(queryset), title="Marks")


def _standing(row: Any) -> Standing | None:
    return getattr(row, "standing", None)


def _seen(row: Any) -> int | None:
    standing = _standing(row)
    return standing.mark_id if standing is not None else None


def _figure(standing: Standing | None, which: str) -> str:
    mark = getattr(standing, which, None)
    return f"{in_figures(mark.mark)}/{in_figures(mark.out_of)}" if mark else "–"


def _set_by(standing: Standing | None) -> str:
    if standing is None or standing.mark is None:
        return "–"
    return str(standing.mark.marker or "engine")


def _scheme(standing: Standing | None) -> str:
    engine = standing.engine_mark if standing is not None else None
    return str(engine.scheme.version) if engine is not None and engine.scheme is not None else "–"


def _alike(row: Any) -> QuerySet[Any]:
    """Return the other answers to the same item with the very same text that have another mark."""
    rows = MarkedResponse.objects.handed_in().filter(item=row.item_id, text=row.text).exclude(pk=row.pk)
    return rows.select_related("item", "attempt__student", "attempt__assignment", "standing__mark")


def _cells(queryset: QuerySet[Any]) -> Iterator[list[Cell]]:
    rows = queryset.select_related(*MarkedResponseAdmin.list_select_related, "attempt__assignment__school_class")
    for row in rows[:MOST_EXPORTED].iterator(chunk_size=1_000):
        standing = _standing(row)
        mark = standing.mark if standing is not None else None
        engine = standing.engine_mark if standing is not None else None
        yield [
            str(row.attempt.student),
            str(row.attempt.assignment.school_class),
            str(row.attempt.assignment.quiz),
            row.item.stem,
            row.text,
            engine.mark if engine else None,
            mark.mark if mark else None,
            row.item.marks,
            _set_by(standing),
            mark.reason if mark else "",
            engine.scheme.version if engine and engine.scheme else None,
            standing.confidence if standing else None,
            standing.get_state_display() if standing else "Waiting to be marked",
            timezone.localtime(row.attempt.submitted_at).strftime("%Y-%m-%d %H:%M:%S"),
        ]
