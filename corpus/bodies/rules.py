"""What a head asks of its name: whether the two are a body of state at all, and of which kind."""

from __future__ import annotations

import re

from corpus.bodies.heads import Head, Qualified
from corpus.bodies.names import Name
from corpus.bodies.territories import TERRITORIES
from corpus.bodies.units import Style, Unit
from corpus.bodies.words import COMMON
from corpus.dispatch import Kind
from corpus.flat import flat

SPORT = re.compile(r"\b(?:sporti|olympi|athleti|football)")
"""«direction de l'Espérance sportive»: a club."""


def style_of(found: Qualified) -> Style:
    """A ministry's subjects are known or capitals; a directorate may be of any noun."""
    head = found.head
    is_ministry = head.kind in (Kind.MINISTRY, Kind.SECRETARIAT)
    return Style(
        is_loose=not is_ministry and (not head.is_office or found.is_general),
        as_written=head.kind in (Kind.DEPARTMENT, Kind.SERVICE, Kind.AGENCY),
        is_linked=not head.is_federal_service,
        is_plural=head.is_plural,
        is_office=head.is_office,
        is_ministry=is_ministry,
        is_agency=head.kind is Kind.AGENCY,
    )


def is_body(found: Qualified, name: Name, text: str) -> bool:
    head, first = found.head, name.units[0]
    if head.kind is Kind.DEPARTMENT:
        return flat(first.words) not in TERRITORIES
    if head.kind is Kind.MINISTRY:
        return first.words.lower() != "culte"
    if head.kind is Kind.AGENCY:
        return text[found.start].isupper() or found.is_general or head.organ.startswith("haut")
    if head.kind is Kind.DIRECTORATE and head.is_office and not first.is_known:
        return found.is_general and _is_subject(first, name)
    return True


def _is_subject(first: Unit, name: Name) -> bool:
    """Whether unknown words after «directeur général» are a subject and no firm: they take an
    article and go on («de l'Offre de soins»)."""
    has_article = first.link.strip() in ("de la", "de l'", "des", "du")
    return has_article and (len(name.units) > 1 or " " in first.words)


def is_doubtful(found: Qualified, name: Name, text: str) -> bool:
    """Whether it is a body of state only below another one."""
    head, first = found.head, name.units[0]
    is_capital = text[found.start].isupper()
    if head.kind is Kind.SERVICE:
        return not (is_capital and (first.is_known or name.acronym))
    if head.kind is Kind.DEPARTMENT:
        # «le département de Jean Untel», «le département Voyages»
        return not first.is_known and first.link in (" de ", " d'", " ")
    if head.organ != "direction" or name.acronym:
        return False
    if found.is_general:
        return first.link == " " and not is_capital
    if first.is_known and (first.flat not in COMMON or len(name.units) > 1):
        return False
    is_title = text[first.end - len(first.words)].isupper()
    has_article = first.link.strip() in ("de la", "de l'", "du", "des")
    if is_capital and has_article and not first.is_known:
        return SPORT.search(first.flat) is not None
    is_named = is_capital or first.is_known or " " in first.words
    return not (is_title and is_named) or SPORT.search(first.flat) is not None


def kind_of(head: Head, organ: str, country: str) -> Kind:
    if head.kind is Kind.DEPARTMENT and organ.endswith("fédéral"):
        return Kind.MINISTRY
    if head.kind is Kind.DEPARTMENT and country not in ("", "CH"):
        return Kind.FOREIGN
    return head.kind
