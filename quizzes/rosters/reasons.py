"""Why a row of a class list goes no further. Pure."""

from __future__ import annotations

from quizzes.rosters.existing import LEFT_OUT, REFUSED

# Says no more than that this row cannot be carried out: not whose account it is, nor in which classes they are.
NOT_YOURS = (
    "You cannot enrol this account with a list. The student can join with the class code, or an admin can import the "
    "list. For somebody new, give another username."
)
NO_TEACHERS = "Only an admin’s import brings in teachers."
FOR_TEACHERS = "This account is a teacher’s. It cannot be a student’s."
NO_TEACHER = "This account is no teacher’s. Give it the right to teach in the admin first."
NOT_IN_USE = "This account is one of the staff’s, or switched off."
ARCHIVED = "The class is archived. Restore it first."


class Stop(Exception):
    """A row goes no further; `fate` is what becomes of it."""

    def __init__(self, fate: str, why: str) -> None:
        super().__init__(why)
        self.fate = fate


def refuse(why: str) -> Stop:
    """Return the exception for a row that something is wrong with."""
    return Stop(REFUSED, why)


def leave_out(why: str) -> Stop:
    """Return the exception for a row that is nothing for us."""
    return Stop(LEFT_OUT, why)
