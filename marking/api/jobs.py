"""Marking as a service: answers sent with a mark scheme, marked by a worker; results by pages, or a call when done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from marking.models import Job, JobResult, WebhookCall
from marking.pure.answers_file import Answer
from marking.services import jobs
from marking.services.schemes import LONGEST_SCHEME
from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.framework import BoundedJSONParser, Pages
from quizzes.access.repeats import once
from quizzes.pure.reachable import LONGEST_URL

MOST_IN_A_BODY = 10_000  # answers; a file holds more
MOST_BYTES = 16 * 1024 * 1024  # of a body
MOST_FILE = 31 * 1024 * 1024  # bytes


class JobsParser(BoundedJSONParser):
    """JSON with thousands of answers in it."""

    most_bytes = MOST_BYTES


@extend_schema_field(
    {
        "type": "array",
        "maxItems": MOST_IN_A_BODY,
        "items": {
            "type": "object",
            "properties": {
                "id": {"oneOf": [{"type": "string", "maxLength": 200}, {"type": "integer"}]},
                "text": {"type": "string", "maxLength": jobs.LONGEST_ANSWER},
            },
            "required": ["id", "text"],
        },
        "example": [{"id": "7", "text": "Because of the war."}],
    }
)
class AnswersField(serializers.Field[list[Answer], Any, Any, Any]):
    """Answers with the sender's ids; read in one go, for thousands of nested shapes take seconds."""

    def to_internal_value(self, data: Any) -> list[Answer]:
        """Return the answers. Raises ValidationError, which says the first that cannot be used."""
        if not isinstance(data, list) or len(data) > MOST_IN_A_BODY:
            raise ValidationError(f"Send a list of up to {MOST_IN_A_BODY:,} answers; more in a file.")
        return [self._answer(number, one) for number, one in enumerate(data, start=1)]

    def _answer(self, number: int, one: Any) -> Answer:
        name, text = (one.get("id"), one.get("text")) if isinstance(one, dict) else (None, None)
        is_name = isinstance(name, str | int) and not isinstance(name, bool)
        if not is_name or not isinstance(text, str) or not _is_whole(f"{name}{text}"):
            raise ValidationError(f'Answer {number}: an answer reads like {{"id": "7", "text": "…"}}.')
        return Answer(number, str(name), text)


def _is_whole(text: str) -> bool:
    """Whether no half of a character is in it, which JSON can hold and no database."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


class NewJobShape(serializers.Serializer[Any]):
    """A mark scheme, the question that it is for, and the answers: a list, or a file sent as a form."""

    scheme = serializers.CharField(max_length=LONGEST_SCHEME, trim_whitespace=False)
    question = serializers.CharField(max_length=4_000, required=False, allow_blank=True, default="")
    glossary = serializers.ListField(
        child=serializers.CharField(max_length=500), max_length=500, default=list, help_text="Lines like “A = B”."
    )
    word_limit = serializers.IntegerField(min_value=1, max_value=10_000, required=False, allow_null=True, default=None)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    answers = AnswersField(required=False)
    file = serializers.FileField(
        required=False, help_text="JSONL, CSV or Excel with `id` and `text`, up to 100,000 answers; or lines of text."
    )
    webhook_url = serializers.CharField(max_length=LONGEST_URL, required=False, allow_blank=True, default="")
    webhook_secret = serializers.CharField(min_length=16, max_length=200, required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for answers, and for answers once."""
        if ("answers" in given) == ("file" in given):
            raise serializers.ValidationError({"answers": ["Send answers as a list, or a file; one of the two."]})
        if "file" in given and given["file"].size > MOST_FILE:
            raise serializers.ValidationError({"file": ["This file is larger than 31 MB. Split it."]})
        return given


class CallShape(serializers.ModelSerializer[WebhookCall]):
    """A try to tell the webhook: the status it answered with, or what failed."""

    class Meta:
        model = WebhookCall
        fields = ("at", "status", "said")


