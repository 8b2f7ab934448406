"""Writes invented dispatches in the formats of XML, as an agency might send them.

Small templates with the metadata that a dispatch of each format usually has, made for measuring
alone (`benchmarks.read`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from corpus.dispatch import Dispatch

NAR = "http://iptc.org/std/nar/2006-10-01/"
TOPICS = (("06000000", "environnement"), ("11000000", "politique"), ("20000430", "eau"))


def issued_of(dispatch: Dispatch) -> datetime:
    assert dispatch.issued is not None  # every invented one has a date
    return dispatch.issued


def tags(name: str, lines: Sequence[str]) -> str:
    return "\n".join(f"<{name}>{escape(line)}</{name}>" for line in lines)


def told(dispatch: Dispatch) -> tuple[str, ...]:
    """The paragraphs as a wire has them: the dateline opens the first."""
    first, *others = dispatch.paragraphs
    return (f"{dispatch.dateline} - {first}", *others)


def nitf(dispatch: Dispatch) -> bytes:
    day = f"{issued_of(dispatch).astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"
    topics = "\n".join(
        f'<tobject.subject tobject.subject.refnum="{code}" tobject.subject.type="{name}"/>'
        for code, name in TOPICS
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.5//EN" "nitf-3-5.dtd">
<nitf version="-//IPTC//DTD NITF 3.5//EN" xml:lang="fr">
<head>
<title>{escape(dispatch.headline)}</title>
<tobject tobject.type="news">
{topics}
</tobject>
<docdata management-status="usable">
<evloc city={quoteattr(dispatch.place)}/>
<doc-id regsrc={quoteattr(dispatch.agency)} id-string={quoteattr(dispatch.uid)}/>
<urgency ed-urg="4"/>
<date.issue norm="{day}"/>
<date.release norm="{day}"/>
<du-key key="{dispatch.uid}" version="{dispatch.version}"/>
<doc.copyright year="{day[:4]}" holder={quoteattr(dispatch.agency)}/>
<key-list><keyword key="eau"/><keyword key="barrages"/></key-list>
</docdata>
</head>
<body>
<body.head>
<hedline><hl1>{escape(dispatch.headline)}</hl1></hedline>
<byline>Par <person>Solène Kervadec</person></byline>
<distributor><org>{escape(dispatch.agency)}</org></distributor>
<dateline><location>{escape(dispatch.place)}</location><story.date norm="{day}"/></dateline>
</body.head>
<body.content>
{tags("p", told(dispatch))}
</body.content>
<body.end><tagline>skv/ln/pid</tagline></body.end>
</body>
</nitf>
""".encode()


def newsml_1(dispatch: Dispatch) -> bytes:
    """After AFP's way: NITF in a ContentItem."""
    day = f"{issued_of(dispatch).astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"
    return f"""<?xml version="1.0" encoding="utf-8"?>
<NewsML Version="1.2">
<Catalog Href="http://agence.example/Catalog.xml"/>
<NewsEnvelope>
<TransmissionId>0412</TransmissionId>
<DateAndTime>{day}</DateAndTime>
<NewsService FormalName="DGTE"/>
<Priority FormalName="4"/>
</NewsEnvelope>
<NewsItem xml:lang="fr">
<Identification>
<NewsIdentifier>
<ProviderId>agence.example</ProviderId>
<DateId>{day}</DateId>
<NewsItemId>{dispatch.uid}</NewsItemId>
<RevisionId PreviousRevision="0" Update="N">{dispatch.version}</RevisionId>
<PublicIdentifier>urn:newsml:agence.example:{day}:{dispatch.uid}:1</PublicIdentifier>
</NewsIdentifier>
<NameLabel>Pays-sujet</NameLabel>
</Identification>
<NewsManagement>
<NewsItemType FormalName="News"/>
<FirstCreated>{day}</FirstCreated>
<ThisRevisionCreated>{day}</ThisRevisionCreated>
<Status FormalName="Usable"/>
<Urgency FormalName="4"/>
</NewsManagement>
{_component(dispatch)}
</NewsItem>
</NewsML>
""".encode()


def _component(dispatch: Dispatch) -> str:
    return f"""<NewsComponent>
<NewsLines>
<DateLine xml:lang="fr">{escape(dispatch.dateline)} -</DateLine>
<HeadLine xml:lang="fr">{escape(dispatch.headline)}</HeadLine>
<ByLine>Par Solène Kervadec</ByLine>
</NewsLines>
<AdministrativeMetadata>
<Provider><Party FormalName={quoteattr(dispatch.agency)}/></Provider>
</AdministrativeMetadata>
<DescriptiveMetadata>
<Language FormalName="fr"/>
<SubjectCode><SubjectMatter FormalName="09003000" cat="SOI"/></SubjectCode>
<SubjectCode><Subject FormalName="09000000" cat="SOI"/></SubjectCode>
<SubjectCode><SubjectDetail FormalName="04015004" cat="ECO"/></SubjectCode>
<Location HowPresent="Origin">
<Property FormalName="City" Value={quoteattr(dispatch.place)}/>
</Location>
<Property FormalName="Keyword" Value="eau"/>
<Property FormalName="Keyword" Value="barrages"/>
</DescriptiveMetadata>
<ContentItem>
<MediaType FormalName="Text"/>
<Format FormalName="NITF3.1"/>
<DataContent>
<nitf>
<body>
<body.content>
{tags("p", dispatch.paragraphs)}
</body.content>
</body>
</nitf>
</DataContent>
</ContentItem>
</NewsComponent>"""


