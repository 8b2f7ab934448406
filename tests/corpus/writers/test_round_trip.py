"""Reading what was written gives the same dispatch, in every format; and only what is its own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import assume, given, settings

from corpus import record
from corpus.dispatch import Dispatch, Link, Status
from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import read_stream
from corpus.understand import understand_all
from corpus.writers import extension, newsml_g2, ninjs
from corpus.writers.formats import FORMATS, Format
from corpus.writers.values import uri_of, visible
from tests.corpus.writers.making import FULL, dispatches, samples

EVERY_FORMAT = pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))


def read(text: str) -> list[Dispatch | Refusal]:
    stream = io.BufferedReader(io.BytesIO(text.encode()))
    return list(understand_all(read_stream(stream, "f")))


def reread(form: Format, dispatch: Dispatch) -> Dispatch:
    (found,) = read(form.one(dispatch))
    assert isinstance(found, Dispatch), found
    assert found.source.format == form.name
    return found


def same(one: Dispatch, other: Dispatch) -> bool:
    """Whether two dispatches are one but for where they were read."""
    assert replace(one, source=other.source, extra={**one.extra}) == other
    return record.digest(one) == record.digest(other)


@EVERY_FORMAT
def test_every_sample_comes_back_as_it_was(form: Format) -> None:
    assert len(samples()) > 150
    for dispatch in samples():
        assert same(reread(form, dispatch), dispatch), dispatch.uid


@EVERY_FORMAT
def test_a_dispatch_that_has_everything_comes_back(form: Format) -> None:
    assert same(reread(form, FULL), FULL)


@EVERY_FORMAT
def test_many_come_back_in_their_order(form: Format) -> None:
    found = read("".join(form.many(samples())))
    assert all(isinstance(each, Dispatch) for each in found)
    assert [record.digest(each) for each in found if isinstance(each, Dispatch)] == [
        record.digest(each) for each in samples()
    ]


@EVERY_FORMAT
@given(dispatch=dispatches())
@settings(deadline=None)
def test_any_dispatch_comes_back(form: Format, dispatch: Dispatch) -> None:
    assume(any(map(visible, (dispatch.headline, *dispatch.paragraphs))))
    (found,) = read(form.one(dispatch))
    assert isinstance(found, Dispatch), found
    assert record.digest(found) == record.digest(dispatch)


def edited(form: Format, old: str, new: str) -> Dispatch:
    """What is read of a dispatch of which somebody replaced some words on the way."""
    text = form.one(FULL)
    assert old in text
    (found,) = read(text.replace(old, new))
    assert isinstance(found, Dispatch), found
    return found


@EVERY_FORMAT
@pytest.mark.parametrize(
    ("old", "new"),
    [("Deuxième paragraphe", "Second paragraphe"), ("signé » &", "paraphé » &")],
)
def test_a_text_that_was_changed_on_the_way_is_understood_anew(
    form: Format, old: str, new: str
) -> None:
    found = edited(form, old, new)
    assert new.split()[0] in found.text
    assert found.uid == FULL.uid
    assert found.version == 3
    assert found.notes == ()
    assert {each.name for each in found.departments} >= {"ministère de l'Agriculture"}
    assert found.subjects[0] == FULL.subjects[0]
    assert (found.agency, found.place, found.byline) == ("TAP", "Tunis", "Leïla Ben Amor")
    assert (found.urgency, found.language, found.embargo) == (2, "fr", FULL.embargo)
    assert found.issued == FULL.issued
    assert found.extra["slugline"] == "eau-accord"


def test_another_version_does_not_take_the_old_one_s_place() -> None:
    item = {**ninjs.item_of(FULL), "version": "4"}
    (found,) = read(json.dumps(item))
    assert isinstance(found, Dispatch)
    assert (found.version, found.notes) == (4, ())


@EVERY_FORMAT
@pytest.mark.parametrize("status", Status)
def test_a_status_comes_back_in_a_text_that_was_changed_too(form: Format, status: Status) -> None:
    text = form.one(replace(FULL, status=status, embargo=None, extra={}))
    (found,) = read(text.replace("Deuxième paragraphe", "Second paragraphe"))
    assert isinstance(found, Dispatch)
    # ninjs has no word for a correction.
    is_lost = form.name == "ninjs" and status is Status.CORRECTED
    assert found.status is (Status.USABLE if is_lost else status)


@pytest.mark.parametrize("relation", newsml_g2.RELATIONS)
def test_a_link_comes_back_in_a_text_that_was_changed_too(relation: str) -> None:
    link = Link(relation, "urn:x", 2)
    text = newsml_g2.dumps(replace(FULL, links=(link,)))
    (found,) = read(text.replace("Deuxième paragraphe", "Second paragraphe"))
    assert isinstance(found, Dispatch)
    assert found.links == (link,)


def draft_of(dispatch: Dispatch) -> Draft:
    """What a reader sees of a dispatch."""
    return Draft(
        dispatch.headline,
        dispatch.paragraphs,
        uri_of(dispatch.uid),
        dispatch.version,
        Status.EMBARGOED if dispatch.embargo else dispatch.status,
        dispatch.agency,
        dispatch.place,
        dispatch.issued,
        dispatch.byline,
        keywords=dispatch.keywords,
        urgency=dispatch.urgency,
        embargo=dispatch.embargo,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.CANCELLED},
        {"status": Status.USABLE},
        {"embargo": None},
        {"embargo": datetime(2030, 1, 1, tzinfo=timezone.utc)},
        {"issued": datetime(2030, 1, 1, tzinfo=timezone.utc)},
        {"agency": "APS"},
        {"place": "Sfax"},
        {"byline": ""},
        {"urgency": 1},
        {"keywords": ("eau", "barrages", "accord")},
        {"version": 4},
        {"uid": "urn:x"},
        {"headline": "Tunisie : autre titre"},
        {"paragraphs": FULL.paragraphs[:-1]},
    ],
    ids=str,
)
def test_what_somebody_changed_on_the_way_counts(change: dict[str, Any]) -> None:
    known, draft = extension.dumps(FULL), draft_of(FULL)
    assert extension.restored(draft, known).known is not None
    assert extension.restored(draft._replace(**change), known).known is None


def test_what_is_no_longer_held_back_or_withdrawn_counts_too() -> None:
    for status in (Status.CANCELLED, Status.EMBARGOED):
        held = replace(FULL, status=status, embargo=None)
        known, draft = extension.dumps(held), draft_of(held)
        assert extension.restored(draft, known).known is not None
        freed = draft._replace(status=Status.USABLE)
        assert extension.restored(freed, known).known is None


@EVERY_FORMAT
def test_an_embargo_that_is_put_on_an_export_holds(form: Format) -> None:
    text = form.one(replace(FULL, embargo=None, status=Status.USABLE, extra={}))
    usable, withheld = {
        "ninjs": ('"pubStatus":"usable"', '"pubStatus":"withheld"'),
        "newsml-g2": ("stat:usable", "stat:withheld"),
    }[form.name]
    assert usable in text
    (found,) = read(text.replace(usable, withheld))
    assert isinstance(found, Dispatch)
    assert found.status is Status.EMBARGOED


@EVERY_FORMAT
def test_a_note_that_speaks_of_a_cancellation_is_none(form: Format) -> None:
    note = "Annulation du concert annoncé hier."
    dispatch = replace(FULL, status=Status.USABLE, embargo=None, extra={"note": note})
    assert same(reread(form, dispatch), dispatch)
    text = form.one(dispatch)
    cancelled = text.replace('"pubStatus":"usable"', '"pubStatus":"canceled"')
    cancelled = cancelled.replace("stat:usable", "stat:canceled")
    (found,) = read(cancelled)
    assert isinstance(found, Dispatch)
    assert found.status is Status.CANCELLED


def test_a_note_that_came_on_the_way_may_tell_of_a_kill() -> None:
    for note in ("", "Annulation du concert annoncé hier."):
        item = ninjs.item_of(replace(FULL, status=Status.USABLE, extra={"note": note}))
        (found,) = read(json.dumps({**item, "edNote": "KILL"}))
        assert isinstance(found, Dispatch)
        assert found.status is Status.CANCELLED


def _without(name: str) -> Callable[[Any], None]:
    return lambda known: known["dispatch"].pop(name)


def _with(name: str, value: object) -> Callable[[Any], None]:
    return lambda known: known["dispatch"].update({name: value})


@pytest.mark.parametrize(
    "spoil",
    [
        _without("events"),
        _without("status"),
        _with("status", "inconnu"),
        _with("autre", 1),
        _with("agency", 3),
        _with("agency", None),
        _with("issued", "2024-03-11"),
        _with("issued", "hier"),
        _with("zone", "../../etc/passwd"),
        _with("zone", "Africa"),
        _with("events", [["2024-03-11", "2024-03-12", "lundi", [84, 9_000], None]]),
        _with("events", [["2024-03-11", "2024-03-12", "lundi", [-1, 4], None]]),
        _with("events", [["2024-03-12", "2024-03-11", "lundi", None, None]]),
        _with("events", [["9999-99-99", "2024-03-12", "lundi", None, None]]),
        _with("events", {"0": 1}),
        _with("departments", [[[], "ministère", "", [], None]]),
        _with("departments", [[[""], "ministère", "", [], None]]),
        _with("departments", [[["X"], "royaume", "", [], None]]),
        _with("departments", [[["X"], "ministère", "", [], [5, 2]]]),
        _with("subjects", [["a"]]),
        _with("keywords", "gaz"),
        _with("urgency", True),
        _with("extra", {"a": ["b"]}),
        _with("links", [["previous", "x", -1, ""]]),
        lambda known: known.update(version="3"),
        lambda known: known.update(version=2),
        lambda known: known.update(text="0" * 32),
        lambda known: known.update(lines=["Un autre titre", "Un autre texte."]),
        lambda known: known.update(lines=[1, 2]),
        lambda known: known.update(has_lead="oui"),
        lambda known: known.pop("dispatch"),
        lambda known: known.update(dispatch=[]),
    ],
)
def test_an_extension_that_is_not_this_dispatch_s_does_not_count(
    spoil: Callable[[Any], None],
) -> None:
    draft = draft_of(FULL)
    known = json.loads(extension.dumps(FULL))
    whole = extension.restored(draft, json.dumps(known))
    assert whole.known is not None
    assert same(whole.known, FULL)
    spoil(known)
    spoilt = extension.restored(draft, json.dumps(known))
    assert spoilt == draft._replace(uid=FULL.uid)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", '"a"', "[" * 100_000, "{}"])
def test_what_is_no_extension_does_not_count(text: str) -> None:
    draft = Draft("Titre", ("Texte.",), "urn:x")
    assert extension.restored(draft, text) == draft


def test_a_moment_that_is_not_known_is_that_of_writing() -> None:
    assert FULL.issued is not None
    text = newsml_g2.dumps(replace(FULL, issued=None), FULL.issued)
    assert "<versionCreated>2024-03-11T18:30:00+01:00</versionCreated>" in text
    (found,) = read(text)
    assert isinstance(found, Dispatch)
    assert found.issued is None
