"""Desk work in the Django admin: people, classes, arrangements; papers and attempts to look at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from knox import admin as _  # noqa: F401 -- registers the tokens, which are taken over below
from knox.models import AuthToken

from quizzes.access.admin import NamedList, ReadOnlyAdmin
from quizzes.access.table import may
from quizzes.models import (
    AccessArrangement,
    ArrangementChange,
    Assignment,
    Attempt,
    Bank,
    Enrolment,
    Question,
    Quiz,
    SchoolClass,
    TeacherInvitation,
    User,
)
from quizzes.services import accounts, teachers

admin.site.site_header = "Markscheme"
admin.site.site_title = "Markscheme"
admin.site.index_title = "Administration"
admin.site.enable_nav_sidebar = False  # lists of answers need the room; the way home is above each page

# What would let somebody give themselves more than they have; only a superuser sees these.
RANKS = ("is_superuser", "is_staff", "groups", "user_permissions")

admin.site.unregister([Group, AuthToken])  # registered anew below, for their own pages would be ways up


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A password set by an admin: it ends sessions and tokens as one's own change does."""

    def save(self, commit: bool = True) -> User:
        usable = self.cleaned_data["set_usable_password"]
        user: User = accounts.set_password(user=self.user, password=self.cleaned_data["password1"] if usable else None)
        return user


