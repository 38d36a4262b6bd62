"""Rows that are added and never changed. A database trigger says the same for whoever comes round Django."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class IsFinal(TypeError):
    """Raised on an attempt to change or delete a row that is part of the record."""


class FinalQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise IsFinal(f"{self.model._meta.verbose_name_plural} are never changed; add a new one.")

    def delete(self) -> NoReturn:
        raise IsFinal(f"{self.model._meta.verbose_name_plural} are never deleted.")

    def erase(self, **texts: Any) -> int:
        """Erase what a student wrote in these rows, and return in how many; for `marking.services.erasing` alone.

        The database refuses all but what an erased row holds. Raises IntegrityError.
        """
        return super().update(**texts)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise IsFinal(f"{self.model._meta.verbose_name_plural} are never changed; add a new one.")


class Final(models.Model):
    """Base of models whose rows are final."""

    objects = FinalQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise IsFinal(f"A {self._meta.verbose_name} is never changed; add a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise IsFinal(f"A {self._meta.verbose_name} is never deleted.")
