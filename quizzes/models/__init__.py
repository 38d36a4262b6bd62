"""What may be stored about people, banks, classes, quizzes and attempts."""

from quizzes.models.attempt import Attempt, Response, ResponseVersion
from quizzes.models.bank import Bank, Draft, NotesPage, Question, Slip
from quizzes.models.quiz import Assignment, Item, Quiz
from quizzes.models.school_class import AccessArrangement, Enrolment, SchoolClass
from quizzes.models.user import User

__all__ = [
    "AccessArrangement",
    "Assignment",
    "Attempt",
    "Bank",
    "Draft",
    "Enrolment",
    "Item",
    "NotesPage",
    "Question",
    "Quiz",
    "Response",
    "ResponseVersion",
    "SchoolClass",
    "Slip",
    "User",
]
