"""The door of a save: session, account, right and lock in one query, since a whole class knocks in the same second."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare

from quizzes.access.rules import ACCOUNT_BACKEND
from quizzes.access.sessions import SessionStore
from quizzes.access.table import permitted
from quizzes.models import Attempt, Response, User
from quizzes.models.user import permission_to_teach
from quizzes.prepared import Asked, PreparedQuery

_LIVE = Session.objects.filter(expire_date__gt=Now())


def _own(student: int, pk: int) -> QuerySet[Attempt]:
    return permitted(User(pk=student), "quizzes.sit_attempt", Attempt.objects.filter(pk=pk, student__is_active=True))


def _signed_in(key: str, path: str) -> dict[str, Any]:
    """Return what tells whether the session `key` is that of the student at `path`."""
    return {
        "password": F(f"{path}__password"),
        "session": Subquery(_LIVE.filter(session_key=key).values("session_data")),
    }


_locked = PreparedQuery(
    lambda student, pk, key: (
        _own(student, pk).annotate(**_signed_in(key, "student")).order_by().select_for_update(of=("self",))
    ),
    of=(int, int, str),
)


def locked_attempt(session_key: str, pk: int) -> Attempt | None:
    """Return the attempt `pk`, locked until the transaction ends, if the session is its student's.

    None for anything that is not plainly so: whoever asks then has the usual door look into it.
    """
    student = student_of(session_key)
    if student is None:
        return None
    attempt: Any = _locked.first(student, pk, session_key)
    return attempt if attempt is not None and _is_students(attempt, attempt) else None


# What PostgreSQL has of each row: the transaction that wrote it last.
_WRITTEN_BY = RawSQL(f'"{Attempt._meta.db_table}"."xmin"::text', ())  # noqa: S611 -- a name of a model
_seen = PreparedQuery(
    lambda student, pk, key: (
        _own(student, pk).annotate(written_by=_WRITTEN_BY, **_signed_in(key, "student")).order_by()
    ),
    of=(int, int, str),
)
_seen_with = PreparedQuery(
    lambda student, pk, key, *items: (
        Response.objects.filter(attempt__in=_own(student, pk).values("pk"), item__in=items)
        .annotate(written_by=_WRITTEN_BY, **_signed_in(key, "attempt__student"))
        .select_related("attempt")
        .defer("saved_at")
        .order_by()
    ),
    of=(int, int, str, int),
    alike=True,
)


def seen_attempt(session_key: str, pk: int, items: Collection[int]) -> tuple[Attempt, str, list[Response]] | None:
    """Return what `locked_attempt` does, without a lock, with the answers to `items` and by what it was written last.

    On PostgreSQL alone. None, too, where there are none of these answers.
    """
    student = student_of(session_key)
    if student is None:
        return None
    if not items:
        attempt: Any = _seen.first(student, pk, session_key)
        is_own = attempt is not None and _is_students(attempt, attempt)
        return (attempt, attempt.written_by, []) if is_own else None
    rows: list[Any] = _seen_with.rows(student, pk, session_key, *sorted(items))
    if not rows or not _is_students(rows[0].attempt, rows[0]):
        return None
    return rows[0].attempt, rows[0].written_by, rows


def _is_students(attempt: Attempt, asked: Any) -> bool:
    account = User(pk=attempt.student_id, password=asked.password)
    return bool(asked.session) and _is_of(asked.session, account)


_with_session = PreparedQuery(
    lambda pk, key: (
        User.objects.filter(pk=pk, is_active=True)
        .annotate(
            session=Subquery(_LIVE.filter(session_key=key).values("session_data")),
            may_teach=Exists(permission_to_teach(OuterRef("pk"))),
        )
        .order_by()
    ),
    of=(int, str),
)


def signed_in(session_key: str) -> User | None:
    """Return whose session this is, in one query. None, as `locked_attempt`, for anything that is not plainly so.

    Nor for a session that holds something else besides, as a message to its person.
    """
    pk = student_of(session_key)
    user: Any = _with_session.first(pk, session_key) if pk is not None else None
    if user is None or not user.session or not _is_of(user.session, user, alone=True):
        return None
    vars(user)["_was_granted_teaching"] = user.may_teach  # which every page asks for its navigation
    return user  # type: ignore[no-any-return]


def signing_in(student: int, session_key: str) -> Asked:
    """Return what `signed_in` asks of a session that is that student's, for `prepared.ahead`."""
    return _with_session.asking(student, session_key)


_ITS_OWN = {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY}


def _is_of(session: str, account: User, *, alone: bool = False) -> bool:
    """Whether what a session holds says that `account`, with its password of now, has signed in; `alone`: only that."""
    said = _decoded(session)
    is_theirs = said.get(SESSION_KEY) == str(account.pk) and said.get(BACKEND_SESSION_KEY) == ACCOUNT_BACKEND
    if not is_theirs or (alone and not said.keys() <= _ITS_OWN):
        return False
    return constant_time_compare(said.get(HASH_SESSION_KEY, ""), _auth_hash(account.password))


@lru_cache(maxsize=10_000)
def _decoded(session: str) -> dict[str, Any]:
    """Return what a session says whose text, with its signature, has been looked at once."""
    return SessionStore().decode(session)


@lru_cache(maxsize=10_000)
def _auth_hash(password: str) -> str:
    return User(password=password).get_session_auth_hash()


@lru_cache(maxsize=10_000)
def _known_student(session_key: str) -> int:
    """Return whose session this was when it was asked first; what it says now the query says. Raises LookupError."""
    said = SessionStore(session_key).load()
    if not str(said.get(SESSION_KEY, "")).isdecimal():
        raise LookupError
    return int(said[SESSION_KEY])


def student_of(session_key: str) -> int | None:
    """Return whose session this was when it was asked first: a guess, which says nothing of whether it still is."""
    try:
        return _known_student(session_key)
    except LookupError:  # is not remembered: the person may sign in
        return None
