"""The bulk way makes the very segment that Whoosh makes of `documents.document`, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from whoosh.filedb.filestore import RamStorage
from whoosh.writing import SegmentWriter

from corpus import record, synthetic
from corpus.dispatch import Dispatch, EventDate
from index.codec.segment import FlatSegment
from index.codec.whoosh_codec import FlatCodec
from index.documents import document, short_digest
from index.lexicon import Lexicon
from index.schema import schema
from index.segment_builder import Entry, SegmentBuilder
from tests.index.reading import Memory, built, contents, opened
from tests.making import department, dispatch

WORDS = "Le porte-parole de l’O.N.U. à N'Djamena : «3 000 dinars», 3,5 %, Al-Qaidi, pêche, péché. "


def entries(dispatches: Iterable[Dispatch]) -> list[Entry]:
    found = ((each, *record.dumps_and_digest(each)) for each in dispatches)
    return [Entry(each, text, short_digest(digest)) for each, text, digest in found]


def made(dispatches: Iterable[Dispatch]) -> FlatSegment:
    memory = Memory()
    return built(SegmentBuilder(memory, Lexicon()), memory, entries(dispatches))


def whooshed(dispatches: Iterable[Dispatch]) -> FlatSegment:
    """The same by Whoosh's own writer, its documents in the order in which they were given."""
    index = RamStorage().create_index(schema())
    writer = SegmentWriter(index, codec=FlatCodec())
    for each in dispatches:
        writer.add_document(**document(each))
    writer.commit()
    (segment,) = index._segments()
    found: FlatSegment = segment.open(index.storage)
    return found


def examples() -> list[Dispatch]:
    affairs = department("ministère des Affaires étrangères", "département des affaires arabes")
    return [
        dispatch("Un titre", WORDS, body=(WORDS, "Fin."), day="2021-03-01", uid="b"),
        dispatch("Un titre", "même jour, même moment", day="2021-03-01", uid="a"),
        dispatch("Sans date", WORDS * 40, uid="c", agency="LANA", place="Tripoli"),
        dispatch("Pêche", "", day="2019-12-31T23:30:00+01:00", uid="d", version=3),
        dispatch(
            "Affaires",
            "étrangères, arabes",
            day="2020-05-05",
            uid="é\u00a0e",
            departments=(affairs, department("Primature")),
            events=(EventDate(date(2020, 5, 3), date(2020, 5, 6), "du 3 au 5"),),
        ),
        dispatch("𝐀lpha 😀", "😀 " * 5 + "mot", day="2020-05-06", uid="f"),
        *synthetic.dispatches(40),
    ]


def by_uid(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {next(iter(each["uid"])).decode(): each for each in found}


def test_the_bulk_way_makes_what_whoosh_makes() -> None:
    given = examples()
    bulk, slow = contents(made(given)), contents(whooshed(given))
    assert len(bulk) == len(given)
    found = by_uid(slow)
    for each in bulk:
        assert each == found[next(iter(each["uid"])).decode()]


def test_totals_of_lengths_are_whooshs() -> None:
    given = examples()
    bulk, slow = made(given), whooshed(given)
    for name, field in slow.fields.items():
        assert (bulk.fields[name].length, bulk.fields[name].longest) == (
            field.length,
            field.longest,
        )


def test_documents_are_in_the_order_of_issue() -> None:
    uids = [*by_uid(contents(made(examples()[:6])))]
    assert uids == ["c", "d", "é\u00a0e", "f", "b", "a"]


def test_a_dropped_document_leaves_nothing_behind() -> None:
    given = examples()
    memory = Memory()
    builder = SegmentBuilder(memory, Lexicon())
    builder.add(entries(given[:10]))
    builder.add(entries(given[10:]))
    for slot in (0, 4, 17):
        builder.drop(slot)
    builder.close()
    left = [each for slot, each in enumerate(given) if slot not in (0, 4, 17)]
    assert contents(opened(memory)) == contents(made(left))


def test_a_lexicon_serves_several_segments() -> None:
    given, lexicon = examples(), Lexicon()
    for part in (given[:20], given[20:], given[:5]):
        memory = Memory()
        found = built(SegmentBuilder(memory, lexicon), memory, entries(part))
        assert contents(found) == contents(made(part))
