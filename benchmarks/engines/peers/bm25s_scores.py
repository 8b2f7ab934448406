"""bm25s: BM25 scores worked out at indexing time, in sparse arrays of scipy's layout.

The same analysis as tantivy's, in Python. It has no positions, no AND, no prefixes and takes no
update; its scores of all dispatches come as one numpy array, so that the total, the top hits, a
range of days and the facets are a few numpy operations on columns kept beside it, as its users
write them. Its own corpus file holds the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import bm25s
import numpy as np
from bm25s.tokenization import Tokenized
from numpy.typing import NDArray

from benchmarks.engines.analysis import WORD, folded, term
from benchmarks.engines.peer import (
    FACETS,
    SNOWBALL,
    TOP,
    Ability,
    Answer,
    ClassQuery,
    day_of,
    departments_of,
    moment_of,
    year_of,
)
from corpus.dispatch import Dispatch

COLUMNS = "columns.npz"
Numbers = NDArray[np.int64]


class Prepared(NamedTuple):
    terms: list[int]
    days: tuple[int, int] | None
    facets: bool
    newest: bool


class Bm25sPeer:
    title = "bm25s"
    analysis = SNOWBALL
    abilities = frozenset({Ability.DATES, Ability.FACETS, Ability.NEWEST})

    def version(self) -> str:
        return str(bm25s.__version__)

    def index(self, dispatches: Sequence[Dispatch], folder: Path) -> None:
        scores = bm25s.BM25(method="lucene", backend="numpy")
        scores.index(_tokenised(dispatches), create_empty_token=False, show_progress=False)
        texts = ({"uid": each.uid, "text": each.text} for each in dispatches)
        scores.save(folder, corpus=texts, show_progress=False)
        np.savez(folder / COLUMNS, **_columns(dispatches))

    def open(self, folder: Path) -> None:
        self._scores = bm25s.BM25.load(folder, load_corpus=False)
        with np.load(folder / COLUMNS) as columns:
            self._columns = dict(columns)

    def prepare(self, query: ClassQuery) -> Prepared:
        terms = [term(word) or folded(word) for word in query.words]
        days = None
        if query.since and query.until:
            days = query.since.toordinal(), query.until.toordinal()
        numbers = self._scores.get_tokens_ids(terms)
        return Prepared(numbers, days, query.facets, query.newest)

    def search(self, prepared: Prepared) -> Answer:
        if not prepared.terms:
            return Answer(0, [], {name: {} for name in FACETS if prepared.facets})
        scores = self._scores.get_scores_from_ids(prepared.terms)
        found = np.flatnonzero(scores)
        if prepared.days:
            day = self._columns["day"][found]
            found = found[(day >= prepared.days[0]) & (day < prepared.days[1])]
        keys = self._columns["issued"] if prepared.newest else scores
        facets = {name: self._count(name, found) for name in FACETS if prepared.facets}
        return Answer(len(found), _top(found, keys[found]), facets)

    def uids(self, answer: Answer) -> tuple[str, ...]:
        return tuple(str(self._columns["uid"][number]) for number in answer.hits)

    def begin_updates(self) -> None:
        raise NotImplementedError

    def update_one(self, dispatch: Dispatch) -> None:
        raise NotImplementedError

    def close(self) -> None:
        del self._scores, self._columns

    def _count(self, name: str, found: Numbers) -> dict[str, int]:
        """Dispatches have sets of values; the sets are counted, then their members."""
        sets = self._columns[f"{name}_sets"]
        codes = int(sets.max(initial=0)) + 1
        per_set = np.bincount(self._columns[name][found], minlength=codes)
        counts = np.bincount(self._columns[f"{name}_members"], weights=per_set[sets])
        values = self._columns[f"{name}_values"]
        return {str(values[number]): int(counts[number]) for number in np.flatnonzero(counts)}


PEER = Bm25sPeer


def _tokenised(dispatches: Sequence[Dispatch]) -> Tokenized:
    """The numbers of the terms of each dispatch; stop words left out."""
    vocabulary: dict[str, int] = {}
    known: dict[str, int | None] = {}
    ids = []
    for dispatch in dispatches:
        words = WORD.findall(dispatch.text.lower())
        for word in set(words).difference(known):
            found = term(word)
            known[word] = vocabulary.setdefault(found, len(vocabulary)) if found else None
        ids.append([number for number in map(known.__getitem__, words) if number is not None])
    return Tokenized(ids=ids, vocab=vocabulary)


def _columns(dispatches: Sequence[Dispatch]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "uid": np.array([each.uid for each in dispatches]),
        "day": np.array([day_of(each) or 0 for each in dispatches], np.int32),
        "issued": np.array([moment_of(each) or 0 for each in dispatches], np.int64),
    }
    columns |= _coded("departments", [departments_of(each) for each in dispatches])
    columns |= _coded("agency", [_present(each.agency) for each in dispatches])
    columns |= _coded("place", [_present(each.place) for each in dispatches])
    return columns | _coded("year", [_present(year_of(each)) for each in dispatches])


def _present(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _coded(name: str, sets: list[tuple[str, ...]]) -> dict[str, Any]:
    """A column of sets of values: a code for each distinct set, and (set, value) of each member."""
    values = sorted({value for each in sets for value in each})
    number_of = {value: number for number, value in enumerate(values)}
    codes: dict[tuple[str, ...], int] = {(): 0}
    coded = [codes.setdefault(each, len(codes)) for each in sets]
    members = [(code, number_of[value]) for each, code in codes.items() for value in each]
    return {
        name: np.array(coded, np.int32),
        f"{name}_sets": np.array([code for code, _ in members], np.int32),
        f"{name}_members": np.array([number for _, number in members], np.int32),
        f"{name}_values": np.array(values, str),
    }


def _top(found: Numbers, keys: NDArray[Any]) -> list[int]:
    if len(found) > TOP:
        best = np.argpartition(keys, len(keys) - TOP)[-TOP:]
        found, keys = found[best], keys[best]
    return [int(number) for number in found[np.argsort(-keys, kind="stable")]]
