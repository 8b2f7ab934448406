"""Values as the formats ask for them: identifiers, moments, lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, unquote

from corpus.dispatch import Dispatch, Status
from corpus.readers.wire import SEPARATOR
from corpus.text import clean, squeeze

OWN_SCHEME = "filon:"
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
"""RFC 3986, as far as an identifier needs it; a fragment's mark may stand once."""
QCODE = re.compile(r"(?:medtop|subj):[A-Za-z0-9.-]+")
"""Codes of the IPTC's schemes, whose aliases its catalog declares."""
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
"""What xs:language allows: BCP 47 as far as a schema can say it."""
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold (section 2.2)."""
URGENCIES = range(1, 10)
MINUTE = timedelta(minutes=1)


def is_uri(text: str) -> bool:
    """Whether a text has the form of a URI."""
    return bool(URI.fullmatch(text)) and text.count("#") < 2


def is_address(code: str) -> bool:
    """Whether a code is a URI by itself, and not of a scheme that a document would declare."""
    return is_uri(code) and ("://" in code or code.startswith("urn:"))


def uri_of(uid: str) -> str:
    """A uid as a URI, which is what the formats ask for; one that is a URI stays as it is."""
    if is_uri(uid) and not uid.startswith(OWN_SCHEME):
        return uid
    return OWN_SCHEME + quote(uid, safe="", errors="replace")


def uid_of(uri: str) -> str:
    """The uid that a URI was made of."""
    return unquote(uri.removeprefix(OWN_SCHEME)) if uri.startswith(OWN_SCHEME) else uri


def moment_of(when: datetime | None) -> str:
    """RFC 3339, empty without a moment: whole minutes of offset, which old local times have not."""
    if when is None:
        return ""
    offset = when.utcoffset()
    if offset is None or offset % MINUTE:
        when = when.astimezone(timezone.utc)
    return when.isoformat()


def publication_of(dispatch: Dispatch) -> str:
    """The publishing status: what an embargo with an end holds back is usable after it."""
    if dispatch.status is Status.CANCELLED:
        return "canceled"
    if dispatch.status is Status.EMBARGOED and dispatch.embargo is None:
        return "withheld"
    return "usable"


def visible(line: str) -> str:
    """A line as whoever reads it from a format sees it."""
    return squeeze(clean(ILLEGAL.sub("\ufffd", line)).replace("\n", " "))


def lines_of(values: Iterable[str]) -> tuple[str, ...]:
    """Texts as they are written: those with a word, each one line."""
    return tuple(line for line in map(visible, values) if line)


def parted(dispatch: Dispatch, name: str) -> tuple[str, ...]:
    """The values of an extra field that has several."""
    return lines_of(dispatch.extra.get(name, "").split(SEPARATOR))
