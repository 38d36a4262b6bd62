"""A learning platform on this machine that speaks LTI 1.3 over http with keys of its own.

It gives out access tokens for assertions that are signed with the tool's published key and meant for it, lists a course
page by page, and takes scores. `message` is what it would send; tests change what they want wrong.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
CLIENT, DEPLOYMENT = "markscheme-1", "dep-1"
PAGE = 2  # people


class Platform:
    """The platform; `url` is its issuer."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = "key-1"
        self.tool_keys: list[dict[str, Any]] = []
        self.members: list[dict[str, Any]] = []
        self.scores: list[tuple[str, dict[str, Any]]] = []
        self.statuses: list[int] = []  # of the next answers to scores
        self.tokens = set[str]()
        self.keys_read = 0
        platform = self

        class Handler(_Handler):
            of = platform

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def public(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return made | {"kid": self.kid, "alg": "RS256", "use": "sig"}

    def message(self, right_nonce: str, **more: Any) -> dict[str, Any]:
        """Return the claims of a launch of a link by a student; what is None in `more` is left out."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.url, "aud": CLIENT, "sub": "u-1", "nonce": right_nonce, "iat": now, "exp": now + 300,
            "given_name": "Ida", "family_name": "Moss", "email": "ida@school.example",
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": DEPLOYMENT,
            f"{CLAIM}target_link_uri": "http://testserver/lti/launch/",
            f"{CLAIM}roles": [f"{ROLE}Learner"],
            f"{CLAIM}context": {"id": "c-1", "title": "History 10B"},
            f"{CLAIM}resource_link": {"id": "l-1", "title": "Stalin"},
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": f"{self.url}/members", "service_versions": ["2.0"],
            },
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
                "scope": [SCOPE], "lineitem": f"{self.url}/items/7?type=9", "lineitems": f"{self.url}/items",
            },
        }  # fmt: skip
        claims |= more
        return {name: value for name, value in claims.items() if value is not None}

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode(claims, self.key, "RS256", headers={"kid": self.kid, **header})


class _Handler(BaseHTTPRequestHandler):
    of: Platform

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/keys":
            self.of.keys_read += 1
            self._say(200, {"keys": [self.of.public()]})
        elif parts.path == "/moved":
            self._say(302, {}, Location=f"{self.of.url}/members")
        elif parts.path == "/members" and self._may(MEMBERS):
            page = int(parse_qs(parts.query).get("page", ["0"])[0])
            rows = self.of.members[page * PAGE : (page + 1) * PAGE]
            more = (page + 1) * PAGE < len(self.of.members)
            link = {"Link": f'<{self.of.url}/members?page={page + 1}>; rel="next"'} if more else {}
            self._say(200, {"id": "x", "context": {"id": "c-1"}, "members": rows}, **link)
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        parts = urlsplit(self.path)
        if parts.path == "/token":
            self._token(parse_qs(body))
        elif parts.path.endswith("/scores") and self._may(SCOPE):
            status = self.of.statuses.pop(0) if self.of.statuses else 200
            if status < 300:
                assert self.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
                self.of.scores.append((self.path, json.loads(body)))
            self._say(status, {})
        else:
            self._say(404, {})

    def _token(self, asked: dict[str, list[str]]) -> None:
        try:
            said = asked["client_assertion"][0]
            kid = jwt.get_unverified_header(said)["kid"]
            key = next(jwt.PyJWK(key) for key in self.of.tool_keys if key["kid"] == kid)
            claims = jwt.decode(said, key, ["RS256"], audience=f"{self.of.url}/token", issuer=CLIENT)
        except (KeyError, StopIteration, jwt.PyJWTError):
            self._say(401, {"error": "invalid_client"})
            return
        assert claims["sub"] == CLIENT
        token = f"{asked['scope'][0]} {len(self.of.tokens)}"
        self.of.tokens.add(token)
        self._say(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": asked["scope"][0]})

    def _may(self, scope: str) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return token in self.of.tokens and scope in token.split()

    def _say(self, status: int, said: Any, **headers: str) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
