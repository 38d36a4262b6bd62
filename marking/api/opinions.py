"""The API of what a class says of its mark schemes: phrases it offers, alarms with their cures; and who marks what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from marking.api.check import item_of
from marking.api.check_shapes import ROW, OutlookShape, outlook_of
from marking.api.serializers import BatchShape
from marking.models import IgnoredAlarm, MarkScheme, PhraseVerdict
from marking.services import alarms, moderation, opinions, remarking, schemes
from marking.signals import opinions_outdated
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.models import Assignment, Item, Question
from quizzes.models import Response as StudentResponse
from quizzes.services import banks

GONE = "This has changed: the scheme or its answers no longer say so. Look at the alarms again."
ITEM = [OpenApiParameter("item", int, required=True, description="The question of the paper.")]
VERDICTS = [choice for choice in PhraseVerdict.Verdict.choices if choice[0] != PhraseVerdict.Verdict.ACCEPTED]


class OfItemShape(serializers.Serializer[Any]):
    """A question of the paper."""

    item = serializers.IntegerField(**ROW)


class OfferedShape(serializers.Serializer[Any]):
    """A phrase that answers have and the scheme does not know; `chance`: that people would accept it at this point."""

    run = serializers.CharField()
    wording = serializers.CharField()
    line = serializers.IntegerField()
    count = serializers.IntegerField()
    chance = serializers.FloatField()


class PhraseVerdictShape(serializers.ModelSerializer[PhraseVerdict]):
    """A phrase that was not wanted: it is offered no more."""

    class Meta:
        model = PhraseVerdict
        fields = ("id", "wording", "verdict", "made_by", "made_at")


class PhrasesShape(serializers.Serializer[Any]):
    """Phrases that wait for a teacher's word, and those that were set aside. `wordings/` accepts one, by its run."""

    offered = OfferedShape(many=True)
    set_aside = PhraseVerdictShape(many=True)


class JudgeShape(OfItemShape):
    run = serializers.CharField(max_length=300)
    verdict = serializers.ChoiceField(choices=VERDICTS)


class AlarmShape(serializers.Serializer[Any]):
    """What `count` of `of` answers say against a scheme.

    `code`: nobody or everybody met a point, no answer earned a mark (zero), many deny a point's words (denied), people
    gave less for an alternative (generous), a wildcard met misspellings (slips). `cure` is what would mend it, or null.
    """

    alarm = serializers.CharField(source="alarm.key")
    item = serializers.IntegerField(source="item.pk")
    code = serializers.CharField(source="alarm.code")
    point = serializers.IntegerField(source="alarm.point")
    line = serializers.IntegerField(source="alarm.line")
    words = serializers.CharField(source="alarm.words")
    count = serializers.IntegerField(source="alarm.count")
    of = serializers.IntegerField(source="alarm.of")
    cure = serializers.CharField(source="cure.offer", default=None, allow_null=True)


class NamedAlarmShape(OfItemShape):
    alarm = serializers.CharField(max_length=300)


class CureShape(NamedAlarmShape):
    """With the mark scheme that was seen, and the quizzes of classes (`again_in`) whose answers are marked again."""

    seen_scheme = serializers.IntegerField(**ROW)
    again_in = serializers.ListField(child=serializers.IntegerField(**ROW), max_length=1_000, default=list)
    key = serializers.UUIDField(required=False, allow_null=True, default=None)


class IgnoredShape(serializers.ModelSerializer[IgnoredAlarm]):
    """An alarm of a question that is shown no more, in words."""

    said = serializers.CharField()

    class Meta:
        model = IgnoredAlarm
        fields = ("id", "question", "said", "made_by", "made_at")


class GroupLeaseShape(OfItemShape):
    group = serializers.CharField(max_length=16, help_text="The `key` of a group in the queue.")


class HereShape(serializers.Serializer[Any]):
    """Who else has which group before them now, by the group's key."""

    here = serializers.DictField(child=serializers.CharField())


