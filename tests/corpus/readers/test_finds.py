"""What the fuzzer found (`make fuzz`), each as small as it may be, since it was mended."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from corpus.dates import EARLIEST, LATEST
from corpus.dispatch import Dispatch, Status
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.readers.draft import Draft
from corpus.record import dumps, loads
from corpus.understand import understand
from corpus.writers.formats import FORMATS, Format
from tests.corpus.readers.reading import read, reasons

TEXT = b"Un titre\n\nLyon, 3 mars 2020 (AFP) - Un texte.\n"


def test_a_member_of_a_zip_without_a_name_is_read() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), TEXT)
    (found,) = read(data.getvalue(), "x.zip")
    assert isinstance(found, Draft)
    assert found.source.file == "x.zip"


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59Z"])
@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
def test_a_day_at_an_end_of_the_calendar_is_none(day: str, form: Format) -> None:
    (held,) = _dispatches(
        {
            "headline": "Le port",
            "issued": day,
            "status": "embargoed",
            "embargo": day,
            "place": "Paris",
        }
    )
    assert held.issued is None
    assert any("Date illisible" in each for each in held.notes)
    assert held.embargo is not None
    assert held.embargo in (EARLIEST, LATEST)
    (again,) = _dispatches(form.one(held))
    assert replace(again, source=held.source) == held
    last = datetime(9999, 12, 31, 12, tzinfo=timezone.utc)
    (again,) = _dispatches(form.one(replace(held, issued=last, embargo=last)))
    assert again.issued != last
    assert again.embargo == LATEST


def _dispatches(document: str | dict[str, str]) -> list[Dispatch]:
    data = json.dumps(document) if isinstance(document, dict) else document
    return [understand(each) for each in read(data) if isinstance(each, Draft)]


def test_a_dateline_has_no_place_that_is_longer_than_any() -> None:
    (found,) = _dispatches(f"Un titre\n\nTUNIS{'S' * 300}, 3 mars 2020 (TAP) - Un texte.\n")
    assert len(found.place) <= LIMITS.field_characters


@pytest.mark.parametrize("blank", ["\xa0", "\u202f", "\u3000"])
def test_a_line_of_blanks_of_any_kind_is_no_headline(blank: str) -> None:
    (found,) = _dispatches(f"{blank}\nUn titre\n\nLyon, 3 mars 2020 (AFP) - Un texte.\n")
    assert found.headline == "Un titre"


def test_what_is_no_more_than_a_dateline_is_refused_or_a_kill() -> None:
    draft = Draft("", ("TUNIS, 16 mai 2023 (TAP) - ",))
    with pytest.raises(ReaderError, match="Ni titre ni texte"):
        understand(draft)
    assert understand(draft._replace(status=Status.CANCELLED)).headline == "Dépêche annulée"


def test_a_text_of_one_endless_word_has_a_headline() -> None:
    assert understand(Draft("", ("a" * 2_000,))).headline == "a" * 160


@pytest.mark.parametrize("name", ["2022/", "README.txt", "2022/.caché"])
def test_an_archive_that_holds_nothing_to_read_is_refused(name: str) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    assert reasons(data.getvalue()) == ["Archive sans fichier à lire."]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as other:
        other.writestr(zipfile.ZipInfo(name), b"")
    assert reasons(data.getvalue()) == ["Archive sans fichier à lire."]


def test_a_table_without_a_row_is_refused() -> None:
    assert reasons("titre,texte\n\n,\n") == ["Aucun texte : rien à indexer."]


@pytest.mark.parametrize(
    "name", ["authors", "content", "date", "language", "links", "published", "source", "tags"]
)
@pytest.mark.parametrize("value", ['<{0} a="b"/>', '<{0} a="b">z</{0}>', "<{0}>z</{0}>"])
def test_no_element_of_a_field_s_name_breaks_a_feed(name: str, value: str) -> None:
    """feedparser gives attributes or texts where its fields of these names hold something else."""
    odd = value.format(name)
    (found,) = read(
        f"<rss version='2.0'><channel><x>{odd}</x>{odd}<item><title>T</title><x>{odd}</x>{odd}"
        "</item></channel></rss>"
    )
    assert isinstance(found, Draft)


def test_a_date_inside_another_is_no_date() -> None:
    (found,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title>'
        '<published>2026-05-12<updated type="text">x</updated></published></entry></feed>'
    )
    assert isinstance(found, Draft)


def test_bytes_of_nothing_are_refused() -> None:
    (reason,) = reasons(b"\0" * 3_000)
    assert reason.startswith("Format inconnu")


@pytest.mark.parametrize(
    "data",
    [
        '{"$standard": {"name": "ninjs"}, "uri": "u:1", "headline": "T", "x\\ud800y": "z"}',
        '{"uid": "u:1", "headline": "T", "x\\ud800y": "z"}',
    ],
)
def test_half_a_character_in_the_name_of_a_field_is_replaced(data: str) -> None:
    (found,) = read(data)
    assert isinstance(found, Draft)
    assert loads(dumps(understand(found))).extra == {"x\N{REPLACEMENT CHARACTER}y": "z"}
