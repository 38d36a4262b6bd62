"""The person who signs in. What somebody may do follows from class membership and one teacher permission."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Teacher, student or admin: one kind of account. Admins are those with `is_staff`."""

    class Meta(AbstractUser.Meta):
        permissions = [("teach", "May make question banks, classes and quizzes")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def is_teacher(self) -> bool:
        """Whether this person may make banks, classes and quizzes."""
        return self.is_active and self.has_perm("quizzes.teach")
