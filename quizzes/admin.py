"""Desk work in the Django admin: people, classes, arrangements; papers and attempts to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from quizzes.access.admin import ReadOnlyAdmin
from quizzes.models import (
    AccessArrangement,
    Assignment,
    Attempt,
    Bank,
    Enrolment,
    Question,
    Quiz,
    SchoolClass,
    User,
)

admin.site.site_header = "Markscheme"
admin.site.site_title = "Markscheme"
admin.site.index_title = "Administration"
admin.site.enable_nav_sidebar = False  # lists of answers need the room; the way home is above each page

# What would let somebody give themselves more than they have; only a superuser sees these.
RANKS = ("is_superuser", "is_staff", "groups", "user_permissions")


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    list_display = ("username", "first_name", "last_name", "is_staff", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if request.user.is_superuser else RANKS

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a superuser changes a superuser: a password set for one would be a way up."""
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)


class EnrolmentInline(admin.TabularInline[Enrolment, SchoolClass]):
    model = Enrolment
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(SchoolClass)
class ClassAdmin(admin.ModelAdmin[SchoolClass]):
    list_display = ("name", "code", "created_at")
    search_fields = ("name", "code")
    inlines = (EnrolmentInline,)


@admin.register(AccessArrangement)
class AccessArrangementAdmin(admin.ModelAdmin[AccessArrangement]):
    list_display = ("student", "time_factor", "extra_minutes", "valid_from", "valid_until", "reason")
    search_fields = ("student__username", "student__last_name", "reason")
    autocomplete_fields = ("student",)
    list_select_related = ("student",)


@admin.register(Bank)
class BankAdmin(ReadOnlyAdmin):
    list_display = ("title", "owner", "created_at")
    search_fields = ("title", "owner__username")
    list_select_related = ("owner",)


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ("stem", "bank", "topic", "kind", "state", "marks")
    list_filter = ("state", "kind")
    search_fields = ("stem", "topic")
    list_select_related = ("bank",)
    show_full_result_count = False


@admin.register(Quiz)
class QuizAdmin(ReadOnlyAdmin):
    list_display = ("title", "owner", "state", "published_at")
    list_filter = ("state",)
    search_fields = ("title",)
    list_select_related = ("owner",)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("quiz", "school_class", "opens_at", "closes_at", "time_limit_minutes")
    search_fields = ("quiz__title", "school_class__name")
    list_select_related = ("quiz", "school_class")


class OverdueFilter(admin.SimpleListFilter):
    title = "needs attention"
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("overdue", "Open after its end")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.overdue(timezone.now()) if self.value() == "overdue" else queryset  # type: ignore[attr-defined]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = ("student", "assignment", "started_at", "ends_at", "submitted_at", "closed_by_clock")
    list_filter = (OverdueFilter,)
    search_fields = ("student__username", "student__last_name", "assignment__quiz__title", "receipt")
    list_select_related = ("student", "assignment__quiz", "assignment__school_class")
    date_hierarchy = "started_at"
    show_full_result_count = False