class JobShape(serializers.ModelSerializer[Job]):
    """A job: `done` of `count` answers are marked or `failed`. Everything of it is deleted at `kept_until`."""

    kept_until = serializers.SerializerMethodField()
    results = serializers.SerializerMethodField()
    calls = CallShape(many=True, read_only=True)
    next_call_at = serializers.DateTimeField(source="call_at", allow_null=True, read_only=True)

    class Meta:
        model = Job
        fields = (
            "id", "name", "state", "count", "done", "failed", "made_at", "done_at", "kept_until", "results",
            "webhook_url", "calls", "next_call_at",
        )  # fmt: skip

    @extend_schema_field(serializers.DateTimeField())
    def get_kept_until(self, job: Job) -> str:
        """Return when it is deleted."""
        until: str = serializers.DateTimeField().to_representation(
            job.made_at + timedelta(days=settings.JOBS_KEPT_DAYS)
        )
        return until

    def get_results(self, job: Job) -> str:
        """Return the address of the results."""
        return reverse("api-job-results", args=[job.pk])


class CreditedShape(serializers.Serializer[Any]):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    met = serializers.CharField()
    similarity = serializers.FloatField()


class MarkedPointShape(serializers.Serializer[Any]):
    """A marking point: its line in the scheme, its outcome, and the words of the answer that met it."""

    line = serializers.IntegerField()
    outcome = serializers.CharField()
    marks = serializers.FloatField()
    of = serializers.FloatField()
    evidence = CreditedShape(many=True)


class JobResultShape(serializers.ModelSerializer[JobResult]):
    """What an answer got. `review` asks for a person's look, `reasons` say why; without a mark `error` says why not."""

    id = serializers.CharField(source="answer", help_text="As it was sent.")
    max = serializers.FloatField(source="said.max", default=None, allow_null=True)
    confidence = serializers.FloatField(source="said.confidence", default=None, allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField(), source="said.reasons", default=list)
    points = MarkedPointShape(many=True, source="said.points", default=list)

    class Meta:
        model = JobResult
        fields = ("place", "id", "mark", "max", "confidence", "review", "reasons", "points", "error")


class ResultPages(Pages):
    """Results in the order in which their answers were sent."""

    ordering = "place"


class JobViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """One's own jobs."""

    scope = "jobs"
    queryset = Job.objects.prefetch_related("calls")
    serializer_class = JobShape
    parser_classes = (JobsParser, MultiPartParser)
    filterset_fields = ("state",)
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "destroy", "results"), "marking.change_job"
    )

    @extend_schema(request=NewJobShape, responses={202: JobShape})
    @once
    def create(self, request: Request) -> Response:
        """Send answers to be marked by a scheme. 409: your jobs hold as many answers as are kept; delete some."""
        teacher_required(request)
        given = read(NewJobShape, request.data)
        file, secret = given.pop("file", None), given.pop("webhook_secret", "")
        answers = given.pop("answers", None)
        if file is not None:
            answers = jobs.from_file(file.read(), file.name)
        try:
            job = jobs.create(owner=request.user, answers=answers, secret=secret, now=timezone.now(), **given)
        except jobs.BadJob as error:
            raise ValidationError({error.field: [str(error)]}) from error
        except jobs.TooMuch as error:
            raise Conflict(f"Your jobs hold up to {jobs.MOST_KEPT:,} answers together. Delete some first.") from error
        here = reverse("api-job-detail", args=[job.pk])
        return Response(JobShape(job).data, status=status.HTTP_202_ACCEPTED, headers={"Location": here})

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a job with its answers and results, done or not."""
        jobs.delete(job=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        responses=JobResultShape(many=True), filters=False,
        parameters=[OpenApiParameter("review", bool, description="Only what asks for a person's look, or does not.")],
    )  # fmt: skip
    @action(detail=True, methods=["get"], pagination_class=ResultPages)
    def results(self, request: Request, pk: str) -> Response:
        """Return what is marked so far, in the order of the answers."""
        rows: QuerySet[JobResult] = JobResult.objects.filter(job=self.get_object())
        wanted = request.query_params.get("review", "").lower()
        if wanted in {"true", "false"}:
            rows = rows.filter(review=wanted == "true")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(JobResultShape(page, many=True).data)
