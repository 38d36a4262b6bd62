"""The Django admin's first page, in the words of those who work there."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

# What other packages call their tables, and what they are called here: box, then row. Ours name themselves.
NAMES = {"auth": ("Roles", {"Group": "Roles"}), "knox": ("API tokens", {"AuthToken": "API tokens"})}


# What log-ins with providers and second factors are kept in: changed on pages of ours, and secrets are nobody's to see.
HIDDEN = {"account", "socialaccount", "mfa"}


class MarkschemeAdminSite(AdminSite):
    """The one site of the admin."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take up a model or several, but for those that the admin does not show."""
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        shown = [model for model in models if model._meta.app_label not in HIDDEN]
        super().register(shown, admin_class, **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Return what may be looked at, box by box, under our names."""
        boxes = super().get_app_list(request, app_label)
        for box in boxes:
            box["name"], rows = NAMES.get(box["app_label"], (box["name"], {}))
            for row in box["models"]:
                row["name"] = rows.get(row["object_name"], row["name"])
        return boxes

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Let staff in by the one door of the site, which asks for the second factor, too."""
        from quizzes.views.entrance import PasswordLogin  # noqa: PLC0415 -- the site is made before its pages

        if request.method == "POST":
            return cast("HttpResponse", PasswordLogin.as_view()(request))
        following = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('login')}?{urlencode({'next': following})}")


class MarkschemeAdminConfig(AdminConfig):
    """Puts our site in the place of Django's own."""

    default_site = "config.admin_site.MarkschemeAdminSite"
