"""What Whoosh's writer gives is written whole or not at all."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import fields, formats, query
from whoosh.codec.base import OutOfOrderError
from whoosh.filedb.filestore import FileStorage, RamStorage

from corpus.errors import IndexCorrupt
from index.codec.columns import SetsColumn
from index.codec.whoosh_codec import FlatCodec, open_reader
from index.codec.whoosh_segment import WhooshSegment

SCHEMA = fields.Schema(
    key=fields.ID(stored=True, unique=True),
    text=fields.TEXT(stored=True),
    number=fields.NUMERIC(int),
    groups=fields.COLUMN(SetsColumn()),
)


def segment_of(index: Any) -> WhooshSegment:
    (segment,) = index._segments()
    return segment


def index_in(storage: Any, *documents: dict[str, Any]) -> Any:
    index = storage.create_index(SCHEMA.copy())
    with index.writer(codec=FlatCodec()) as writer:
        for document in documents:
            writer.add_document(**document)
    return index


def test_a_segment_is_one_file(tmp_path: Path) -> None:
    index = index_in(FileStorage(str(tmp_path)), {"key": "a", "text": "un deux", "groups": ("x",)})
    segment = segment_of(index)
    names = [path.name for path in tmp_path.iterdir() if segment.segid in path.name]
    assert names == [segment.make_filename(".flat")]


def test_its_arrays_say_what_was_given() -> None:
    index = index_in(
        RamStorage(),
        {"key": "a", "text": "un deux un", "groups": ("x", "y")},
        {"key": "b", "text": "deux"},
    )
    flat = segment_of(index).open(index.storage)
    assert flat.documents == flat.live == 2
    text = flat.fields["text"]
    assert list(text.terms) == [b"deux", b"un"]
    assert text.starts.tolist() == [0, 2, 3]
    assert text.documents.read(0, 3).tolist() == [0, 1, 0]
    assert text.weights.read(0, 3).tolist() == [1, 1, 2]
    assert text.positions is not None
    first, further = text.positions.read(0, 3)
    assert (first.tolist(), further.tolist()) == ([1, 0, 0], [2])
    assert (text.length, text.shortest, text.longest) == (4, 1, 3)
    key = flat.fields["key"]
    assert (key.weights, key.frequencies, key.lengths) == (None, None, None)
    assert flat.set_column("groups").set_of(0) == ("x", "y")
    with pytest.raises(KeyError):
        flat.number_column("groups")


def test_an_open_segment_is_read_without_an_index() -> None:
    index = index_in(RamStorage(), {"key": "a", "text": "un"}, {"key": "b", "text": "un deux"})
    flat = segment_of(index).open(index.storage)
    deleted = flat.without(np.array([True, False]))
    with open_reader(SCHEMA, deleted, "some-name", generation=7) as reader:
        assert reader.generation() == 7
        assert (reader.doc_count(), reader.doc_count_all()) == (1, 2)
        assert list(reader.all_doc_ids()) == [1]
        assert reader.is_deleted(0)
        assert list(reader.postings("text", "un").all_ids()) == [1]
        assert reader.stored_fields(1) == {"key": "b", "text": "un deux"}
        assert reader.column_reader("groups")[1] == ()
    assert flat.deleted is None
    assert flat.fields is deleted.fields


def test_what_is_open_is_shared_and_let_go() -> None:
    index = index_in(RamStorage(), {"key": "a"})
    segment = segment_of(index)
    first = segment.open(index.storage)
    assert segment.open(index.storage) is first
    copied = pickle.loads(pickle.dumps(segment))
    assert copied.segment_id() == segment.segment_id()
    assert copied.open(index.storage) is not first


def test_deleting_and_taking_back() -> None:
    index = index_in(RamStorage(), {"key": "a"}, {"key": "b"})
    segment = segment_of(index)
    segment.delete_document(1)
    assert (segment.deleted_count(), list(segment.deleted_docs())) == (1, [1])
    assert segment.is_deleted(1)
    segment.delete_document(1, delete=False)
    assert not segment.has_deletions()


def test_a_value_that_cannot_be_stored_is_refused_by_its_type() -> None:
    index = RamStorage().create_index(fields.Schema(kept=fields.STORED()))
    writer = index.writer(codec=FlatCodec())
    with pytest.raises(TypeError, match=r"builtins\.object"):
        writer.add_document(kept=object())
    writer.cancel()


def test_a_batch_with_a_half_written_document_is_not_committed() -> None:
    """Whoosh itself would commit the postings of a document that it does not count."""
    index = index_in(RamStorage(), {"key": "a"})
    writer = index.writer(codec=FlatCodec())
    writer.add_document(key="b")
    with pytest.raises(ValueError, match="trois"):
        writer.add_document(key="c", number="trois")
    try:
        # A Whoosh that takes the failed document back goes on.
        writer.add_document(key="d")
    except ValueError:
        with pytest.raises(ValueError, match="cancelled"):
            writer.commit()
        expected = ["a"]
    else:
        writer.commit()
        expected = ["a", "b", "d"]
    with index.reader() as reader:
        assert sorted(stored["key"] for stored in reader.all_stored_fields()) == expected


def test_a_cancelled_document_leaves_nothing() -> None:
    codec, storage = FlatCodec(), RamStorage()
    segment = codec.new_segment(storage, "x")
    writer = codec.per_document_writer(storage, segment)
    field = fields.TEXT(stored=True, vector=formats.Frequency())
    for value, is_kept in (("a", True), ("b", False), ("c", True)):
        writer.start_doc(writer._file.documents)
        writer.add_field("f", field, value, 1)
        writer.add_column_value("c", SetsColumn(), (value,))
        writer.add_vector_items("f", field, [(value, 1.0, b"\0\0\0\1")])
        writer.finish_doc() if is_kept else writer.cancel_doc()
    writer.close()
    reader = codec.per_document_reader(storage, segment)
    assert [stored["f"] for stored in reader.all_stored_fields()] == ["a", "c"]
    assert list(reader.column_reader("c", SetsColumn())) == [("a",), ("c",)]
    assert [list(reader.vector(n, "f", field.vector).all_ids()) for n in range(2)] == [["a"], ["c"]]


def test_documents_come_in_their_order() -> None:
    codec, storage = FlatCodec(), RamStorage()
    writer = codec.per_document_writer(storage, codec.new_segment(storage, "x"))
    with pytest.raises(ValueError, match="document 1"):
        writer.start_doc(1)
    with pytest.raises(ValueError, match="no document"):
        writer.finish_doc()
    writer.start_doc(0)
    with pytest.raises(ValueError, match="before the last one"):
        writer.start_doc(1)


def test_postings_come_in_their_order() -> None:
    codec, storage = FlatCodec(), RamStorage()
    writer = codec.field_writer(storage, codec.new_segment(storage, "x"))
    with pytest.raises(ValueError, match="no field"):
        writer.start_term(b"a")
    writer.start_field("f", fields.ID())
    writer.start_term(b"b")
    writer.add(3, 1.0, b"", None)
    with pytest.raises(OutOfOrderError, match="document 2"):
        writer.add(2, 1.0, b"", None)
    for term in (b"a", b"b"):
        with pytest.raises(OutOfOrderError, match="term"):
            writer.start_term(term)


def test_a_document_that_gives_a_term_twice_is_found_once() -> None:
    """A list of numbers does; Whoosh's own codec shows the document twice."""
    index = index_in(RamStorage(), {"key": "a", "number": [5, 5, 7]}, {"key": "b", "number": 5})
    with index.searcher() as searcher:
        for asked in (query.Term("number", 5), query.NumericRange("number", 4, 8)):
            hits = searcher.search(asked, limit=None)
            assert [hit["key"] for hit in hits] == ["a", "b"]
        assert searcher.reader().doc_frequency("number", 5) == 2


