"""Pages that a whole class opens in the same second, past most of the middleware: the same view, rule and template.

Whoever is plainly signed in with the session of a browser is known by one query, instead of two and a look at the
connection. What middleware puts into an answer for safety, it puts here as well. All else goes the usual way: who is
not signed in, has a message waiting, comes with a token, asks for what is not there, or is to be told something. The
form that starts a sitting is taken so, too: a whole class sends it in the second in which its quiz opens.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import MessageFailure
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse, parse_cookie
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from marking.views.results import asked_by_result, result
from quizzes.access import second_factor
from quizzes.access.sitting import signed_in, signing_in, student_of
from quizzes.prepared import Asked, ahead
from quizzes.pure.sent import length_of
from quizzes.views.attempts import asked_by_cover, asked_by_paper, asked_by_start, cover, paper, start

View = Callable[..., HttpResponse]

VIEWS: dict[str, View] = {"/sit/*/": cover, "/attempts/*/": paper, "/attempts/*/result/": result}
FORMS: dict[str, View] = {"/sit/*/start/": start}
# What each asks of the database, which is asked with session and account in one query.
_ASKED: dict[View, Callable[[int, int], tuple[Asked, ...]]] = {
    cover: asked_by_cover, paper: asked_by_paper, result: asked_by_result, start: asked_by_start,
}  # fmt: skip
_PATH = re.compile(r"(/sit/|/attempts/)([0-9]{1,15})(/(?:result/|start/)?)")
MOST_BYTES = 4096  # of such a form
_TOKEN = re.compile(r"[A-Za-z0-9]{32}")
_ANSWERING = {
    "django.middleware.security.SecurityMiddleware",
    "config.private.keep_nothing",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
}


def answer(environ: dict[str, Any]) -> HttpResponse | None:
    """Return the answer to a request for such a page, None where it is to go the usual way."""
    views = {"GET": VIEWS, "POST": FORMS}.get(environ["REQUEST_METHOD"], {})
    page = _PATH.fullmatch(environ["PATH_INFO"])
    view = views.get(f"{page[1]}*{page[3]}") if page is not None else None
    if page is None or view is None:
        return None
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    token = cookies.get(settings.CSRF_COOKIE_NAME, "")
    if not _TOKEN.fullmatch(token) or "messages" in cookies or environ.get("HTTP_AUTHORIZATION"):
        return None
    form = b"" if views is VIEWS else _form(environ)
    session = cookies.get(settings.SESSION_COOKIE_NAME, "")
    student, number = student_of(session), int(page[2])
    if form is None or student is None:
        return None
    request: Any = WSGIRequest({**environ, "wsgi.input": io.BytesIO(form)})
    request.view, request.number = view, number
    request.META["CSRF_COOKIE"] = token
    with ahead(signing_in(student, session), *_ASKED[view](student, number)):
        return _answered(request, session)


def _answered(request: Any, session: str) -> HttpResponse | None:
    request.user = signed_in(session)
    if request.user is None or second_factor.is_asked_of(request.user):
        return None
    try:
        return _chain(request) if _is_ours(request) else None
    except (Http404, PermissionDenied, MessageFailure):
        return None


def _form(environ: dict[str, Any]) -> bytes | None:
    """Return what a form has sent, None where that is no short form; it can be read once more."""
    length = length_of(environ.get("CONTENT_LENGTH"), MOST_BYTES)
    is_form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    if not is_form or not length:
        return None
    data: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(data)
    return data


def _is_ours(request: Any) -> bool:
    """Whether a form comes from a page of this site, as Django's own guard against forgery has it."""
    return _forgery.process_view(request, request.view, (), {}) is None


_forgery = CsrfViewMiddleware(lambda request: HttpResponse())


def _view(request: Any) -> HttpResponse:
    response = request.view(request, request.number)
    patch_vary_headers(response, ("Cookie",))
    return response  # type: ignore[no-any-return]


def _chained() -> Callable[[Any], HttpResponse]:
    inner: Callable[[Any], HttpResponse] = _view
    for name in reversed(settings.MIDDLEWARE):
        if name in _ANSWERING:
            inner = import_string(name)(inner)
    return inner


_chain = _chained()
