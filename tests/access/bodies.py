"""What is sent to each address of the matrix: a body that does what the address is for, where the sender may."""

from __future__ import annotations

from typing import Any

from marking.models import MarkScheme
from quizzes.models import Item, Response, ResponseVersion
from tests.cast import PASSWORD

KEY = "0" * 32
UUID = "00000000-0000-4000-8000-000000000000"
NEW_PASSWORD = {"old_password": PASSWORD, "new_password1": "quite-another-7", "new_password2": "quite-another-7"}
TIMES = {"opens_at": "2026-11-01T09:00", "closes_at": "2099-11-01T10:00", "time_limit_minutes": "20"}


def body_of(name: str, method: str, bodies: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what is sent to the address `name`, of all the `bodies`; for an address that needs nothing, nothing."""
    return bodies.get(f"{method} {name}") or bodies.get(name) or {}


def all_bodies(ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    """Return what is sent by name of the address, or by method and name, where the rows have these ids."""
    return _of_quizzes(ids) | _of_marking(ids) | _of_api(ids) | _of_teachers_api(ids) | _of_marking_api(ids)


def _of_quizzes(ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    act = {"act": "pause", "key": UUID}
    return {
        "password": NEW_PASSWORD,
        "address": {"email": "new@school.example", "password": PASSWORD},
        "confirm": {"password": PASSWORD},
        "login-code": {"code": "123456"},
        "login-connect": {"password": PASSWORD},
        "ways-in": {"act": "factor"},
        "lti-platform": {"act": "off"},
        "reset": {"email": "alice@school.example"},
        "tokens": {"name": "Sync", "scopes": ["banks:read"], "days": "30"},
        "bank-start": {"title": "New"},
        "bank-act": {"act": "archive"},
        "quiz-act": {"act": "archive"},
        "class-new-year": {"name": "12A"},
        "bank-sharing": {"username": "bob", "may_edit": ""},
        "bank-notes": {"title": "N", "text": "The Treaty of Rapallo was signed in 1922 by Germany and Soviet Russia."},
        "classes": {"name": "12A"},
        "class-settings": {"name": "10X"},
        "class-act": {"act": "close"},
        "class-invite": {"username": "bob"},
        "class-add": {"first_name": "Ida", "last_name": "Moss"},
        "class-slips": {"students": [ids["student_id"]], "state": ""},
        "class-person": {"first_name": "Sam", "last_name": "Roe"},
        "class-person-act": {"act": "remove"},
        "arrangement": {"extra_percent": "25", "note": ""},
        "invitation-answer": {"answer": "accept"},
        "join": {"code": "AAAAAAAA"},
        "quiz-new": {"title": "New", "questions": [ids["question_id"]]},
        "assignment-times": TIMES,
        "papers": {"sat_on": "2026-03-01", "text": "username,1\nsue,social fascists\n"},
        "paper-of": {"sat_on": "2026-03-01", "seen": "0", "answer_1": "social fascists"},
        "monitor-act": act,
        "monitor-late": {"rule": "ACCEPT"},
        "source": {"title": "A speech", "text": "Peace."},
        "source-new": {"title": "A speech", "text": "Peace."},
        "text-preview": {"text": "**x**"},
        "text-from-html": {"html": "<b>x</b>"},
        "questions-bulk": {"questions": [ids["question_id"]], "act": "archive"},
    }


def _of_marking(ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    mark = {"mark": "1", "reason": "Plain.", "comment": "Plain."}
    return {
        "bank-edit": {"title": "Renamed"},
        "question": {"stem": "Why?", "scheme": "war [1]", "kind": "SHORT", "topic": "x"},
        "question-new": {"stem": "Why?", "scheme": "war [1]", "kind": "SHORT", "topic": "x"},
        "question-try": {"scheme": "war [1]", "answer": "war"},
        "scheme-fields": {"scheme": "war [1]"},
        "example-save": {"text": "a war", "mark": "1"},
        "practice-class": {"school_class": ids["class_id"], "what": ids["bank_id"]},
        "practice-bank": {"school_class": ids["class_id"], "what": ids["bank_id"]},
        "practice-answer-give": {"text": "a war", "key": UUID},
        "practice-judge": {"verdict": "RIGHT"},
        "hold": {"student": ids["student_id"], "reason": ""},
        "enquiry-ask": {"text": "Why not two?"},
        "enquiry-answer": {"reply": "Because.", "decision": "KEEP"},
        "moderators": {"username": "bob"},
        "response": mark,
        "check-decide": {"item": "1", "answers": f"{ids['response_id']}:", "decide": "wrong", "key": KEY},
        "check-lease": {"q": "1", "group": "x"},
        "check-phrase": {"q": "1", "phrase": "x", "verdict": "accept"},
        "alarm-ignore": {"q": "1", "alarm": "x"},
        "alarm-cure": {"q": "1", "alarm": "x"},
        "check-wording": {"q": "1", "group": "x"},
        "sample": {"draw": "1"},
        "second-marking": {"draw": "1"},
        "script-levels": {"mark-0": "1"},
        "script-comments": {"text": "Why?", "exact": "social", "start": "0"},
        "script-comment": {"text": "Why not?"},
        "comment-bank": {"text": "Say why."},
        "banked-comment": {"text": "Say why, with a fact."},
        "grades": {"boundaries": "A 80\nB 60"},
    }


def _of_api(ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    answers = {"answers": [{"item": 1, "text": "x", "seq": 9}], "lease": ""}
    setting = {"school_class": ids["class_id"], "opens_at": "2026-11-01T09:00Z", "closes_at": "2099-11-01T09:00Z"}
    return {
        "api-token": {"username": "sam", "password": PASSWORD},
        "bank-list": {"title": "New"},
        "api-class-list": {"name": "12A"},
        "api-class-detail": {"name": "10X"},
        "api-class-people": {"first_name": "Ida", "last_name": "Moss"},
        "token-list": {"name": "Sync", "scopes": ["banks:read"]},
        "question-list": {"bank": ids["bank_id"], "stem": "Why?", "kind": "SHORT"},
        "patch question-detail": {"topic": "x"},
        "bank-detail": {"description": "x"},
        "bank-shares": {"username": "bob"},
        "question-many": {"act": "topic", "questions": [ids["question_id"]], "topic": "x"},
        "source-list": {"bank": ids["bank_id"], "title": "A speech", "text": "Peace."},
        "source-detail": {"title": "Another speech"},
        "text-from-html": {"html": "<b>x</b>"},
        "text-preview": {"text": "**x**"},
        "scheme-draft-try-out": {"scheme": "war [1]", "answers": ["war"]},
        "scheme-draft-scheme-fields": {"scheme": "war [1]"},
        "scheme-draft-scheme-text": {"base": "", "rows": [{"wording": "war"}]},
        "proposal-proposals": {"key": "x"},
        "example-list": {"question": ids["question_id"], "text": "a war", "mark": "1"},
        "question-scheme-newest": {"text": "war [1]"},
        "quiz-list": {"title": "New", "questions": [ids["question_id"]], "settings": [setting]},
        "attempt-answers": answers,
        "attempt-hand-in": answers,
        "attempt-lease": {"lease": UUID},
        "mark-list": {"response": ids["response_id"], "mark": "1", "reason": "Plain."},
        "room-acts": {"act": "pause", "key": UUID},
        "room-late-rule": {"rule": "ACCEPT"},
        "api-notes-list": {"title": "N", "text": "The Treaty of Rapallo was signed in 1922 by Germany and Russia."},
        "api-notes-accept-glossary": {"lines": ["A = B"]},
        "room-late": {"version": ResponseVersion.objects.values_list("pk", flat=True).first(), "accept": False},
    }


def _of_teachers_api(ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    terms, access = {"extra_minutes": 5}, {"text": "student,factor\nsam,1.25\n"}
    papers = {"text": "username,1\nsue,social fascists\n", "sat_on": "2026-03-01"}
    item = Item.objects.filter(quiz=ids["quiz_id"]).values_list("pk", flat=True).first()
    return {
        "patch api-class-person": {"first_name": "Sam", "last_name": "Roe"},
        "api-class-new-year": {"name": "12A"},
        "post api-class-invitations": {"username": "bob"},
        "api-class-access-plan": access,
        "api-class-access-apply": access | {"digest": "0"},
        "post api-list-list": {"text": "Ida Moss\n", "school_class": ids["class_id"]},
        "api-list-narrow": {"keep": ["10B"]},
        "put api-arrangement-detail": terms,
        "api-arrangement-look-ahead": terms,
        "patch quiz-detail": {"title": "Treaties"},
        "quiz-lines": {"lines": [{"item": item}]},
        "room-paper-plan": papers,
        "room-paper-apply": papers | {"digest": "0"},
        "put room-paper-paper": {"answers": [], "sat_on": "2026-03-01", "seen": 0},
    }


def _of_marking_api(ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    response = Response.objects.select_related("standing").get(pk=ids["response_id"])
    seen = [{"response": response.pk, "seen": response.standing.mark_id}]
    scheme = MarkScheme.objects.filter(question=ids["question_id"]).order_by("-version").first()
    wording = {"item": response.item_id, "line": 3, "wording": "reds", "kind": "accept", "answers": seen}
    return {
        "api-marking-queue": {"item": response.item_id},
        "api-marking-decide": {"item": response.item_id, "decide": "wrong", "answers": seen},
        "api-marking-look-ahead": wording,
        "api-marking-wordings": wording | {"seen_scheme": scheme.pk if scheme else 1},
        "post api-marks-holds": {"student": ids["student_id"]},
        "api-marks-lift": {"hold": ids["hold_id"]},
        "api-marks-sample-mark": {"row": 1, "mark": "1"},
        "api-opinion-lease": {"item": response.item_id, "group": "x"},
        "post api-opinion-phrases": {"item": response.item_id, "run": "x", "verdict": "IGNORED"},
        "get api-opinion-phrases": {"item": response.item_id},
        "get api-opinion-ignored": {"item": response.item_id},
        "post api-opinion-ignored": {"item": response.item_id, "alarm": "x"},
        "api-opinion-cure-ahead": {"item": response.item_id, "alarm": "x"},
        "api-opinion-cure": {"item": response.item_id, "alarm": "x", "seen_scheme": scheme.pk if scheme else 1},
        "api-pile-scripts": {"item": response.item_id},
        "api-script-levels": {"marks": {"": "1"}, "seen": seen[0]["seen"]},
        "api-script-comments": {"text": "Why?", "exact": "social", "start": 0},
        "api-script-compare": {"low": 1, "high": 2, "nearer": "LOW"},
        "api-script-comment-detail": {"text": "Why not?"},
        "api-banked-list": {"text": "Say why."},
        "api-banked-detail": {"text": "Say why, with a fact."},
        "api-moderator-list": {"school_class": ids["class_id"], "username": "bob"},
        "put api-marks-grades": {"boundaries": "A 80%"},
        "post api-enquiry-list": {"response": ids["response_id"], "text": "Why not two?"},
        "post api-import-list": {"bank": ids["bank_id"], "text": "Q: Why?\nA: war\n"},
        "api-bank-export": {"as": "json"},
        "post api-practice-list": {"school_class": ids["class_id"], "bank": ids["bank_id"]},
        "post api-practice-answer-list": {"question": ids["question_id"], "text": "war", "key": UUID},
        "api-practice-answer-judge": {"verdict": "RIGHT"},
        "api-class-give-pins": {"students": [ids["student_id"]]},
        "room-detail": {"time_limit_minutes": 30},
        "quiz-copy": {"school_class": ids["class_id"]},
        "api-job-list": {"scheme": "war [1]", "answers": [{"id": "a", "text": "war"}]},
        "api-enquiry-answer": {"reason": "Because."},
    }
