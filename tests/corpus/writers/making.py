"""Dispatches to write: those of the samples, and such as nobody would send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from corpus.dispatch import Department, Dispatch, EventDate, Kind, Link, Span, Status, Subject
from corpus.readers.draft import Refusal
from corpus.readers.registry import find_files, read_path
from corpus.understand import understand_all

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples"

FULL = Dispatch(
    uid="tap-2024/0311 <é>",
    headline="Tunisie : l’accord sur l’eau « signé » & publié",
    lead="Le ministère de l’Agriculture a signé lundi un accord.",
    body=("Deuxième paragraphe, 3 < 4.", "Troisième."),
    version=3,
    status=Status.CORRECTED,
    agency="TAP",
    place="Tunis",
    issued=datetime(2024, 3, 11, 18, 30, tzinfo=ZoneInfo("Africa/Tunis")),
    dateline="TUNIS, 11 mars (TAP) -",
    events=(EventDate(date(2024, 3, 11), date(2024, 3, 12), "lundi", Span(84, 89)),),
    byline="Leïla Ben Amor",
    departments=(
        Department(
            ("ministère de l’Agriculture", "direction de l’Eau"),
            Kind.DIRECTORATE,
            "TN",
            ("DGRE",),
            Span(51, 77),
        ),
    ),
    subjects=(
        Subject("medtop:20000441", "eau"),
        Subject("", "régions"),
        Subject("maison:12", "maison"),
        Subject("http://a.example/x", ""),
    ),
    keywords=("eau", "barrages"),
    language="fr",
    urgency=2,
    notes=("Le jour et la date se contredisent.",),
    extra={
        "slugline": "eau-accord",
        "note": "Corrige le lieu.",
        "copyright": "© TAP",
        "rights": "Reprise libre.",
        "genre": "actualité ; analyse",
        "credit": "TAP",
        "people": "Sami Trabelsi",
        "bureau": "Béja",
    },
    embargo=datetime(2024, 3, 11, 20, 0, tzinfo=timezone(timedelta(hours=1))),
    links=(Link("previous", "tap-2024/0311", 2, "Tunisie : un accord"), Link("autre", "urn:x")),
)
"""A dispatch that has everything."""


@cache
def samples() -> tuple[Dispatch, ...]:
    """Every dispatch of the product's own samples."""
    found = (each for path in find_files([str(SAMPLES)]) for each in _read(path))
    return tuple(each for each in found if not isinstance(each, Refusal))


def _read(path: Path) -> Iterator[Dispatch | Refusal]:
    yield from understand_all(read_path(path))


TEXTS = st.text(max_size=30)
WORDS = st.text(min_size=1, max_size=30)
ZONES = st.sampled_from(
    [
        timezone.utc,
        ZoneInfo("Africa/Tunis"),
        ZoneInfo("Europe/Zurich"),
        timezone(timedelta(hours=-5)),
    ]
)
MOMENTS = st.datetimes(datetime(1850, 1, 1), datetime(2100, 1, 1), timezones=ZONES)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def dispatches(draw: st.DrawFn) -> Dispatch:
    """Any dispatch, whatever its strings hold."""
    headline = draw(WORDS)
    paragraphs = draw(st.lists(WORDS, max_size=3))
    size = len("\n".join((headline, *paragraphs)))
    starts = st.integers(0, size)
    spans = st.none() | starts.flatmap(lambda a: st.integers(a, size).map(lambda b: Span(a, b)))
    events = st.builds(
        lambda day, days, text, span, other: EventDate(
            day, day + timedelta(days=days), text, span, other
        ),
        DAYS, st.integers(1, 60), TEXTS, spans, st.none() | DAYS,
    )  # fmt: skip
    paths = st.lists(WORDS, min_size=1, max_size=3).map(tuple)
    departments = st.builds(
        Department,
        paths,
        st.sampled_from(Kind),
        TEXTS,
        st.lists(TEXTS, max_size=2).map(tuple),
        spans,
    )
    subjects = st.builds(Subject, TEXTS | st.just("medtop:20000441"), TEXTS)
    return Dispatch(
        uid=draw(WORDS),
        headline=headline,
        lead=paragraphs[0] if paragraphs else "",
        body=tuple(paragraphs[1:]),
        version=draw(st.integers(0, 999) | st.just(20260603101500)),
        status=draw(st.sampled_from(Status)),
        agency=draw(TEXTS),
        place=draw(TEXTS),
        issued=draw(st.none() | MOMENTS),
        dateline=draw(TEXTS),
        events=tuple(draw(st.lists(events, max_size=2))),
        byline=draw(TEXTS),
        departments=tuple(draw(st.lists(departments, max_size=2))),
        subjects=tuple(draw(st.lists(subjects, max_size=3))),
        keywords=tuple(draw(st.lists(TEXTS, max_size=3))),
        language=draw(st.sampled_from(["fr", "ar-TN", "", "x y"]) | TEXTS),
        urgency=draw(st.none() | st.integers(0, 12)),
        notes=tuple(draw(st.lists(TEXTS, max_size=2))),
        extra=draw(st.dictionaries(TEXTS | st.sampled_from([*FULL.extra]), TEXTS, max_size=3)),
        embargo=draw(st.none() | MOMENTS),
        links=tuple(
            draw(st.lists(st.builds(Link, WORDS, WORDS, st.integers(0, 9), TEXTS), max_size=2))
        ),
    )
