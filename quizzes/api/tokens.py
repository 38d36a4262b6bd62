"""Signing in to the API with a token: name and password against a token that ends after thirty days."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from knox.auth import TokenAuthentication
from knox.models import get_token_model
from rest_framework import serializers, status
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from quizzes.access import devices

LOCKED = "Too many wrong guesses for this name from this address."


class TokenShape(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Send it as “Authorization: Token …”. It is shown only this once.")
    expires_at = serializers.DateTimeField()


class TokenView(APIView):
    """Tokens for programs."""

    authentication_classes = (TokenAuthentication,)

    def get_permissions(self) -> Any:
        return [AllowAny()] if self.request.method == "POST" else super().get_permissions()

    @extend_schema(request=AuthTokenSerializer, responses={201: TokenShape})
    def post(self, request: Request) -> Response:
        """Exchange a name and a password for a token. Wrong guesses are throttled as on the sign-in page."""
        shape = AuthTokenSerializer(data=request.data, context={"request": request})
        if not shape.is_valid():
            if refusal := devices.refusal_of(request):
                raise Throttled(wait=refusal.seconds, detail=LOCKED)
            raise ValidationError(shape.errors)
        row, token = get_token_model().objects.create(shape.validated_data["user"])
        return Response(TokenShape({"token": token, "expires_at": row.expiry}).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """End the token that this request came with."""
        request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
