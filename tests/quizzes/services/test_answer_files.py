"""A file of answers fits one attempt, shows whether it was altered, and none of its texts counts by itself."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from quizzes.models import Attempt, AttemptAct, ResponseVersion
from quizzes.services import answer_files, attempts, late_texts
from quizzes.services.attempts import Answer
from tests.cast import NOW, School, sat, signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def attempt(cast: School) -> Attempt:
    return sat(cast.assignment, cast.sam, "on the server")


def item_of(attempt: Attempt) -> int:
    return int(attempt.responses.values_list("item", flat=True)[0])


def file_of(attempt: Attempt, *texts: str, key: str | None = None, seq: int = 9, **fields: Any) -> bytes:
    """Return a file as the page of `attempt` writes it, with each of `texts` as an answer to its first item."""
    answers = [{"item": item_of(attempt), "text": text, "seq": seq, "sent": False} for text in texts]
    content = {"attempt": attempt.pk, "student": "sam", "quiz": "Stalin", "written": "2026-03-02T09:30:00.000Z"}
    body = json.dumps({**content, "answers": answers, **fields}, indent=1, ensure_ascii=False)
    signature = hmac.new((key or answer_files.key_of(attempt)).encode(), body.encode(), "sha256").hexdigest()
    return f"Markscheme answers 1\n{signature}\n\n{body}\n".encode()


def load(attempt: Attempt, raw: bytes, by: Any) -> answer_files.Loaded:
    return answer_files.load(attempt=attempt, file=answer_files.read(raw, attempt=attempt), by=by, now=LATER)


def test_a_text_of_a_file_is_kept_beside_the_answer_until_a_teacher_accepts_it(cast: School, attempt: Attempt) -> None:
    assert load(attempt, file_of(attempt, "only on the phone"), cast.alice) == answer_files.Loaded(1, 0, 0, 0)
    response = attempt.responses.get()
    assert response.text == "on the server"
    version = ResponseVersion.objects.get(outcome="FROM_FILE")
    assert version.text == "only on the phone"
    assert AttemptAct.objects.get(kind="FILE_LOADED").made_by == cast.alice
    late_texts.decide(version=version, accept=True, by=cast.alice, now=LATER)
    response.refresh_from_db()
    assert response.text == "only on the phone"


def test_loading_a_file_again_changes_nothing(cast: School, attempt: Attempt) -> None:
    raw = file_of(attempt, "only on the phone", "on the server")
    assert load(attempt, raw, cast.alice) == answer_files.Loaded(1, 0, 1, 0)
    assert load(attempt, raw, cast.alice) == answer_files.Loaded(0, 1, 1, 0)
    assert ResponseVersion.objects.filter(outcome="FROM_FILE").count() == 1
    assert AttemptAct.objects.count() == 1


def test_a_text_that_arrived_late_by_itself_is_not_kept_twice(cast: School, attempt: Attempt) -> None:
    answer = Answer(item_of(attempt), "late", 9)
    attempts.save(attempt=attempt, answers=[answer], lease="", received_at=LATER)
    assert load(attempt, file_of(attempt, "late"), cast.alice) == answer_files.Loaded(0, 1, 0, 0)


def test_a_file_of_another_attempt_is_refused_even_if_it_names_this_one(cast: School, attempt: Attempt) -> None:
    other = sat(cast.assignment, cast.sue, "of sue")
    with pytest.raises(answer_files.OtherAttempt):
        answer_files.read(file_of(other, "mine"), attempt=attempt)
    with pytest.raises(answer_files.Altered):
        answer_files.read(file_of(attempt, "mine", key=answer_files.key_of(other)), attempt=attempt)


@pytest.mark.parametrize("change", [(b"phone", b"phono"), (b'"seq": 9', b'"seq": 8'), (b"09:30", b"08:30")])
def test_a_file_that_was_altered_is_refused(attempt: Attempt, change: tuple[bytes, bytes]) -> None:
    raw = file_of(attempt, "on the phone")
    assert change[0] in raw
    with pytest.raises(answer_files.Altered):
        answer_files.read(raw.replace(*change), attempt=attempt)


def test_a_file_survives_what_mail_does_to_ends_of_lines(attempt: Attempt) -> None:
    raw = b"\xef\xbb\xbf" + file_of(attempt, "zwei\nZeilen – ü").replace(b"\n", b"\r\n") + b"\r\n"
    assert answer_files.read(raw, attempt=attempt).answers[0].text == "zwei\nZeilen – ü"


def test_a_file_of_before_a_change_of_the_secret_still_fits(attempt: Attempt) -> None:
    raw = file_of(attempt, "on the phone")
    with override_settings(
        SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=["only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"]
    ):
        assert answer_files.read(raw, attempt=attempt).answers
    with override_settings(SECRET_KEY="new" * 20), pytest.raises(answer_files.Altered):
        answer_files.read(raw, attempt=attempt)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"Markscheme answers 1\nabc\n\nno json",
        b"Markscheme answers 1\nabc\n\n[]",
        b'Markscheme answers 1\nabc\n\n{"attempt": 1, "written": "", "answers": [{"item": -1, "text": "", "seq": 0}]}',
        "Markscheme answers 1\nä\n\n{}".encode(),
        b"Markscheme answers 1\nabc\n\n" + b"[" * 100_000,
    ],
)
def test_what_is_no_file_of_answers_is_refused_with_a_reason(attempt: Attempt, raw: bytes) -> None:
    with pytest.raises(answer_files.Unreadable, match=r"file|second part"):
        answer_files.read(raw, attempt=attempt)


def test_a_teacher_loads_a_file_sees_both_texts_and_accepts(cast: School, attempt: Attempt, client: Client) -> None:
    signed_in(cast.alice, client)
    address = f"/attempts/{attempt.pk}/file/"
    upload = SimpleUploadedFile("answers.txt", file_of(attempt, "<b>on the phone</b>"))
    page = client.post(address, {"file": upload}, follow=True).content.decode()
    assert "The signature matches. 1 new text loaded." in page
    assert "on the server" in page
    assert "&lt;b&gt;on the phone&lt;/b&gt;" in page
    version = ResponseVersion.objects.get(outcome="FROM_FILE")
    client.post(f"/quizzes/set/{cast.assignment.pk}/monitor/late/", {"version": version.pk, "accept": "yes"})
    assert attempt.responses.get().text == "<b>on the phone</b>"
    assert "<strong>Late text accepted</strong> by Alice" in client.get(address).content.decode()


def test_a_wrong_file_is_named_and_loads_nothing(cast: School, attempt: Attempt, client: Client) -> None:
    signed_in(cast.alice, client)
    raw = file_of(attempt, "on the phone").replace(b"phone", b"phono")
    reply = client.post(f"/attempts/{attempt.pk}/file/", {"file": SimpleUploadedFile("answers.txt", raw)})
    assert reply.status_code == 422
    assert "The signature does not match" in reply.content.decode()
    assert not ResponseVersion.objects.filter(outcome="FROM_FILE").exists()


def test_a_student_loads_no_file(cast: School, attempt: Attempt, client: Client) -> None:
    signed_in(cast.sam, client)
    upload = SimpleUploadedFile("answers.txt", file_of(attempt, "mine"))
    assert client.post(f"/attempts/{attempt.pk}/file/", {"file": upload}).status_code == 404
