"""Writes invented dispatches in each format that Filon reads, in the documents that are measured.

ninjs and NewsML-G2 are written by `corpus.writers`, other XML by `benchmarks.read_markup`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import textwrap
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import timezone
from email.message import EmailMessage
from email.utils import format_datetime
from xml.sax.saxutils import escape

from benchmarks import read_markup
from benchmarks.read_markup import issued_of, tags, told
from corpus import synthetic
from corpus.dispatch import Dispatch
from corpus.writers import newsml_g2, ninjs
from corpus.writers.extension import MEDIA_TYPE

GROUP = 20
"""Dispatches of a feed, a wire, a mailbox and an archive."""
LINE = 69
"""Characters of a line of a wire."""

Documents = list[bytes]


def page(dispatch: Dispatch) -> bytes:
    """A page of a site, with what it says for machines in JSON-LD."""
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": f"https://site.example/{dispatch.uid}",
        "headline": dispatch.headline,
        "datePublished": issued_of(dispatch).isoformat(),
        "author": {"@type": "Organization", "name": dispatch.agency},
        "inLanguage": "fr",
        "articleBody": "\n".join(told(dispatch)),
    }
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>{escape(dispatch.headline)}</title>
<script type="application/ld+json">{json.dumps(article, ensure_ascii=False)}</script>
</head>
<body>
<header><nav><a href="/">Accueil</a> <a href="/pays">Pays</a></nav></header>
<main><article>
<h1>{escape(dispatch.headline)}</h1>
{tags("p", told(dispatch))}
</article></main>
<footer><p>Mentions légales</p></footer>
</body>
</html>
""".encode()


def plain(dispatch: Dispatch) -> bytes:
    return "\n\n".join((dispatch.headline, *told(dispatch))).encode() + b"\n"


def _lines_of(paragraphs: Sequence[str]) -> list[str]:
    return [
        line
        for each in paragraphs
        for line in textwrap.wrap(each, LINE, initial_indent="   ", break_on_hyphens=False)
    ]


