"""What the OpenAPI schema says of signing in."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class SessionSignInScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it registers itself
    target_class = "quizzes.access.framework.SessionSignIn"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the site's session cookie as OpenAPI writes it."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
