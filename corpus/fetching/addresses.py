"""The addresses that may be asked: those that a user gave, and where their servers send on.

Nothing else is ever opened: no address out of a document.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from urllib3.util import make_headers

from corpus.errors import FetchError
from corpus.messages import message

SCHEMES = ("http", "https")
KEPT = "%/:=&?~#+!$,;'@()*[]"
"""What an address is written with; all else is escaped."""


class Address(NamedTuple):
    """`url` has neither fragment nor password, so that it may be shown and kept; `authorization`
    is the header that they make, empty without them."""

    url: str
    authorization: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


def address_of(given: str) -> Address:
    """The address that a user gave. Raises FetchError for one that is not of the web."""
    parts = _parts(given.strip(), given)
    user, password = parts.username, parts.password
    authorization = ""
    if user is not None:
        credentials = f"{unquote(user)}:{unquote(password or '')}"
        authorization = make_headers(basic_auth=credentials)["authorization"]
    return Address(_rebuilt(parts, given), authorization)


def redirected(url: str, location: str) -> str:
    """Where an answer sends on. Raises FetchError for what was encrypted and would be no longer, or
    no address at all."""
    target = urljoin(url, location.strip())
    parts = _parts(target, location)
    if parts.scheme == "http" and urlsplit(url).scheme == "https":
        raise FetchError(
            message("Redirigé de https vers http ({target}) : refusé.", target=_shown(target))
        )
    return _rebuilt(parts, location)


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of one server, so that what is secret to one may go to both."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc) == (second.scheme, second.netloc)


def _parts(address: str, given: str) -> SplitResult:
    if not address.isprintable():
        raise _not_an_address(given)
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise _not_an_address(given) from None
    if not is_one:
        raise _not_an_address(given)
    return parts


def _rebuilt(parts: SplitResult, given: str) -> str:
    host = parts.hostname or ""
    try:
        host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        raise _not_an_address(given) from None
    netloc = host if parts.port is None else f"{host}:{parts.port}"
    return urlunsplit(
        (parts.scheme, netloc, quote(parts.path or "/", KEPT), quote(parts.query, KEPT), "")
    )


def _not_an_address(given: str) -> FetchError:
    return FetchError(
        message("« {given} » n’est pas une adresse http ou https.", given=_shown(given))
    )


def _shown(address: str) -> str:
    """An address as a message shows it: without its password, and not endless."""
    _, at, rest = address.rpartition("@")
    return (rest if at else address)[:200]
