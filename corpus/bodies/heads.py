"""The words that a body's name begins with: what each stands for, and what may follow it at once.

A head is an organ («ministère», «direction») or an office that stands for one («ministre»,
«directeur»): both give the organ's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.bodies.words import NATIONALITIES, flat
from corpus.data_files import read_entries
from corpus.dispatch import Kind

QUALIFIERS: Mapping[str, str] = {
    "general": "générale",
    "generale": "générale",
    "generaux": "générale",
    "generales": "générale",
    "central": "centrale",
    "centrale": "centrale",
    "regional": "régionale",
    "regionale": "régionale",
    "departemental": "départementale",
    "departementale": "départementale",
    "provincial": "provinciale",
    "provinciale": "provinciale",
    "national": "nationale",
    "nationale": "nationale",
    "territorial": "territoriale",
    "territoriale": "territoriale",
    "interregional": "interrégionale",
    "interregionale": "interrégionale",
    "technique": "technique",
    "executif": "exécutive",
    "executive": "exécutive",
}
"""What qualifies a directorate and is part of its name; the directorate is feminine."""

OF_AGENCIES = frozenset(flat(word) for word in read_entries("agency_adjectives.txt"))
"""What qualifies an agency and is part of its name, its nationality included."""

IGNORED = frozenset(flat(word) for word in read_entries("office_adjectives.txt"))
"""What qualifies the holder of an office alone, or only locates."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a head word stands for. `is_office` when it names the person; `is_plural` when several
    bodies share it."""

    organ: str
    kind: Kind
    is_office: bool = False
    is_plural: bool = False


MINISTRY = Head("ministère", Kind.MINISTRY)
MINISTER = Head("ministère", Kind.MINISTRY, is_office=True)
DIRECTORATE = Head("direction", Kind.DIRECTORATE)
DIRECTOR = Head("direction", Kind.DIRECTORATE, is_office=True)
SUBDIRECTORATE = Head("sous-direction", Kind.DIRECTORATE)
DEPARTMENT = Head("département", Kind.DEPARTMENT)
SECRETARIAT = Head("secrétariat", Kind.SECRETARIAT)
SECRETARY = Head("secrétariat", Kind.SECRETARIAT, is_office=True)
SERVICE = Head("service", Kind.SERVICE)
FEDERAL_SERVICE = Head("service public fédéral", Kind.MINISTRY)

_HEADS: dict[str, Head] = {
    "ministère": MINISTRY,
    "ministères": Head("ministère", Kind.MINISTRY, is_plural=True),
    "ministre": MINISTER,
    "ministres": Head("ministère", Kind.MINISTRY, is_office=True, is_plural=True),
    "vice-ministre": MINISTER,
    "sous-ministre": MINISTER,
    "ex-ministre": MINISTER,
    "direction": DIRECTORATE,
    "directions": Head("direction", Kind.DIRECTORATE, is_plural=True),
    "directeur": DIRECTOR,
    "directrice": DIRECTOR,
    "ex-directeur": DIRECTOR,
    "directeurs": Head("direction", Kind.DIRECTORATE, is_office=True, is_plural=True),
    "sous-direction": SUBDIRECTORATE,
    "sous-directeur": Head("sous-direction", Kind.DIRECTORATE, is_office=True),
    "sous-directrice": Head("sous-direction", Kind.DIRECTORATE, is_office=True),
    "département": DEPARTMENT,
    "secrétariat": SECRETARIAT,
    "secrétaire": SECRETARY,
    "ex-secrétaire": SECRETARY,
    "service": SERVICE,
    "préfecture": Head("préfecture", Kind.PREFECTURE),
    "préfet": Head("préfecture", Kind.PREFECTURE, is_office=True),
    "préfète": Head("préfecture", Kind.PREFECTURE, is_office=True),
    "wali": Head("wilaya", Kind.PREFECTURE, is_office=True),
    "gouverneur": Head("gouvernorat", Kind.PREFECTURE, is_office=True),
    "agence": Head("agence", Kind.AGENCY),
    "office": Head("office", Kind.AGENCY),
    "autorité": Head("autorité", Kind.AGENCY),
    "haute autorité": Head("haute autorité", Kind.AGENCY),
    "instance": Head("instance", Kind.AGENCY),
    "institut": Head("institut", Kind.AGENCY),
    "centre": Head("centre", Kind.AGENCY),
    "caisse": Head("caisse", Kind.AGENCY),
    "haut-commissariat": Head("haut-commissariat", Kind.AGENCY),
    "haut-commissaire": Head("haut-commissariat", Kind.AGENCY, is_office=True),
    "inspection": Head("inspection", Kind.DIRECTORATE),
    "service public fédéral": FEDERAL_SERVICE,
    "SPF": FEDERAL_SERVICE,
    "conseil départemental": Head("conseil départemental", Kind.TERRITORY),
    "conseil régional": Head("conseil régional", Kind.TERRITORY),
    "conseil général": Head("conseil général", Kind.TERRITORY),
}
HEADS = {word.lower(): head for word, head in _HEADS.items()}
HEADS |= {flat(word): head for word, head in _HEADS.items()}
HEAD_WORDS = tuple(HEADS)

PLAIN = re.compile(r" (?:de |du |des |d'(?!etat)|aux? )")
"""A name follows at once, as it mostly does."""
_NEXT = re.compile(r" +(\w+(?:-\w+)*)")
OF_STATE = re.compile(r" +d'etat\b(?: +(?=a |aux |charg|pour |aupres))?")
DELEGATE = re.compile(r" +(delegue)e?s?\b")
CHARGED = re.compile(
    r",? +(?:aupres (?:du|de la|des?) (?:[\w']+ ){1,12}?)?charge(?:e|s|es)? +(?=des? |du |de l|d')"
)


IN_CHARGE = re.compile(r" +en charge(?= )")


@dataclass(frozen=True, slots=True)
class Qualified:
    """A head with what qualifies it: `organ` is the beginning of the name, `end` where it stops."""

    organ: str
    end: int
    country: str = ""
    is_of_state: bool = False
    is_general: bool = False
    is_foreign: bool = False


def qualified(head: Head, text: str, flat_text: str, end: int) -> Qualified:
    """Read what follows a head at once: «général», «libyen», «d'État», «délégué», «chargé»."""
    if PLAIN.match(flat_text, end):
        return Qualified(head.organ, end, is_general=head.organ == "sous-direction")
    organ, country, is_of_state = head.organ, "", False
    is_general = head.organ == "sous-direction"
    if match := OF_STATE.match(flat_text, end):
        is_of_state, end = True, match.end() - (match[0].endswith(" "))
        organ = f"{organ} d'État" if head.kind is Kind.SECRETARIAT else organ
    if head.organ == "ministère" and (match := DELEGATE.match(flat_text, end)):
        organ, end = f"{organ} délégué", match.end()
    while (match := _NEXT.match(flat_text, end)) is not None:
        word = match[1]
        if head.kind is Kind.AGENCY and word in OF_AGENCIES:
            is_general = True
            organ = f"{organ} {text[match.start(1) : match.end()].lower()}"
        elif word in NATIONALITIES:
            country = country or NATIONALITIES[word]
        elif word in QUALIFIERS and head.organ in ("direction", "secrétariat", "inspection"):
            is_general = True
            organ = f"{organ} {_agreed(head, word)}"
        elif word in ("federal", "federale") and head.kind in (Kind.DEPARTMENT, Kind.MINISTRY):
            organ = f"{organ} fédéral"
        elif word not in IGNORED:
            break
        end = match.end()
    if head.organ == "ministère" and (match := DELEGATE.match(flat_text, end)):
        organ, end = f"{organ} délégué", match.end()
    if head.organ in ("ministère", "secrétariat"):
        if match := CHARGED.match(flat_text, end):
            organ, end = f"{organ} chargé", match.end() - 1
        elif match := IN_CHARGE.match(flat_text, end):
            organ, end = f"{organ} en charge", match.end()
    return Qualified(organ, end, country, is_of_state, is_general)


def _agreed(head: Head, word: str) -> str:
    return "général" if head.organ == "secrétariat" else QUALIFIERS[word]
