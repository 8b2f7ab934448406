"""What may stand in NewsML 1 that no sample has: other shapes, gaps, and what is refused."""

from __future__ import annotations

import io

import pytest

from corpus.dispatch import Status
from corpus.readers.draft import Draft, Refusal
from corpus.readers.newsml1 import NewsMl1Reader


def read(document: str | bytes) -> list[Draft | Refusal]:
    data = document if isinstance(document, bytes) else document.encode()
    return list(NewsMl1Reader().read(io.BytesIO(data), "x.xml"))


def draft(document: str) -> Draft:
    (found,) = read(document)
    assert isinstance(found, Draft), found
    return found


def refusal(document: str | bytes) -> str:
    (found,) = read(document)
    assert isinstance(found, Refusal), found
    return str(found)


def item(
    components: str,
    status: str = "Usable",
    management: str = "",
    number: str = "n1",
    revision: str = '<RevisionId PreviousRevision="0" Update="N">1</RevisionId>',
) -> str:
    return (
        "<NewsItem><Identification><NewsIdentifier><ProviderId>tap.tn</ProviderId>"
        f"<DateId>20200102</DateId><NewsItemId>{number}</NewsItemId>{revision}"
        "</NewsIdentifier></Identification><NewsManagement><NewsItemType FormalName='News'/>"
        "<FirstCreated>20200102T101500+0100</FirstCreated>"
        f"<ThisRevisionCreated>20200102T101500+0100</ThisRevisionCreated>"
        f"<Status FormalName='{status}'/>{management}</NewsManagement>{components}</NewsItem>"
    )


def text(content: str, headline: str = "Un titre", attributes: str = "") -> str:
    lines = f"<NewsLines><HeadLine>{headline}</HeadLine></NewsLines>" if headline else ""
    return f"<NewsComponent {attributes}>{lines}{content}</NewsComponent>"


def data(content: str, kind: str = "Text") -> str:
    return (
        f"<ContentItem><MediaType FormalName='{kind}'/>"
        f"<DataContent>{content}</DataContent></ContentItem>"
    )


def newsml(*items: str) -> str:
    return f'<NewsML Version="1.2">{"".join(items)}</NewsML>'


def test_a_document_by_the_schema_has_a_namespace() -> None:
    document = newsml(item(text(data("<p>Un.</p><p>Deux.</p>")))).replace(
        "<NewsML ", '<NewsML xmlns="http://iptc.org/std/NewsML/2003-10-10/" '
    )
    assert NewsMl1Reader().sniff(document.encode())
    found = draft(document)
    assert found.uid == "urn:newsml:tap.tn:20200102:n1"
    assert found.paragraphs == ("Un.", "Deux.")


@pytest.mark.parametrize(
    "other",
    [
        b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>',
        b'<NewsML xmlns="urn:autre"/>',
        b"<nitf/>",
        "NewsML est un format de l’IPTC.".encode(),
        b"",
    ],
)
def test_what_is_no_newsml_1_is_left(other: bytes) -> None:
    assert not NewsMl1Reader().sniff(other)


def test_each_item_of_a_document_is_read_though_one_is_refused() -> None:
    document = newsml(
        item(text(data("Un texte.")), number="n1"),
        item(text("<ContentItem Href='texte.xml'/>"), number="n2"),
        item(text(data("Un autre.")), number="n3"),
    )
    first, second, third = read(document)
    assert isinstance(first, Draft)
    assert isinstance(second, Refusal)
    assert "texte.xml" in str(second)
    assert isinstance(third, Draft)
    assert third.uid.endswith(":n3")


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (newsml(), "NewsItem"),
        (newsml(item("")), "rien à indexer"),
        (newsml(item(text(data("", "Photo")))), "Photo"),
        (newsml(item(text(data("<sports-content/>")))), "sports-content"),
        (newsml(item(text("<ContentItem Href='a.jpg'/>"))), "a.jpg"),
        (
            newsml(item("<Update/>", revision='<RevisionId Update="U">2</RevisionId>')),
            "modifications",
        ),
        (newsml(item(text(data("<p>Un.</p>"))))[:-20], "mal formé"),
        ('<!DOCTYPE NewsML [<!ENTITY % x SYSTEM "http://a/x.dtd"> %x;]>' + newsml(), "entités"),
        ('<!DOCTYPE NewsML [<!ENTITY % x SYSTEM "../x.dtd"> %x;]>' + newsml(), "entités"),
        ('<!DOCTYPE NewsML [<!ENTITY x "y">]>' + newsml(), "entités"),
    ],
)
def test_what_cannot_be_read_is_refused(document: str, reason: str) -> None:
    assert reason in refusal(document)


