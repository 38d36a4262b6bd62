"""OpenID Connect as django-allauth speaks it, with the providers of our settings: code flow with PKCE.

Beyond what allauth looks at, the signature of each id token is checked against the provider's keys, though it comes by
TLS; the account it names must be the one that `userinfo` names; and its address counts only where the provider, or the
school that set it up, says that it is theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.datakit import parse_bool_safely
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from requests import RequestException

from quizzes.services.connections import Arrival

log = logging.getLogger(__name__)

SIGNED_BY = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
]  # no shared secret


@dataclass(frozen=True)
class Talk:
    """What a request has to do with a provider: its settings, and who answers when somebody comes back, or cannot.

    `arrived` gets the request, who it is, and what was noted when they left; `refused` the request, the name of the
    provider, the reason and an address.
    """

    said: dict[str, Any]
    arrived: Callable[[HttpRequest, Arrival, dict[str, Any]], HttpResponse]
    refused: Callable[[HttpRequest, str, str, str], HttpResponse]


class Protocol(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Speaks with one provider of our settings."""

    def get_provider(self) -> Provider:
        said = self.request.talk.said
        app = SocialApp(
            provider="openid_connect", provider_id=said["id"], name=said["name"], client_id=said["client_id"],
            secret=said["secret"], settings={"server_url": said["issuer"], "oauth_pkce_enabled": True},
        )  # fmt: skip
        return Provider(self.request, app=app)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **answers: Any) -> Any:
        """Return the login as allauth does, without what it would store of the person. Raises OAuth2Error."""
        if not answers["response"].get("id_token"):
            raise OAuth2Error("The provider has sent no id token.")
        login = super().complete_login(request, app, token, **answers)
        claims = login.account.extra_data
        if claims["userinfo"].get("sub") != claims["id_token"]["sub"]:
            raise OAuth2Error("The id token and userinfo name different people.")
        login.claims = {**claims["id_token"], **claims["userinfo"]}
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            key = _key_of(id_token, jwt.PyJWKSet.from_dict(answer.json()).keys)
            said: dict[str, Any] = jwt.decode(
                id_token, key, algorithms=SIGNED_BY, audience=app.client_id, issuer=self.openid_config["issuer"],
                options={"require": ["exp", "iat", "iss", "aud", "sub"]}, leeway=60,
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise OAuth2Error("The id token is not one that the provider has signed for this site.") from error
        return said


def _key_of(id_token: str, keys: list[jwt.PyJWK]) -> jwt.PyJWK:
    """Return the key that a token names, or the only one where it names none. Raises PyJWTError."""
    named = jwt.get_unverified_header(id_token).get("kid")
    fitting = [key for key in keys if key.key_id == named or (named is None and len(keys) == 1)]
    if not fitting:
        raise jwt.InvalidKeyError("no such key")
    return fitting[0]


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = Protocol


class Arrivals(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Hands over to our own views who comes back, before allauth would log them in or make an account."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        talk: Talk = request.talk  # type: ignore[attr-defined]  # `come_back` has put it there
        said = talk.said
        if not _is_of_the_school(said, sociallogin.claims):
            answer = talk.refused(request, said["name"], "elsewhere", _address(said, sociallogin.claims))
        else:
            answer = talk.arrived(request, _arrival(said, sociallogin.claims), sociallogin.state)
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self, request: Any, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        log.warning("Logging in with %s failed: %s %r", provider.app.provider_id, error, exception)
        reason = "cancelled" if error == AuthError.CANCELLED else "error"
        if exception is None and error != AuthError.CANCELLED and "state_id" in (extra_context or {}):
            reason = "stale"
        if isinstance(exception, RequestException):
            reason = "down"
        raise ImmediateHttpResponse(request.talk.refused(request, provider.app.name, reason, ""))


def _address(said: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return the address, verified or not; of a school's own tenant the name that people log in with there is one."""
    other = claims.get("preferred_username") if said["trusts_emails"] else ""
    return str(claims.get("email") or other or "").strip()


def _email(said: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return the address, if it is verified as far as the provider or our settings say; else ""."""
    email = _address(said, claims)
    is_verified = parse_bool_safely(claims.get("email_verified")) or parse_bool_safely(claims.get("xms_edov"))
    return email if "@" in email and (is_verified or said["trusts_emails"]) else ""


def _is_of_the_school(said: dict[str, Any], claims: dict[str, Any]) -> bool:
    """Whether an account is of one of the domains that are set.

    Anybody can make a Google account with an address elsewhere; of those that a school gives out Google says so (`hd`).
    """
    if not said["domains"]:
        return True
    domain = _address(said, claims).rpartition("@")[2].casefold()
    if said["id"] == "google":
        return domain in said["domains"] and str(claims.get("hd") or "").casefold() in said["domains"]
    return domain in said["domains"]


def _arrival(said: dict[str, Any], claims: dict[str, Any]) -> Arrival:
    return Arrival(
        provider=said["id"],
        number=str(claims["sub"]),
        email=_email(said, claims),
        first_name=str(claims.get("given_name") or claims.get("name") or ""),
        last_name=str(claims.get("family_name") or ""),
    )


def address_at(request: HttpRequest, talk: Talk, *, following: str, wanted: dict[str, Any]) -> str:
    """Return the address at the provider that somebody is to go to; "" where it does not answer as providers do."""
    request.talk = talk  # type: ignore[attr-defined]
    try:
        provider = Protocol(request, talk.said["id"]).get_provider()
        return str(provider.redirect(request, process="login", next_url=following, data=wanted).url)
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        log.warning("%s does not answer: %r", talk.said["id"], error)
        return ""


def come_back(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Take in who comes back: the code for tokens, the tokens for who it is."""
    request.talk = talk  # type: ignore[attr-defined]
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(Protocol(request, talk.said["id"]))(request)
    except (KeyError, ValueError, TypeError) as error:
        log.warning("%s has answered what cannot be read: %r", talk.said["id"], error)
        return talk.refused(request, talk.said["name"], "error", "")
    return answer
