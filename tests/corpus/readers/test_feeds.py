"""Feeds, field by field: RSS 2.0, RSS 1.0 and Atom."""

from __future__ import annotations

import io
import random
import socket
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from corpus.dispatch import Dispatch, Link, Status, Subject
from corpus.limits import LIMITS
from corpus.readers.draft import Draft, Refusal
from corpus.readers.feeds import FeedReader
from corpus.readers.registry import read_path, reader_of
from corpus.understand import understand, understand_all
from index.writer import IndexWriter
from search.local import LocalBackend

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples" / "formats" / "feeds"
FILES = {"fil-afp.rss": 2, "fil-ats.atom": 4, "fil-belga-1252.xml": 2, "fil-map.rdf": 2}


@cache
def read(file: str) -> tuple[Dispatch | Refusal, ...]:
    return tuple(understand_all(read_path(SAMPLES / file)))


def dispatches(file: str) -> list[Dispatch]:
    return [each for each in read(file) if isinstance(each, Dispatch)]


def feed(*items: str, head: str = "<title>Fil</title>") -> list[Draft | Refusal]:
    """What is read of an RSS feed of these items."""
    document = f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'
    return list(FeedReader().read(io.BytesIO(document.encode()), "fil"))


def draft(item: str, head: str = "<title>Fil</title>") -> Draft:
    (found,) = feed(f"<item>{item}</item>", head=head)
    assert isinstance(found, Draft), found
    return found


def test_every_sample_is_read() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == FILES.keys()
    assert {file: len(dispatches(file)) for file in FILES} == FILES


@pytest.mark.parametrize("file", FILES)
def test_the_reader_is_chosen_by_content(file: str) -> None:
    reader = reader_of((SAMPLES / file).read_bytes())
    assert reader is not None
    assert reader.name == "feed"


def test_an_item_of_rss_with_its_whole_text() -> None:
    found = dispatches("fil-afp.rss")[0]
    assert found.headline == "Grève dans les ports : le ministre des Transports reçoit les dockers"
    assert found.lead == (
        "Le ministre des Transports a reçu mercredi les délégués des dockers, "
        "au troisième jour de grève."
    )
    assert found.body == (
        "Onze navires attendent devant Fos\u00a0; "
        "la direction du port espère une reprise vendredi.",
    )
    assert found.uid == "courrier-des-ports.example:courrier-48213"
    assert found.version == 20260603123000
    assert found.issued == datetime.fromisoformat("2026-06-03T10:15:00+02:00")
    assert (found.agency, found.place, found.byline) == ("AFP", "Marseille", "Jeanne Martel")
    assert found.language == "fr"
    assert found.subjects == (Subject("medtop:09000000"), Subject("medtop:20000337"))
    assert found.keywords == ("ports", "Transports & mer")
    assert found.extra["link"] == "https://www.courrier-des-ports.example/greve-dockers"
    assert found.extra["summary"].startswith("Le ministre a reçu mercredi les délégués")
    assert found.extra["feed"] == "Le Courrier des ports – à la une"
    assert found.extra["rights"] == "© Le Courrier des ports"
    assert not any("archives" in value or "quai" in value for value in found.extra.values())


def test_an_item_of_rss_with_a_mark_and_plain_text() -> None:
    found = dispatches("fil-afp.rss")[1]
    assert found.headline == "URGENT - Le trafic reprend à Fos & Lavéra"
    assert (found.lead, found.body) == (
        "Les dockers ont voté la reprise du travail.",
        ("Le premier navire a accosté à 7 heures.",),
    )
    assert found.urgency == 2
    assert found.uid == "https://www.courrier-des-ports.example/reprise"
    assert found.issued == datetime.fromisoformat("2026-06-05T06:00:00+00:00")
    assert found.agency == "Le Courrier des ports – à la une"


