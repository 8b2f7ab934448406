"""Small files that make much work: the bombs, each as (name of file, bytes).

Run as a program it reads some of them in a process that may not open a socket, has little memory
above what its modules and they take, and little time for each. It prints what became of each.
"""

from __future__ import annotations

import gzip
import io
import json
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from corpus.limits import LIMITS
from corpus.readers.draft import Refusal
from corpus.readers.registry import HEAD_BYTES, read_stream

MEMORY = 100 * 1000**2
CPU_SECONDS = 0.2
CEILING = 10
"""How many times longer a busy machine may take before it is a failure."""

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


def xml(root: str, subset: str, content: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{subset}]><{root}>{content}</{root}>'.encode()


def plain(root: str, content: str, attributes: str = "") -> bytes:
    return f'<?xml version="1.0"?><{root}{attributes}>{content}</{root}>'.encode()


def laughs(root: str) -> bytes:
    return xml(root, LAUGHS, "&l9;")


def quadratic(root: str) -> bytes:
    return xml(root, f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 100_000)


def external_file(root: str) -> bytes:
    return xml(root, '<!ENTITY f SYSTEM "file:///etc/passwd">', "&f;")


def external_address(root: str) -> bytes:
    return xml(root, '<!ENTITY h SYSTEM "http://127.0.0.1:9/h">', "&h;")


def external_dtd(root: str) -> bytes:
    """A DOCTYPE is no reason to refuse; what it points to is not opened, and nothing is in it."""
    return f'<!DOCTYPE {root} SYSTEM "http://127.0.0.1:9/d"><{root}>&h;</{root}>'.encode()


def parameter_entity(root: str) -> bytes:
    return xml(root, '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;', "")


def deep(root: str) -> bytes:
    return plain(root, "<a>" * 190_000 + "</a>" * 190_000)


def huge_attribute(root: str) -> bytes:
    return plain(root, "", f' a="{"a" * (LIMITS.markup_bytes - 1000)}"')


def huge_text(root: str) -> bytes:
    return plain(root, "a" * (LIMITS.markup_bytes - 1000))


def many_elements(root: str) -> bytes:
    return plain(root, "<a/>" * (LIMITS.markup_bytes // 5))


def long_namespace(root: str) -> bytes:
    """Inherited by every element, which would copy it."""
    return plain(root, f'<b xmlns="{"a" * 2_000_000}">{"<p>x</p>" * 100_000}</b>')


XML_BOMBS: dict[str, Callable[[str], bytes]] = {
    "billion-laughs": laughs,
    "quadratic": quadratic,
    "external-file": external_file,
    "external-address": external_address,
    "external-dtd": external_dtd,
    "parameter-entity": parameter_entity,
    "deep": deep,
    "huge-attribute": huge_attribute,
    "huge-text": huge_text,
    "many-elements": many_elements,
    "long-namespace": long_namespace,
}


def zipped(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def zip_ratio() -> bytes:
    return zipped(("zeros.txt", bytes(100 * 1000**2)))


def zip_lying() -> bytes:
    """The same with a directory that says that little is in it."""
    data = bytearray(zip_ratio())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def zip_many() -> bytes:
    """A directory of a million members, which need not be there to cost memory."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *[20] * 2, *[0] * 4, *[0] * 3, 1, *[0] * 6)
    directory = (entry + b"a") * 1_000_000
    return (
        b"PK\x03\x04"
        + directory
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, len(directory), 4, 0)
    )


def zip_nested() -> bytes:
    """Sixteen archives in each of sixteen, five deep, as 42.zip is."""
    data = zipped(("zeros.txt", bytes(900_000)))
    for _ in range(5):
        data = zipped(*((f"lib{n}.zip", data) for n in range(16)))
    return data


def zip_traversal() -> bytes:
    names = ("../../etc/passwd", "/etc/passwd", "..\\..\\x.txt", "C:\\x.txt", "a/../../b.txt")
    return zipped(*((name, b"Un titre\n\nUn texte.") for name in names))


def gzip_ratio() -> bytes:
    return gzip.compress(b"a\n" * 50_000_000, 9)


def gzip_many() -> bytes:
    """A million empty streams in one file."""
    return gzip.compress(b"") * 1_000_000


def gzip_twice() -> bytes:
    return gzip.compress(gzip.compress(b"a\n" * 100_000_000, 9), 9)


ARCHIVE_BOMBS: dict[str, Callable[[], bytes]] = {
    "zip-ratio": zip_ratio,
    "zip-lying": zip_lying,
    "zip-many": zip_many,
    "zip-nested": zip_nested,
    "zip-traversal": zip_traversal,
    "gzip-ratio": gzip_ratio,
    "gzip-many": gzip_many,
    "gzip-twice": gzip_twice,
}


def forbid_sockets() -> None:
    def watch(event: str, args: tuple[object, ...]) -> None:
        if event == "socket.connect":
            raise SystemExit(f"connects to {args[1]!r}")

    sys.addaudithook(watch)


def forbid_memory() -> None:
    """Little above what is taken."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    bound = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def forbid_time() -> None:
    """Little above what was used."""
    seconds = int(time.process_time() + CPU_SECONDS * CEILING) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def read(name: str, data: bytes) -> dict[str, object]:
    forbid_time()
    before = time.process_time()
    found = list(read_stream(io.BufferedReader(io.BytesIO(data), HEAD_BYTES), name))
    return {
        "refusals": [str(each) for each in found if isinstance(each, Refusal)],
        "drafts": [each.headline for each in found if not isinstance(each, Refusal)],
        "seconds": time.process_time() - before,
    }


def main() -> None:
    """Read the files that standard input holds: their names and sizes as a line of JSON, then all
    their bytes."""
    files = [
        (name, sys.stdin.buffer.read(size))
        for name, size in json.loads(sys.stdin.buffer.readline())
    ]
    read("warm.txt", b"Un titre\n\nUn texte.")
    forbid_sockets()
    forbid_memory()
    print(json.dumps([read(name, data) for name, data in files]))


if __name__ == "__main__":
    main()
