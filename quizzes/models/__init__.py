"""What may be stored about people, banks, classes, quizzes and attempts."""

from quizzes.models.act import AssignmentAct, AttemptAct
from quizzes.models.arrangement import AccessArrangement, ArrangementChange
from quizzes.models.attempt import Attempt, Response, ResponseVersion
from quizzes.models.bank import Bank, BankShare, Draft, NotesPage, Question, QuestionVersion, Tag, Typo
from quizzes.models.log_in import LogIn
from quizzes.models.lti import LtiCourse, LtiKey, LtiLink, LtiPlatform
from quizzes.models.notice import AddressChange, Notice, ResetRequest, UnwantedNotice
from quizzes.models.quiz import Assignment, Item, Quiz
from quizzes.models.roster import ImportedAccount, RosterImport, SourcedId
from quizzes.models.school_class import Enrolment, Invitation, OldCode, SchoolClass
from quizzes.models.source import Picture, Source, SourceVersion
from quizzes.models.token import TokenDetails
from quizzes.models.user import Pin, Preferences, TeacherInvitation, User

__all__ = [
    "AccessArrangement",
    "AddressChange",
    "ArrangementChange",
    "Assignment",
    "AssignmentAct",
    "Attempt",
    "AttemptAct",
    "Bank",
    "BankShare",
    "Draft",
    "Enrolment",
    "ImportedAccount",
    "Invitation",
    "Item",
    "LogIn",
    "LtiCourse",
    "LtiKey",
    "LtiLink",
    "LtiPlatform",
    "NotesPage",
    "Notice",
    "OldCode",
    "Picture",
    "Pin",
    "Preferences",
    "Question",
    "QuestionVersion",
    "Quiz",
    "ResetRequest",
    "Response",
    "ResponseVersion",
    "RosterImport",
    "SchoolClass",
    "Source",
    "SourceVersion",
    "SourcedId",
    "Tag",
    "TeacherInvitation",
    "TokenDetails",
    "Typo",
    "UnwantedNotice",
    "User",
]
