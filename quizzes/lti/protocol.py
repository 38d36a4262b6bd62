"""LTI 1.3 as pylti1p3next speaks it, held to what it leaves open.

Beyond what the library looks at: a state is of this browser, of one platform, and used once, and the nonce is that
state's own; a token ends, was signed with a public key's algorithm, and names no second audience without us; keys are
kept for an hour and read again for one that is new; calls go to public addresses only; access tokens are kept apart by
client, not by issuer alone.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

import requests
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from pylti1p3.cookie import CookieService
from pylti1p3.deployment import Deployment
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.service_connector import ServiceConnector
from pylti1p3.session import SessionService
from pylti1p3.tool_config.abstract import ToolConfAbstract
from requests.structures import CaseInsensitiveDict

from quizzes.lti import keys
from quizzes.models import LtiPlatform
from quizzes.pure import reachable
from quizzes.services import outbound

STATE_LASTS = 600  # seconds from the platform's first request to its message
KEYS_LAST = 3600
ASK_AGAIN_AFTER = 30  # seconds, for keys that a token names and the set has not
SIGNED_BY = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}  # no shared secret


class Stale(LtiException):
    """The state is nobody's, another browser's, or was used before."""


def platform_of(issuer: str, client_id: str) -> LtiPlatform | None:
    """Return the platform that is registered so and switched on; by its issuer alone where there is only one."""
    rows = LtiPlatform.objects.filter(issuer=issuer, is_on=True)
    found = list((rows.filter(client_id=client_id) if client_id else rows)[:2])
    return found[0] if len(found) == 1 else None


def platform_at(number: int) -> LtiPlatform | None:
    """Return the platform of this number, unless it is switched off."""
    return LtiPlatform.objects.filter(pk=number, is_on=True).first()


def registration_of(platform: LtiPlatform) -> Registration:
    """Return a platform as the library wants it, with our keys."""
    private, public = keys.signing(timezone.now())
    made = Registration()
    made.set_issuer(platform.issuer).set_client_id(platform.client_id)
    made.set_auth_login_url(platform.auth_url).set_auth_token_url(platform.token_url)
    made.set_key_set_url(platform.keys_url).set_auth_audience(platform.token_audience)
    return made.set_tool_private_key(private).set_tool_public_key(public)


class _Platforms(ToolConfAbstract[Any]):
    """The registered platforms, for the library."""

    def check_iss_has_one_client(self, iss: str) -> bool:
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:
        return True

    def find_registration_by_issuer(self, iss: str, *args: Any, **kwargs: Any) -> Registration:
        raise NotImplementedError  # never asked: see above

    def find_registration_by_params(self, iss: str, client_id: str, *args: Any, **kwargs: Any) -> Registration:
        platform = platform_of(iss, client_id or "")
        return registration_of(platform) if platform else cast("Registration", None)

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment | None:
        raise NotImplementedError

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Deployment | None:
        platform = platform_of(iss, client_id)
        if platform is None or deployment_id not in platform.deployments:
            return None
        return Deployment().set_deployment_id(deployment_id)


class _Asked(Request):
    def __init__(self, request: HttpRequest, *, post_only: bool) -> None:
        self.request, self.post_only = request, post_only

    def is_secure(self) -> bool:
        return self.request.is_secure()

    def get_param(self, key: str) -> str:
        given = self.request.POST.get(key)
        if given is None and not self.post_only:
            given = self.request.GET.get(key)
        return (given or "").replace("\0", "")


class _Cookies(CookieService):
    """One cookie for a few minutes, by which the message is known to come back to the browser that asked for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.kept = request, dict[str, str]()

    def get_cookie(self, name: str) -> str | None:
        return self.request.COOKIES.get(f"{self._cookie_prefix}-{name}")

    def set_cookie(self, name: str, value: str | int, exp: int | None = STATE_LASTS) -> None:
        self.kept[f"{self._cookie_prefix}-{name}"] = str(value)

    def give(self, response: HttpResponse) -> None:
        """Let the browser send it with the platform's POST, which only SameSite=None does; that needs https."""
        is_secure = self.request.is_secure()
        for name, value in self.kept.items():
            response.set_cookie(
                name, value, max_age=STATE_LASTS, path="/lti/", httponly=True,
                secure=is_secure, samesite="None" if is_secure else "Lax",
            )  # fmt: skip


