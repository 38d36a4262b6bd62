"""A new password by e-mail, where a mail server is set."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from quizzes.access import throttle
from quizzes.access.addresses import client_address
from quizzes.forms.people import ResetForm
from quizzes.models import User
from quizzes.services import accounts, notices, resets


@login_not_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take an address, and say the same whether or not there is an account with it."""
    if not notices.is_on():
        raise Http404
    form, status = ResetForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        try:
            throttle.count_try("reset", client_address(request))
            if form.is_valid():
                resets.ask(email=form.cleaned_data["email"], now=timezone.now())
                return render(request, "quizzes/account/reset_sent.html")
        except throttle.TooMany:
            form.add_error(None, "That was often within a minute. Wait a minute and try again.")
            status = 429
    return render(request, "quizzes/account/reset.html", {"form": form}, status=status)


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password that ends every session and token of the account, as a change of it does."""

    def save(self, commit: bool = True) -> User:
        user: User = accounts.set_password(user=self.user, password=self.cleaned_data["new_password1"])
        return user


@method_decorator(login_not_required, name="dispatch")
class Confirm(PasswordResetConfirmView):
    """Take the new password from whoever has the link; the same page says that a link is too old."""

    form_class = NewPasswordForm
    template_name = "quizzes/account/reset_confirm.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        messages.success(
            self.request, "Your password has been changed. Log in with the new one; other devices are logged out."
        )
        return redirect("login")

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """Show the page; to who has no link that works, it is not there."""
        status = 200 if self.validlink else 404
        return super().render_to_response(context, **{"status": status, **options})

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
