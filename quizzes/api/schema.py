"""What the OpenAPI schema says of signing in, and of what may go wrong."""

from http import HTTPStatus
from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter


class SchemaOnce(SchemaGenerator):
    """Writes the schema once a process: it follows from the code, is the same for all who ask, and takes a second."""

    written: ClassVar[Any] = None

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        """Return the schema, which is everybody's and not to be changed."""
        if self.api_version or not public:
            return super().get_schema(request, public)  # type: ignore[no-untyped-call]
        if SchemaOnce.written is None:
            SchemaOnce.written = super().get_schema(request, public)  # type: ignore[no-untyped-call]
        return SchemaOnce.written


class Described(AutoSchema):
    """What the schema says of an operation, with the headers of those whose rows two people may change."""

    def get_override_parameters(self) -> list[Any]:
        """Return the headers by which a change is told from what was seen."""
        action = getattr(self.view, str(getattr(self.view, "action", "")), None)
        if getattr(action, "gives_etag", False):
            return [IF_NONE_MATCH, ETAG]
        return [IF_MATCH, ETAG] if getattr(action, "heeds_if_match", False) else []


class SessionSignInScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it registers itself
    target_class = "quizzes.access.framework.SessionSignIn"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the site's session cookie as OpenAPI writes it."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class TokenSignInScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "quizzes.api.guards.TokenSignIn"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return how a token is sent as OpenAPI writes it."""
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "“Token ” and the token."}


PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string", "description": "What kind of problem, for programs."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what would be right, for people."},
        "errors": {
            "type": "array",
            "description": "What is wrong with which field; one in another is “settings/0/closes_at”.",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "detail": {"type": "string"},
                    "line": {"type": "integer", "description": "Of a mark scheme that cannot be read, from 1."},
                    "column": {"type": "integer", "description": "From 1."},
                    "found": {"type": "string", "description": "What stands there."},
                    "hint": {"type": "string", "description": "What would be right."},
                    "corrected": {"type": "string", "description": "The whole line as it would be right."},
                },
                "required": ["field", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
    "example": {
        "type": "about:blank#invalid",
        "title": "Bad Request",
        "status": 400,
        "detail": "This field is required.",
        "errors": [{"field": "title", "detail": "This field is required."}],
    },
}
IDEMPOTENCY = {
    "in": "header", "name": "Idempotency-Key", "schema": {"type": "string", "maxLength": 200, "pattern": "^[!-~]*$"},
    "description": "Of what creates: the same key again, within a day, makes nothing and gets the first answer.",
}  # fmt: skip
TAG = {"type": "string", "pattern": "^[!-~]*$"}
IF_MATCH = OpenApiParameter(
    "If-Match", TAG, OpenApiParameter.HEADER, description="The ETag that was read: 412 where it has changed since."
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", TAG, OpenApiParameter.HEADER, description="The ETag that is known: 304 where it has not changed."
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, description="For If-Match and If-None-Match.", response=True
)
METHODS = ("get", "post", "put", "patch", "delete")
OF_ALL = (401, 403, 404, 405, 406, 429, 503)
OF_A_BODY = (400, 409, 413, 415)


def say_errors(result: Any, generator: Any, request: Any, public: Any) -> Any:
    """Give each operation of the schema the problems that it may answer with."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path in result["paths"].values():
        for method in set(METHODS) & set(path):
            statuses = OF_ALL + (OF_A_BODY if method != "get" else (400,))
            if method == "post":
                path[method].setdefault("parameters", []).append(IDEMPOTENCY)
                statuses += (422,)
            statuses += _of_tags(path[method])
            for status in statuses:
                path[method]["responses"].setdefault(str(status), _problem_of(status))
    return result


def _of_tags(operation: dict[str, Any]) -> tuple[int, ...]:
    """Return what an operation that heeds If-Match answers besides, and have one that heeds If-None-Match say 304."""
    heeded = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "If-None-Match" in heeded:
        operation["responses"]["304"] = {"description": "Not changed since: nothing is sent."}
    return (412,) if "If-Match" in heeded else ()


def _problem_of(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        seconds = {"schema": {"type": "integer"}, "description": "In how many seconds to try again."}
        answer["headers"] = {"Retry-After": seconds}
    return answer
