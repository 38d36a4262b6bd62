"""What is on record, from marks and mark schemes to releases and imports, to look at. Nothing here can be changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin

from marking.models import (
    Comparison,
    Enquiry,
    Import,
    Mark,
    MarkBatch,
    MarkScheme,
    Moderator,
    ObjectiveLevel,
    Release,
    ScriptComment,
)
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


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnlyAdmin):
    """What students asked about their marks, and what they were told."""

    list_display = ("text", "student", "asked_at", "outcome", "answered_by", "answered_at")
    list_filter = ("outcome",)
    search_fields = ("text", "answer", "response__attempt__student__username")
    list_select_related = ("response__attempt__student", "answered_by")
    date_hierarchy = "asked_at"
    show_full_result_count = False

    @admin.display(ordering="response__attempt__student__username")
    def student(self, enquiry: Enquiry) -> str:
        """Return who asked."""
        return str(enquiry.response.attempt.student)


@admin.register(Moderator)
class ModeratorAdmin(ReadOnlyAdmin):
    """Who may mark in whose class without teaching it, and who did."""

    list_display = ("user", "school_class", "appointed_by", "appointed_at", "ended_by", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    search_fields = ("user__username", "user__last_name", "school_class__name")
    list_select_related = ("user", "school_class", "appointed_by", "ended_by")


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
    exclude = ("plan", "data")


@admin.register(ObjectiveLevel)
class ObjectiveLevelAdmin(ReadOnlyAdmin):
    """Every level that a person ever gave, to look at."""

    list_display = ("mark", "objective", "level", "given", "out_of", "marker", "made_at")
    list_filter = ("level",)
    search_fields = ("objective", "mark__response__attempt__student__username")
    list_select_related = ("mark__marker",)
    ordering = ("-pk",)
    show_full_result_count = False

    @admin.display(ordering="mark__marker__username")
    def marker(self, row: ObjectiveLevel) -> str:
        """Return who gave it."""
        return str(row.mark.marker)

    @admin.display(ordering="mark__made_at")
    def made_at(self, row: ObjectiveLevel) -> datetime:
        """Return when it was given."""
        return row.mark.made_at


@admin.register(ScriptComment)
class ScriptCommentAdmin(ReadOnlyAdmin):
    """Every comment in a script, and what replaced it."""

    list_display = ("text", "exact", "response", "made_by", "made_at", "replaces")
    search_fields = ("text", "response__attempt__student__username", "made_by__username")
    list_select_related = ("response", "made_by", "replaces")
    ordering = ("-pk",)
    date_hierarchy = "made_at"
    show_full_result_count = False


@admin.register(Comparison)
class ComparisonAdmin(ReadOnlyAdmin):
    """What people said of scripts at a border between two levels."""

    list_display = ("response", "objective", "nearer", "low_level", "high_level", "made_by", "made_at")
    list_filter = ("nearer",)
    list_select_related = ("response", "made_by")
    ordering = ("-pk",)
    date_hierarchy = "made_at"
    show_full_result_count = False