@pytest.mark.parametrize(
    ("format", "values", "joined"),
    [
        (formats.Frequency(), [b"\0\0\0\1", b"\0\0\0\2"], ("frequency", 3)),
        (
            formats.Positions(),
            [formats.Positions().encode([4, 9]), formats.Positions().encode([1])],
            ("positions", [1, 4, 9]),
        ),
    ],
    ids=["frequency", "positions"],
)
def test_what_a_term_says_twice_of_a_document_is_joined(
    format: Any, values: list[bytes], joined: tuple[str, Any]
) -> None:
    codec, storage = FlatCodec(), RamStorage()
    segment = codec.new_segment(storage, "x")
    writer = codec.field_writer(storage, segment)
    writer.start_field("f", fields.FieldType(format=format, analyzer=lambda value: []))
    writer.start_term(b"t")
    for value in values:
        writer.add(0, 1.0, value, None)
    writer.add(1, 1.0, values[0], None)
    writer.finish_field()
    writer.close()
    matcher = codec.terms_reader(storage, segment).matcher("f", b"t", format)
    kind, expected = joined
    assert matcher.value_as(kind) == expected
    assert matcher.weight() == 2.0
    matcher.next()
    assert matcher.value() == values[0]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_damaged_segment_raises_and_does_not_answer(tmp_path: Path, share: float) -> None:
    documents = [{"key": str(n), "text": f"mot{n} commun " * 20} for n in range(3_000)]
    index = index_in(FileStorage(str(tmp_path)), *documents)
    (file,) = tmp_path.glob("*.flat")
    content = bytearray(file.read_bytes())
    content[int(len(content) * share)] ^= 4
    file.write_bytes(content)
    with pytest.raises(IndexCorrupt, match=file.name):
        read_all(index, documents)