def test_what_an_item_lacks_does_not_stop_the_next() -> None:
    first, refusal, last = read("fil-belga-1252.xml")
    assert isinstance(first, Dispatch)
    assert isinstance(refusal, Refusal)
    assert isinstance(last, Dispatch)
    assert str(refusal.reason) == "Ni titre ni texte : rien à indexer."
    assert refusal.line == 15
    assert first.headline == "Le tunnel de la Sambre fermé jusqu’à l’été"
    assert first.lead.endswith("14 millions d’euros…")
    assert (first.agency, first.place, first.byline) == ("Belga", "Charleroi", "Luc Delvaux")
    assert first.uid == "http://depeches.example/region/2026/tunnel"
    assert last.issued is None
    assert last.version == 1
    assert any("30" in note for note in last.notes)
    assert last.body == ("Une nouvelle séance est prévue jeudi.",)


def test_an_entry_of_atom() -> None:
    found = dispatches("fil-ats.atom")[0]
    assert found.headline == (
        "CORRECTION - Le Conseil d’Etat vaudois prévoit un déficit de 210 millions"
    )
    assert found.status is Status.CORRECTED
    assert found.uid == "tag:fil-ats.example,2026:budget"
    assert found.version == 20260512144000
    assert found.issued == datetime.fromisoformat("2026-05-12T14:10:00+02:00")
    assert found.extra["updated"] == "2026-05-12T16:40:00+02:00"
    assert (found.place, found.byline) == ("Lausanne", "Nadia Favre, Paul Rochat")
    assert found.body == (
        "Santé : 90 millions",
        "Formation : 60 millions",
        "Le Département des finances présentera le budget en septembre.",
    )
    assert found.subjects == (Subject("medtop:04000000", "Économie et finances"),)
    assert found.keywords == ("Vaud",)
    assert found.links == (
        Link("related", "https://fil-ats.example/impots", 0, "Les impôts ne baisseront pas"),
    )
    assert found.extra["summary"] == "Le canton prévoit un déficit."
    assert found.extra["rights"] == "© ATS, tous droits réservés"


def test_an_entry_has_the_language_of_its_own() -> None:
    _, french, german, _ = dispatches("fil-ats.atom")
    assert (french.language, german.language) == ("fr", "de")
    assert german.headline == "Bahnlinie am Gotthard wieder offen"
    assert german.issued == datetime.fromisoformat("2026-05-12T17:05:00+00:00")


def test_an_entry_that_is_deleted_is_cancelled() -> None:
    found = dispatches("fil-ats.atom")[-1]
    assert found.status is Status.CANCELLED
    assert found.uid == "tag:fil-ats.example,2026:bale"
    assert found.version == 20260512145900
    assert found.headline.startswith("ATS annule sa dépêche sur Bâle")


def test_an_item_of_rss_1() -> None:
    first, second = dispatches("fil-map.rdf")
    assert first.uid == "https://fil-map.example/eau/dakhla"
    assert (first.agency, first.place, first.byline) == ("MAP", "Dakhla", "Salma Benjelloun")
    assert first.issued == datetime.fromisoformat("2026-01-15T11:20:00+01:00")
    assert first.keywords == ("eau",)
    assert first.body == ("Elle fournira 37 millions de mètres cubes par an.",)
    assert second.headline == "Les barrages remplis à 41 %"


@pytest.mark.parametrize("seed", range(6))
def test_the_last_change_of_an_entry_wins_however_they_arrive(tmp_path: Path, seed: int) -> None:
    drafts = [each for each in read("fil-ats.atom") if isinstance(each, Dispatch)]
    random.Random(seed).shuffle(drafts)
    for each in drafts:
        with IndexWriter(tmp_path / "index") as writer:
            writer.add(each)
            writer.commit()
    backend = LocalBackend(tmp_path / "index")
    found = backend.get("tag:fil-ats.example,2026:budget")
    backend.close()
    assert found is not None
    assert "210 millions" in found.headline


