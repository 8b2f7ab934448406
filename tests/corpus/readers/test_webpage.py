"""Web pages, field by field: JSON-LD, microdata, meta tags, and pages that say nothing."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from corpus.dispatch import Dispatch, Link, Status, Subject
from corpus.limits import LIMITS
from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import read_path, reader_of
from corpus.readers.webpage import WebPageReader, decoded
from corpus.readers.webpage_text import in_paragraphs, leads_elsewhere
from corpus.understand import understand_all

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples" / "formats" / "pages"
DESCRIBED = (
    "correction-aps.xhtml",
    "json-ld-tap.html",
    "microdonnees-latin-1.html",
    "opengraph.html",
)
BARE = "sans-balises.html"


@cache
def dispatch(file: str) -> Dispatch:
    (found,) = understand_all(read_path(SAMPLES / file))
    assert isinstance(found, Dispatch), found
    return found


def read(page: str | bytes) -> Draft | Refusal:
    data = page.encode() if isinstance(page, str) else page
    (found,) = WebPageReader().read(io.BytesIO(data), "page")
    return found


def draft(page: str | bytes) -> Draft:
    found = read(page)
    assert isinstance(found, Draft), found
    return found


def test_every_sample_is_known() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {*DESCRIBED, BARE}


@pytest.mark.parametrize("file", [*DESCRIBED, BARE])
def test_the_reader_is_chosen_by_content(file: str) -> None:
    reader = reader_of((SAMPLES / file).read_bytes())
    assert reader is not None
    assert reader.name == "page"


def test_the_article_of_a_graph_in_json_ld() -> None:
    found = dispatch("json-ld-tap.html")
    assert found.headline == "Tunis\u00a0: le ministère de l’Agriculture rouvre les barrages"
    assert found.uid == "https://www.nouvelles-du-sahel.example/2026/02/barrages"
    assert found.version == 20260209110000
    assert found.issued == datetime.fromisoformat("2026-02-09T09:30:00+01:00")
    assert (found.agency, found.place, found.byline) == ("TAP", "Tunis", "Leïla Mansouri")
    assert found.language == "fr"
    assert found.subjects == (
        Subject("medtop:20000210", "Agriculture"),
        Subject("medtop:20000144", "Sécheresse"),
        Subject("", "Environnement"),
    )
    assert found.keywords == ("barrages", "irrigation", "Cap Bon")
    assert found.links == (
        Link(
            "related",
            "https://www.nouvelles-du-sahel.example/2026/01/secheresse",
            0,
            "La sécheresse s’aggrave",
        ),
    )
    assert found.extra["link"] == found.uid
    assert found.extra["alternativeHeadline"] == "L’irrigation reprend au Cap Bon"
    assert found.extra["copyrightHolder"] == "Nouvelles du Sahel"
    assert found.extra["isAccessibleForFree"] == "true"


def test_a_text_in_one_piece_has_the_paragraphs_that_the_page_shows() -> None:
    assert dispatch("json-ld-tap.html").body == (
        "L’irrigation reprend au Cap Bon, où les agriculteurs attendaient depuis octobre.",
        "La direction des Barrages fera le point jeudi.",
    )


def test_a_text_that_is_too_long_to_compare_stays_in_one_piece() -> None:
    shown = tuple(f"Ceci est le paragraphe {n}." for n in range(3_000))
    short, long = (" ".join(shown[:100]),), (" ".join(shown),)
    assert in_paragraphs(short, shown[:100]) == shown[:100]
    assert len(long[0]) * len(shown) > LIMITS.page_comparisons
    assert in_paragraphs(long, shown) == long


def test_an_article_in_microdata_and_latin_1() -> None:
    found = dispatch("microdonnees-latin-1.html")
    assert found.headline == "Le préfet suspend la chasse « jusqu'à nouvel ordre »"
    assert found.uid == "https://gazette-du-massif.example/chasse"
    assert found.byline == "Hélène Vidal"
    assert found.agency == "Gazette du Massif"
    assert found.issued == datetime.fromisoformat("2025-11-21T18:05:00+01:00")
    assert found.version == 20251121170500
    assert found.keywords == ("chasse", "préfecture")
    assert found.language == "fr"
    assert found.paragraphs == (
        "Le préfet du Cantal a suspendu vendredi la chasse sur dix communes, après un accident près"
        " de Salers.",
        "Les battues sont interdites.",
        "La chasse à l'affût l'est aussi.",
        "La fédération départementale des chasseurs doit être reçue lundi à la préfecture.",
    )


def test_an_article_of_meta_tags() -> None:
    found = dispatch("opengraph.html")
    assert found.headline == "Le tram revient à Verviers, un siècle après"
    assert found.uid == "https://vesdre-info.example/tram"
    assert (found.agency, found.byline) == ("Vesdre Info", "Marc Lejeune")
    assert found.issued == datetime.fromisoformat("2026-04-20T06:30:00+00:00")
    assert found.version == 20260421070000
    assert found.extra["updated"] == "2026-04-21T07:00:00Z"
    assert found.extra["summary"] == "La ligne ouvrira en 2029."
    assert found.subjects == (Subject("", "Mobilité"),)
    assert found.keywords == ("tram", "Verviers")
    assert found.paragraphs == (
        "La Région wallonne a choisi le tracé de la future ligne.",
        "Verviers retrouvera un tram en 2029, a annoncé lundi le ministre wallon de la Mobilité.",
        "Douze arrêts",
        "La ligne aura douze arrêts entre la gare et Heusy.",
        "« Nous attendions cela depuis longtemps », a dit la bourgmestre.",
    )


def test_a_correction_in_xhtml() -> None:
    found = dispatch("correction-aps.xhtml")
    assert found.status is Status.CORRECTED
    assert (found.agency, found.place, found.byline) == ("APS", "Oran", "Yacine Haddad")
    assert found.version == 20260401070000
    assert found.extra["correction"] == "La date était fausse : 2031, et non 2030."
    assert found.links == (Link("previous", "https://oran-matin.example/metro?v=1"),)
    assert found.body == ("Le ministère des Transports l’avait annoncé pour 2030.",)


def test_the_text_of_a_page_that_says_nothing_is_looked_for() -> None:
    pytest.importorskip("trafilatura", reason="the extra «pages» is not installed")
    found = dispatch(BARE)
    assert found.headline == "Le lac de Joux gelé"
    assert found.byline == "Claude Meylan"
    assert len(found.paragraphs) == 3
    assert found.lead.startswith("Le lac de Joux est entièrement gelé")
    assert not any("Météo" in paragraph for paragraph in found.paragraphs)


def test_without_the_extra_such_a_page_is_refused_and_told_how(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    found = read((SAMPLES / BARE).read_bytes())
    assert isinstance(found, Refusal)
    assert "pip install 'filon[pages]'" in str(found.reason)
    for file in DESCRIBED:
        draft((SAMPLES / file).read_bytes())


def test_a_page_of_teasers_is_no_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    teaser = "<article><h2>Un titre</h2><p>Deux lignes.</p></article>"
    data = '[{"@type":"NewsArticle","headline":"Un"},{"@type":"NewsArticle","headline":"Deux"}]'
    page = f'<html><script type="application/ld+json">{data}</script>{teaser * 5}</html>'
    assert isinstance(read(page), Refusal)


@pytest.mark.parametrize(
    ("line", "leads"),
    [
        ("Lire aussi : le budget en cinq questions", True),
        ("À lire également – Le port rouvre", True),
        ("Sur le même sujet", True),
        ("Publicité", True),
        ("Abonnez-vous pour lire la suite", True),
        ("Lire et écrire restent les priorités de l’école, a dit le ministre.", False),
        ("Publicité mensongère : trois sociétés condamnées.", False),
        ("Le ministre a appelé à lire aussi les petites lignes.", False),
    ],
)
def test_what_leads_elsewhere_is_told_by_how_it_begins(line: str, leads: bool) -> None:
    assert leads_elsewhere(line) is leads


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ("<meta http-equiv='content-type' content='text/html; charset=windows-1252'>", "cp1252"),
        ('<meta charset="utf-8">', "utf-8"),
        ('<?xml version="1.0" encoding="iso-8859-15"?>', "iso-8859-15"),
        ('<meta charset="idna">', "utf-8"),
        ("", "cp1252"),
    ],
)
def test_the_encoding_is_the_one_that_the_page_names(head: str, encoding: str) -> None:
    page = f"<html>{head}<p>été à l’œuvre {'€' if encoding != 'iso-8859-15' else ''}</p>"
    page = page.replace("’œ", "'œ") if encoding == "iso-8859-15" else page
    assert decoded(page.encode(encoding)).text == page


@pytest.mark.parametrize(
    "attributes",
    ['lang="ar-DZ"', 'xmlns="http://www.w3.org/1999/xhtml" xml:lang="ar-DZ"'],
)
def test_the_language_is_the_one_that_html_or_xhtml_names(attributes: str) -> None:
    assert draft(f"<html {attributes}><article><p>Un texte.</p></article>").language == "ar"


def test_a_page_without_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    for page in ("<html></html>", "<!doctype html><title>Rien</title>", "<html><p>a"):
        assert isinstance(read(page), Refusal)


def test_what_looks_like_a_page_is_one() -> None:
    reader = WebPageReader()
    for head in (
        b"<!doctype html>",
        b"\xef\xbb\xbf\n<!-- a --><!-- b -->\n<HTML lang=fr>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">',
        "\ufeff<!DOCTYPE HTML>".encode("utf-16"),
    ):
        assert reader.sniff(head), head
    for head in (b"", b"Tripoli, 3 mars", b"<nitf>", b"<htmlx>", b"<!-- <html> ", b"<p>a</p>"):
        assert not reader.sniff(head), head


def test_nested_lists_and_deep_json_are_no_harm() -> None:
    article = "<article><p>Un paragraphe d’un article qui en a un seul.</p></article>"
    deep = "[" * 100_000
    for data in (deep, deep + "]" * 100_000, '{"@type":"NewsArticle","headline":[[[[[["a"]]]]]]}'):
        page = f'<html><title>T</title><script type="application/ld+json">{data}</script>{article}'
        assert draft(page).headline == "T"