def iptc_7901(dispatch: Dispatch) -> bytes:
    """A message of a wire after AFP's way."""
    day = issued_of(dispatch).astimezone(timezone.utc)
    month = synthetic.MONTHS.split()[day.month - 1][:3].upper()
    lines = [
        f"\x16\x16\x01FRS0231 4 SOI {len(dispatch.text.split())} FRA /AFP-QX41",
        "Pays-sujet",
        f"\x02{dispatch.headline}",
        "",
        *_lines_of(told(dispatch)),
        "   ykl/mb/pid",
        "\x03",
        f"AFP {day:%d%H%M} GMT {month} {day:%y}",
        "\x04",
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1", "replace")


def anpa_1312(dispatch: Dispatch) -> bytes:
    """A message of a wire after AP's way."""
    day = issued_of(dispatch).astimezone(timezone.utc)
    words = len(dispatch.text.split())
    text = "".join(
        "\t" + "".join(f"{line}<\r\n" for line in _lines_of([each])) for each in told(dispatch)
    )
    message = (
        f"\x16\x16\x01a1234\x1fafrqa\r\n"
        f"r i\x13\x11 BC-Pays-Sujet  {day:%m-%d} {words:04}\r\n"
        f"\x02^BC-Pays-Sujet,{words}<\r\n^{dispatch.headline}<\r\n{text}"
        f"\x03AP-WF-{day:%m-%d-%y %H%M}GMT<\r\n\x04\r\n\n\n"
    )
    return message.encode("latin-1", "replace")


def mail(dispatch: Dispatch) -> bytes:
    found = EmailMessage()
    found["From"] = "rédaction centrale <fil@agence.example>"
    found["To"] = "abonnes@journal.example"
    found["Subject"] = dispatch.headline
    found["Date"] = format_datetime(issued_of(dispatch))
    found["Message-ID"] = f"<{dispatch.uid}@agence.example>"
    found.set_content("\n\n".join(told(dispatch)), cte="8bit")
    return found.as_bytes()


def mailbox(dispatches: Sequence[Dispatch]) -> bytes:
    first = b"From fil@agence.example Thu Mar  7 18:05:12 2019\n"
    return b"".join(first + mail(dispatch) + b"\n" for dispatch in dispatches)


def json_lines(dispatches: Sequence[Dispatch]) -> bytes:
    target = io.BytesIO()
    for each in dispatches:
        target.write(json.dumps(_record(each), ensure_ascii=False).encode() + b"\n")
    return target.getvalue()


def table(dispatches: Sequence[Dispatch]) -> bytes:
    text = io.StringIO()
    rows = csv.DictWriter(text, list(_record(dispatches[0])), delimiter=";")
    rows.writeheader()
    rows.writerows(map(_record, dispatches))
    return text.getvalue().encode()


def _record(dispatch: Dispatch) -> dict[str, str]:
    return {
        "id": dispatch.uid,
        "headline": dispatch.headline,
        "body": "\n".join(dispatch.paragraphs),
        "date": issued_of(dispatch).isoformat(),
        "agency": dispatch.agency,
        "place": dispatch.place,
    }


def ninjs_item(dispatch: Dispatch) -> bytes:
    """An object of an agency: without what Filon adds for itself."""
    item = ninjs.item_of(dispatch)
    item["bodies"] = [each for each in item["bodies"] if each["contentType"] != MEDIA_TYPE]
    return json.dumps(item, ensure_ascii=False).encode()


def message(dispatches: Sequence[Dispatch]) -> bytes:
    """What Filon exports: a newsMessage with a namespace of its own in each item."""
    return "".join(newsml_g2.message(dispatches)).encode()


def zipped(dispatches: Sequence[Dispatch]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in dispatches:
            archive.writestr(f"{each.uid}.xml", read_markup.nitf(each))
    return target.getvalue()


def taped(dispatches: Sequence[Dispatch]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for each in dispatches:
            content = read_markup.nitf(each)
            member = tarfile.TarInfo(f"{each.uid}.xml")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


def each_alone(write: Callable[[Dispatch], bytes]) -> Callable[[Sequence[Dispatch]], Documents]:
    return lambda dispatches: [write(each) for each in dispatches]


def in_groups(
    write: Callable[[Sequence[Dispatch]], bytes],
) -> Callable[[Sequence[Dispatch]], Documents]:
    return lambda dispatches: [
        write(dispatches[at : at + GROUP]) for at in range(0, len(dispatches), GROUP)
    ]


def joined(write: Callable[[Dispatch], bytes]) -> Callable[[Sequence[Dispatch]], bytes]:
    return lambda dispatches: b"".join(map(write, dispatches))


WRITERS: Mapping[str, Callable[[Sequence[Dispatch]], Documents]] = {
    "NewsML-G2": each_alone(read_markup.newsml_g2_item),
    "NewsML-G2, exported by Filon": in_groups(message),
    "NITF": each_alone(read_markup.nitf),
    "NewsML 1": each_alone(read_markup.newsml_1),
    "RSS": in_groups(read_markup.rss),
    "Atom": in_groups(read_markup.atom),
    "web page": each_alone(page),
    "ninjs": each_alone(ninjs_item),
    "ninjs, exported by Filon": each_alone(lambda dispatch: ninjs.dumps(dispatch).encode()),
    "IPTC 7901": in_groups(joined(iptc_7901)),
    "ANPA 1312": in_groups(joined(anpa_1312)),
    "mail": each_alone(mail),
    "mbox": in_groups(mailbox),
    "zip of NITF": in_groups(zipped),
    "tar of NITF": in_groups(taped),
    "gzip of JSON Lines": in_groups(lambda dispatches: gzip.compress(json_lines(dispatches))),
    "JSON Lines": in_groups(json_lines),
    "CSV": in_groups(table),
    "plain text": each_alone(plain),
}
"""The documents of each format, by its title in the report."""
