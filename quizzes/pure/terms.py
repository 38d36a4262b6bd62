"""What an access arrangement grants, as plain values, and how it is said. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from quizzes.pure.wording import in_figures

MOST_FACTOR = Decimal(4)
MOST_MINUTES = 600
NO_FACTOR = Decimal(1)


@dataclass(frozen=True, slots=True)
class Terms:
    """The time limit × factor + extra minutes, or no limit; minutes of rest breaks; and the days that it holds on."""

    time_factor: Decimal = NO_FACTOR
    extra_minutes: int = 0
    unlimited: bool = False
    rest_minutes: int = 0
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the arrangement is in force on `day`; the first and the last day count."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def in_words(self) -> str:
        """Return what is granted, like “25 % more time, 10 min of rest breaks”."""
        parts = ["no time limit"] if self.unlimited else []
        if self.time_factor > NO_FACTOR and not self.unlimited:
            parts.append(f"{in_figures((self.time_factor - 1) * 100)} % more time")
        if self.extra_minutes:
            later = " later closing" if self.unlimited else " extra"
            parts.append(f"{self.extra_minutes} min{later}")
        if self.rest_minutes:
            parts.append(f"{self.rest_minutes} min of rest breaks")
        return ", ".join(parts) or "nothing extra"

    def days_in_words(self) -> str:
        """Return when it holds, like “from 1 Sept 2026 until 31 July 2027”."""
        begins = f"from {_day(self.valid_from)}" if self.valid_from else ""
        ends = f"until {_day(self.valid_until)}" if self.valid_until else ""
        return " ".join(part for part in (begins, ends) if part) or "without an end"

    def problems(self) -> dict[str, str]:
        """Return by field what cannot be granted so, and what would be right; empty where all is well."""
        problems = {}
        if not NO_FACTOR <= self.time_factor <= MOST_FACTOR:
            problems["time_factor"] = f"Give a factor from 1 to {MOST_FACTOR}: 1.25 is a quarter more time."
        elif self.time_factor != round(self.time_factor, 2):
            problems["time_factor"] = "Give the factor with two decimals at most, like 1.25."
        elif self.unlimited and self.time_factor != NO_FACTOR:
            problems["time_factor"] = "Without a time limit there is nothing to multiply. Leave the factor at 1."
        for name in ("extra_minutes", "rest_minutes"):
            if not 0 <= getattr(self, name) <= MOST_MINUTES:
                problems[name] = f"Give whole minutes from 0 to {MOST_MINUTES}."
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            problems["valid_until"] = "It would end before it begins. Give a later day."
        return problems

    @property
    def grants(self) -> bool:
        """Whether there is anything in it."""
        return self.unlimited or self.time_factor > NO_FACTOR or self.extra_minutes > 0 or self.rest_minutes > 0

    def as_json(self) -> dict[str, Any]:
        """Return the terms in values that JSON knows; `from_json` reads them back."""
        plain = asdict(self)
        plain["time_factor"] = in_figures(self.time_factor)
        for name in ("valid_from", "valid_until"):
            plain[name] = plain[name].isoformat() if plain[name] else None
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Terms:
        """Return the terms that `as_json` wrote down."""
        days = {name: date.fromisoformat(plain[name]) for name in ("valid_from", "valid_until") if plain[name]}
        return cls(
            time_factor=Decimal(plain["time_factor"]),
            extra_minutes=plain["extra_minutes"],
            unlimited=plain["unlimited"],
            rest_minutes=plain["rest_minutes"],
            **days,
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
