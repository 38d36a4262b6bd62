"""How the API signs in, reads bodies and cuts pages. Apart from `api`, for the framework loads these itself first."""

from __future__ import annotations

import json
from typing import Any

from rest_framework import exceptions, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser

MOST_BYTES = 1024 * 1024


class SessionSignIn(SessionAuthentication):
    """The site's own session. Says 401, not 403, to who is not signed in, so that a page can ask to sign in again."""

    def authenticate_header(self, request: Any) -> str:
        return 'Session realm="api"'


class BoundedJSONParser(JSONParser):
    """JSON of a bounded size and depth, so that no body can exhaust the server."""

    most_bytes = MOST_BYTES

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(self.most_bytes + 1)
        if len(body) > self.most_bytes:
            raise TooLarge(f"The body is larger than {self.most_bytes} bytes.")
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(f"The body is not JSON that can be read: {error}") from error
        return data


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body is larger than {MOST_BYTES} bytes."
    default_code = "too_large"


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


class Pages(CursorPagination):
    """Pages that follow each other by what stands on them: none is left out or doubled while rows come and go."""

    ordering = "pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """Return what the schema says of a page of such rows: there may be none before it, and none after."""
        link = {"type": ["string", "null"], "format": "uri"}
        pages = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": ["results"], "properties": pages}
