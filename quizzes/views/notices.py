"""Which notices somebody gets by e-mail, and the link in each that ends them without logging in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.services import notices, preferences


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take over which kinds of notices somebody wants."""
    offered = notices.kinds_for(request.user)
    preferences.choose_notices(user=request.user, offered=offered, wanted=request.POST.getlist("notices"))
    messages.success(request, "Saved.")
    return redirect("account")


@csrf_exempt  # the token says who and what; mail programs post it without a cookie (RFC 8058)
@login_not_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End one kind of notices for whom the token names: by one post, of a mail program or of the page's button."""
    try:
        user, kind = notices.read_token(token)
    except notices.BadToken:
        return render(request, "quizzes/account/notices_end.html", {}, status=404)
    if request.method == "POST":
        preferences.choose_notices(user=user, offered=[kind], wanted=[])
    context = {"kind": kind, "is_ended": request.method == "POST"}
    return render(request, "quizzes/account/notices_end.html", context)
