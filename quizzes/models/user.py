"""The person who signs in. What somebody may do follows from class membership and one teacher permission."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Permission
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from quizzes.prepared import PreparedQuery


def permission_to_teach(user: Any) -> QuerySet[Permission]:
    """Return the permission to teach, if it was given to `user`, an id or what stands for one, or a group of theirs."""
    given = Q(user=user) | Q(group__user=user)
    return Permission.objects.filter(given, codename="teach", content_type__app_label="quizzes").order_by()


_teaching_of = PreparedQuery(permission_to_teach)


class User(AbstractUser):
    """Teacher, student or admin: one kind of account. Admins are those with `is_staff`."""

    class Meta(AbstractUser.Meta):
        permissions = [("teach", "May make question banks, classes and quizzes")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def is_teacher(self) -> bool:
        """Whether this person may make banks, classes and quizzes."""
        return self.is_active and (self.is_superuser or self._was_granted_teaching)

    @cached_property
    def _was_granted_teaching(self) -> bool:
        """Whether the permission was given to this person or a group of theirs. Every page asks, for its navigation."""
        return _teaching_of.first(self.pk) is not None

    @property
    def has_way_in(self) -> bool:
        """Whether this person has a password or a PIN."""
        return self.has_usable_password() or hasattr(self, "pin")


class Pin(models.Model):
    """Six digits with which a student without a password logs in, beside a class code. Kept hashed as passwords are.

    Whoever may use one is said in `access.rules.logs_in_by_pin`; guessing is slowed down by `access.guesses`.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pin")
    hash = models.CharField(max_length=128)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"PIN of {self.user}"


class TeacherInvitation(models.Model):
    """An admin's invitation to make oneself a teacher's account. The link that carries the code is shown once; kept is
    its hash, so that nobody who may look at the row can use it.
    """

    name = models.CharField(max_length=150, blank=True, help_text="Whom it is for; only so that you know it again.")
    hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    invited_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return self.name or f"Invitation of {self.invited_at:%d %b %Y}"

    def is_open(self, now: datetime) -> bool:
        """Whether an account can still be made with it."""
        return self.used_at is None and now < self.ends_at


class Preferences(models.Model):
    """What somebody has decided about the site itself. Who has decided nothing has no row."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="preferences"
    )
    first_steps_ended_at = models.DateTimeField(null=True, help_text="When they had enough of the first steps.")

    def __str__(self) -> str:
        return f"Preferences of {self.user}"
