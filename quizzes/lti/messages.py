"""What a platform's message says, as plain values: who comes, as what, into which course, by which link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pylti1p3.exception import LtiException
from pylti1p3.roles import StaffRole, StudentRole, TeacherRole

from quizzes.models import LtiPlatform
from quizzes.pure.sent import number_of
from quizzes.services.connections import Arrival

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
NAMES = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
KINDS = ("LtiResourceLinkRequest", "LtiDeepLinkingRequest")
LONGEST_SUB = 191  # characters of a number that a connection holds
LONGEST_ID = 255


@dataclass(frozen=True)
class Message:
    """A message that was found to be right. `quiz` is what a link of ours names, `deep` where a choice goes back to."""

    platform: int
    sub: str
    first_name: str
    last_name: str
    teaches: bool
    studies: bool
    deployment: str
    course: str
    title: str
    link: str = ""
    quiz: int | None = None
    line_item: str = ""
    members_url: str = ""
    deep: dict[str, Any] | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the message as a session holds it."""
        return asdict(self)

    @property
    def arrival(self) -> Arrival:
        """Who comes, as connections know people. No address: platforms do not say whether they have verified it."""
        return Arrival(f"lti-{self.platform}", self.sub, "", self.first_name, self.last_name)


def read(platform: LtiPlatform, body: Mapping[str, Any], *, host: str) -> Message:
    """Return what a message says. Raises LtiException where it is none that this site, on `host`, has any use for."""
    if body.get(f"{CLAIM}message_type") not in KINDS:
        raise LtiException("This site has no use for such a message.")
    target = urlsplit(str(body.get(f"{CLAIM}target_link_uri") or ""))
    if target.netloc != host or not target.path.startswith("/lti/"):
        raise LtiException(f"The target link is not of this site: {target.geturl()[:200]}")
    course = _of(body, f"{CLAIM}context")
    first, last = _name(body)
    return Message(
        platform=platform.pk,
        sub=_text(body, "sub", LONGEST_SUB),
        first_name=first,
        last_name=last,
        teaches=_teaches(body),
        studies=StudentRole(body).check(),
        deployment=_text(body, f"{CLAIM}deployment_id", LONGEST_ID),
        course=_text(course, "id", LONGEST_ID),
        title=str(course.get("title") or course.get("label") or "")[:200],
        link=_text(_of(body, f"{CLAIM}resource_link"), "id", LONGEST_ID),
        quiz=_quiz(body, target.query),
        line_item=_line_item(_of(body, GRADES)),
        members_url=_text(_of(body, NAMES), "context_memberships_url", 500),
        deep=_of(body, DEEP) or None,
    )


def _of(body: Mapping[str, Any], claim: str) -> dict[str, Any]:
    found = body.get(claim)
    return found if isinstance(found, dict) else {}


def _text(claims: Mapping[str, Any], name: str, longest: int) -> str:
    value = str(claims.get(name) or "").replace("\0", "")
    if len(value) > longest:
        raise LtiException(f"“{name.rpartition('/')[2]}” has more than {longest} characters.")
    return value


def _teaches(body: Mapping[str, Any]) -> bool:
    """Whether somebody teaches this course; of roles beyond the course only where it says none of its own."""
    given = body.get(f"{CLAIM}roles")
    if not isinstance(given, list) or not all(isinstance(role, str) for role in given):
        raise LtiException("The roles are no list of texts.")
    of_course = any("/membership" in role for role in given)
    return bool(TeacherRole(body).check() or (not of_course and StaffRole(body).check()))


def _name(body: Mapping[str, Any]) -> tuple[str, str]:
    return name_of(body.get("given_name"), body.get("family_name"), body.get("name"))


def name_of(given: Any, family: Any, whole: Any) -> tuple[str, str]:
    """Return first and last name, of the whole one where they are not given apart; a platform may keep all back."""
    first, last = _tidy(given), _tidy(family)
    if not first and not last:
        first, _, last = _tidy(whole).rpartition(" ")
        first, last = (first, last) if first else (last, "")
    return first[:150], last[:150]


def _tidy(value: Any) -> str:
    return " ".join(value.replace("\0", "").split()) if isinstance(value, str) else ""


def _quiz(body: Mapping[str, Any], query: str) -> int | None:
    given = str(_of(body, f"{CLAIM}custom").get("quiz") or parse_qs(query).get("quiz", [""])[0])
    return number_of(given)


def _line_item(grades: Mapping[str, Any]) -> str:
    """Return where marks go, "" where the platform takes none."""
    scopes = grades.get("scope")
    return _text(grades, "lineitem", 500) if isinstance(scopes, list) and SCORE in scopes else ""
