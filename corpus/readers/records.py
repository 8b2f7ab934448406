"""Maps a record of named values, whatever its format, to a draft.

JSON Lines and CSV give the same records under the same names, French or English, in any case and
with or without accents. A name that is not known is kept as an extra field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from corpus.agencies import zone_of
from corpus.dates import parse_datetime
from corpus.dispatch import Source, Status, Subject
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.draft import Draft
from corpus.text import clean, key, squeeze, squeezed_lines

NAMES: Mapping[str, tuple[str, ...]] = {
    "uid": ("id", "uid", "identifiant", "guid"),
    "version": ("version",),
    "headline": ("headline", "titre", "title"),
    "lead": ("lead", "chapô", "chapeau"),
    "body": ("body", "texte", "text", "corps", "contenu", "content"),
    "date": ("date", "issued", "publié", "published", "date de publication"),
    "agency": ("agency", "agence"),
    "place": ("place", "lieu", "ville"),
    "departments": ("departments", "départements", "ministères"),
    "byline": ("byline", "auteur", "author", "signature"),
    "subjects": ("subjects", "sujets", "rubrique", "rubriques"),
    "keywords": ("keywords", "mots-clés"),
    "language": ("language", "langue"),
    "urgency": ("urgency", "urgence", "priorité", "priority"),
    "status": ("status", "statut"),
}
FIELD_OF = {key(name): field for field, names in NAMES.items() for name in names}
LONGEST_NAME = 60
STATUSES = {
    "": Status.USABLE,
    "usable": Status.USABLE,
    "utilisable": Status.USABLE,
    "corrected": Status.CORRECTED,
    "corrige": Status.CORRECTED,
    "corrigee": Status.CORRECTED,
    "embargoed": Status.EMBARGOED,
    "withheld": Status.EMBARGOED,
    "embargo": Status.EMBARGOED,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
    "annule": Status.CANCELLED,
    "annulee": Status.CANCELLED,
}


def field_of(name: str) -> str:
    """The field that a column stands for, or an empty string."""
    # A cache must not grow with whatever a file holds: a long name is no field's.
    return _field_of(name) if len(name) <= LONGEST_NAME else ""


@lru_cache(maxsize=1024)
def _field_of(name: str) -> str:
    return FIELD_OF.get(key(name), "")


def draft_of(record: Mapping[str, object], source: Source) -> Draft:
    """The draft of a record. Raises ReaderError for a value that cannot be what its name says."""
    known: dict[str, object] = {}
    extra: dict[str, str] = {}
    for name, value in record.items():
        field = _field_of(name) if len(name) <= LONGEST_NAME else ""
        if field and field not in known:
            known[field] = value
        elif value not in (None, ""):
            extra[squeeze(clean(name))] = clean(
                value if isinstance(value, str) else _as_json(value)
            )
    headline = _line(known, "headline")
    paragraphs = (*_paragraphs(known, "lead"), *_paragraphs(known, "body"))
    if not headline and not paragraphs:
        raise ReaderError(message("Ni titre ni texte : rien à indexer."))
    agency = _name(known, "agency")
    return Draft(
        headline=headline or paragraphs[0],
        paragraphs=paragraphs,
        uid=_line(known, "uid"),
        version=_integer(known, "version", 1),
        status=_status(known),
        agency=agency,
        place=_name(known, "place"),
        issued=_moment(known, agency),
        byline=_name(known, "byline"),
        departments=_values(known, "departments"),
        subjects=tuple([Subject(label=label) for label in _values(known, "subjects")]),
        keywords=_values(known, "keywords"),
        language=_name(known, "language").lower(),
        urgency=_integer(known, "urgency", 0) or None,
        source=source,
        extra=extra,
    )


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _line(record: Mapping[str, object], field: str) -> str:
    return squeeze(_text(record, field)) if field in record else ""


def _name(record: Mapping[str, object], field: str) -> str:
    """A line that dispatches share: it is made once."""
    value = record.get(field)
    return _named(value) if isinstance(value, str) else _line(record, field)


def _named(name: str) -> str:
    # A cache must not grow with whatever a file holds.
    return _remembered(name) if len(name) <= LONGEST_NAME else squeeze(clean(name))


@lru_cache(maxsize=4096)
def _remembered(name: str) -> str:
    return squeeze(clean(name))


def _text(record: Mapping[str, object], field: str) -> str:
    value = record.get(field)
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ReaderError(
            message(
                "« {field} » doit être un texte, pas {value}.", field=field, value=_shown(value)
            )
        )
    return str(value)


def _paragraphs(record: Mapping[str, object], field: str) -> tuple[str, ...]:
    value = record.get(field)
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "\n".join(value)
    text = clean(value) if isinstance(value, str) else _text(record, field)
    return squeezed_lines(text)


def _integer(record: Mapping[str, object], field: str, default: int) -> int:
    value = record.get(field)
    if value is None:
        return default
    if type(value) is int and 0 <= value < 10**9:
        return value
    text = _text(record, field).strip()
    if not text:
        return default
    if not text.isdecimal() or len(text) > 9:
        raise ReaderError(
            message(
                "« {field} » doit être un nombre entier, pas {value}.",
                field=field,
                value=_shown(text),
            )
        )
    return int(text)


def _status(record: Mapping[str, object]) -> Status:
    text = _text(record, "status") if "status" in record else ""
    status = STATUSES.get(key(text)) if text else Status.USABLE
    if status is None:
        raise ReaderError(message("Statut inconnu : {value}.", value=_shown(text)))
    return status


def _moment(record: Mapping[str, object], agency: str) -> datetime | None:
    text = _text(record, "date").strip()
    if not text:
        return None
    moment = parse_datetime(text, None)
    if moment is None:
        raise ReaderError(message("Date illisible : {value}.", value=_shown(text)))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone_of(agency))


def _values(record: Mapping[str, object], field: str) -> tuple[str, ...]:
    """A list as it is, or a text whose values are parted by «|» or «;»."""
    value = record.get(field)
    if value is None:
        return ()
    if isinstance(value, list):
        parts = [item for item in value if isinstance(item, str)]
        if len(parts) != len(value):
            raise ReaderError(message("« {field} » doit être une liste de textes.", field=field))
    else:
        parts = _text(record, field).replace("|", ";").split(";")
    values = tuple(dict.fromkeys([_named(part) for part in parts if part.strip()]))
    if len(values) > LIMITS.field_values:
        raise ReaderError(
            message(
                "« {field} » a {count} valeurs ; la limite est de {limit}.",
                field=field,
                count=len(values),
                limit=LIMITS.field_values,
            )
        )
    return values


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else _as_json(value)
    return f"« {text[:60]}{'…' if len(text) > 60 else ''} »"