class _Once(SessionService):
    """Keeps for each state its nonce and platform, until they are used."""

    def __init__(self) -> None:
        self.nonce = ""

    def save_nonce(self, nonce: str) -> None:
        self.nonce = nonce

    def save_state_params(self, state: str, params: Mapping[str, object]) -> None:
        cache.set(f"lti-{state}", {"nonce": self.nonce, **params}, STATE_LASTS)

    @staticmethod
    def take(state: str) -> dict[str, Any]:
        """Return what was kept for a state, to one caller only. Raises Stale."""
        kept = cache.get(f"lti-{state}")
        if kept is None or not cache.delete(f"lti-{state}"):
            raise Stale("The state is not known, or was used before.")
        return cast("dict[str, Any]", kept)


class Login(OIDCLogin[_Asked, _Platforms, _Once, _Cookies, Any]):
    """The first request of a launch: somebody at a platform wants to come here."""

    def __init__(self, request: HttpRequest) -> None:
        self.cookies = _Cookies(request)
        super().__init__(
            _Asked(request, post_only=False), _Platforms(), session_service=_Once(), cookie_service=self.cookies
        )
        self.platform = _platform_named(self._request)

    def get_redirect(self, url: str) -> Redirect[Any]:
        raise NotImplementedError

    def address(self, back: str) -> str:
        """Return where the browser goes to be known, and sent back to `back`. Raises LtiException."""
        self.pass_params_to_launch({"platform": self.platform.pk})
        return self._prepare_redirect_url(back)

    def again(self) -> dict[str, str]:
        """Return what the platform sent, to send it once more from a window of its own."""
        _, sent = self.get_cookies_allowed_js_check_params()
        return {name: value for name, value in sent.items() if name != "lti1p3_new_window"}


def _platform_named(asked: _Asked) -> LtiPlatform:
    found = platform_of(asked.get_param("iss"), asked.get_param("client_id"))
    if found is None:
        raise LtiException("The platform is not registered here, or switched off.")
    return found


class Launch(MessageLaunch[_Asked, _Platforms, _Once, _Cookies]):
    """A message that a platform has sent by somebody's browser."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(
            _Asked(request, post_only=True), _Platforms(), session_service=_Once(),
            cookie_service=_Cookies(request), requests_session=cast("requests.Session", Caller()),
            service_connector_cls=Connector,
        )  # fmt: skip
        self.set_jwt_verify_options({"verify_aud": False, "require": ["exp", "iat", "iss", "aud", "sub", "nonce"]})
        self.kept: dict[str, Any] = {}

    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    def body(self) -> dict[str, Any]:
        """Return what the message says, once all of it is found to be right. Raises LtiException."""
        try:
            return cast("dict[str, Any]", dict(self.validate().get_launch_data()))
        except (LtiException, Stale):
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # a body that is no object, and the like
            raise LtiException(f"The message cannot be read: {type(error).__name__}.") from error

    def validate_state(self) -> MessageLaunch[Any, Any, Any, Any]:
        state = self._get_request_param("state")
        cookie = self._cookie_service.get_cookie(state) or ""
        if not state or not constant_time_compare(cookie, state):
            raise Stale("This browser has not asked for the message.")
        self.kept = self._session_service.take(state)
        return self

    def validate_jwt_format(self) -> MessageLaunch[Any, Any, Any, Any]:
        super().validate_jwt_format()
        if self._jwt["header"].get("alg") not in SIGNED_BY:
            raise LtiException("The token is not signed with a public key.")
        return self

    def validate_nonce(self) -> MessageLaunch[Any, Any, Any, Any]:
        if not constant_time_compare(str(self._get_jwt_body().get("nonce")), self.kept["nonce"]):
            raise LtiException("The nonce is another message's.")
        return self

    def validate_registration(self) -> MessageLaunch[Any, Any, Any, Any]:
        super().validate_registration()
        body: Any = self._get_jwt_body()
        platform = platform_of(str(body["iss"]), str(self.get_client_id()))
        if platform is None or platform.pk != self.kept["platform"]:
            raise LtiException("The message is of another platform than the one that was asked.")
        if isinstance(body["aud"], list) and len(body["aud"]) > 1 and body.get("azp") != platform.client_id:
            raise LtiException("The token is meant for others, too.")
        self.platform = platform
        return self

    def save_launch_data(self) -> MessageLaunch[Any, Any, Any, Any]:
        return self  # nothing of it is kept but what we use

    def fetch_public_key(self, key_set_url: str) -> Any:
        """Return a platform's keys, kept for an hour; read again for a key that they have not."""
        kept: Any = cache.get(f"lti-keys-{key_set_url}")
        named = self._jwt["header"].get("kid")
        if kept is not None and any(key.get("kid") == named for key in kept["keys"]):
            return kept
        if kept is not None and not cache.add(f"lti-keys-asked-{key_set_url}", 1, ASK_AGAIN_AFTER):
            return kept
        found: Any = super().fetch_public_key(key_set_url)
        if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
            raise LtiException("The platform’s address of keys has none.")
        found = {"keys": [key for key in found["keys"] if isinstance(key, dict)]}
        cache.set(f"lti-keys-{key_set_url}", found, KEYS_LAST)
        return found


