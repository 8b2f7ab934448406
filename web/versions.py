"""The versions of a dispatch as its page lists them, and which of them an address asks for.

An address names a version by its number, `v=2`; of several texts with one number it names those
that do not count by their digest as well, `v=2-00c0ffee00c0ffee`. Without one it is the newest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from corpus.dispatch import Status
from search.result import Version
from web.cards import Badge, Moment, badges, moment
from web.urls import PageState, pairs
from web.wording import Wording

NAMED = re.compile(r"([0-9]{1,18})(?:-([0-9a-f]{16}))?")


@dataclass(frozen=True)
class Row:
    """One version. `href` is the address of its page, `difference` that of what the newest has
    changed in it; empty where that cannot be shown."""

    name: Markup
    moment: Moment | None
    badges: tuple[Badge, ...]
    embargo: Markup
    href: str
    difference: str
    is_shown: bool


@dataclass(frozen=True)
class Life:
    """What a page says of a dispatch's versions. `banner` is empty on the page of the newest;
    `is_withdrawn` holds for all of them once the newest was."""

    rows: tuple[Row, ...]
    banner: Markup
    is_withdrawn: bool


def chosen(versions: Sequence[Version], name: str) -> Version | None:
    """The version that an address asks for; None when there is none such."""
    if not name:
        return versions[0] if versions else None
    found = NAMED.fullmatch(name)
    if found is None:
        return None
    number, digest = int(found[1]), found[2]
    return next((each for each in versions if _is(each, number, digest)), None)


def _is(version: Version, number: int, digest: str | None) -> bool:
    return version.number == number and digest in (None, version.digest)


class Address:
    """Writes the addresses of a dispatch's versions; `page` is that of its page without a query."""

    def __init__(self, page: str, versions: Sequence[Version], state: PageState) -> None:
        self._page = page
        self._versions = versions
        self._state = state

    def of(self, version: Version, other: Version | None = None) -> str:
        """The address of a version, or of its difference from another."""
        found = [*pairs(self._state)]
        if version is not self._versions[0]:
            found.append(("v", self._name(version)))
        if other is not None:
            found.append(("diff", self._name(other)))
        return f"{self._page}?{urlencode(found)}" if found else self._page

    def _name(self, version: Version) -> str:
        number = str(version.number)
        is_first = chosen(self._versions, number) is version
        return number if is_first else f"{number}-{version.digest}"


def life_of(versions: Sequence[Version], shown: Version, address: Address, words: Wording) -> Life:
    rows = tuple(_row(versions, each, each is shown, address, words) for each in versions)
    banner = _banner(versions, shown, address, words) if shown is not versions[0] else Markup()
    withdrawn = Status.CANCELLED in (versions[0].status, shown.status)
    return Life(rows, banner, withdrawn)


def named(versions: Sequence[Version], version: Version, words: Wording) -> Markup:
    """What people call a version."""
    if said := words.version_moment(version.number):
        name = words.text("Version du {moment}", moment=said)
    else:
        name = words.text("Version {version}", version=version.number)
    if chosen(versions, str(version.number)) is version:
        return name
    return words.text("{name} (autre texte)", name=name)


def until(version: Version, words: Wording) -> Markup:
    """Until when a version is held back."""
    if version.embargo is None:
        return words.text("Sous embargo : à ne pas publier avant sa levée.")
    return words.text(
        "Sous embargo jusqu’au {moment} : à ne pas publier avant.",
        moment=words.moment(version.embargo),
    )


def _row(
    versions: Sequence[Version], each: Version, is_shown: bool, address: Address, words: Wording
) -> Row:
    newest = versions[0]
    is_comparable = each is not newest and not (each.is_held or newest.is_held)
    return Row(
        name=named(versions, each, words),
        moment=moment(each.issued, words),
        badges=() if each.is_held else badges(each.status, 1, words),
        embargo=until(each, words) if each.is_held else Markup(),
        href=address.of(each),
        difference=address.of(each, newest) if is_comparable else "",
        is_shown=is_shown,
    )


def _banner(
    versions: Sequence[Version], shown: Version, address: Address, words: Wording
) -> Markup:
    """«Version 1, remplacée le 3 mai 2021 par la version 3.»"""
    newest = versions[0]
    link = Markup('<a href="{}">{}</a>').format(
        address.of(newest),
        words.text("version du {moment}", moment=said)
        if (said := words.version_moment(newest.number))
        else words.text("version {version}", version=newest.number),
    )
    name = named(versions, shown, words)
    if newest.issued is None:
        return words.text("{name}, remplacée par la {newest}.", name=name, newest=link)
    day = words.day(newest.issued)
    return words.text(
        "{name}, remplacée le {day} par la {newest}.", name=name, day=day, newest=link
    )
