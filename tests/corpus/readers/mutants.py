"""Changes samples at random, as lines, programs and people do: the same for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

TOKEN = re.compile(rb"<[^<>]{0,200}>|\"[^\"\n]{0,200}\"|[\w.:+-]{1,40}|[^\w\s]")
"""A tag, a quoted string, a word or number, a sign."""
ODD = (
    b"",
    b"\0",
    b"\x01\x02\x03\x04",
    b"-1",
    b"0",
    b"99999999999999999999999",
    b"1e999",
    b"NaN",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"[" * 200,
    b'"',
    b"\\ud800",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xef\xbf\xbf",
    "é".encode("cp1252"),
    "é".encode(),
    "\u202e\u200b\u2028".encode(),
    b"&x;",
    b"&#0;",
    b"&#xd800;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<p>" * 120,
    b"</p>",
    b"<?x?>",
    b"2023-02-30T25:61:61Z",
    b"20230230T256161+9999",
    b"0000-00-00",
    b"9999-12-31T23:59:59-23:59",
    b"0001-01-01T00:00:00+23:59",
    b"31/02/2023",
    b"\n\n",
    b"\r",
    b"\f",
    b" " * 2_000,
    b"a" * 2_000,
    b"x" * 1_100_000,
    b"=?utf-8?B?/w==?=",
    b"--",
    b"(v0)",
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp037")

Rng = random.Random


def mutant(samples: Sequence[bytes], seed: str) -> bytes:
    """One of the samples after one to four changes."""
    rng = Rng(seed)
    data = rng.choice(samples)
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(CHANGES)(data, rng, samples)
    return data


def _at(data: bytes, rng: Rng) -> int:
    return rng.randrange(len(data) + 1)


def _flip(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 8, 64))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _set(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    at = _at(data, rng)
    return data[:at] + rng.randbytes(rng.choice((1, 1, 2, 4))) + data[at + rng.randrange(3) :]


def _truncate(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    return data[: _at(data, rng)] if rng.random() < 0.8 else data[_at(data, rng) :]


def _remove(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    at = _at(data, rng)
    return data[:at] + data[at + rng.choice((1, 4, 20, 200, 2_000)) :]


def _repeat(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    at = _at(data, rng)
    piece = data[at : at + rng.choice((1, 20, 200, 2_000))]
    return data[:at] + piece * rng.choice((2, 2, 3, 50)) + data[at + len(piece) :]


def _splice(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    other = rng.choice(samples)
    start = _at(other, rng)
    at = _at(data, rng)
    return data[:at] + other[start : start + rng.choice((20, 200, 2_000))] + data[at:]


def _token(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    """A tag, word or sign that is left out, doubled, exchanged for another or for something odd."""
    tokens = list(TOKEN.finditer(data))
    if not tokens:
        return data
    one, other = rng.choice(tokens), rng.choice(tokens)
    replacement = rng.choice((b"", one[0] * 2, other[0], rng.choice(ODD), rng.choice(ODD)))
    return data[: one.start()] + replacement + data[one.end() :]


def _insert(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    at = _at(data, rng)
    return data[:at] + rng.choice(ODD) + data[at:]


def _encode(data: bytes, rng: Rng, samples: Sequence[bytes]) -> bytes:
    """The same text in an encoding that it perhaps does not declare."""
    text = data.decode("utf-8", "replace") if rng.random() < 0.7 else data.decode("latin-1")
    return text.encode(rng.choice(ENCODINGS), "replace")


CHANGES: tuple[Callable[[bytes, Rng, Sequence[bytes]], bytes], ...] = (
    _flip,
    _set,
    _truncate,
    _remove,
    _repeat,
    _splice,
    _token,
    _token,
    _token,
    _insert,
    _encode,
)