# ---- from here to the platform -----------------------------------------------------------------------------


class Caller:
    """What the library takes for a session of `requests`: it calls public addresses only and follows nothing."""

    headers: dict[str, str] = {}

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        return self._call(url, "GET", None, headers or {})

    def post(self, url: str, data: Any = None, headers: Mapping[str, str] | None = None) -> requests.Response:
        given = dict(headers or {})
        if isinstance(data, dict):
            data = urlencode(data)
            given["Content-Type"] = "application/x-www-form-urlencoded"
        return self._call(url, "POST", (data or "").encode(), given)

    def _call(self, url: str, method: str, body: bytes | None, headers: Mapping[str, str]) -> requests.Response:
        try:
            answer = outbound.call(
                reachable.target_of(url), method, body, {"User-Agent": "Markscheme", **headers}, reads=True
            )
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise requests.ConnectionError(f"{error}"[:200] or type(error).__name__) from error
        made = requests.Response()
        made.status_code, made.url, made.encoding = answer.status, url, "utf-8"
        made.headers = CaseInsensitiveDict(answer.headers)
        made._content = answer.body  # noqa: SLF001 -- a response as if `requests` had made it
        if 300 <= answer.status < 400:
            raise requests.ConnectionError("It points elsewhere, and that is not followed.")
        return made


class Connector(ServiceConnector):
    """Calls a platform's services, with an access token that is kept as long as it lasts."""

    def _scope_key(self, scopes: Any) -> str:
        return f"lti-token-{self._registration.get_client_id()}-{super()._scope_key(scopes)}"

    def _get_cached_access_token(self, scope_key: str) -> str | None:
        return cast("str | None", cache.get(scope_key))

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:
        cache.set(scope_key, access_token, max(1, int(expires_in) - 10))

    def forget(self, scopes: list[str]) -> None:
        """Ask for another access token the next time."""
        cache.delete(self._scope_key(sorted(scopes)))


def connector_of(platform: LtiPlatform) -> Connector:
    """Return what calls the services of a platform. Its calls raise LtiException and requests.RequestException."""
    return Connector(registration_of(platform), cast("requests.Session", Caller()))


def in_words(error: Exception) -> str:
    """Return what went wrong with a call, for a person."""
    response = getattr(error, "response", None)
    if response is not None:
        said = " ".join(str(response.text).split())[:200]
        return f"It answered with status {response.status_code}{f': {said}' if said else ''}."
    return str(error)[:300] or type(error).__name__
