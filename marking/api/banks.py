"""The API of question banks: made, edited, shared, archived, and searched for questions that are double."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking.api import bank_shapes as shapes
from marking.services import glossary, sample
from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.etags import Tagged, if_match
from quizzes.access.repeats import once
from quizzes.models import Bank, Question, User
from quizzes.pure.similarity import pairs_alike
from quizzes.services import archives, banks

MOST_PAIRS = 200


class BankFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`archived`: the banks in the archive, or those in use; without it all."""

    archived = django_filters.BooleanFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)


class BankViewSet(Tagged, ListModelMixin, RuledViewSet):
    """Question banks of one's own, and those that are shared with one."""

    scope = "banks"
    queryset = Bank.objects.prefetch_related("shares")
    serializer_class = shapes.BankShape
    filterset_class = BankFilter
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve"), "quizzes.view_bank"),
        **dict.fromkeys(("partial_update", "duplicates"), "quizzes.change_bank"),
        **dict.fromkeys(("archive", "restore", "destroy", "shares", "share", "unshare"), "quizzes.share_bank"),
    }

    @once
    def create(self, request: Request) -> Response:
        """Make a bank."""
        teacher_required(request)
        shape = shapes.BankShape(data=request.data, context=self.get_serializer_context())
        shape.is_valid(raise_exception=True)
        try:
            bank = glossary.create_bank(**shape.validated_data, by=request.user, now=timezone.now())
        except glossary.BadGlossary as error:
            raise ValidationError({"glossary": [str(error)]}) from error
        return self.tagged(bank, status.HTTP_201_CREATED)

    @if_match
    def partial_update(self, request: Request, bank: Bank) -> Response:
        """Change a bank's title, description or glossary, whose words count as the same in all of its mark schemes."""
        shape = shapes.BankShape(bank, data=request.data, partial=True, context=self.get_serializer_context())
        shape.is_valid(raise_exception=True)
        fields = {name: getattr(bank, name) for name in ("title", "description", "glossary")}
        try:
            glossary.edit_bank(bank=bank, **{**fields, **shape.validated_data})
        except glossary.BadGlossary as error:
            raise ValidationError({"glossary": [str(error)]}) from error
        return self.tagged()

    @extend_schema(responses={204: None})
    @if_match
    def destroy(self, request: Request, bank: Bank) -> Response:
        """Delete a bank that has never held a question. 409: it has; archive it."""
        try:
            archives.delete_bank(bank=bank)
        except archives.InUse as error:
            raise Conflict(str(error)) from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=shapes.BankShape)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Put a bank away: no list of the pages offers it, and what was set from it stays."""
        archives.archive(row=self.get_object(), now=timezone.now())
        return self.tagged()

    @extend_schema(request=None, responses=shapes.BankShape)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take a bank out of the archive."""
        archives.restore(row=self.get_object())
        return self.tagged()

    @extend_schema(request=None, responses={201: shapes.BankShape})
    @action(detail=False, methods=["post"])
    @once
    def sample(self, request: Request) -> Response:
        """Make a copy of the sample bank, one's own, to try everything on."""
        teacher_required(request)
        return self.tagged(sample.make_bank(by=request.user, now=timezone.now()), status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.ShareShape(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def shares(self, request: Request, pk: str) -> Response:
        """Say with whom a bank of one's own is shared."""
        rows = self.get_object().shares.select_related("user")
        return Response(shapes.ShareShape(rows, many=True).data)

    @extend_schema(request=shapes.NewShareShape, responses=shapes.ShareShape)
    @shares.mapping.post
    def share(self, request: Request, pk: str) -> Response:
        """Let a colleague look into a bank, or edit it. Said again, it changes which."""
        bank, given = self.get_object(), read(shapes.NewShareShape, request.data)
        user = User.objects.filter(username__iexact=given["username"], is_active=True).first()
        if user is None or not user.is_teacher:
            raise ValidationError({"username": ["No teacher here has this username."]})
        try:
            row = banks.share(bank=bank, user=user, may_edit=given["may_edit"], now=timezone.now())
        except banks.NotAColleague as error:
            raise ValidationError({"username": [str(error)]}) from error
        return Response(shapes.ShareShape(row).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path="shares/(?P<user_id>[0-9]{1,15})")
    def unshare(self, request: Request, pk: str, user_id: str) -> Response:
        """Take a bank back from a colleague. Quizzes that they made from it stay."""
        share = self.get_object().shares.filter(user=user_id).first()
        if share is None:
            raise Http404
        banks.unshare(share=share)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=shapes.AlikeShape(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def duplicates(self, request: Request, pk: str) -> Response:
        """List questions that ask the same in nearly the same words, the most alike first, up to 200 pairs."""
        rows = list(self.get_object().questions.exclude(state=Question.State.ARCHIVED).order_by("pk"))
        alike = pairs_alike([row.stem for row in rows])[:MOST_PAIRS]
        pairs: list[dict[str, Any]] = [
            {
                "first": rows[one.first].pk, "first_stem": rows[one.first].stem,
                "second": rows[one.second].pk, "second_stem": rows[one.second].stem, "alike": round(one.alike),
            }
            for one in alike
        ]  # fmt: skip
        return Response(shapes.AlikeShape(pairs, many=True).data)
