"""Mail is read as it is sent: odd charsets, several texts, files attached, boxes of messages."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.message import EmailMessage

import pytest

from corpus.dispatch import Dispatch, Link, Status
from corpus.readers.draft import Draft, Refusal
from corpus.readers.mail_text import decoded_header, in_charset
from tests.corpus.readers.reading import FORMATS, outcomes_of, read
from tests.corpus.readers.reading import read_one as draft

SAMPLES = FORMATS / "mail"


def sample(name: str) -> tuple[Dispatch | Refusal, ...]:
    return outcomes_of(f"mail/{name}")


def dispatch(name: str) -> Dispatch:
    (found,) = sample(name)
    assert isinstance(found, Dispatch), found
    return found


def mail(headers: str = "", body: str = "Un texte.") -> bytes:
    return f"From: a@b.example\nSubject: Un titre\n{headers}\n{body}".encode()


def test_a_mail_with_soft_line_breaks() -> None:
    found = dispatch("tap-flowed.eml")
    assert found.uid == "20180212164000.eau-17@tap.example"
    assert found.headline == "Tunisie\xa0: les réserves d'eau remontent à 42 %"
    assert found.agency == "TAP"
    assert found.place == "Tunis"
    assert found.issued == datetime(2018, 2, 12, 16, 40, tzinfo=timezone(timedelta(hours=1)))
    assert found.lead == (
        "Les réserves des barrages du nord ont atteint 42 % de leur capacité, a indiqué lundi le "
        "ministère de l'Agriculture, après les pluies de la semaine dernière."
    )
    assert len(found.body) == 1
    assert found.keywords == ("eau", "barrages", "agriculture")
    assert found.language == "fr"
    assert found.extra["signature"] == "Agence TAP, bureau de Tunis"
    assert found.byline == ""
    assert found.extra["expéditeur"] == "Agence TAP <depeches@tap.example>"
    assert found.source.format == "mail"


def test_a_correction_answers_to_what_it_replaces() -> None:
    found = dispatch("ats-correction.eml")
    assert found.headline == "Le rail alpin rouvre demain"
    assert (found.status, found.version) == (Status.CORRECTED, 2)
    assert found.links == (
        Link("previous", "rail-0731.1@keystone-ats.example"),
        Link("related", "rail-0729.1@keystone-ats.example"),
    )
    assert found.agency == "ATS"
    assert found.place == "Berne"
    assert found.lead.startswith("La ligne du Lötschberg rouvrira vendredi à 5 h, et non samedi")
    assert "avant la correction" not in found.text


def test_a_page_is_read_where_there_is_no_plain_text() -> None:
    found = dispatch("belga-page.eml")
    assert found.headline == "Bruxelles relève le tarif des stationnements “longs”"
    assert found.agency == "Belga"
    assert found.lead.startswith("Le stationnement de plus de quatre heures coûtera 2 euros de")
    assert found.body == (
        "La recette, estimée à 8 millions d’euros par an, ira aux pistes cyclables.",
        "Le parlement en débattra en novembre.",
    )


def test_several_dispatches_in_one_mail() -> None:
    first, second = sample("aps-bulletin.eml")
    assert isinstance(first, Dispatch)
    assert isinstance(second, Dispatch)
    assert first.headline == "Constantine : le tramway prolongé jusqu’à l’université"
    assert second.headline == "Oran : 300 logements remis à leurs locataires"
    assert (first.uid, second.uid) == (
        "bulletin-20191121@aps.example#1",
        "bulletin-20191121@aps.example#2",
    )
    assert (first.place, second.place) == ("Constantine", "Oran")
    assert {first.agency, second.agency} == {"APS"}
    assert first.extra["objet"] == "Bulletin APS du 21 novembre 2019"
    assert first.body == ("Il dessert quatre stations nouvelles.",)


def test_what_is_attached_is_read_by_its_own_format() -> None:
    letter, text, line = sample("map-pieces-jointes.eml")
    assert isinstance(letter, Dispatch)
    assert isinstance(text, Dispatch)
    assert isinstance(line, Dispatch)
    assert letter.headline == "Envoi du matin"
    assert letter.byline == "Desk économique"
    assert letter.agency == "MAP"
    assert letter.extra["pièces jointes"] == "logo.gif (image/gif)"
    assert text.source.file.endswith("map-pieces-jointes.eml!pêche-et-barrage.txt")
    assert (text.headline, text.source.format) == (
        "Agadir reçoit 12 millions de m3 d’eau dessalée",
        "text",
    )
    assert (line.uid, line.source.format) == ("map-22-0316-2", "json-lines")
    assert line.source.file.endswith("!fil.jsonl")


def test_a_withdrawal() -> None:
    found = dispatch("afp-annulation.eml")
    assert found.status is Status.CANCELLED
    assert found.links == (Link("previous", "lyon-tunnel.2@afp.example"),)
    assert found.agency == "AFP"


def test_a_box_is_read_message_by_message() -> None:
    first, second, last = sample("lana-boite.mbox")
    assert isinstance(first, Dispatch)
    assert isinstance(second, Dispatch)
    assert isinstance(last, Dispatch)
    assert first.uid == "lana-160227-1@lana.example"
    assert first.body == ("From Tripoli, la compagnie des ports a salué ce retour.",)
    assert (second.headline, second.urgency) == ("URGENT - Sebha : courant rétabli", 2)
    assert second.lead == "Le courant est rétabli à Sebha samedi matin."
    content = (SAMPLES / "lana-boite.mbox").read_bytes()
    assert last.source.offset == content.index(b"From redaction@lana.example Sat Feb 27 10")
    assert last.headline == "Syrte : les écoles rouvrent mardi"
    assert last.issued == datetime(2016, 2, 27, 10, 39, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?Q?l=E2=80=99=C3=A9t=C3=A9?=", "l’été"),
        ("=?utf-8?B?w6l0w6k=?=", "été"),
        ("=?utf-8?B?w6l0w6k?=", "été"),
        ("=?UTF-8?Q?caf=C3?=\n =?utf-8?Q?=A9?= noir", "café noir"),
        ("avant =?iso-8859-1?Q?=E9t=E9?= après", "avant été après"),
        ("=?iso-8859-1*fr?Q?l=92=E9t=E9?=", "l’été"),
        ("=?iso-8859-1?Q?=C3=A9t=C3=A9?=", "été"),
        ("=?inconnu?Q?=E9t=E9?=", "été"),
        ("=?punycode?Q?t-9fa?=", "t-9fa"),
        ("=?iso-8859-15?Q?8=A4?=", "8€"),
        ("=?utf-8?B?a?=", "=?utf-8?B?a?="),
        ("=?utf-8?Q?une_=00_fin?=", "une fin"),
        ("deux\n\tlignes", "deux lignes"),
        ("=?=?utf-8?Q", "=?=?utf-8?Q"),
        ("", ""),
    ],
)
def test_encoded_words(raw: str, text: str) -> None:
    assert decoded_header(raw) == text


@pytest.mark.parametrize("charset", ["", "utf-8", "us-ascii", "iso-8859-1", "x-mac-perdu", "idna"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_charset_that_is_wrong_or_missing_is_found(charset: str, encoding: str) -> None:
    assert in_charset("l’été à Fès".encode(encoding), charset) == "l’été à Fès"


def test_headers_of_raw_bytes() -> None:
    for encoding in ("utf-8", "cp1252"):
        found = draft("From: a@b.c\nSubject: l’été à Fès\n\nUn texte.".encode(encoding))
        assert found.headline == "l’été à Fès"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Tue, 3 Mar 2020 10:00:00 +0100", "2020-03-03T10:00:00+01:00"),
        ("Tue, 3 Mar 2020 10:00:00 -0000", "2020-03-03T10:00:00+00:00"),
        ("3 Mar 20 10:00 GMT", "2020-03-03T10:00:00+00:00"),
        ("mardi 3 mars 2020 à 10h00", "2020-03-03T10:00:00"),
    ],
)
def test_dates(written: str, moment: str) -> None:
    found = draft(mail(f"Date: {written}\n"))
    assert found.issued == datetime.fromisoformat(moment)
    assert found.notes == ()


@pytest.mark.parametrize("written", ["32 mars 2020", "demain", "Tue, 31 Feb 2020 10:00:00 +0100"])
def test_a_date_that_is_none_is_noted(written: str) -> None:
    found = draft(mail(f"Date: {written}\n"))
    assert found.issued is None
    assert len(found.notes) == 1


@pytest.mark.parametrize(
    ("sender", "agency", "byline"),
    [
        ("AFP <a@b.example>", "AFP", ""),
        ("Jeanne Roux <jroux@afp.com>", "AFP", "Jeanne Roux"),
        ('"Roux, Jeanne" <jroux@journal.example>', "", "Roux, Jeanne"),
        ("jroux@journal.example (Jeanne Roux)", "", "Jeanne Roux"),
        ("Jeanne Roux (ATS) <jroux@journal.example>", "ATS", "Jeanne Roux"),
        ("depeches@map.ma", "MAP", ""),
        ("<>", "", ""),
        ("personne", "", ""),
    ],
)
def test_senders(sender: str, agency: str, byline: str) -> None:
    found = draft(f"From: {sender}\nSubject: Un titre\n\nUn texte.".encode())
    assert (found.agency, found.byline) == (agency, byline)


def test_flowed_text_keeps_quotes_and_signatures_apart() -> None:
    body = "> un \n> deux\ntrois \n-- \nnom"
    found = draft(mail("Content-Type: text/plain; format=flowed\n", body))
    assert found.paragraphs == ("un deux", "trois")
    assert found.extra["signature"] == "nom"
    joined = draft(mail("Content-Type: text/plain; format=flowed; delsp=yes\n", "pomme \nraie"))
    assert joined.paragraphs == ("pommeraie",)


def test_the_subject_is_the_headline_without_its_prefix() -> None:
    text = "From: a@b.c\nSubject: TR: Re: Un titre\n\n"
    assert draft(f"{text}Un texte.".encode()).headline == "Un titre"
    dated = f"{text}Autre titre\n\nLyon, 3 mars 2020 (AFP) - Un texte.".encode()
    assert draft(dated).headline == "Un titre"
    assert draft(dated).extra["titre"] == "Autre titre"


def test_a_mail_attached_whole_is_a_mail() -> None:
    outer, inner = EmailMessage(), EmailMessage()
    inner["Subject"], inner["From"], inner["Message-ID"] = "Dedans", "a@b.c", "<1@b.c>"
    inner.set_content("Un texte.")
    outer["Subject"], outer["From"] = "Dehors", "a@b.c"
    outer.set_content("Voici.")
    outer.add_attachment(inner)
    outside, inside = read(bytes(outer))
    assert isinstance(outside, Draft)
    assert isinstance(inside, Draft)
    assert (outside.headline, inside.headline) == ("Dehors", "Dedans")
    assert (inside.uid, inside.source.file) == ("1@b.c", "x!pièce-1.eml")
