"""Tokens for programs: made, listed and ended; or had for a name and a password."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.exceptions import PermissionDenied, Throttled, ValidationError
from rest_framework.mixins import DestroyModelMixin, ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from quizzes.access import devices, guesses, second_factor
from quizzes.access.api import Conflict, RuledViewSet
from quizzes.api.guards import TokenSignIn
from quizzes.models import TokenDetails
from quizzes.pure.scopes import SCOPES
from quizzes.services import second_factors, tokens

LOCKED = "Too many wrong guesses for this name from this address."
DAYS = 30  # that a token lasts unless said otherwise


class WantedTokenShape(serializers.Serializer[Any]):
    """What a token is for, how far it reaches and how long it lasts."""

    name = serializers.CharField(max_length=100, default="A program")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES), max_length=len(SCOPES), default=list(SCOPES), allow_empty=False
    )
    days = serializers.IntegerField(min_value=1, max_value=tokens.MOST_DAYS, default=DAYS)


class LogInShape(AuthTokenSerializer, WantedTokenShape):
    """A name and a password, and what the token is wanted for."""

    code = serializers.CharField(
        max_length=20, default="", allow_blank=True, help_text="Of the app, or a recovery code: with a second factor."
    )


class KnownTokenShape(serializers.ModelSerializer[TokenDetails]):
    """A token as its person sees it: all but the text."""

    made_at = serializers.DateTimeField(source="token.created", read_only=True)
    expires_at = serializers.DateTimeField(source="token.expiry", read_only=True)
    begins = serializers.CharField(source="token.token_key", read_only=True, help_text="The first signs of its text.")
    scopes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = TokenDetails
        fields = ("id", "name", "scopes", "begins", "made_at", "expires_at", "used_at")


class TokenShape(KnownTokenShape):
    """A token that was just made, with its text."""

    token = serializers.CharField(source="text", help_text="Send it as “Authorization: Token …”. Shown only this once.")

    class Meta(KnownTokenShape.Meta):
        fields = (*KnownTokenShape.Meta.fields, "token")  # type: ignore[assignment]


def _made(user: Any, wanted: dict[str, Any]) -> Response:
    try:
        details, text = tokens.create(
            user=user, name=wanted["name"], scopes=wanted["scopes"], days=wanted["days"], now=timezone.now()
        )
    except tokens.TooManyTokens as error:
        raise Conflict(str(error)) from error
    details.text = text  # type: ignore[attr-defined]
    return Response(TokenShape(details).data, status=status.HTTP_201_CREATED)


def _ask_second_factor(request: Request, said: dict[str, Any]) -> None:
    """Take a code from who has a second factor. Raises ValidationError, Throttled, and PermissionDenied if it lacks."""
    user = said["user"]
    if second_factor.is_missing(user):
        raise PermissionDenied(second_factor.SET_UP_FIRST)
    if not second_factor.has_one(user):
        return
    if not said["code"]:
        raise ValidationError({"code": "This account has a second factor: send a code of it, too."})
    account = user.username.casefold()
    try:
        devices.count(request, guesses.CODE, account, timezone.now())
        second_factors.check_code(user=user, code=said["code"])
    except guesses.TooMany as refusal:
        raise Throttled(wait=refusal.seconds, detail=LOCKED) from refusal
    except second_factors.Wrong as error:
        raise ValidationError({"code": "This code is not right, or was used before."}) from error
    devices.was_right(request, guesses.CODE, account)


class TokenView(APIView):
    """Tokens for who has a name and a password."""

    authentication_classes = (TokenSignIn,)

    def get_permissions(self) -> Any:
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]  # whatever its scopes: it ends

    @extend_schema(request=LogInShape, responses={201: TokenShape})
    def post(self, request: Request) -> Response:
        """Exchange a name and a password for a token. Wrong guesses are throttled as on the sign-in page."""
        shape = LogInShape(data=request.data, context={"request": request})
        if not shape.is_valid():
            if refusal := devices.refusal_of(request):
                raise Throttled(wait=refusal.seconds, detail=LOCKED)
            raise ValidationError(shape.errors)
        _ask_second_factor(request, shape.validated_data)
        return _made(shape.validated_data["user"], shape.validated_data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """End the token that this request came with."""
        request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class TokenViewSet(ListModelMixin, RetrieveModelMixin, DestroyModelMixin, RuledViewSet):
    """One's own tokens. A token makes and ends none but itself, so that a lost one leads to no other."""

    scope = "tokens"  # which no token has
    queryset = TokenDetails.objects.select_related("token").order_by("pk")
    serializer_class = KnownTokenShape
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "destroy"), "quizzes.change_tokendetails"
    )

    @extend_schema(request=WantedTokenShape, responses={201: TokenShape})
    def create(self, request: Request) -> Response:
        """Create a token. Its text is in the answer, and nowhere else."""
        shape = WantedTokenShape(data=request.data)
        shape.is_valid(raise_exception=True)
        return _made(request.user, shape.validated_data)

    def perform_destroy(self, instance: TokenDetails) -> None:
        tokens.end(details=instance)
