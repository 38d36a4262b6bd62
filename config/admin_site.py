"""The Django admin's first page, in the words of those who work there."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest

# What other packages call their tables, and what they are called here: box, then row. Ours name themselves.
NAMES = {"auth": ("Roles", {"Group": "Roles"}), "knox": ("API tokens", {"AuthToken": "API tokens"})}


class MarkschemeAdminSite(AdminSite):
    """The one site of the admin."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Return what may be looked at, box by box, under our names."""
        boxes = super().get_app_list(request, app_label)
        for box in boxes:
            box["name"], rows = NAMES.get(box["app_label"], (box["name"], {}))
            for row in box["models"]:
                row["name"] = rows.get(row["object_name"], row["name"])
        return boxes


class MarkschemeAdminConfig(AdminConfig):
    """Puts our site in the place of Django's own."""

    default_site = "config.admin_site.MarkschemeAdminSite"
