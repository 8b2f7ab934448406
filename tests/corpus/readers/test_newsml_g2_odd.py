"""NewsML-G2 as it should not be, and the items that are no dispatches."""

from __future__ import annotations

import pytest

from corpus.dispatch import Link, Status, Subject
from corpus.limits import LIMITS
from corpus.readers.draft import Draft, Refusal
from tests.corpus.readers.reading import read, read_one, reasons

NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def item(meta: str = "", content: str = "", about: str = "", kind: str = "text") -> str:
    """A news item with a headline, and what a test is about."""
    return (
        f'<newsItem {NAR} guid="urn:x:1" version="1"><itemMeta><itemClass qcode="ninat:{kind}"/>'
        f'<provider qcode="nprov:AFP"/>{meta}</itemMeta>'
        f"<contentMeta><headline>Un titre</headline>{about}</contentMeta>{content}</newsItem>"
    )


def inline(content: str) -> str:
    return item(content=f"<contentSet><inlineXML>{content}</inlineXML></contentSet>")


@pytest.mark.parametrize(
    ("root", "reason"),
    [
        ("conceptItem", "décrit une notion"),
        ("knowledgeItem", "vocabulaire"),
        ("catalogItem", "vocabulaires"),
        ("planningItem", "couverture à venir"),
        ("newsItem", "Ni titre ni texte"),
        ("packageItem", "Ni titre ni texte"),
        ("contentMeta", "Ni titre ni texte"),
        ("newsMessage", "aucun élément"),
    ],
)
def test_what_is_no_dispatch_is_refused_as_what_it_is(root: str, reason: str) -> None:
    (said,) = reasons(f"<{root} {NAR}><itemMeta/></{root}>")
    assert reason in said


@pytest.mark.parametrize(
    ("kind", "medium"), [("picture", "Image"), ("video", "Vidéo"), ("graphic", "Infographie")]
)
def test_a_picture_without_a_caption_is_refused(kind: str, medium: str) -> None:
    assert reasons(item(kind=kind)) == [f"{medium} sans légende ni texte : rien à indexer."]


def test_what_is_no_text_is_refused_or_named_in_a_note() -> None:
    events = "<events><event><name>Réunion</name></event></events>"
    assert read_one(inline(events)).notes == ("Contenu « events » non lu : ce n’est pas un texte.",)
    bare = inline(events).replace("<headline>Un titre</headline>", "")
    assert reasons(bare) == ["Le contenu « events » n’est pas un texte, et n’a pas de titre."]


def test_an_item_is_refused_by_itself() -> None:
    message = (
        f"<newsMessage {NAR}>\n<itemSet>\n<newsItem/>\n{item()}\n<autre/>\n</itemSet></newsMessage>"
    )
    first, second, third = read(message)
    assert isinstance(first, Refusal)
    assert first.line == 3
    assert isinstance(second, Draft)
    assert isinstance(third, Refusal)
    assert "« autre » inconnu" in str(third.reason)


