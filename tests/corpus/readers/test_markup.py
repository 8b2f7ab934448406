"""XML from anybody: what is harmless is read, what is hostile is refused, and nothing is opened."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.readers.markup import (
    paragraphs_of,
    parse,
    parse_bytes,
    parse_html,
    text_of,
)
from corpus.readers.markup_bytes import RootName, root_of

NITF = (
    b'<?xml version="1.0"?>\n<!-- agence -->\n'
    b'<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.2//EN" "nitf-3-2.dtd">\n'
    b"<nitf><body>&eacute;t&eacute; &amp; hiver</body></nitf>"
)


def test_the_outermost_element_is_found_behind_a_prolog() -> None:
    assert root_of(NITF) == RootName("", "nitf")
    assert root_of(b'<n:newsItem xmlns:n="urn:a" x="1">') == RootName("urn:a", "newsItem")
    assert root_of("\ufeff<a xmlns='urn:b'>".encode("utf-16")) == RootName("urn:b", "a")
    assert root_of(b"Tripoli, 3 mars 2011 (LANA) -") is None
    assert root_of(b"") is None


@pytest.mark.parametrize("before", [0, 900, 1_000, 1_010, 1_020, 1_030, 4_000])
def test_it_is_found_wherever_it_begins(before: int) -> None:
    """What is cut where the first look ends is looked at again."""
    blanks, attributes = " " * before, "".join(f' a{n}=">{n}"' for n in range(200))
    expected = RootName("urn:b", "n-i")
    assert root_of(f'<!--{blanks}--><p:n-i c="d>" xmlns:p="urn:b">'.encode()) == expected
    assert root_of(f'{blanks}<p:n-i{attributes} xmlns:p="urn:b">'.encode()) == expected
    assert root_of(f"{blanks}Un texte <a>".encode()) is None


@pytest.mark.parametrize(
    "start",
    [
        "<a>",
        "<a/>",
        "\n <a.b-c xmlns='urn:a'>",
        '<?xml version="1.0"?><a b=">" xmlns="urn:a">',
        '<?xml version="1.0"?>\n<!DOCTYPE a PUBLIC "-//A//>" "a.dtd">\n<a xmlns:b="urn:b" c="é">',
        '<!DOCTYPE a SYSTEM "<b>"><a>',
        "<!DOCTYPE a SYSTEM '>'><a b='\">'>",
        '<!DOCTYPE a [<!ENTITY b "<c>">]><a>',
        "<été xmlns='urn:é'>",
        '<a b="',
        "<a\xa0b='c'>",
        "<1>",
    ],
)
def test_what_begins_as_most_do_is_what_it_would_be_behind_a_comment(start: str) -> None:
    assert root_of(start.encode()) == root_of(f"<!-- -->{start}".encode())


def test_a_doctype_is_accepted_and_entities_of_html_are_letters() -> None:
    assert text_of(parse_bytes(NITF)) == "été & hiver"


def test_an_entity_that_nobody_declares_is_read_as_it_stands() -> None:
    root = parse_bytes(b'<!DOCTYPE a SYSTEM "a.dtd"><a>&b; un <i/>&c; deux&d;&e;</a>')
    assert text_of(root) == "&b; un &c; deux&d;&e;"
    assert [child.tag for child in root] == ["i"]


def test_what_a_doctype_points_to_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "broken.dtd").write_text("<!ELEMENT a (b", encoding="utf-8")
    for address in (f"{tmp_path}/broken.dtd", f"{tmp_path}/absent.dtd", "http://127.0.0.1:9/a.dtd"):
        document = f'<!DOCTYPE a SYSTEM "{address}"><a>texte</a>'
        assert text_of(parse_bytes(document.encode())) == "texte"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "cp1252"])
def test_declared_encodings_are_read(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>l’été</a>'.encode(encoding, "replace")
    assert text_of(parse_bytes(data))[-3:] == "été"


def test_no_encoding_hides_tags_from_the_limits() -> None:
    opening = '<?xml version="1.0" encoding="utf-7"?>'
    assert [child.tag for child in parse_bytes(f"{opening}<a>+ADw-b/></a>".encode())] == ["b"]
    with pytest.raises(ReaderError, match="balises"):
        parse_bytes(f"{opening}<a>{'+ADw-b/>' * (LIMITS.markup_tags + 1)}</a>".encode())
    with pytest.raises(ReaderError, match="encodage inconnu"):
        parse_bytes(b'<?xml version="1.0" encoding="cp1047"?><a/>')


def test_an_encoding_that_is_not_declared_is_found() -> None:
    assert text_of(parse_bytes("<a>l’été</a>".encode("cp1252"))) == "l’été"


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/"> %b;]><a/>',
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?>+ADw-!DOCTYPE a [+ADw-!ENTITY b "c">]>+ADw-a/>',
        b'<!DOCTYPE a SYSTEM "a.dtd"><a>' + b"&b;" * 1_000 + b"</a>",
        b"<a>" * (LIMITS.markup_depth + 1) + b"</a>" * (LIMITS.markup_depth + 1),
        b"<a>" * 200_000,
        b"<a><b></a>",
        b'<?xml version="1.0" encoding="utf-16"?><a/>',
        b"\xff\xfe<\0a",
        b"",
    ],
)
def test_what_is_hostile_or_malformed_is_refused(hostile: bytes) -> None:
    with pytest.raises(ReaderError):
        parse_bytes(hostile)


def test_a_text_about_entities_is_no_declaration() -> None:
    assert text_of(parse_bytes(b"<a><![CDATA[<!ENTITY b>]]></a>")) == "<!ENTITY b>"


def test_a_document_over_the_limit_is_not_parsed() -> None:
    with pytest.raises(ReaderError, match="octets"):
        parse(io.BytesIO(b"<a>" + b" " * LIMITS.markup_bytes + b"</a>"))


@pytest.mark.parametrize("parse_it", [parse_bytes, lambda data: parse_html(data.decode())])
def test_a_document_of_too_many_tags_is_not_parsed(parse_it: Callable[[bytes], object]) -> None:
    with pytest.raises(ReaderError, match="balises"):
        parse_it(b"<a>" + b"<b></b>" * LIMITS.markup_tags + b"</a>")


def test_a_page_is_read_however_it_is_written() -> None:
    root = parse_html("<title>non</title><p>l’été<br>l&eacute;ger<p>fin<!-- non -->")
    assert root is not None
    assert paragraphs_of(root) == ("l’été", "léger", "fin")
    assert parse_html("") is None
    assert parse_html("<!-- -->") is None


def test_a_page_that_declares_entities_is_refused() -> None:
    with pytest.raises(ReaderError, match="entités"):
        parse_html('<!DOCTYPE html [<!ENTITY a "b">]><html>&a;</html>')


def test_a_page_that_is_too_deep_is_refused() -> None:
    with pytest.raises(ReaderError, match="niveaux"):
        parse_html("<div>" * (LIMITS.markup_depth + 1) + "x")


def test_paragraphs_are_what_stands_between_blocks() -> None:
    root = parse_bytes(
        b"<body>Un <b>deux</b><p>trois<br/>quatre</p>cinq<div>six<p>sept</p>huit</div>"
        b"<script>non</script><media><media-caption>non</media-caption></media></body>"
    )
    assert paragraphs_of(root) == ("Un deux", "trois", "quatre", "cinq", "six", "sept", "huit")
