"""Asks one address once, with urllib3, within limits of size and time.

A connection lasts for one answer: polls of a server are minutes apart. Redirections are not
followed here, and nothing is tried again; `polling.py` decides both.
"""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from typing import NamedTuple, Protocol
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError
from urllib3.exceptions import TimeoutError as LateError
from urllib3.response import HTTPResponse

from corpus.errors import FetchError
from corpus.limits import LIMITS
from corpus.messages import Message, message

PIECE = 64 * 1024
GZIP = 16 + zlib.MAX_WBITS


class Answer(NamedTuple):
    """`headers` have names in small letters. `body` is unpacked; empty where the status is not 200:
    nobody reads a page of errors."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Transport(Protocol):
    """Asks an address of the web by GET. Raises FetchError where there is no whole answer."""

    def get(self, url: str, headers: Mapping[str, str]) -> Answer: ...


class HttpTransport:
    """`seconds` is how long an answer may take in all, from its first byte to its last."""

    def __init__(self, seconds: float = LIMITS.fetch_seconds) -> None:
        self._seconds = seconds
        self._context = ssl.create_default_context()

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(url)
        connection = self._connection(parts)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        late = threading.Event()
        try:
            connection.connect()
            with _cut_after(self._seconds, connection.sock, late):
                connection.request(
                    "GET", target, headers=headers, preload_content=False, decode_content=False
                )
                with closing(connection.getresponse()) as response:
                    found = {name.lower(): value for name, value in response.headers.items()}
                    body = _body(response) if response.status == 200 else b""
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise FetchError(_reason(error, late.is_set())) from None
        finally:
            connection.close()
        if late.is_set():  # what is cut off may look whole
            raise FetchError(_too_late())
        return Answer(response.status, found, body)

    def _connection(self, parts: SplitResult) -> HTTPConnection:
        host = parts.hostname or ""
        if parts.scheme == "https":
            return HTTPSConnection(
                host, parts.port, timeout=self._seconds, ssl_context=self._context
            )
        return HTTPConnection(host, parts.port, timeout=self._seconds)


@contextmanager
def _cut_after(seconds: float, sock: socket.socket, late: threading.Event) -> Iterator[None]:
    """Shut a connection down when its time is over: a timeout of a socket starts anew with each
    byte, and a server may send them one by one."""

    def cut() -> None:
        late.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _body(response: HTTPResponse) -> bytes:
    """The whole body, unpacked. Raises FetchError for one over a limit, or of an unknown coding."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in ("gzip", "x-gzip"):
        return _unpacked(_pieces(response))
    if coding not in ("", "identity"):
        raise FetchError(message("Codage « {coding} » inconnu.", coding=coding[:40]))
    return b"".join(_pieces(response))


def _pieces(response: HTTPResponse) -> Iterator[bytes]:
    size = 0
    while piece := response.read1(PIECE, decode_content=False):
        size += len(piece)
        if size > LIMITS.fetched_bytes:
            raise FetchError(
                message("Réponse de plus de {limit} octets.", limit=LIMITS.fetched_bytes)
            )
        yield piece


def _unpacked(pieces: Iterator[bytes]) -> bytes:
    unpacker = zlib.decompressobj(GZIP)
    limit = LIMITS.fetched_unpacked_bytes
    found = bytearray()
    try:
        for piece in pieces:
            found += unpacker.decompress(piece, limit + 1 - len(found))
            if len(found) > limit:
                raise FetchError(message("Réponse de plus de {limit} octets.", limit=limit))
    except zlib.error:
        raise FetchError(message("Réponse gzip endommagée.")) from None
    if not unpacker.eof:
        raise FetchError(message("Réponse incomplète."))
    return bytes(found)


def _reason(error: Exception, is_late: bool) -> Message:
    if isinstance(error, NameResolutionError):
        return message("Serveur introuvable.")
    is_refused = isinstance(error, NewConnectionError)  # for urllib3, one that comes late
    if is_late or (isinstance(error, TimeoutError | LateError) and not is_refused):
        return _too_late()
    if isinstance(error, ssl.SSLError):
        return message("Certificat ou chiffrement refusé : {detail}.", detail=error.reason or "TLS")
    detail = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return message("Pas de réponse entière : {detail}.", detail=str(detail)[:160].rstrip("."))


def _too_late() -> Message:
    return message("Pas de réponse entière à temps.")