def test_a_document_that_is_cut_off_is_refused_whole() -> None:
    whole = inline("<p>Un texte.</p>").encode()
    for end in range(len(whole) // 2, len(whole) - 1, 7):
        (found,) = read(whole[:end])
        assert isinstance(found, Refusal), whole[:end]
        assert "XML mal formé" in str(found.reason)


@pytest.mark.parametrize(
    ("content", "paragraphs"),
    [
        ("<p>Un.</p><p>Deux.</p>", ("Un.", "Deux.")),
        ("<div>Un <b>texte</b>.<br/>Deux.</div>", ("Un texte.", "Deux.")),
        ("<div>\n  <p>Un\n  texte.</p></div>", ("Un texte.",)),
        ("Un texte nu.", ("Un texte nu.",)),
        ("<pre>Un\nDeux</pre>", ("Un", "Deux")),
        ('<x:nitf xmlns:x="u"><x:body><x:body.content><x:p>Un.</x:p></x:body.content></x:body>'
         "</x:nitf>", ("Un.",)),
        ("<article><nitf><body><body.content><p>Un.</p></body.content></body></nitf></article>",
         ("Un.",)),
        ("<sports-content><article><nitf><body><body.content><p>Un.</p></body.content></body>"
         "</nitf></article></sports-content>", ("Un.",)),
        ("", ()),
    ],
)  # fmt: skip
def test_content_of_many_makes(content: str, paragraphs: tuple[str, ...]) -> None:
    draft = read_one(inline(content))
    assert draft.paragraphs == paragraphs
    assert draft.headline == "Un titre"


@pytest.mark.parametrize(
    ("data", "paragraphs"),
    [
        ('<inlineData contenttype="text/plain">Un.\n\nDeux,\nsuite.</inlineData>',
         ("Un.", "Deux, suite.")),
        ("<inlineData>Un.\nDeux.</inlineData>", ("Un.", "Deux.")),
        ('<inlineData contenttype="text/html; charset=utf-8">&lt;h1&gt;T&lt;/h1&gt;&lt;p&gt;Un'
         "&lt;p&gt;Deux</inlineData>", ("T", "Un", "Deux")),
        ('<inlineData contenttype="text/plain" encoding="encd:base64">w4l0w6k=</inlineData>',
         ("Été",)),
        ('<inlineData contenttype="application/pdf">JVBE</inlineData>', ()),
        ('<inlineData contenttype="text/plain" encoding="encd:base64">é</inlineData>', ()),
    ],
)  # fmt: skip
def test_content_that_is_data(data: str, paragraphs: tuple[str, ...]) -> None:
    assert read_one(item(content=f"<contentSet>{data}</contentSet>")).paragraphs == paragraphs


def test_the_first_rendition_with_a_text_is_the_text() -> None:
    content = "<inlineXML/><inlineXML xml:lang='fr-CH'><p>Un.</p></inlineXML>"
    draft = read_one(
        item(content=f"<contentSet>{content}<inlineData>Deux.</inlineData></contentSet>")
    )
    assert (draft.paragraphs, draft.language) == (("Un.",), "fr")


def test_a_text_that_is_elsewhere_is_said_to_be() -> None:
    content = '<contentSet><remoteContent href="http://a.example/1.html"/></contentSet>'
    assert read_one(item(content=content)).notes == (
        "Le texte est ailleurs : http://a.example/1.html.",
    )


@pytest.mark.parametrize(
    ("meta", "status"),
    [
        ('<pubStatus qcode="stat:usable"/>', Status.USABLE),
        ('<pubStatus qcode="stat:canceled"/>', Status.CANCELLED),
        ('<pubStatus qcode="stat:withheld"/>', Status.EMBARGOED),
        ('<pubStatus qcode="stat:embargoed"/>', Status.EMBARGOED),
        ("<embargoed/>", Status.EMBARGOED),
        ('<signal qcode="sig:correction"/>', Status.CORRECTED),
        ('<signal qcode="sig:update"/>', Status.USABLE),
        ("<edNote>Corrige le nom au 2e paragraphe</edNote>", Status.CORRECTED),
        ("<edNote>Annule et remplace la précédente</edNote>", Status.CORRECTED),
        ("<edNote>Annulation du concert annoncé hier</edNote>", Status.USABLE),
        ('<signal qcode="sig:correction"/><pubStatus qcode="stat:canceled"/>', Status.CANCELLED),
    ],
)
def test_states(meta: str, status: Status) -> None:
    assert read_one(item(meta)).status is status


def test_an_embargo_without_an_end_has_none() -> None:
    draft = read_one(item("<embargoed/>"))
    assert (draft.embargo, draft.notes) == (None, ())


def test_what_cannot_be_read_of_the_metadata_is_noted() -> None:
    meta = "<versionCreated>2023-02-30T10:00:00Z</versionCreated><embargoed>bientôt</embargoed>"
    document = item(meta, about="<urgency>haute</urgency>").replace('version="1"', 'version="deux"')
    draft = read_one(document)
    assert (draft.issued, draft.embargo, draft.urgency, draft.version) == (None, None, None, 1)
    assert draft.status is Status.EMBARGOED
    assert len(draft.notes) == 4
    assert any("février" in note for note in draft.notes)
    assert "Date illisible : « bientôt »." in draft.notes


def test_notes_and_values_are_bounded() -> None:
    links = "".join(f'<link href="urn:{n}" version="x"/>' for n in range(300))
    words = "".join(f"<keyword>m{n}</keyword>" for n in range(300))
    draft = read_one(item(links, about=words))
    assert len(draft.links) == len(draft.keywords) == LIMITS.field_values
    assert 0 < len(draft.notes) < 30
    assert "« mots-clés » a 300 valeurs : les 200 premières sont gardées." in draft.notes


@pytest.mark.parametrize(
    ("provider", "agency"),
    [
        ('qcode="nprov:AFP"', "AFP"),
        ('literal="Agence X"', "Agence X"),
        ('uri="http://cv.iptc.org/newscodes/newsprovider/AFP"', "AFP"),
        ('uri="http://www.agence.example/propos/"', "agence.example"),
        ('uri="http://[mal"', ""),
        ("", ""),
    ],
)
def test_the_provider_however_it_is_named(provider: str, agency: str) -> None:
    document = item().replace('<provider qcode="nprov:AFP"/>', f"<provider {provider}/>")
    assert read_one(document).agency == agency


def test_the_code_names_the_agency_where_the_long_name_is_not_known() -> None:
    name = '<provider qcode="nprov:AFP"><name>Agence internationale</name></provider>'
    document = item().replace('<provider qcode="nprov:AFP"/>', name)
    assert read_one(document).agency == "AFP"


def test_labels_are_in_french_where_there_is_one() -> None:
    about = (
        '<subject qcode="medtop:15000000"><name xml:lang="en">sport</name>'
        '<name xml:lang="de">Sport</name><name xml:lang="fr-BE">sports</name></subject>'
        '<subject qcode="a:1"><name xml:lang="fr">un</name><name xml:lang="fr">deux</name>'
        "</subject>"
        '<subject literal="eau"/><subject/>'
        '<subject><mainConcept qcode="medtop:20001057"><name>ski</name></mainConcept>'
        '<facetConcept qcode="f:1"><name>femmes</name></facetConcept></subject>'
    )
    draft = read_one(item(about=about))
    assert draft.subjects == (
        Subject("medtop:15000000", "sports"),
        Subject("a:1", "un"),
        Subject("", "eau"),
        Subject("medtop:20001057", "ski"),
    )
    assert draft.extra["facet"] == "femmes"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('rel="irel:previousVersion" residref="u" version="2"', Link("previous", "u", 2)),
        ('rel="irel:evolvedFrom" guidref="u"', Link("evolvedFrom", "u")),
        ('rel="irel:translatedFrom" href="u"', Link("translation", "u")),
        ('reluri="http://cv.iptc.org/newscodes/itemrelation/seeAlso" href="u"',
         Link("related", "u")),
        ('href="u"', Link("related", "u")),
    ],
)  # fmt: skip
def test_links(link: str, found: Link) -> None:
    assert read_one(item(f"<link {link}/>")).links == (found,)


def test_a_package_whose_groups_name_each_other_in_a_circle_ends() -> None:
    groups = "".join(
        f'<group id="g{n}"><groupRef idref="g{(n + 1) % 3000}"/><itemRef residref="u{n}">'
        f"<title>Titre {n}</title></itemRef></group>"
        for n in range(3000)
    )
    draft = read_one(f'<groupSet {NAR} root="g5">{groups}</groupSet>')
    assert draft.headline == "Titre 4"  # the innermost first: each names another before its item
    assert len(draft.paragraphs) == 3000


def test_a_package_that_names_identifiers_only_is_refused() -> None:
    assert reasons(f'<groupSet {NAR}><group><itemRef residref="u"/></group></groupSet>') == [
        "Ni titre ni texte : ce paquet ne nomme que des identifiants."
    ]


def test_another_vocabulary_is_not_taken_for_newsml_g2() -> None:
    (reason,) = reasons('<newsItem xmlns="urn:autre"><headline>Un titre</headline></newsItem>')
    assert "Format inconnu" in reason or "XML" in reason
