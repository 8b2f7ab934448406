"""Signatures tell what texts share as well as those of datasketch do, and bands find the pairs."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from datasketch import MinHash

from corpus.limits import LIMITS
from index.lexicon import Lexicon
from index.similar import tables
from index.similar.signatures import BINS, WORDS, Signatures, agreement, signatures, statements
from index.similar.tables import Table, keys_of
from tests.index.similar_texts import edited, words

Shingles = frozenset[tuple[int, ...]]


def signed(texts: Sequence[str], lexicon: Lexicon | None = None) -> Signatures:
    lexicon = lexicon or Lexicon()
    found = lexicon.bulk.analyse(texts)
    return signatures(lexicon.hashes.words.take(found.chunks), found.bounds)


def shingles(texts: Sequence[str]) -> list[Shingles]:
    """The very shingles of texts."""
    lexicon = Lexicon()
    found = lexicon.bulk.analyse(texts)
    hashes = lexicon.hashes.words.take(found.chunks).tolist()
    made = []
    for begin, end in zip(found.bounds[:-1].tolist(), found.bounds[1:].tolist(), strict=True):
        starts = range(begin, max(end - WORDS, begin) + 1) if end > begin else ()
        made.append(frozenset(tuple(hashes[at : min(at + WORDS, end)]) for at in starts))
    return made


def shared(one: Shingles, other: Shingles) -> float:
    return len(one & other) / len(one | other)


def pairs(count: int, sizes: tuple[int, int] = (20, 400)) -> tuple[list[str], list[str]]:
    """Texts, and each again with some words replaced."""
    draw = random.Random(1)
    one = [words(draw, draw.randint(*sizes)) for _ in range(count)]
    return one, [edited(draw, text, draw.randint(0, text.count(" ") // 12)) for text in one]


def minhash(shingles: Shingles) -> MinHash:
    made = MinHash(num_perm=BINS)
    for each in shingles:
        made.update(repr(each).encode())
    return made


def test_the_agreement_is_as_near_to_the_truth_as_that_of_datasketch() -> None:
    one, other = pairs(300)
    first, second = shingles(one), shingles(other)
    truth = np.array([*map(shared, first, second)])
    theirs = [minhash(a).jaccard(minhash(b)) for a, b in zip(first, second, strict=True)]
    lexicon = Lexicon()
    ours = agreement(signed(one, lexicon), signed(other, lexicon))
    assert abs(ours - truth).mean() <= abs(np.array(theirs) - truth).mean() * 1.1
    assert abs((ours - truth).mean()) < 0.01


def test_texts_that_share_four_fifths_are_found() -> None:
    one, other = pairs(1_200, (60, 400))
    truth = np.array([*map(shared, shingles(one), shingles(other))])
    near = (truth >= 0.8) & (truth < 0.85)
    assert near.sum() > 80
    table = Table.of(signed([*one, *other]), np.zeros(len(one) * 2, np.uint64))
    found = {tuple(edge) for edge in table.edges().tolist()}
    keys = keys_of(table.signatures, table.statements)
    edges = [tuple(sorted(edge)) for edge in zip(*np.split(keys, 2), strict=True)]
    is_found = np.array([(int(a), int(b)) in found for a, b in edges])
    assert is_found[near].mean() >= 0.95
    assert is_found[truth >= 0.8].mean() >= 0.97
    # Nothing joins texts that were not made of one another.
    assert len(found) <= len(one)
    assert not is_found[truth < 0.5].any()


def test_tables_find_in_each_other_what_one_of_both_finds() -> None:
    one, other = pairs(300, (5, 200))
    made = [signed(texts) for texts in (one, other)]
    # Every third text states something else.
    stated = [(np.arange(300, dtype=np.uint64) % 3) * side for side in np.array([1, 2], np.uint64)]
    both = Table.of(np.concatenate(made), np.concatenate(stated)).edges()
    first, second = (Table.of(*each) for each in zip(made, stated, strict=True))
    found = tables.joined([first.edges(), second.edges(), first.edges_with(second)])
    assert found.tolist() == both.tolist()
    assert first.edges_with(second).tolist() == second.edges_with(first).tolist()
    assert len(found)


def test_a_signature_is_the_same_wherever_its_text_stands_and_whatever_was_learnt() -> None:
    texts = ["", "un", "un deux", "", "un deux trois", "un deux trois quatre", "a b c d e f g", ""]
    draw = random.Random(2)
    texts += [words(draw, size) for size in (1, 3, 4, 5, 300)]
    alone = np.concatenate([signed([text]) for text in texts])
    assert signed(texts).tolist() == alone.tolist()
    assert signed(texts[::-1])[::-1].tolist() == alone.tolist()
    assert not signed(["", "…", "un", "un deux trois"]).any()
    assert signed(["un deux trois quatre"]).any()


def test_spelling_does_not_matter() -> None:
    made = signed(["L’ÉTÉ à N'Djamena, 3 000 morts", "l'ete a n’djamena : 3.000 MORTS !"])
    assert made[0].tolist() == made[1].tolist()


def test_the_hash_of_a_word_is_the_same_in_every_process() -> None:
    lexicon = Lexicon()
    lexicon.bulk.analyse(["Tripoli"])
    assert lexicon.hashes.words[:1].tolist() == [0xE7CBD3D96D8DD576]
    assert lexicon.hashes.stated[:1].tolist() == lexicon.hashes.words[:1].tolist()


def test_what_is_stated_has_an_order() -> None:
    stated = np.array([0, 7, 11, 13], np.uint64)
    chunks = np.array([1, 0, 2, 3, 2, 1, 3, 0, 0, 1, 2, 3], np.int32)
    begins, ends = np.array([0, 4, 7, 9]), np.array([4, 7, 9, 12])
    found = statements(stated, chunks, begins, ends)
    assert found[0] == found[3] != found[1]
    assert found[2] == 0


@pytest.mark.parametrize("most", [39, 40])
def test_texts_that_fill_a_band_are_left_alone(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """But for those that are the very same."""
    crowd = np.repeat(signed(pairs(50)[0][:1] * 2), 40, axis=0)
    crowd[:, -1] = np.arange(80) % 40 + 1
    table, *halves = (
        Table.of(each, np.zeros(len(each), np.uint64)) for each in (crowd, *np.split(crowd, 2))
    )
    expected = 40 if most < 40 else 40 + 40 * 39 // 2
    monkeypatch.setattr(tables, "LIMITS", LIMITS._replace(similar_texts=most))
    for compared_in_one_go in (tables.PAIRS, 7):
        monkeypatch.setattr(tables, "PAIRS", compared_in_one_go)
        assert len(table.edges()) == expected
        assert len(halves[0].edges_with(halves[1])) == expected
