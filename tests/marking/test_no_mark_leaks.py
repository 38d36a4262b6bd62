"""Before release nothing tells a student a mark or a mark scheme: every address, asked in every way, by everybody.

Two things are held. No word of a scheme, model answer, feedback or marker, and no number of a mark stands in anything
that is sent. And what is sent is the same, byte for byte, whatever the marks are: so neither an order, a count, a
status nor a length tells one from the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from marking.models import Enquiry, Mark, Standing
from marking.services import enquiries, examples, marks, results
from quizzes.lti import keys
from quizzes.models import Attempt, Response, User
from quizzes.services import attempts
from tests.cast import School, question_of, quiz_for, school, signed_in
from tests.quizzes.access.test_every_address import ADDRESSES, filled, ids

__all__ = ["ids"]  # the fixture, here with the cast below
pytestmark = pytest.mark.django_db

# Words and numbers that stand nowhere else. The question is worth more than any mark, since its worth is no secret.
SCHEME = """\
xylophonist / zymurgist [61.5]
    feedback: Quokkas would have told you.
    reject: bandicoot
axolotl [20.5]
"""
WORDS = (
    "xylophonist", "zymurgist", "quokka", "bandicoot", "axolotl", "wombat", "narwhal", "okapi", "pangolin",
    "plain enough",
)  # fmt: skip
NUMBERS = ("61.5", "20.5", "47.5", "33.5", "0.123456")
HIGH = ("47.5", "A narwhal it was not, see point one.")
LOW = ("0", "No narwhal.")
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
# What a page that is not the visitor's own is asked by: the others are refused before anybody looks whose it is.
OF_A_PAGE = ("get", "post")
SCHEMA = "/api/v1/schema/"  # takes a second to write, from the code and not from rows: asked for once
# What could tell by what it finds, by how many, or in which order.
QUERIES = (
    "?mark__gte=40&standing__mark__mark=61.5&confidence__lt=0.9&ordering=-mark&order=mark&sort=mark&o=3&q=61.5&p=1",
    "?ordering=-standing__mark__mark&search=61.5&expand=standing,marks&fields=mark,points&include=marks&format=json",
)
CUT = ":"  # before the time in what is signed
IDLE = ("Content-Security-Policy", "Expires")  # whose order, and second, change
BODIES = ("{not json", '{"answers": "x", "lease": 4, "mark": "47.5"}')
# What differs from one request to the next whatever the marks are.
PASSING = re.compile(
    r"""csrfmiddlewaretoken"\s+value="\w+" | data-csrf="\w+" | csrf-token"\s+content="\w+" | "token":"[0-9a-f]{40}"
    | [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12} | \d{4}-\d\d-\d\dT[\d:.+Z-]+
    | "seconds_left":[\d.]+ | "\w+_seconds(?:_ago)?":\s[\d.]+ | data-[a-z-]+="\d[\d.]*" """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Sent:
    """One answer of the site: who asked what, and all that was sent back."""

    who: str
    method: str
    asked: str
    status: int
    headers: str
    body: str

    @property
    def all(self) -> str:
        """Everything that reached the visitor."""
        return f"{self.headers}\n{self.body}"


@pytest.fixture
def cast(db: None) -> School:
    """The usual cast with a question that gives itself away, in a quiz that is open while the test runs."""
    usual = school()
    question = question_of(usual.bank, stem="Who was it?", scheme=SCHEME, model_answer="A wombat.")
    assignment = quiz_for(usual.class_10b, [question], by=usual.alice, closes=timedelta(days=36_500))
    examples.save(question=question, text="an okapi", mark=Decimal("33.5"), by=usual.alice, now=timezone.now())
    return replace(usual, question=question, assignment=assignment)


def everything(cast: School, ids: dict[str, int], *who: str, methods: Sequence[str] = METHODS) -> Iterator[Sent]:
    """Ask for every address as sam, who handed in, as sue, who is sitting, as tim of another class, as nobody ("").

    By all the methods: the API, and the pages of sam's own work. The rest by OF_A_PAGE, where `methods` has them.
    """
    own, hers = (_of(Attempt.objects.get(student=student)) for student in (cast.sam, cast.sue))
    rows = {
        "sam": [ids, {**ids, **hers}],
        "sue": [{**ids, **hers}, {**ids, **own}],
        "tim": [ids],
        "": [{**dict.fromkeys(ids, 999_999), "class_id": ids["class_id"]}],
    }
    for name in who:
        client = signed_in(User.objects.get(username=name)) if name else Client()
        first, *others = [{filled(route, chosen) for route in ROUTES} for chosen in rows[name]]
        mine = {address for address in first if name == "sam"}
        once = set() if name == "sam" and methods is METHODS else {SCHEMA}
        for address in sorted(first.union(*others) - once) + ADMIN:
            by = (
                methods
                if address in mine or address.startswith("/api/")
                else [one for one in OF_A_PAGE if one in methods]
            )
            with transaction.atomic():  # what one address does is undone before the next is asked
                sent = list(_asked(client, name, address, by))
                transaction.set_rollback(True)
            yield from sent


ROUTES = sorted({route for _, route in ADDRESSES if "logout" not in route})


def _of(attempt: Attempt) -> dict[str, int]:
    return {"attempt_id": attempt.pk, "response_id": Response.objects.get(attempt=attempt).pk}


def _admin() -> Iterator[str]:
    """Yield the admin's addresses of marks and of what leads to them, with a row's number where they take one."""

    def look(patterns: list[Any], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from look(pattern.url_patterns, route)
            elif "logout" not in route and ("/marking/" in route or "/attempt/" in route or route.count("/") < 3):
                yield "/" + re.sub(r"<[^>]*>|\(\?P<url>\.\*\)\$", "1", route)

    admin = next(one for one in get_resolver().url_patterns if str(one.pattern) == "admin/")
    yield from look(admin.url_patterns, "admin/")


ADMIN = sorted(set(_admin()))


def _asked(client: Client, who: str, address: str, methods: Sequence[str]) -> Iterator[Sent]:
    """Ask for one address by every method, then with queries and bodies where the plain answer shows it has a use."""
    plain = [_sent(client, who, method, address) for method in methods]
    yield from plain
    api = address.startswith("/api/")
    if plain[0].status == 200 and address != SCHEMA:
        for query in QUERIES if api else QUERIES[:1]:
            yield _sent(client, who, "get", address + query)
    for sent in plain if api else ():
        if sent.method in {"post", "put"} and sent.status not in {401, 405}:
            for body in BODIES:
                yield _sent(client, who, sent.method, address, data=body, content_type="application/json")


def _sent(client: Client, who: str, method: str, address: str, **more: Any) -> Sent:
    answer = getattr(client, method)(address, **more)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()) if name not in IDLE)
    cookies = "\n".join(
        f"{name}={morsel.value.partition(CUT)[0]}"
        for name, morsel in sorted(answer.cookies.items())
        if name not in {"csrftoken", "sessionid"}
    )
    return Sent(
        who, method, f"{address} {more.get('data', '')}", answer.status_code, f"{headers}\n{cookies}",
        PASSING.sub("", body.decode(errors="replace")),
    )  # fmt: skip


@pytest.fixture
def record(cast: School, ids: dict[str, int]) -> School:
    """Return the cast with an engine's mark that gives itself away, and with sue's sitting begun."""
    attempts.start(assignment=cast.assignment, student=cast.sue, now=timezone.now())
    keys.published(timezone.now())  # else made by who asks first, another one each time
    response = Response.objects.get(attempt__student=cast.sam)
    mark = Mark.objects.create(
        response=response, revision=response.revision, text=response.text, scheme=cast.question.mark_schemes.get(),
        engine_version="0", mark=Decimal("20.5"), out_of=Decimal(82), confidence=0.123456, made_at=timezone.now(),
        reasons=["A bandicoot, perhaps."],
        points=[
            {"line": 1, "outcome": "missed", "marks": "0", "of": "61.5", "evidence": []},
            {"line": 4, "outcome": "matched", "marks": "20.5", "of": "20.5", "evidence": []},
        ],
    )  # fmt: skip
    Standing.objects.filter(response=response).update(engine_mark=mark, confidence=mark.confidence)
    return cast


def _give(cast: School, mark: str, reason: str) -> None:
    response = Response.objects.select_related("item").get(attempt__student=cast.sam)
    marks.give(response=response, mark=Decimal(mark), reason=reason, by=cast.alice, now=timezone.now())


def _taken_back(cast: School, mark: str, reason: str) -> None:
    """Release, change a mark because its student asked, and take the release back."""
    assignment, now = cast.assignment, timezone.now()
    results.release(assignment=assignment, by=cast.alice, now=now, unchecked_too=True)
    asked = Enquiry.objects.get(response__attempt__student=cast.sam)
    enquiries.answer(enquiry=asked, mark=Decimal(mark), reason=reason, by=cast.alice, now=now)
    results.take_back(assignment=assignment, by=cast.alice, now=now)


def _held(cast: School, mark: str, reason: str) -> None:
    """Give a mark, hold it back, and release the others'."""
    _give(cast, mark, reason)
    now = timezone.now()
    results.hold(assignment=cast.assignment, student=cast.sam, reason="The pangolin is why.", by=cast.alice, now=now)
    results.release(assignment=cast.assignment, by=cast.alice, now=now, unchecked_too=True)