def test_a_headline_alone_is_a_dispatch_as_a_flash_is() -> None:
    found = draft(newsml(item(text(data(""), "Le ministre démissionne"))))
    assert (found.headline, found.paragraphs) == ("Le ministre démissionne", ())


def test_a_text_around_paragraphs_is_not_lost() -> None:
    found = draft(newsml(item(text(data("Avant.<p>Dedans.</p>Après.")))))
    assert found.paragraphs == ("Avant.", "Dedans.", "Après.")


def test_stories_of_one_language_are_parted_by_their_names() -> None:
    inner = "".join(
        text(data(f"Texte {n}."), f"Titre {n}", f"Duid='c{n}' xml:lang='fr'") for n in (1, 2)
    )
    found = read(newsml(item(text(inner, "Ensemble"))))
    assert [each.uid for each in found if isinstance(each, Draft)] == [
        "urn:newsml:tap.tn:20200102:n1",
        "urn:newsml:tap.tn:20200102:n1#c2",
    ]


def test_of_equivalents_the_first_of_each_language_is_taken() -> None:
    inner = "".join(
        text(data(f"Texte {n}."), f"Titre {n}", f"xml:lang='{lang}'")
        for n, lang in enumerate(("fr", "fr", "ar"))
    )
    found = read(newsml(item(text(inner, "", "EquivalentsList='yes'"))))
    assert [each.headline for each in found if isinstance(each, Draft)] == ["Titre 0", "Titre 2"]


def test_an_item_within_an_item_is_one_of_its_own() -> None:
    package = item(text(item(text(data("Un texte.")), number="n2"), "Dossier"), number="n1")
    assert draft(newsml(package)).uid.endswith(":n2")


def test_base64_is_decoded() -> None:
    content = (
        "<ContentItem><Encoding Notation='base64'><DataContent>VW4gdGV4dGUu</DataContent>"
        "</Encoding></ContentItem>"
    )
    assert draft(newsml(item(text(content)))).paragraphs == ("Un texte.",)
    broken = content.replace("VW4gdGV4dGUu", "AAA")
    assert "base64" in refusal(newsml(item(text(broken))))


@pytest.mark.parametrize(
    ("status", "management", "expected"),
    [
        ("Withheld", "", Status.EMBARGOED),
        ("CANCELED", "", Status.CANCELLED),
        ("Usable", "<Instruction FormalName='Kill'/>", Status.CANCELLED),
        ("Usable", "<Instruction FormalName='Rectification'/>", Status.CORRECTED),
        ("Embargoed", "<Instruction FormalName='Correction'/>", Status.EMBARGOED),
        ("Inconnu", "", Status.USABLE),
    ],
)
def test_the_state_of_an_item(status: str, management: str, expected: Status) -> None:
    found = draft(newsml(item(text(data("Un texte.")), status, management)))
    assert found.status is expected


def test_a_change_of_status_that_ends_no_embargo_is_kept() -> None:
    change = (
        "<StatusWillChange><FutureStatus FormalName='Canceled'/>"
        "<DateAndTime>20200110T000000Z</DateAndTime></StatusWillChange>"
    )
    found = draft(newsml(item(text(data("Un texte.")), management=change)))
    assert found.embargo is None
    assert found.extra["cancelled from"] == "20200110T000000Z"


def test_an_item_without_a_number_has_no_identifier() -> None:
    found = draft(newsml(item(text(data("Un texte.")), number="0")))
    assert (found.uid, found.links) == ("", ())


def test_tags_that_nothing_closes_are_looked_at_once() -> None:
    found = draft(newsml(item(text(data("&lt;p " * 100_000)))))
    assert found.paragraphs[0].startswith("<p <p")
