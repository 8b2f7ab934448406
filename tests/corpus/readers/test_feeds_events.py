"""feedparser makes the same of elements that are told to it as of a document's bytes."""

from __future__ import annotations

import io
from typing import Any

import feedparser
import pytest

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.readers.feeds_events import parsed
from corpus.readers.markup import parse_bytes

RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:x="urn:x" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Fil</title><link>https://fil.example/</link>
<item><title>Un &amp; deux</title><link>/a?b=1&amp;c=2</link><guid isPermaLink="false">un</guid>
<dc:creator>AFP</dc:creator><x:mot x:rang="3" xml:lang="fr">neuf</x:mot><x:vide x:a="b"/>
<category domain="medtop">09000000</category><category>ports</category>
<description><![CDATA[<p>Résumé</p>]]></description>
<content:encoded xml:base="https://fil.example/b/">
<![CDATA[<p><a href="c">Texte</a></p>]]></content:encoded>
<y:note xmlns:y="urn:y" y:k="v">vu</y:note> reste</item>
<item><description>Seul</description><pubDate>Wed, 03 Jun 2026 10:15:00 +0200</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:h="http://www.w3.org/1999/xhtml">
<title type="html">Fil &lt;b&gt;vif&lt;/b&gt;</title><author><name>ATS</name></author>
<entry xml:lang="fr-CH" xml:base="https://fil.example/"><id>tag:fil.example,2026:1</id>
<title>Un</title><link rel="alternate" href="un"/><link rel="related" href="deux" title="Deux"/>
<author><name>A. Favre</name><email>a@fil.example</email></author>
<updated>2026-05-12T16:40:00+02:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un <em class="e">mot</em> &lt; 2
</p><h:p>Deux</h:p></div></content></entry></feed>"""


@pytest.mark.parametrize("document", [RSS, ATOM], ids=["rss", "atom"])
def test_elements_are_read_as_bytes_are(document: str) -> None:
    root = parse_bytes(document.encode())
    holder = root if document is ATOM else root[0]
    told = parsed(root, [*holder])
    whole: Any = feedparser.parse(
        io.BytesIO(document.encode()), resolve_relative_uris=False, sanitize_html=False
    )
    assert whole.entries
    assert not whole.bozo
    assert told.entries == whole.entries
    assert told.feeddata == whole.feed


def test_namespaces_are_bounded() -> None:
    many = "".join(f'<n:a xmlns:n="urn:{n}"/>' for n in range(LIMITS.field_values + 1))
    root = parse_bytes(f"<rss><channel><item>{many}</item></channel></rss>".encode())
    with pytest.raises(ReaderError):
        parsed(root, [root[0][0]])