def test_no_address_tells_anybody_of_a_mark_before_release(record: School, ids: dict[str, int]) -> None:
    _give(record, *HIGH)

    statuses = set()
    students = everything(record, ids, "sam", "sue")
    for sent in (*students, *everything(record, ids, "tim", "", methods=["get", "post"])):
        assert not _told(sent), (sent.who, sent.method, sent.asked, sent.status, _told(sent))
        statuses.add(sent.status)

    assert {200, 302, 400, 401, 403, 404, 405} <= statuses


@pytest.mark.parametrize("happens", [_give, _taken_back, _held])
def test_what_is_sent_is_the_same_whatever_the_marks_are(record: School, ids: dict[str, int], happens: Any) -> None:
    worlds = []
    for given in (HIGH, LOW):
        with transaction.atomic():
            happens(record, *given)
            worlds.append(list(everything(record, ids, "sam", methods=["get"])))
            transaction.set_rollback(True)

    for one, other in zip(*worlds, strict=True):
        assert not _told(one), (one.who, one.asked, _told(one))
        assert one == other


def test_after_release_a_student_sees_their_own_mark_and_no_more(record: School, ids: dict[str, int]) -> None:
    _give(record, *HIGH)
    results.release(assignment=record.assignment, by=record.alice, now=timezone.now(), unchecked_too=True)

    told: dict[str, set[str]] = {"sam": set(), "sue": set(), "tim": set(), "": set()}
    for sent in everything(record, ids, *told, methods=["get"]):
        told[sent.who].update(_told(sent))

    own = {"61.5", "20.5", "47.5", "narwhal", "quokka", "plain enough"}  # the last is a comment in their script
    assert told == {"sam": own, "sue": set(), "tim": set(), "": set()}


def _told(sent: Sent) -> list[str]:
    """Return what is in it that this visitor may not know."""
    text = sent.all.lower()
    own_words = sent.asked.lower()  # what was asked may be said again in the answer
    leaks = [word for word in WORDS if word in text and word not in own_words]
    numbers = (number for number in NUMBERS if number in text and number not in own_words)
    return leaks + [number for number in numbers if re.search(rf"(?<![\d.,:]){re.escape(number)}(?!\d)", text)]
