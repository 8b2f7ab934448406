"""Parses one mail and sorts its parts: the text to read, the files that come with it.

The standard library's `email` does the parsing. What it does not bound is bounded before: the
length of a header, and lines times multiparts, since it looks at each line once for each multipart
around it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
    MessageError,
    NoBoundaryInMultipartDefect,
    StartBoundaryNotFoundDefect,
)
from email.message import Message as Mail
from email.policy import EmailPolicy, default
from functools import lru_cache

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.mail_text import body_text, decoded_header, page_text
from corpus.text import decode

STRUCTURE = ("content-type", "content-disposition", "content-transfer-encoding", "mime-version")
KEPT = frozenset(
    (
        "subject",
        "from",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "supersedes",
        "keywords",
        "content-language",
    )
)
"""The headers that are read, besides those of structure."""
CUT = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect, NoBoundaryInMultipartDefect)
CUT_BASE64 = (InvalidBase64LengthDefect, InvalidBase64PaddingDefect)
LISTED = frozenset(("image", "audio", "video", "font"))
"""Kinds of files that hold no text, so that they are named and not read."""
LISTED_TYPES = ("application/pkcs7-signature", "application/pgp-signature", "text/calendar")
BROKEN = (
    AssertionError,
    AttributeError,
    LookupError,
    MessageError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What `email` lets through on headers that nobody means well with."""


@dataclass
class Parts:
    """What a mail is made of: `texts` to read one after the other, `files` with their names,
    `mails` that are attached whole; `listed` names what is not read."""

    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    mails: list[tuple[str, Mail]] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(filter(str.strip, self.texts))


class _Policy(EmailPolicy):
    """The standard policy, that reads raw bytes in headers as any other text's."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        lower = name.lower()
        limit = (
            LIMITS.mail_structure_characters
            if lower in STRUCTURE
            else LIMITS.mail_header_characters
        )
        if len(value) > limit:
            if lower not in KEPT and lower not in STRUCTURE:
                return name, ""
            raise ReaderError(
                message("En-tête « {name} » de plus de {limit} octets.", name=name, limit=limit)
            )
        if not value.isascii():
            data = value.encode("ascii", "surrogateescape").replace(b"\0", b"")
            value = decode(data).text
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> str:
        return _parsed_header(name, value)


@lru_cache(256)
def _parsed_header(name: str, value: str) -> str:
    """What the standard policy makes of a header; `email` asks ten times for one Content-Type."""
    parsed: str = default.header_fetch_parse(name, value)
    return parsed


_POLICY = _Policy()


def parse_mail(data: bytes) -> Mail:
    """The mail in some bytes. Raises ReaderError for one that is broken, cut or too much work."""
    work = data.count(b"\n") * (LIMITS.mail_multiparts + data.lower().count(b"boundary"))
    if work > LIMITS.mail_lines * LIMITS.mail_multiparts:
        raise ReaderError(message("Courriel de trop de lignes ou de parties."))
    try:
        return message_from_bytes(data, policy=_POLICY)
    except BROKEN:
        raise _broken() from None


def headers_of(mail: Mail) -> dict[str, str]:
    """The headers that are read, by their names in small letters; the first of each."""
    found: dict[str, str] = {}
    for name, value in mail.raw_items():
        if name.lower() in KEPT:
            found.setdefault(name.lower(), str(value))
    return found


def parts_of(mail: Mail) -> Parts:
    """The parts of a mail. Raises ReaderError for one that is broken, cut or encrypted."""
    parts = Parts()
    try:
        _sort(mail, parts)
    except BROKEN:
        raise _broken() from None
    return parts


def _sort(part: Mail, parts: Parts) -> None:
    kind = part.get_content_type()
    if any(isinstance(defect, CUT) for defect in part.defects):
        raise ReaderError(message("Courriel coupé : sa fin manque."))
    if kind == "multipart/encrypted":
        raise ReaderError(message("Courriel chiffré."))
    payload = part.get_payload()
    if not isinstance(payload, list):
        _sort_leaf(part, kind, parts)
        return
    children = [child for child in payload if isinstance(child, Mail)]
    if kind == "message/rfc822":
        parts.mails.extend((_name(part, parts, ".eml"), child) for child in children)
    elif kind.startswith("message/"):
        parts.listed.append(kind)
    elif kind == "multipart/alternative":
        _sort_alternatives(children, parts)
    else:
        for child in children:
            _sort(child, parts)


def _sort_alternatives(children: list[Mail], parts: Parts) -> None:
    """One text of several: the plain one, if it says anything."""
    each = [Parts() for _ in children]
    for child, found in zip(children, each, strict=True):
        _sort(child, found)
        parts.files += found.files
        parts.mails += found.mails
        parts.listed += found.listed
    is_plain = [child.get_content_type() == "text/plain" for child in children]
    best = sorted(zip(is_plain, range(len(each)), strict=True), reverse=True)
    parts.texts.append(next((text for _, n in best if (text := each[n].text)), ""))


def _sort_leaf(part: Mail, kind: str, parts: Parts) -> None:
    is_attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    main = part.get_content_maintype()
    if main in LISTED or kind in LISTED_TYPES:
        parts.listed.append(f"{_name(part, parts)} ({kind})")
    elif kind in ("text/plain", "text/html") and not is_attached:
        data, charset = _data(part), _parameter(part, "charset")
        if kind == "text/html":
            parts.texts.append(page_text(data, charset))
            return
        is_flowed = _parameter(part, "format").lower() == "flowed"
        deletes = _parameter(part, "delsp").lower() == "yes"
        parts.texts.append(body_text(data, charset, is_flowed, deletes))
    else:
        parts.files.append((_name(part, parts), _data(part)))


def _data(part: Mail) -> bytes:
    """The bytes of a part. Raises ReaderError for base64 that breaks off."""
    data = part.get_payload(decode=True)
    if any(isinstance(defect, CUT_BASE64) for defect in part.defects):
        raise ReaderError(message("Courriel coupé : une partie en base64 est incomplète."))
    return data if isinstance(data, bytes) else b""


def _parameter(part: Mail, name: str) -> str:
    value = part.get_param(name)
    return value if isinstance(value, str) else ""


def _name(part: Mail, parts: Parts, extension: str = "") -> str:
    """An attachment's name without its folders, else its number."""
    name = decoded_header(part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    number = 1 + len(parts.files) + len(parts.mails) + len(parts.listed)
    return name[: LIMITS.archive_name_characters] or f"pièce-{number}{extension}"


def _broken() -> ReaderError:
    return ReaderError(message("Courriel mal formé."))
