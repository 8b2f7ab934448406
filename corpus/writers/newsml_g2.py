"""Writes dispatches as NewsML-G2: a newsItem each, or all of them in one newsMessage.

The order of the elements is that of the IPTC's XML Schema. What it has no element for is one of our
own namespace at the end of contentMeta, where the schema lets a provider add some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timezone

from lxml import etree

from corpus.dispatch import Department, Dispatch, Link, Status, Subject
from corpus.readers.markup import XML_LANG, Element
from corpus.writers import extension
from corpus.writers.values import (
    LANGUAGE,
    QCODE,
    URGENCIES,
    is_address,
    lines_of,
    moment_of,
    parted,
    publication_of,
    uri_of,
    visible,
)

NAR = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
VERSION = "2.34"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# The stubs of lxml forget that a namespace may be the default one.
_NAR: dict[str, str] = {None: NAR}  # type: ignore[dict-item]
_XHTML: dict[str, str] = {None: XHTML}  # type: ignore[dict-item]
RELATIONS = {
    "previous": "irel:previousVersion",
    "related": "irel:seeAlso",
    "translation": "irel:isTranslationFrom",
}


def dumps(dispatch: Dispatch, written: datetime | None = None) -> str:
    """One newsItem as a document. `written` stands for the moment of a dispatch without one."""
    return DECLARATION + _as_text(_item(dispatch, written or _now()))


def message(dispatches: Iterable[Dispatch], sent: datetime | None = None) -> Iterator[str]:
    """One newsMessage, piece by piece; the schema wants at least one dispatch in it."""
    sent = sent or _now()
    yield f'{DECLARATION}<newsMessage xmlns="{NAR}">\n<header>\n<sent>{moment_of(sent)}</sent>\n'
    yield "<sender>Filon</sender>\n</header>\n<itemSet>\n"
    for dispatch in dispatches:
        yield _as_text(_item(dispatch, sent))
    yield "</itemSet>\n</newsMessage>\n"


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(microsecond=0)


def _as_text(item: Element) -> str:
    return etree.tostring(item, encoding="unicode", pretty_print=True)


def _item(dispatch: Dispatch, written: datetime) -> Element:
    item = etree.Element(f"{{{NAR}}}newsItem", nsmap=_NAR)
    item.set("standard", "NewsML-G2")
    item.set("standardversion", VERSION)
    item.set("conformance", "power")
    item.set("guid", uri_of(dispatch.uid))
    item.set("version", str(max(dispatch.version, 1)))
    if LANGUAGE.fullmatch(dispatch.language):
        item.set(XML_LANG, dispatch.language)
    _add(item, "catalogRef", href=CATALOG)
    _add_rights(item, dispatch)
    _add_management(item, dispatch, written)
    _add_content(item, dispatch)
    _add_text(item, dispatch)
    return item


def _add_rights(item: Element, dispatch: Dispatch) -> None:
    said = {
        "copyrightNotice": visible(dispatch.extra.get("copyright", "")),
        "usageTerms": visible(dispatch.extra.get("rights", "")),
    }
    if any(said.values()):
        rights = _add(item, "rightsInfo")
        for name, text in said.items():
            _say(rights, name, text)


def _add_management(item: Element, dispatch: Dispatch, written: datetime) -> None:
    """itemMeta: ItemManagementGroup, then links."""
    meta = _add(item, "itemMeta")
    _add(meta, "itemClass", qcode="ninat:text")
    _name(_add(meta, "provider"), dispatch.agency)
    _say(meta, "versionCreated", moment_of(dispatch.issued or written))
    _say(meta, "embargoed", moment_of(dispatch.embargo))
    _add(meta, "pubStatus", qcode=f"stat:{publication_of(dispatch)}")
    _say(meta, "generator", "Filon")
    _say(meta, "title", visible(dispatch.headline))
    _say(meta, "edNote", visible(dispatch.extra.get("note", "")))
    if dispatch.status is Status.CORRECTED:
        _add(meta, "signal", qcode="sig:correction")
    for link in dispatch.links:
        _add_link(meta, link)


def _add_link(meta: Element, link: Link) -> None:
    attributes = {
        "rel": RELATIONS.get(link.relation, ""),
        "residref": uri_of(link.uid),
        "version": str(link.version) if link.version else "",
        "title": visible(link.title),
    }
    _add(meta, "link", **{name: text for name, text in attributes.items() if text})


def _add_content(item: Element, dispatch: Dispatch) -> None:
    """contentMeta: AdministrativeMetadataGroup, DescriptiveMetadataGroup, then what is our own."""
    meta = _add(item, "contentMeta")
    if dispatch.urgency in URGENCIES:
        _say(meta, "urgency", str(dispatch.urgency))
    if dispatch.place:
        _name(_add(meta, "located"), dispatch.place)
    if LANGUAGE.fullmatch(dispatch.language):
        _add(meta, "language", tag=dispatch.language)
    for genre in parted(dispatch, "genre"):
        _name(_add(meta, "genre"), genre)
    for keyword in lines_of(dispatch.keywords):
        _say(meta, "keyword", keyword)
    for subject in dispatch.subjects:
        _add_subject(meta, subject)
    for department in dispatch.departments:
        _add_department(meta, department)
    _say(meta, "slugline", visible(dispatch.extra.get("slugline", "")))
    _say(meta, "headline", visible(dispatch.headline))
    _say(meta, "dateline", visible(dispatch.dateline))
    _say(meta, "by", visible(dispatch.byline))
    _say(meta, "creditline", visible(dispatch.extra.get("credit", "")))
    tag = f"{{{extension.NAMESPACE}}}{extension.ELEMENT}"
    known = etree.SubElement(meta, tag, nsmap={"filon": extension.NAMESPACE})
    known.text = extension.dumps(dispatch)


def _add_subject(meta: Element, subject: Subject) -> None:
    code = visible(subject.code)
    kind = "qcode" if QCODE.fullmatch(code) else "uri" if is_address(code) else "literal"
    attributes = {"type": "cpnat:abstract", **({kind: code} if code else {})}
    _name(_add(meta, "subject", **attributes), subject.label)


def _add_department(meta: Element, department: Department) -> None:
    _name(_add(meta, "subject", type="cpnat:organisation"), department.label)


def _add_text(item: Element, dispatch: Dispatch) -> None:
    paragraphs = lines_of(dispatch.paragraphs)
    if not paragraphs:
        return
    inline = _add(_add(item, "contentSet"), "inlineXML", contenttype="application/xhtml+xml")
    html = etree.SubElement(inline, f"{{{XHTML}}}html", nsmap=_XHTML)
    title = etree.SubElement(etree.SubElement(html, f"{{{XHTML}}}head"), f"{{{XHTML}}}title")
    title.text = visible(dispatch.headline)
    body = etree.SubElement(html, f"{{{XHTML}}}body")
    for paragraph in paragraphs:
        etree.SubElement(body, f"{{{XHTML}}}p").text = paragraph


def _add(parent: Element, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{NAR}}}{name}", attributes)


def _say(parent: Element, name: str, text: str) -> None:
    """An element with a text, if there is one."""
    if text:
        _add(parent, name).text = text


def _name(concept: Element, name: str) -> None:
    _say(concept, "name", visible(name))
