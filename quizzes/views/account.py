"""A person's own account."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from quizzes.models import User
from quizzes.services import accounts


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in and what can be changed."""
    return render(request, "quizzes/account/account.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other session and token of the person ends."""
    form = PasswordChangeForm(cast("User", request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = accounts.set_password(user=request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, user)
        messages.success(request, "Your password is changed. Other devices are signed out.")
        return redirect("account")
    return render(request, "quizzes/account/password.html", {"form": form}, status=422 if form.errors else 200)