class OpinionViewSet(RuledViewSet):
    """What a class's answers say of the mark schemes, for those who mark it; what changes a scheme needs its bank."""

    scope = "marks"
    queryset = Assignment.objects.select_related("quiz", "school_class")
    serializer_class = AlarmShape
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("alarms", "lease"), "marking.mark_assignment"),
        **dict.fromkeys(
            ("phrases", "judge", "offer_again", "cure_ahead", "cure", "ignored", "ignore", "show_again"),
            "quizzes.manage_assignment",
        ),
    }

    @extend_schema(request=GroupLeaseShape, responses=HereShape, filters=False)
    @action(detail=True, methods=["post"])
    def lease(self, request: Request, pk: str) -> Response:
        """Say that one has a group of the queue before one, for two minutes. It keeps nobody out."""
        assignment, given = self.get_object(), read(GroupLeaseShape, request.data)
        item, now = item_of(assignment, given["item"]), timezone.now()
        moderation.take(assignment=assignment, item=item, group=given["group"], by=request.user, now=now)
        here = moderation.others(assignment=assignment, item=item, by=request.user, now=now)
        return Response({"here": {key: str(holder) for key, holder in here.items()}})

    # ---- phrases -------------------------------------------------------------------------------------------

    @extend_schema(responses=PhrasesShape, parameters=ITEM, filters=False)
    @action(detail=True, methods=["get"])
    def phrases(self, request: Request, pk: str) -> Response:
        """Return the phrases that a class's answers to one question offer for its mark scheme."""
        assignment = self.get_object()
        item, question = self._asked(assignment, request.query_params.get("item", ""))
        body = {"offered": opinions.phrases_of(assignment, item), "set_aside": opinions.verdicts_of(question)}
        return Response(PhrasesShape(body).data)

    @extend_schema(request=JudgeShape, responses={201: PhraseVerdictShape}, filters=False)
    @phrases.mapping.post
    def judge(self, request: Request, pk: str) -> Response:
        """Say that a phrase is not accepted, or leave it aside. 409: it is offered no more."""
        assignment, given = self.get_object(), read(JudgeShape, request.data)
        item, question = self._asked(assignment, given["item"])
        phrase = next((one for one in opinions.phrases_of(assignment, item) if one.run == given["run"]), None)
        if phrase is None:
            raise Conflict("This phrase is offered no more.")
        row = opinions.judge_phrase(
            question=question, run=phrase.run, wording=phrase.wording, verdict=given["verdict"], by=request.user,
            now=timezone.now(),
        )  # fmt: skip
        return Response(PhraseVerdictShape(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None}, parameters=ITEM)
    @action(detail=True, methods=["delete"], url_path="phrases/(?P<row_id>[0-9]{1,15})")
    def offer_again(self, request: Request, pk: str, row_id: str) -> Response:
        """Take such a word back: the phrase is offered again."""
        _, question = self._asked(self.get_object(), request.query_params.get("item", ""))
        verdict = question.phrase_verdicts.exclude(verdict=PhraseVerdict.Verdict.ACCEPTED).filter(pk=row_id).first()
        if verdict is None:
            raise Http404
        opinions.offer_again(verdict=verdict)
        return Response(status=status.HTTP_204_NO_CONTENT)

    # ---- alarms --------------------------------------------------------------------------------------------

    @extend_schema(responses=AlarmShape(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def alarms(self, request: Request, pk: str) -> Response:
        """Return what a class's answers say against the mark schemes, in the order of the paper."""
        return Response(AlarmShape(alarms.of_assignment(self.get_object()), many=True).data)

    @extend_schema(request=NamedAlarmShape, responses=OutlookShape, filters=False)
    @action(detail=True, methods=["post"], url_path="cure-ahead")
    def cure_ahead(self, request: Request, pk: str) -> Response:
        """Say what curing an alarm would change, in the scheme and in marks everywhere. Nothing is written."""
        shown, scheme = self._alarm(self.get_object(), read(NamedAlarmShape, request.data))
        preview = remarking.preview(question=scheme.question, text=shown.cure.text, responses=self._markable())
        return Response(OutlookShape(outlook_of(preview, scheme.pk)).data)

    @extend_schema(request=CureShape, responses={201: BatchShape}, filters=False)
    @action(detail=True, methods=["post"])
    @once
    def cure(self, request: Request, pk: str) -> Response:
        """Write the cure as the scheme's next version and mark answers again: one batch. 409: something has changed."""
        assignment, given = self.get_object(), read(CureShape, request.data)
        shown, scheme = self._alarm(assignment, given)
        if given["seen_scheme"] != scheme.pk:
            raise Conflict("The mark scheme has been changed since. Look ahead again, then decide.")
        try:
            batch = alarms.apply(
                scheme=scheme, made=shown.cure, responses=self._markable(), again_in=given["again_in"],
                by=request.user, now=timezone.now(), key=given["key"], assignment=assignment,
            )  # fmt: skip
        except banks.Overtaken as error:
            raise Conflict(f"{error} Look ahead again, then decide.") from error
        opinions_outdated.send(sender=None)
        return Response(BatchShape(batch).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=IgnoredShape(many=True), parameters=ITEM, filters=False)
    @action(detail=True, methods=["get"], url_path="ignored-alarms")
    def ignored(self, request: Request, pk: str) -> Response:
        """Return which alarms of a question are ignored."""
        _, question = self._asked(self.get_object(), request.query_params.get("item", ""))
        return Response(IgnoredShape(alarms.ignored_of(question), many=True).data)

    @extend_schema(request=NamedAlarmShape, responses={201: IgnoredShape}, filters=False)
    @ignored.mapping.post
    def ignore(self, request: Request, pk: str) -> Response:
        """Show an alarm of a question no more, in any class."""
        assignment, given = self.get_object(), read(NamedAlarmShape, request.data)
        item, question = self._asked(assignment, given["item"])
        if given["alarm"] not in {shown.alarm.key for shown in alarms.of_assignment(assignment, item)}:
            raise Conflict(GONE)
        row = alarms.ignore(question=question, key=given["alarm"], by=request.user, now=timezone.now())
        return Response(IgnoredShape(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None}, parameters=ITEM)
    @action(detail=True, methods=["delete"], url_path="ignored-alarms/(?P<row_id>[0-9]{1,15})")
    def show_again(self, request: Request, pk: str, row_id: str) -> Response:
        """Show such an alarm again."""
        _, question = self._asked(self.get_object(), request.query_params.get("item", ""))
        ignored = question.ignored_alarms.filter(pk=row_id).first()
        if ignored is None:
            raise Http404
        alarms.show_again(ignored=ignored)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _asked(self, assignment: Assignment, item_id: Any) -> tuple[Item, Question]:
        """Return a question of the paper and of the bank, which the caller may change."""
        item = item_of(assignment, item_id)
        rows = Question.objects.select_related("bank")
        return item, fetch(self.request.user, "quizzes.change_question", rows, pk=item.question_id)

    def _alarm(self, assignment: Assignment, given: dict[str, Any]) -> tuple[Any, MarkScheme]:
        """Return an alarm that has a cure, and the newest scheme. Raises Conflict where it says so no more."""
        item, question = self._asked(assignment, given["item"])
        scheme = schemes.newest(question)
        there = alarms.of_assignment(assignment, item)
        shown = next((one for one in there if one.alarm.key == given["alarm"] and one.cure is not None), None)
        if scheme is None or shown is None:
            raise Conflict(GONE)
        return shown, scheme

    def _markable(self) -> Any:
        return permitted(self.request.user, "marking.change_response", StudentResponse.objects.all())