def read_all(index: Any, documents: list[dict[str, Any]]) -> None:
    """Read all there is; every answer that is given has to be right."""
    with index.searcher() as searcher:
        for number, document in enumerate(documents):
            for hit in searcher.search(query.Term("text", f"mot{number}")):
                assert hit["text"] == document["text"]
        list(searcher.reader().iter_postings())


def test_lengths_are_kept_without_postings() -> None:
    """A writer of documents may be used alone; such a field has no terms to index."""
    codec, storage = FlatCodec(), RamStorage()
    segment = codec.new_segment(storage, "x")
    writer = codec.per_document_writer(storage, segment)
    for number, length in enumerate((3, None, 7)):
        writer.start_doc(number)
        writer.add_field("f", fields.TEXT(), None, length)
        writer.finish_doc()
    writer.close()
    reader = codec.per_document_reader(storage, segment)
    assert [reader.doc_field_length(number, "f", -1) for number in range(3)] == [3, -1, 7]
    assert reader.field_length("f") == 10
    assert (reader.min_field_length("f"), reader.max_field_length("f")) == (0, 7)
    assert codec.terms_reader(storage, segment).indexed_field_names() == []


def test_the_terms_of_vectors_are_in_their_order() -> None:
    """Whatever order documents brought them in."""
    schema = fields.Schema(f=fields.TEXT(vector=formats.Frequency()))
    index = RamStorage().create_index(schema)
    with index.writer(codec=FlatCodec()) as writer:
        for text in ("yy zz", "", "aa zz zz", "mm"):
            writer.add_document(f=text)
    with index.reader() as reader:
        found = [
            list(reader.vector_as("frequency", number, "f"))
            for number in range(4)
            if reader.has_vector(number, "f")
        ]
        assert found == [[("yy", 1), ("zz", 1)], [("aa", 1), ("zz", 2)], [("mm", 1)]]
        vector = reader.vector(2, "f")
        vector.skip_to("bb")
        assert vector.id() == "zz"


def test_terms_go_on_into_the_fields_that_follow() -> None:
    index = index_in(RamStorage(), {"key": "a", "text": "un deux"})
    with index.reader() as reader:
        assert list(reader.terms_from("key", "b")) == [("text", b"deux"), ("text", b"un")]
        assert list(reader.terms_from("text", "e")) == [("text", b"un")]
