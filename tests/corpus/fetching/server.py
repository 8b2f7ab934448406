"""A server on 127.0.0.1 that answers by a script, so that tests need no network and no waiting."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Request(NamedTuple):
    """What a client asked; header names are in small letters."""

    path: str
    headers: Mapping[str, str]


class Reply(NamedTuple):
    """What the server answers. Without `length` the body ends with the connection."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {}
    length: int | None = None


Act = Callable[["BaseHTTPRequestHandler", "ScriptedServer"], None]
"""What writes to the connection by itself."""


class ScriptedServer:
    """Gives each path's replies in turn, and the last one again and again.

    `asked` is set when a request has come; `ended` when the test is over, for replies that hang.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.asked = threading.Event()
        self.ended = threading.Event()
        self._script: dict[str, list[Reply | Act]] = defaultdict(list)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def on(self, path: str, *replies: Reply | Act) -> str:
        """Put replies on a path; gives its address."""
        self._script[path] += replies
        return self.address + path

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.ended.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.requests.append(Request(self.path, headers))
                server.asked.set()
                replies = server._script[self.path]
                reply = replies.pop(0) if len(replies) > 1 else replies[0]
                if isinstance(reply, Reply):
                    self._say(reply)
                else:
                    reply(self, server)

            def _say(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.length is not None:
                    self.send_header("Content-Length", str(reply.length))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        return Handler


@contextmanager
def serving() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def hang(handler: BaseHTTPRequestHandler, server: ScriptedServer) -> None:
    """Say nothing until the test is over."""
    server.ended.wait()


def drip(handler: BaseHTTPRequestHandler, server: ScriptedServer) -> None:
    """Send a header that never ends, a byte at a time, faster than any timeout of a socket."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not server.ended.wait(0.02):
        try:
            handler.wfile.write(b"a")
            handler.wfile.flush()
        except OSError:
            return
