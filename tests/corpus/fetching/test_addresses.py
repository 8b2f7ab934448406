"""Which addresses may be asked, and how they are written."""

from __future__ import annotations

import base64

import pytest

from corpus.errors import FetchError
from corpus.fetching.addresses import address_of, redirected, same_origin


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://fil.example/rss", "https://fil.example/rss"),
        (" HTTP://Fil.example:8080 ", "http://fil.example:8080/"),
        ("https://dépêches.example/à la une?q=été#haut", "https://xn--dpches-6ua1d.example/%C3%A0%20la%20une?q=%C3%A9t%C3%A9"),
        ("http://[::1]:80/a%20b", "http://[::1]:80/a%20b"),
    ],
)  # fmt: skip
def test_an_address_is_written_in_one_way(given: str, url: str) -> None:
    found = address_of(given)
    assert found.url.startswith("http")
    assert found.authorization == ""
    if "xn--" not in url:
        assert found.url == url
    else:
        assert found.url.isascii()
        assert found.url.endswith(url.partition(".example")[2])


def test_a_password_is_sent_but_not_shown() -> None:
    found = address_of("https://jeanne:se%20cret@fil.example/rss")
    assert found.url == "https://fil.example/rss"
    assert base64.b64decode(found.authorization.removeprefix("Basic ")) == b"jeanne:se cret"
    with pytest.raises(FetchError) as raised:
        address_of("ftp://jeanne:secret@fil.example/")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "given",
    [
        "fil.rss",
        "/etc/passwd",
        "file:///etc/passwd",
        "ftp://fil.example/",
        "http://",
        "http://a:port/",
        "http://[::1/",
        "https://a.example/\r\nX: y",
        "javascript:alert(1)",
        "http://" + "a" * 70 + ".example/",
    ],
)
def test_what_is_not_of_the_web_is_refused(given: str) -> None:
    with pytest.raises(FetchError):
        address_of(given)


def test_a_redirection_never_leaves_encryption() -> None:
    assert redirected("https://a.example/x/y", "../z?q=1") == "https://a.example/z?q=1"
    assert redirected("http://a.example/", "//b.example/c") == "http://b.example/c"
    assert redirected("http://a.example/c", "https://a.example/c") == "https://a.example/c"
    for location in ("http://a.example/", "file:///etc/passwd", "gopher://a.example"):
        with pytest.raises(FetchError):
            redirected("https://a.example/", location)


def test_an_origin_is_a_scheme_a_host_and_a_port() -> None:
    assert same_origin("https://a.example/x", "https://a.example/y")
    assert not same_origin("https://a.example/x", "https://a.example:8443/x")
    assert not same_origin("https://a.example/x", "https://b.example/x")