def test_a_later_date_of_publication_is_a_later_version() -> None:
    item = "<title>Un titre</title><guid>https://a.example/1</guid><pubDate>{}</pubDate>"
    first = draft(item.format("Wed, 03 Jun 2026 10:00:00 +0200"))
    second = draft(item.format("Wed, 03 Jun 2026 08:00:01 GMT"))
    assert first.uid == second.uid
    assert second.version == first.version + 1


def test_identifiers_that_are_no_addresses_are_their_sites_own() -> None:
    head = "<title>Fil</title><link>https://www.un.example/</link>"
    item = '<title>Un titre</title><guid isPermaLink="false">12</guid>'
    assert draft(item, head).uid == "un.example:12"
    assert draft(item, head.replace("un.", "deux.")).uid == "deux.example:12"
    assert draft("<title>Un titre</title><link>https://a.example/1</link>").uid == (
        "https://a.example/1"
    )
    assert draft("<title>Un titre</title>").uid == ""


def test_an_identifier_that_is_too_long_is_still_one() -> None:
    long = "https://a.example/" + "a" * LIMITS.field_characters
    one, other = (draft(f"<title>T</title><guid>{long}{end}</guid>") for end in "12")
    assert one.uid != other.uid
    assert understand(one).uid == one.uid


def test_a_headline_that_speaks_of_a_cancellation_is_none() -> None:
    assert draft("<title>Annulation du procès : la cour parle</title>").status is Status.USABLE
    assert draft("<title>Embargo : Paris hésite</title>").status is Status.USABLE


def test_a_feed_without_an_entry_gives_nothing() -> None:
    assert feed() == []


@pytest.mark.parametrize(
    "document",
    [
        b'<rss version="2.0"><channel><item><title>Un titre</title>',
        b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><item><title>&a;</title></item></rss>',
        b"<rss>" + b"<a>" * 200 + b"</a>" * 200 + b"</rss>",
    ],
    ids=["cut", "entities", "deep"],
)
def test_a_document_that_is_cut_or_hostile_is_refused_whole(document: bytes) -> None:
    (found,) = FeedReader().read(io.BytesIO(document), "fil")
    assert isinstance(found, Refusal)


def test_markup_in_an_entry_has_the_limits_of_any_document() -> None:
    deep = "&lt;b&gt;" * (LIMITS.markup_depth + 5)
    bad, good = feed(
        f"<item><title>Profond</title><description>{deep}a</description></item>",
        "<item><title>Bon</title></item>",
    )
    assert isinstance(bad, Refusal)
    assert isinstance(good, Draft)


def test_a_field_that_is_too_long_to_be_one_is_left_out_and_said() -> None:
    # feedparser would look for an address in the author for hours.
    found = draft(f"<title>Un titre</title><author>{'a' * 300_000}</author>")
    assert found.byline == ""
    assert any("author" in note for note in found.notes)


def test_nothing_is_opened_whatever_a_feed_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(tmp_path)
    document = b'<rss version="2.0"><channel><item><title>a</title></item></channel></rss>'
    (tmp_path / "secret").write_text("secret")
    (found,) = FeedReader().read(io.BytesIO(document), "fil")
    assert isinstance(found, Draft)
    (refused,) = FeedReader().read(io.BytesIO(b"secret"), "fil")
    assert isinstance(refused, Refusal)
    assert draft("<title>T</title><link>http://127.0.0.1:9/x</link>").extra["link"]


@pytest.mark.parametrize(
    "inside",
    [
        '<category term="a"/>' * 50_000,
        "".join(f'<x{n}:y xmlns:x{n}="u{n}">a</x{n}:y>' for n in range(1_000)),
        f"<content>{'a ' * (LIMITS.page_bytes // 2 + 1)}</content>",
    ],
    ids=["categories", "namespaces", "content"],
)
def test_what_would_take_the_square_of_its_size_is_refused(inside: str) -> None:
    entry = f"<entry><title>a</title>{inside}</entry><entry><title>b</title></entry>"
    document = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'
    bad, good = FeedReader().read(io.BytesIO(document.encode()), "fil")
    assert isinstance(bad, Refusal)
    assert isinstance(good, Draft)
