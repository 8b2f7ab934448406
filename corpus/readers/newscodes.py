"""The codes of the IPTC's vocabularies, however a source writes them: «scheme:code» in the end.

A code comes as a qcode («medtop:04000000»), whose alias a catalog declares, as an address
(`http://cv.iptc.org/newscodes/mediatopic/04000000`) or as bare figures. No catalog is fetched: the
aliases that the agencies use are those of the IPTC's own catalog, and what a document declares
itself is known to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from corpus.limits import LIMITS
from corpus.readers.remembered import Remembered

ALIASES: Mapping[str, str] = {
    "mediatopic": "medtop",
    "mediatopics": "medtop",
    "subjectcode": "subj",
    "subjectcodes": "subj",
    "newsprovider": "nprov",
    "ninature": "ninat",
    "pubstatusg2": "stat",
    "signal": "sig",
    "itemrelation": "irel",
    "cpnature": "cpnat",
    "descriptionrole": "drol",
    "contentrole": "crol",
}
"""The usual alias of a vocabulary by the last part of its address."""
NO_SCHEMES: Mapping[str, str] = {}

_NEWSCODES = re.compile(r"https?://(?:cv\.|www\.)?iptc\.org/newscodes/([\w-]+)/([^/?#\s]+)/?")
_SUBJECT = re.compile(r"\d{8}")


def code_of(qcode: str, schemes: Mapping[str, str] = NO_SCHEMES) -> str:
    """A qcode under its usual alias; `schemes` are the addresses that the document's own catalog
    gives its aliases."""
    return _code_of(qcode, schemes) if schemes else _usual_code(qcode)


def _code_of(qcode: str, schemes: Mapping[str, str]) -> str:
    alias, colon, code = qcode.strip().partition(":")
    if not colon or not code:
        return alias
    if alias in schemes:
        return code_at(schemes[alias] + code)
    return _usual(ALIASES.get(alias.lower(), alias), code)


def _without_catalog(qcode: str) -> str:
    return _code_of(qcode, NO_SCHEMES)


_usual_code = Remembered(_without_catalog).__getitem__


def code_at(address: str) -> str:
    """The code at an address: that of a vocabulary of the IPTC's, else the address itself."""
    found = _NEWSCODES.fullmatch(address.strip())
    if found is None:
        return address.strip()
    return _usual(ALIASES.get(found[1].lower(), found[1]), found[2])


def _subject_code(number: str) -> str:
    number = number.strip()
    if not _SUBJECT.fullmatch(number):
        return number
    return _usual("medtop" if number.startswith("2") else "subj", number)


subject_code = Remembered(_subject_code).__getitem__
"""The code of a subject that is given by its eight figures, as in NITF and IPTC 7901."""


def value_of(code: str) -> str:
    """What a code says in its scheme: «usable» of «stat:usable»."""
    return code.rpartition(":")[2]


def _provider(address: str) -> str:
    if len(address) > LIMITS.field_characters:
        return ""
    code = code_at(address)
    if code != address.strip():
        return value_of(code)
    try:
        host = urlsplit(code).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


provider_at = Remembered(_provider).__getitem__
"""Whom an address stands for: a provider's code, else the host; empty for a very long one."""


def _usual(alias: str, code: str) -> str:
    """The seventeen subjects at the top of the old Subject Codes are those of the Media Topics,
    under the same numbers; those below them are not."""
    if alias == "subj" and code.endswith("000000") and _SUBJECT.fullmatch(code):
        alias = "medtop"
    return f"{alias}:{code}"
