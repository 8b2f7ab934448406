"""What the IPTC's XML Schema of NewsML-G2 asks of an item, as far as ours have its elements.

The rules are those of NewsML-G2_2.31-spec-NewsItem-Power.xsd, -NewsMessage-Power.xsd and
-Framework-Power.xsd, written anew: the schemas are not part of this repository. `test_schemas.py`
validates with them where they are at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

NAR = "{http://iptc.org/std/nar/2006-10-01/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MANY = 1_000_000

TEXT = r"(?s:.*)"
QCODE = r"[^\s:]+:\S+"
LANGUAGE = r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"
DATE_TIME = r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
COUNT = r"\+?0*[1-9]\d*"


class Part(NamedTuple):
    """One particle of a sequence: any of some elements, how often."""

    names: str
    least: int = 0
    most: int = MANY


OTHER = "##other"
"""Elements of other namespaces, at the places where the schema lets a provider add some."""
CONTENT: Mapping[str, tuple[Part, ...]] = {
    "newsMessage": (Part("header", 1, 1), Part("itemSet", 1, 1)),
    "header": (Part("sent", 1, 1), Part("catalogRef catalog"), Part("sender", 0, 1)),
    "itemSet": (Part("newsItem", 1),),
    "newsItem": (
        Part("catalogRef catalog"),
        Part("rightsInfo"),
        Part("itemMeta", 1, 1),
        Part("contentMeta", 0, 1),
        Part("contentSet", 0, 1),
    ),
    "rightsInfo": (
        Part("accountable"),
        Part("copyrightHolder"),
        Part("copyrightNotice"),
        Part("usageTerms"),
    ),
    "itemMeta": (
        Part("itemClass", 1, 1),
        Part("provider", 1, 1),
        Part("versionCreated", 1, 1),
        Part("firstCreated", 0, 1),
        Part("embargoed", 0, 1),
        Part("pubStatus", 0, 1),
        Part("role", 0, 1),
        Part("fileName", 0, 1),
        Part("generator"),
        Part("profile", 0, 1),
        Part("service"),
        Part("title"),
        Part("edNote"),
        Part("memberOf"),
        Part("instanceOf"),
        Part("signal"),
        Part("link"),
        Part("itemMetaExtProperty"),
        Part(OTHER),
    ),
    "contentMeta": (
        Part("icon"),
        Part("urgency", 0, 1),
        Part("contentCreated", 0, 1),
        Part("contentModified", 0, 1),
        Part("located infoSource creator contributor audience exclAudience altId rating"),
        Part("language genre keyword subject slugline headline dateline by creditline description"),
        Part("contentMetaExtProperty"),
        Part(OTHER),
    ),
    "contentSet": (Part("inlineXML inlineData remoteContent"),),
    "inlineXML": (Part(OTHER, 0, 1),),
    **dict.fromkeys(("provider", "located", "genre", "subject"), (Part("name"),)),
}
"""What elements hold, in order. Those that are not here hold text alone."""
VALUES: Mapping[str, str] = {
    "sent": DATE_TIME,
    "versionCreated": DATE_TIME,
    "embargoed": DATE_TIME,
    "urgency": "[1-9]",
}
FLEX = {"qcode": QCODE, "uri": TEXT, "literal": TEXT, "type": QCODE}
ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "newsItem": {
        "guid": TEXT,
        "version": COUNT,
        "standard": "NewsML-G2",
        "standardversion": r"[0-9]+\.[0-9]+",
        "conformance": "power",
        LANG: LANGUAGE,
    },
    "catalogRef": {"href": TEXT},
    "itemClass": {"qcode": QCODE},
    "pubStatus": {"qcode": "stat:(usable|withheld|canceled)"},
    "signal": {"qcode": QCODE},
    "link": {"rel": QCODE, "residref": TEXT, "version": COUNT, "title": TEXT},
    "language": {"tag": LANGUAGE},
    "inlineXML": {"contenttype": TEXT},
    **dict.fromkeys(("provider", "located", "genre", "subject"), FLEX),
}
REQUIRED = {
    "newsItem": {"guid", "standard", "standardversion"},
    "catalogRef": {"href"},
    "language": {"tag"},
}


def faults(element: etree._Element) -> Iterator[str]:
    """What of a document the schema would not take."""
    tag = str(element.tag)
    if not tag.startswith(NAR):
        return
    name = tag.removeprefix(NAR)
    allowed = ATTRIBUTES.get(name, {})
    for key, value in element.attrib.items():
        if not re.fullmatch(allowed.get(str(key), "(?!)"), str(value)):
            yield f"{name}: no attribute {key}={value!r}"
    for missing in REQUIRED.get(name, set()) - set(map(str, element.attrib)):
        yield f"{name}: no {missing}"
    children = [_short(str(child.tag)) for child in element]
    if name in CONTENT:
        yield from _out_of_order(name, children)
    elif children or not re.fullmatch(VALUES.get(name, TEXT), element.text or ""):
        yield f"{name}: holds {children} {element.text!r}"
    for child in element:
        yield from faults(child)


def _short(tag: str) -> str:
    return tag.removeprefix(NAR) if tag.startswith(NAR) else OTHER


def _out_of_order(name: str, children: list[str]) -> Iterator[str]:
    rest = list(children)
    for part in CONTENT[name]:
        count = 0
        while rest and rest[0] in part.names.split() and count < part.most:
            count, rest = count + 1, rest[1:]
        if count < part.least:
            yield f"{name}: no {part.names}"
    if rest:
        yield f"{name}: no place for {rest}"
