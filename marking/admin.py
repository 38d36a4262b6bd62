"""Where admins review marks: a list of answers with what stands, and a page that shows why and takes an override."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator

from marking.forms import OverrideForm
from marking.models import Mark, MarkedResponse, MarkScheme, Release, Standing
from marking.queries import WITH_MARKS
from marking.script import script_of
from marking.services import marks as services
from quizzes.access.admin import ReadOnlyAdmin
from quizzes.access.table import may


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*Standing.State.choices, ("WAITING", "Waiting to be marked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "WAITING":
            return queryset.filter(standing=None)
        return queryset.filter(standing__state=self.value()) if self.value() else queryset


@admin.register(MarkedResponse)
class MarkedResponseAdmin(ReadOnlyAdmin):
    """Search, inspect, override. What is on record cannot be changed or deleted here."""

    list_display = (
        "student",
        "quiz",
        "position",
        "answer",
        "engine_mark",
        "standing_mark",
        "set_by",
        "state",
    )
    list_filter = (StateFilter, "attempt__assignment__quiz", "attempt__assignment__school_class")
    search_fields = ("attempt__student__username", "attempt__student__last_name", "text", "attempt__receipt")
    list_select_related = ("attempt__student", "attempt__assignment__quiz", "item", *WITH_MARKS)
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/marking/response_change.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return MarkedResponse.objects.handed_in().order_by("-attempt__submitted_at", "item__position")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("marking.view_mark") or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

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
        return _figure(getattr(row, "standing", None), "engine_mark")

    @admin.display(description="mark")
    def standing_mark(self, row: MarkedResponse) -> str:
        return format_html("<strong>{}</strong>", _figure(getattr(row, "standing", None), "mark"))

    @admin.display(description="set by")
    def set_by(self, row: MarkedResponse) -> str:
        standing = getattr(row, "standing", None)
        if standing is None or standing.mark is None:
            return "–"
        return str(standing.mark.marker or "engine")

    @admin.display(description="state", ordering="standing__state")
    def state(self, row: MarkedResponse) -> str:
        standing = getattr(row, "standing", None)
        return standing.get_state_display() if standing else "Waiting to be marked"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the marked script with its history; a post is an override with a reason."""
        row = self.get_object(request, object_id)
        if row is None:
            return super().change_view(request, object_id, form_url, extra_context)
        may_mark = may(request.user, "marking.change_response", row)
        form = OverrideForm.of(row, request.POST if request.method == "POST" else None)
        if request.method == "POST" and may_mark and self._override(request, row, form):
            return redirect(request.path)
        context = {
            "response": row,
            "script": script_of(row),
            "history": row.marks.select_related("marker", "scheme"),
            "versions": row.versions.all(),
            "override": form if may_mark else None,
        }
        request.method = "GET"  # the page below is the one that looks; the post has been dealt with
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def _override(self, request: HttpRequest, row: MarkedResponse, form: OverrideForm) -> bool:
        if not form.is_valid():
            return False
        try:
            mark = services.give(response=row, by=request.user, now=timezone.now(), **form.cleaned_data)
        except services.BadMark as error:
            form.add_error(None, str(error))
            return False
        except services.Overtaken as error:
            form.add_error(None, f"{error.standing.mark} has been given meanwhile. Look again, then decide.")
            return False
        self.log_change(request, row, f"Mark {mark}: {mark.reason}")
        messages.success(request, f"{mark} stands now. The engine's mark stays on record.")
        return True


def _figure(standing: Standing | None, which: str) -> str:
    mark = getattr(standing, which, None)
    return f"{mark.mark.normalize():f}/{mark.out_of.normalize():f}" if mark else "–"


@admin.register(Mark)
class MarkAdmin(ReadOnlyAdmin):
    """Every mark ever given, to look at."""

    list_display = ("response", "mark", "out_of", "marker", "scheme", "engine_version", "made_at")
    search_fields = ("response__attempt__student__username", "reason")
    list_select_related = ("response", "marker", "scheme__question")
    date_hierarchy = "made_at"
    show_full_result_count = False


@admin.register(MarkScheme)
class MarkSchemeAdmin(ReadOnlyAdmin):
    list_display = ("question", "version", "written_by", "written_at")
    search_fields = ("question__stem", "text")
    list_select_related = ("question", "written_by")


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ("assignment", "released_by", "released_at", "taken_back_at", "taken_back_by")
    list_select_related = ("assignment__quiz", "assignment__school_class", "released_by", "taken_back_by")
