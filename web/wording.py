"""What the page says, in French or in English.

French templates are the keys of the catalogue; a sentence without a translation is shown in French.
Every value is escaped; a value that is markup already is kept. Nothing here decides what to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

from babel import Locale
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from corpus.dispatch import UNCLASSIFIED, Kind, Status
from corpus.messages import Message
from corpus.versions import moment_of
from web import english, typography
from web.languages import ENGLISH, FRENCH

CATALOGUE = Path(__file__).parent / "translations" / "en.po"

STATUSES = {
    Status.USABLE: "diffusée",
    Status.CORRECTED: "corrigée",
    # What is still held back is in no answer.
    Status.EMBARGOED: "embargo levé",
    Status.CANCELLED: "annulée",
}
FACET_TITLES = {
    "departments": "Départements",
    "kind": "Nature",
    "agency": "Agence",
    "place": "Lieu",
    "year": "Année",
    "month": "Mois",
    "status": "Statut",
    "language": "Langue",
}


class _Printed(int):
    """A number with its printed form, for a template that asks for no format of its own."""

    printed: str

    def __new__(cls, value: int, printed: str) -> _Printed:
        made = super().__new__(cls, value)
        made.printed = printed
        return made

    def __format__(self, specification: str) -> str:
        return super().__format__(specification) if specification else self.printed


@dataclass(frozen=True)
class Wording:
    """One language of the page: its sentences and the way it prints numbers and days."""

    code: str
    style: ModuleType
    catalogue: Mapping[str, str]

    def text(self, template: str, /, **values: object) -> Markup:
        """The sentence of a French template, its values put in."""
        return Markup(escape(self._sentence(template))).format(**self._values(values))

    def say(self, message: Message) -> Markup:
        return self.text(message.template, **message.values)

    def plain(self, message: Message) -> str:
        """The same for a program, which escapes what it shows by itself."""
        return self._sentence(message.template).format(**self._values(message.values))

    def counted(self, count: int, one: str, many: str, /, **values: object) -> Markup:
        """The singular or the plural template, which both show `{count}`."""
        return self.text(many if self.style.is_plural(count) else one, count=count, **values)

    def _sentence(self, template: str) -> str:
        return str(self.style.typeset(self.catalogue.get(template, template)))

    def _values(self, values: Mapping[str, object]) -> dict[str, object]:
        """Numbers are printed in the language, unless the template says how («{day:02}»)."""
        return {
            name: _Printed(value, self.number(value)) if type(value) is int else value
            for name, value in values.items()
        }

    # Numbers and time

    def number(self, value: int) -> str:
        return str(self.style.number(value))

    def day(self, value: date) -> str:
        return str(self.style.day(value))

    def hour(self, value: datetime) -> str:
        """The hour of issue; nothing at midnight sharp, which stands for an unknown hour."""
        return "" if value.time() == time() else str(self.style.hour(value))

    def moment(self, value: datetime) -> str:
        """A day and, where it is known, its hour."""
        return ", ".join(filter(None, (self.day(value), self.hour(value))))

    def version_moment(self, version: int) -> str:
        """When a version was made whose number is a moment; empty for one that was counted."""
        made = moment_of(version)
        return self.moment(made) if made else ""

    def month(self, value: str) -> str:
        """«2011-02» → «février 2011»; anything else as it is."""
        year, _, month = value.partition("-")
        if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
            return value
        return str(self.style.month(int(year), int(month)))

    def short_month(self, month: int) -> str:
        return str(self.style.short_month(month))

    def short_day(self, value: date) -> str:
        return str(self.style.short_day(value))

    def days(self, start: date | None, end: date | None) -> str:
        """Half-open days, [start, end), as people say them: both ends included."""
        last = end - timedelta(days=1) if end else None
        if start and last:
            return str(self.style.days(start, last))
        if start:
            return str(self.style.since(start))
        return str(self.style.until(last)) if last else ""

    # Values of facets

    def facet_title(self, facet: str) -> Markup:
        return self.text(FACET_TITLES[facet])

    def facet_value(self, facet: str, value: str) -> str:
        """A value of a facet as people read it."""
        if facet == "month":
            return self.month(value)
        if facet == "status" and value in {status.value for status in Status}:
            return self.text(STATUSES[Status(value)])
        if facet == "language":
            return str(_languages(self.code).get(value, value))
        if (facet == "kind" and value in {kind.value for kind in Kind}) or value == UNCLASSIFIED:
            return self.text(value)
        return value


def wording(code: str) -> Wording:
    """The wording of a language, French for one that the page has not."""
    if code == ENGLISH:
        return Wording(ENGLISH, english, _english())
    return Wording(FRENCH, typography, {})


@cache
def _english() -> Mapping[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale=ENGLISH)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}


@cache
def _languages(code: str) -> Mapping[str, str]:
    return dict(Locale(code).languages)
