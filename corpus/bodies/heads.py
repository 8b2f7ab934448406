"""The words that a body's name begins with: what each stands for, and what may follow it at once.

A head is an organ («ministère», «direction») or an office that stands for one («ministre»,
«directeur»): both give the organ's name. The heads are in `data/body_heads.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.bodies.words import NATIONALITIES
from corpus.data_files import read_entries
from corpus.dispatch import Kind
from corpus.flat import flat


@dataclass(frozen=True, slots=True)
class Head:
    """What a head word stands for. `is_office` when it names the person; `is_plural` when several
    bodies share it."""

    organ: str
    kind: Kind
    is_office: bool = False
    is_plural: bool = False

    @property
    def is_federal_service(self) -> bool:
        """Belgium's ministries, whose names follow without a link: «SPF Finances»."""
        return self.organ == "service public fédéral"


def _spellings(word: str) -> Iterator[str]:
    """A word, its slips of accents («ministére», «prèfet») and its form without any."""
    yield from (word, word.replace("è", "é"), word.replace("é", "è"), flat(word))


def _heads() -> dict[str, Head]:
    found: dict[str, Head] = {}
    for entry in read_entries("body_heads.txt"):
        organ, kind, nature, words = (part.strip() for part in entry.split("|"))
        head = Head(organ, Kind(kind), nature.startswith("holder"), nature in ("bodies", "holders"))
        for word in words.lower().split(";"):
            found |= dict.fromkeys(_spellings(word.strip()), head)
    return found


def _qualifiers() -> Mapping[str, str]:
    """Flat inflection of what qualifies a directorate → its feminine, as it is shown."""
    found: dict[str, str] = {}
    for entry in read_entries("body_qualifiers.txt"):
        shown, _, others = entry.partition(":")
        found |= dict.fromkeys((flat(shown), f"{flat(shown)}s", *flat(others).split()), shown)
    return found


HEADS = _heads()
HEAD_WORDS = tuple(HEADS)
QUALIFIERS = _qualifiers()
OF_AGENCIES = frozenset(flat(word) for word in read_entries("agency_adjectives.txt"))
"""What qualifies an agency and is part of its name, its nationality included."""
IGNORED = frozenset(flat(word) for word in read_entries("office_adjectives.txt"))
"""What qualifies the holder of an office alone, or only locates."""

# A name follows at once, as it mostly does.
PLAIN = re.compile(r" (?:de |du |des |d'(?!etat)|aux? )")
_NEXT = re.compile(r" +(\w+(?:-\w+)*)")
_NEXT_OF_MANY = re.compile(r"(?:,| et)? +(\w+(?:-\w+)*)")
OF_STATE = re.compile(r" +d'etat\b(?: +(?=a |aux |charg|pour |aupres))?")
TASK = re.compile(r" +(?=au |aux |a la |a l'|charge)")
DELEGATE = re.compile(r"(?: +|-)delegue(?:e|s|es)?\b")
CHARGED = re.compile(r",? +charge(?:e|s|es)? +(?=des? |du |de l|d')")
IN_CHARGE = re.compile(r" +en charge(?= )")
BESIDE_CHIEF = re.compile(
    r" +aupres (du (?:chef du gouvernement|premier ministre|president(?: de la republique)?)"
    r"|de la (?:presidence(?: de la republique)?|premiere ministre|cheffe du gouvernement))"
)
BESIDE_THEN_CHARGED = re.compile(
    r" +aupres (?:du |de la |de l'|des )[^.;:()]{4,120}?"
    r",? +charge(?:e|s|es)? +(?=des? |du |de l|d')"
)


@dataclass(slots=True)
class Qualified:
    """A head with what qualifies it.

    `organ` is the beginning of the name; the name goes on at `end`. `stop` is where the mention's
    words end when another body stands between its head and its name, else -1.
    """

    head: Head
    organ: str
    start: int
    end: int
    countries: tuple[str, ...] = ()
    is_of_state: bool = False
    is_general: bool = False
    stop: int = -1

    @property
    def country(self) -> str:
        return self.countries[0] if self.countries else ""


def qualified(head: Head, text: str, flat_text: str, start: int, end: int) -> Qualified:
    """Read what follows a head at once: «général», «libyen», «d'État», «délégué», «chargé»."""
    found = Qualified(head, head.organ, start, end, is_general=head.organ == "sous-direction")
    if PLAIN.match(flat_text, end):
        return found
    if match := OF_STATE.match(flat_text, end):
        found.is_of_state, found.end = True, match.end() - match[0].endswith(" ")
        is_part = head.kind is Kind.SECRETARIAT or TASK.match(flat_text, found.end)
        found.organ = f"{head.organ} d'État" if is_part else head.organ
    _read_delegate(found, flat_text)
    _read_adjectives(found, text, flat_text)
    _read_delegate(found, flat_text)
    if head.organ in ("ministère", "secrétariat"):
        _read_task(found, flat_text)
    return found


def _read_delegate(found: Qualified, flat_text: str) -> None:
    if found.head.organ == "ministère" and (match := DELEGATE.match(flat_text, found.end)):
        found.organ, found.end = f"{found.organ} délégué", match.end()


def _read_adjectives(found: Qualified, text: str, flat_text: str) -> None:
    head, start = found.head, found.start
    following = _NEXT_OF_MANY if head.is_plural else _NEXT
    while (match := following.match(flat_text, found.end)) is not None:
        word, is_listed = match[1], flat_text[found.end] == "," or match[0].startswith(" et ")
        is_title = head.kind is Kind.AGENCY and text[start].isupper() and word in NATIONALITIES
        if head.kind is Kind.AGENCY and (word in OF_AGENCIES or is_title):
            found.is_general = True
            found.organ = f"{found.organ} {text[match.start(1) : match.end()].lower()}"
        elif word in NATIONALITIES:
            found.countries += (NATIONALITIES[word],)
        elif is_listed:
            break
        elif word in QUALIFIERS and head.organ in ("direction", "secrétariat", "inspection"):
            found.is_general = True
            shown = "général" if head.organ == "secrétariat" else QUALIFIERS[word]
            found.organ = f"{found.organ} {shown}"
        elif word in ("federal", "federale") and head.kind in (Kind.DEPARTMENT, Kind.MINISTRY):
            found.organ = f"{found.organ} fédéral"
        elif word not in IGNORED:
            break
        found.end = match.end()


def _read_task(found: Qualified, flat_text: str) -> None:
    """«chargé de», «en charge de», with the body that it is attached to before or after."""
    if match := CHARGED.match(flat_text, found.end):
        found.organ, found.end = f"{found.organ} chargé", match.end() - 1
    elif match := IN_CHARGE.match(flat_text, found.end):
        found.organ, found.end = f"{found.organ} en charge", match.end()
    elif chief := BESIDE_CHIEF.match(flat_text, found.end):
        charged = CHARGED.match(flat_text, chief.end())
        if charged:
            words = " ".join(chief[0].split()).replace("aupres", "auprès")
            found.organ, found.stop = f"{found.organ} {words} chargé", chief.start()
            found.end = charged.end() - 1
    elif match := BESIDE_THEN_CHARGED.match(flat_text, found.end):
        found.organ, found.stop = f"{found.organ} chargé", found.end
        found.end = match.end() - 1