def newsml_g2_item(dispatch: Dispatch) -> bytes:
    """A text of an agency: XHTML in inlineXML, nothing of Filon's own."""
    day = issued_of(dispatch).isoformat()
    topics = "\n".join(
        f'<subject type="cpnat:abstract" qcode="medtop:{code}">'
        f'<name xml:lang="fr">{name}</name></subject>'
        for code, name in TOPICS
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="{NAR}" guid="urn:newsml:agence.example:{dispatch.uid}" \
version="{dispatch.version}" standard="NewsML-G2" standardversion="2.29" conformance="power" \
xml:lang="fr">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_37.xml"/>
<rightsInfo>
<copyrightHolder qcode="nprov:AFP"><name>{escape(dispatch.agency)}</name></copyrightHolder>
<usageTerms>Reproduction réservée aux abonnés.</usageTerms>
</rightsInfo>
<itemMeta>
<itemClass qcode="ninat:text"/>
<provider qcode="nprov:AFP"><name>{escape(dispatch.agency)}</name></provider>
<versionCreated>{day}</versionCreated>
<firstCreated>{day}</firstCreated>
<pubStatus qcode="stat:usable"/>
<service qcode="svc:general"><name>Service général</name></service>
</itemMeta>
<contentMeta>
<urgency>4</urgency>
<contentCreated>{day}</contentCreated>
<located type="cptype:city"><name xml:lang="fr">{escape(dispatch.place)}</name></located>
<creator role="crol:text"><name>Solène Kervadec</name></creator>
<language tag="fr"/>
<genre qcode="genre:Current"><name xml:lang="fr">Actualité</name></genre>
<keyword>eau</keyword>
<keyword>barrages</keyword>
{topics}
<slugline separator="-">PAYS-SUJET</slugline>
<headline>{escape(dispatch.headline)}</headline>
<dateline>{escape(dispatch.dateline)}</dateline>
<by>Par Solène Kervadec</by>
</contentMeta>
<contentSet>
<inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>{escape(dispatch.headline)}</title></head>
<body>
{tags("p", dispatch.paragraphs)}
</body>
</html>
</inlineXML>
</contentSet>
</newsItem>
""".encode()


def rss(dispatches: Sequence[Dispatch]) -> bytes:
    items = "\n".join(map(_rss_item, dispatches))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>Fil de mesure</title>
<link>https://fil.example/</link>
<description>Des dépêches inventées</description>
<language>fr-FR</language>
{items}
</channel>
</rss>
""".encode()


def _rss_item(dispatch: Dispatch) -> str:
    return f"""<item>
<title>{escape(dispatch.headline)}</title>
<link>https://fil.example/{dispatch.uid}</link>
<guid isPermaLink="false">{dispatch.uid}</guid>
<dc:creator>{escape(dispatch.agency)}</dc:creator>
<pubDate>{format_datetime(issued_of(dispatch))}</pubDate>
<category domain="http://cv.iptc.org/newscodes/mediatopic/">09000000</category>
<category>ports</category>
<description><![CDATA[<p>{escape(dispatch.paragraphs[0])}</p>]]></description>
<content:encoded><![CDATA[{tags("p", told(dispatch))}]]></content:encoded>
</item>"""


def atom(dispatches: Sequence[Dispatch]) -> bytes:
    entries = "\n".join(map(_atom_entry, dispatches))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
<title>Fil de mesure</title>
<id>tag:fil.example,2026:mesure</id>
<updated>2026-01-01T00:00:00Z</updated>
<author><name>Agence de mesure</name></author>
{entries}
</feed>
""".encode()


def _atom_entry(dispatch: Dispatch) -> str:
    day = issued_of(dispatch).isoformat()
    return f"""<entry>
<id>tag:fil.example,2026:{dispatch.uid}</id>
<title>{escape(dispatch.headline)}</title>
<published>{day}</published>
<updated>{day}</updated>
<author><name>{escape(dispatch.agency)}</name></author>
<link rel="alternate" href="https://fil.example/{dispatch.uid}"/>
<category term="09000000" scheme="http://cv.iptc.org/newscodes/mediatopic/" label="Travail"/>
<summary type="text">{escape(dispatch.paragraphs[0])}</summary>
<content type="html">{escape(tags("p", told(dispatch)))}</content>
</entry>"""
