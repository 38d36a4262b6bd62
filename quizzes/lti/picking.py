"""Deep linking: a teacher picks a quiz, and the platform gets a signed link to it with a column for its marks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.db.models import Sum
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from quizzes.lti.messages import Message
from quizzes.lti.protocol import registration_of
from quizzes.models import LtiPlatform, Quiz, User

SALT = "quizzes.lti.picking"
LASTS = 3600  # seconds in which a quiz is picked


def ticket(message: Message, user: User) -> str:
    """Return what lets the page of quizzes, which may have no cookies, send a choice for this person and course."""
    return signing.dumps([user.pk, message.as_data()], salt=SALT, compress=True)


def taken(text: str) -> tuple[int, Message]:
    """Return who may choose, and the message. Raises signing.BadSignature for what we did not sign, or long ago."""
    pk, data = signing.loads(text, salt=SALT, max_age=LASTS)
    return pk, Message(**data)


def back_to(message: Message) -> str:
    """Return where the choice goes: an address that the platform's signed message has named; "" for none to use."""
    address = str((message.deep or {}).get("deep_link_return_url") or "")
    return address if urlsplit(address).scheme in {"https", "http"} and len(address) < 4000 else ""


def answer(*, message: Message, quiz: Quiz, launch_url: str) -> str:
    """Return the signed answer that carries a link to the quiz."""
    platform = LtiPlatform.objects.get(pk=message.platform)
    out_of = quiz.items.aggregate(all=Sum("marks"))["all"] or 0
    column = LineItem().set_label(quiz.title).set_score_maximum(float(out_of)).set_resource_id(f"quiz-{quiz.pk}")
    link = DeepLinkResource().set_url(launch_url).set_title(quiz.title).set_custom_params({"quiz": str(quiz.pk)})
    if out_of:
        link.set_lineitem(column)
    deep: Any = message.deep
    made = DeepLink(registration_of(platform), message.deployment, deep)
    said = made.get_message_jwt([link])
    if "data" not in deep:  # what was not sent is not sent back
        said.pop("https://purl.imsglobal.org/spec/lti-dl/claim/data", None)
    return str(made.encode_jwt(said))
