"""Bodies that go by another name than their own: Bercy, the Quai d'Orsay, the DGSN, Matignon."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.bodies.context import is_former
from corpus.bodies.heads import HEADS
from corpus.bodies.mentions import Mention, MentionReader
from corpus.bodies.names import Name
from corpus.bodies.readings import Reading, reading_of
from corpus.data_files import read_entries
from corpus.dispatch import Kind
from corpus.flat import flat
from corpus.triggers import Hit

LONGEST_ACRONYM = 9


def _body(name: str, kind: Kind, country: str) -> Reading:
    """The body of an entry, its name parted as those of the text are, so that they agree."""
    for end in (len(name.split(" ")[0]), len(" ".join(name.split(" ")[:2]))):
        word = name[:end].lower()
        if word not in HEADS:
            continue
        found = MentionReader(name, flat(name)).mentions(Hit(0, end, word))
        if len(found) == 1 and found[0].reading.key == name.lower():
            return found[0].reading._replace(kind=kind, country=country)
    return reading_of("", kind, 0, name, (flat(name),), country)


def _read() -> dict[str, tuple[str, list[Reading]]]:
    """Flat spelling → how it is written, and its bodies, each of a country or of any."""
    found: dict[str, tuple[str, list[Reading]]] = {}
    for entry in read_entries("bodies.txt"):
        name, kind, country, spellings = (part.strip() for part in entry.split("|"))
        body = _body(name, Kind(kind), country)
        for spelling in spellings.split(";"):
            written = spelling.strip()
            found.setdefault(flat(written), (written, []))[1].append(body)
    return found


def _forms(written: str) -> Iterator[str]:
    yield from (written, written.replace("'", "’"), flat(written), flat(written).replace("'", "’"))


_KNOWN = _read()
SPELLINGS = tuple(dict.fromkeys(form for written, _ in _KNOWN.values() for form in _forms(written)))
"""As they are written, with either apostrophe, and without accents."""
KNOWN_WORDS = {spelling.lower(): _KNOWN[flat(spelling)] for spelling in SPELLINGS}


def known_mention(hit: Hit, reader: MentionReader) -> Mention | None:
    """The body that a hit names by another name, of the country that follows or of its own; an
    acronym counts only in its own capitals."""
    written, bodies = KNOWN_WORDS[hit.word]
    words = reader.text[hit.start : hit.end]
    is_acronym = written.replace("-", "").isupper() and len(written) < LONGEST_ACRONYM
    if is_acronym and words != written:
        return None
    following = Name(end=hit.end)
    reader.names.read_countries(following)
    country = following.countries[0] if following.countries else ""
    body = next((each for each in bodies if each.country == country), bodies[0])
    return Mention(
        hit.start,
        hit.end,
        body,
        body.kind,
        country or body.country,
        is_former(reader.flat, hit.start, hit.end),
        aliases=[] if words.lower() == body.key else [words],
    )


def country_of_acronym(acronym: str, organ: str) -> str:
    """The country of a body named in full with a known acronym: «(SEM)»."""
    _, bodies = _KNOWN.get(flat(acronym), ("", []))
    return next((body.country for body in bodies if body.organ == organ), "")
