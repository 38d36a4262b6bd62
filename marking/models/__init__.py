"""What may be stored about mark schemes, marks and releases."""

from marking.models.batch import BatchMark, MarkBatch, MarkChange
from marking.models.claim import Claim
from marking.models.enquiry import Enquiry
from marking.models.essay import BankedComment, Comparison, ObjectiveLevel, ScriptComment, SecondLevel
from marking.models.example import Example
from marking.models.grades import GradeBoundaries
from marking.models.job import Job, JobPart, JobResult, WebhookCall
from marking.models.mark import Mark, Standing
from marking.models.moderation import MarkingLease, Moderator, Sample, SampledResponse
from marking.models.opinion import ClassOpinion, IgnoredAlarm, Opinion, PhraseVerdict
from marking.models.passback import LtiScore
from marking.models.practice import PracticeAnswer, PracticeBank, PracticeCard
from marking.models.proxies import MarkedResponse
from marking.models.release import Hold, Release, ReleasedAttempt, SeenResult
from marking.models.scheme import MarkScheme
from marking.models.transfer import Import
from quizzes.models.final import IsFinal

__all__ = [
    "BankedComment",
    "BatchMark",
    "Claim",
    "ClassOpinion",
    "Comparison",
    "Enquiry",
    "Example",
    "GradeBoundaries",
    "Hold",
    "IgnoredAlarm",
    "Import",
    "IsFinal",
    "Job",
    "JobPart",
    "JobResult",
    "LtiScore",
    "Mark",
    "MarkBatch",
    "MarkChange",
    "MarkScheme",
    "MarkedResponse",
    "MarkingLease",
    "Moderator",
    "ObjectiveLevel",
    "Opinion",
    "PhraseVerdict",
    "PracticeAnswer",
    "PracticeBank",
    "PracticeCard",
    "Release",
    "ReleasedAttempt",
    "Sample",
    "SampledResponse",
    "ScriptComment",
    "SecondLevel",
    "SeenResult",
    "Standing",
    "WebhookCall",
]
