"""What is on record, to look at: marks, mark schemes, batches, releases, imports. Nothing here can be changed."""

from __future__ import annotations

from django.contrib import admin

from marking.models import Import, Mark, MarkBatch, MarkScheme, Release
from quizzes.access.admin import ReadOnlyAdmin


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


@admin.register(MarkBatch)
class MarkBatchAdmin(ReadOnlyAdmin):
    """Every act that gave marks together, and whether it was undone."""

    list_display = ("kind", "question", "assignment", "made_by", "made_at", "undone_by", "undone_at", "reason")
    list_filter = ("kind",)
    search_fields = ("reason", "made_by__username")
    list_select_related = ("question", "assignment__quiz", "assignment__school_class", "made_by", "undone_by")
    date_hierarchy = "made_at"
    show_full_result_count = False


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = ("filename", "bank", "state", "added", "changed", "read_by", "read_at", "error")
    list_filter = ("state",)
    list_select_related = ("bank", "read_by")
    exclude = ("plan",)