class NewPersonForm(AdminUserCreationForm[User]):
    """An account made by hand: whose it is, and what they do here, which is asked so that nobody can forget it."""

    role = forms.ChoiceField(
        widget=forms.RadioSelect, help_text="Staff with a role other than Teachers may log in to the admin."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = Group.objects.order_by("name").values_list("name", "name")
        if "role" in self.fields:
            self.fields["role"].choices = [("", "Student"), *roles]  # type: ignore[attr-defined]
            self.fields["role"].required = False


@admin.register(User)
class PersonAdmin(NamedList, UserAdmin[User]):
    """People. Who is no superuser manages only accounts without rights of their own (`account_without_rights`)."""

    list_display = ("username", "first_name", "last_name", "is_staff", "is_active")
    fieldsets = (*(UserAdmin.fieldsets or ()), ("Access arrangement", {"fields": ("arrangement",)}))
    change_password_form = NewPasswordForm
    add_form = NewPersonForm
    add_fieldsets = (
        (
            None,
            {"fields": ("role", "first_name", "last_name", "username", "usable_password", "password1", "password2")},
        ),
    )

    @admin.display(description="Extra time and rest breaks")
    def arrangement(self, user: User) -> str:
        return _link("arrangement", user.pk, "Look at it or change it")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the role to superusers: whoever could give one could give themselves more than they have."""
        shown = super().get_fieldsets(request, obj)
        if obj is not None or request.user.is_superuser:
            return shown
        return [
            (name, {"fields": [field for field in options["fields"] if field != "role"]}) for name, options in shown
        ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        name = "" if change or not request.user.is_superuser else form.cleaned_data.get("role", "")
        role = Group.objects.filter(name=name).first()
        if role is not None:
            obj.is_staff = role.permissions.exclude(codename="teach").exists()
        super().save_model(request, obj, form, change)
        if role is not None:
            obj.groups.add(role)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("arrangement",) if request.user.is_superuser else ("arrangement", *RANKS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _manages(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _manages(request, obj)


@admin.register(TeacherInvitation)
class TeacherInvitationAdmin(NamedList):
    """Invitations of teachers: made here, the link is shown once; deleted, it no longer works."""

    list_display = ("__str__", "invited_by", "invited_at", "state")
    list_select_related = ("invited_by", "account")
    fields = ("name",)

    @admin.display(description="What became of it")
    def state(self, row: TeacherInvitation) -> str:
        if row.used_at is not None:
            return f"used by {row.account}" if row.account else "used"
        day = date_format(timezone.localtime(row.ends_at))
        return f"open until {day}" if row.is_open(timezone.now()) else f"ended on {day}"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: TeacherInvitation, form: Any, change: bool) -> None:
        made, code = teachers.invite(name=obj.name, by=request.user, now=timezone.now())
        obj.pk, obj.invited_at = made.pk, made.invited_at  # the admin's log names it
        address = request.build_absolute_uri(reverse("teacher-invited", args=[code]))
        said = (
            "Send this link to the teacher. It works for one account, expires after 14 days, and is shown only now: {}"
        )
        messages.success(request, format_html(said, address))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return redirect("admin:quizzes_teacherinvitation_changelist")


def _manages(request: HttpRequest, account: User | None) -> bool:
    return account is None or may(request.user, "quizzes.manage_account", account)


def _link(name: str, pk: int, words: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse(name, args=[pk]), words)


@admin.register(Group)
class RolesAdmin(NamedList, GroupAdmin):
    """Roles: a superuser's, for whoever may change one could put their own permissions into it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(AuthToken)
class TokenAdmin(ReadOnlyAdmin):
    """Tokens of the API: to be looked at and ended. One made here could be for anybody."""

    list_display = ("token_key", "user", "created", "expiry")
    list_select_related = ("user",)
    fields = ("token_key", "user", "created", "expiry")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(SchoolClass)
class ClassAdmin(ReadOnlyAdmin):
    """Classes and who is in them. They are changed on their own pages, where leaving keeps what was written."""

    list_display = ("name", "code", "created_at")
    search_fields = ("name", "code")
    readonly_fields = ("page", "arrangements", "enrolments")

    @admin.display(description="To change it")
    def page(self, row: SchoolClass) -> str:
        return _link("class", row.pk, "The page of the class")

    @admin.display(description="Access arrangements")
    def arrangements(self, row: SchoolClass) -> str:
        return _link("arrangements", row.pk, "All of the class")

    @admin.display(description="People")
    def enrolments(self, row: SchoolClass) -> str:
        places = row.enrolments.select_related("user").order_by("-role", *(Enrolment._meta.ordering or ()))
        return format_html_join(mark_safe("<br>"), "{}", ((_said(place),) for place in places))


def _said(place: Enrolment) -> str:
    left = f", left {date_format(timezone.localtime(place.left_at))}" if place.left_at else ""
    return f"{place.user} ({place.user.username}), {place.get_role_display().lower()}{left}"


@admin.register(AccessArrangement)
class AccessArrangementAdmin(ReadOnlyAdmin):
    """Arrangements. They are changed on their own page, which notes the change and lets running sittings know."""

    list_display = ("student", "in_words", "valid_from", "valid_until", "reason")
    search_fields = ("student__username", "student__last_name", "reason")
    readonly_fields = ("page",)
    list_select_related = ("student",)

    @admin.display(description="Grants")
    def in_words(self, row: AccessArrangement) -> str:
        return row.terms.in_words()

    @admin.display(description="To change it")
    def page(self, row: AccessArrangement) -> str:
        return _link("arrangement", row.student_id, "The page of the arrangement")


@admin.register(ArrangementChange)
class ArrangementChangeAdmin(ReadOnlyAdmin):
    list_display = ("student", "made_at", "made_by", "was", "became", "reason")
    search_fields = ("student__username", "student__last_name", "reason")
    list_select_related = ("student", "made_by")
    date_hierarchy = "made_at"

    @admin.display(description="Before")
    def was(self, row: ArrangementChange) -> str:
        return row.before.in_words() if row.before else "nothing"

    @admin.display(description="After")
    def became(self, row: ArrangementChange) -> str:
        return row.after.in_words() if row.after else "nothing"


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
    list_display = ("student", "assignment", "started_at", "ends_at", "submitted_at", "closed_by_clock", "sat_on_paper")
    list_filter = (OverdueFilter,)
    search_fields = ("student__username", "student__last_name", "assignment__quiz__title", "receipt")
    list_select_related = ("student", "assignment__quiz", "assignment__school_class")
    date_hierarchy = "started_at"
    show_full_result_count = False
