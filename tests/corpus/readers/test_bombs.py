"""Small files that make much work are refused at once, with little memory and no socket opened."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.corpus.readers import bombs
from tests.corpus.readers.bombs import ARCHIVE_BOMBS, CEILING, CPU_SECONDS, XML_BOMBS

ROOTS = {
    "nitf": '<nitf version="-//IPTC//DTD NITF 3.4//EN">',
    "newsItem": '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2">',
    "NewsML": '<NewsML Version="1.2">',
    "rss": '<rss version="2.0">',
    "feed": '<feed xmlns="http://www.w3.org/2005/Atom">',
    "html": '<html xmlns="http://www.w3.org/1999/xhtml">',
    "inconnu": "<inconnu>",
}
"""A root of each format of XML, as it opens, and one of none."""
REASONS = {
    "zip-ratio": ["plus de 100 fois"],
    "zip-lying": ["abîmé"],
    "zip-many": ["plus de 50000 fichiers"],
    "zip-nested": ["plus de 100 fois", "la suite n’est pas lue"],
    "zip-traversal": ["sort de l’archive"] * 5,
    "gzip-ratio": ["plus de 100 fois"],
    "gzip-many": ["plus de 50000 fichiers"],
    "gzip-twice": ["plus de 100 fois"],
}


def explode(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """What becomes of bombs in a process that may do little; see `tests.corpus.readers.bombs`."""
    command = [sys.executable, "-W", "error", "-m", bombs.__name__]
    sizes = json.dumps([(name, len(data)) for name, data in files.items()]).encode()
    given = b"".join((sizes, b"\n", *files.values()))
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr
    reports: dict[str, dict[str, Any]] = dict(zip(files, json.loads(done.stdout), strict=True))
    for name, report in reports.items():
        print(f"{name}: {report['seconds']:.3f} s, {report['refusals'][:3]}")
        assert report["seconds"] < CPU_SECONDS * CEILING
    return reports


def test_archives_that_explode_are_refused() -> None:
    reports = explode({name: make() for name, make in ARCHIVE_BOMBS.items()})
    for name, report in reports.items():
        assert report["drafts"] == [], name
        for reason in REASONS[name]:
            assert any(reason in refusal for refusal in report["refusals"]), report
    assert len(reports["zip-traversal"]["refusals"]) == len(REASONS["zip-traversal"])


@pytest.mark.parametrize("root", sorted(ROOTS))
def test_xml_that_explodes_is_refused_whatever_its_format(root: str) -> None:
    opening = ROOTS[root].removesuffix(">").encode()
    files = {}
    for name, make in XML_BOMBS.items():
        data = make(root)
        at = data.rindex(f"<{root}".encode())
        files[name] = data[:at] + opening + data[at + len(root) + 1 :]
    for name, report in explode(files).items():
        if name != "external-dtd":
            assert report["drafts"] == [], name
            assert len(report["refusals"]) == 1, name


def test_a_bomb_in_an_archive_is_refused_there() -> None:
    data = bombs.zipped(
        ("a.xml", XML_BOMBS["billion-laughs"]("nitf")), ("b.txt", b"Un titre\n\nUn texte.")
    )
    report = explode({"a.zip": data})["a.zip"]
    assert report["drafts"] == ["Un titre"]
    assert [text.split(" ")[0] for text in report["refusals"]] == ["a.zip!a.xml"]


def test_a_doctype_is_no_bomb() -> None:
    nitf = (
        b'<?xml version="1.0"?><!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.4//EN" '
        b'"http://127.0.0.1:9/nitf-3-4.dtd"><nitf><body><body.head><hedline><hl1>Un titre</hl1>'
        b"</hedline></body.head><body.content><p>Un texte.</p></body.content></body></nitf>"
    )
    report = explode({"a.xml": nitf})["a.xml"]
    assert report["refusals"] == []
    assert report["drafts"] == ["Un titre"]
