"""A provider of OpenID Connect on this machine: `python -m tests.runtime.provider PORT`.

The protocol is oidc-provider-mock's: discovery, code flow, signed id tokens. In front of it stands what it lacks:
a code is only given out for a challenge (PKCE, S256), and tokens only for the verifier of one.
"""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain http, on this machine only

Start = Callable[..., Any]


class Proving:
    """Holds whoever comes to PKCE."""

    def __init__(self, application: Callable[[dict[str, Any], Start], Iterable[bytes]]) -> None:
        self.application = application
        self.challenges: set[str] = set()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        refuse = "400 Bad Request", [("Content-Type", "text/plain")]
        if environ["PATH_INFO"] == "/oauth2/authorize":
            asked = parse_qs(environ["QUERY_STRING"])
            if asked.get("code_challenge_method") != ["S256"] or not asked.get("state"):
                start(*refuse)
                return [b"no PKCE"]
            self.challenges.add(asked["code_challenge"][0])
        if environ["PATH_INFO"] == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(body)
            verifier = parse_qs(body.decode()).get("code_verifier", [""])[0]
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            if digest not in self.challenges:
                start(*refuse)
                return [b"wrong verifier"]
        return self.application(environ, start)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main(port: int) -> None:
    """Serve until the process is ended."""
    from oidc_provider_mock import app  # noqa: PLC0415 -- reads the variable above

    make_server("127.0.0.1", port, Proving(app()), handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
