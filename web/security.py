"""What every answer and every request must satisfy, whatever the page.

Nothing is loaded from elsewhere, nothing is written in the page that a browser would run, and no
other site may frame it. A request must name this host: a name that someone else made point here
(DNS rebinding) must read nothing. What changes anything takes POST and a token, which no browser
sends by itself: there are no cookies, so that no other site can make a reader's browser do it.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, MethodNotAllowed

METHODS = ("GET", "HEAD")
POSTED = frozenset({"api.receive"})
"""The endpoints that take POST; each asks for a token."""
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",  # the preview beside the list
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def secure(app: Flask, allowed_hosts: Collection[str]) -> None:
    """Guard an application: refuse foreign hosts and methods, and send the headers."""
    hosts = {host.casefold() for host in allowed_hosts}

    @app.before_request
    def refuse() -> None:
        is_posted = request.method == "POST" and request.endpoint in POSTED
        if request.method not in METHODS and not is_posted:
            raise MethodNotAllowed(METHODS)
        if _host_name(request.host) not in hosts:
            raise BadRequest()

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def bears(authorization: str, token: str) -> bool:
    """Whether an Authorization header bears a token (RFC 6750, section 2.1). How long that takes
    says nothing of the token."""
    scheme, _, given = authorization.partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return scheme.lower() == "bearer" and same


def _host_name(host: str) -> str:
    """The name in «name:port», of an IPv6 address without its brackets; empty if malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
