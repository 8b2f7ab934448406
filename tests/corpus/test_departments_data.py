"""The data that bodies are read by, and the bodies that a source's metadata names."""

from __future__ import annotations

import pytest

from corpus.bodies.heads import HEADS
from corpus.data_files import read_entries
from corpus.departments import parse_metadata
from corpus.dispatch import UNCLASSIFIED, Kind
from corpus.flat import flat
from tests.corpus.finding import found

KNOWN = [[part.strip() for part in entry.split("|")] for entry in read_entries("bodies.txt")]


@pytest.mark.parametrize(("name", "kind", "country", "spellings"), KNOWN)
def test_every_known_body_is_found_by_each_spelling(
    name: str, kind: str, country: str, spellings: str
) -> None:
    for spelling in spellings.split(";"):
        for written in (spelling.strip(), spelling.strip().replace("'", "’")):
            bodies = found(f"Selon {written}, oui.")
            assert len(bodies) == 1, written
            if all(each[0] == name for each in KNOWN if written in each[3]):
                (body,) = bodies
                assert (body.name.lower(), body.kind) == (name.lower(), Kind(kind)), written


@pytest.mark.parametrize(
    "name",
    [
        *("body_adjectives.txt", "body_common.txt", "body_crowds.txt", "body_nouns.txt"),
        *("body_prenouns.txt", "body_subjects.txt", "body_verbs.txt"),
    ],
)
def test_no_list_says_a_word_twice(name: str) -> None:
    entries = list(read_entries(name))
    assert len(entries) == len(set(entries))


def test_a_subject_has_one_spelling() -> None:
    subjects = [flat(entry) for entry in read_entries("body_subjects.txt")]
    assert sorted(subjects) == sorted(set(subjects))


@pytest.mark.parametrize("word", ["ministère", "ministere", "ministére", "préfet", "prefet", "SPF"])
def test_heads_are_known_in_any_accents(word: str) -> None:
    assert word.lower() in HEADS


@pytest.mark.parametrize(
    ("value", "path", "kind"),
    [
        ("Ministère de la Santé", ("ministère de la Santé",), Kind.MINISTRY),
        (
            "Ministère de la Santé › Direction de la Prévention",
            ("ministère de la Santé", "direction de la Prévention"),
            Kind.DIRECTORATE,
        ),
        ("Bercy", ("ministère de l'Économie et des Finances",), Kind.MINISTRY),
        ("Cellule inconnue", ("Cellule inconnue",), Kind.AGENCY),
    ],
)
def test_metadata_names_a_body(value: str, path: tuple[str, ...], kind: Kind) -> None:
    body = parse_metadata(value)
    assert (body.path, body.kind, body.span) == (path, kind, None)


@pytest.mark.parametrize("value", ["(", "ministère", "Ministère de", "DGSN ›"])
def test_odd_metadata_is_kept(value: str) -> None:
    assert parse_metadata(value).name


@pytest.mark.parametrize("value", ["", " ", "›", " › "])
def test_blank_metadata_is_unclassified(value: str) -> None:
    assert parse_metadata(value).path == (UNCLASSIFIED,)
