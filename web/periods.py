"""The periods that have a name: each is an expression that moves with the calendar, never two days.

An address that says «7jours» must mean the last seven days whenever it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
Days = tuple[date, date]


@dataclass(frozen=True)
class Period:
    """`days` gives, for a today, the half-open days [start, end)."""

    label: str
    days: Callable[[date], Days]


def _month(of: date) -> Days:
    start = of.replace(day=1)
    return start, (start + timedelta(days=31)).replace(day=1)


PERIODS: Mapping[str, Period] = {
    "aujourdhui": Period("Aujourd’hui", lambda today: (today, today + ONE_DAY)),
    "hier": Period("Hier", lambda today: (today - ONE_DAY, today)),
    "7jours": Period("7 jours", lambda today: (today - 6 * ONE_DAY, today + ONE_DAY)),
    "ce-mois": Period("Ce mois-ci", _month),
    "mois-precedent": Period(
        "Mois précédent", lambda today: _month(today.replace(day=1) - ONE_DAY)
    ),
    "cette-annee": Period(
        "Cette année", lambda today: (date(today.year, 1, 1), date(today.year + 1, 1, 1))
    ),
}
