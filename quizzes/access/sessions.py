"""Sessions, kept in the database as Django's own are."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from quizzes.prepared import PreparedQuery

_by_key = PreparedQuery(lambda key: Session.objects.filter(session_key=key), of=str)


class SessionStore(db.SessionStore):
    """Looks a session up with a query that is built once, since every request of everybody does it."""

    def _get_session_from_db(self) -> Session | None:
        session = _by_key.first(self.session_key)
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session
