"""SQLite's FTS5, through Python's own module.

Its tokenizer `unicode61` folds case and accents; it has neither a French stemmer nor a stop list,
and Python cannot give it another tokenizer: it indexes more words and finds fewer dispatches by
each. Headline and body are two columns of an external-content table. What is filtered, counted and
ordered by stands in a narrow table beside it, with an index on the day, departments in one of their
own; one statement makes the list of the dispatches found and counts the facets from it. Ordering by
`bm25()` was measured to be as fast as by its hidden column `rank`, and faster with a date. Journal
and syncs are the defaults: a commit is synced. It has no fuzzy search.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.engines.peer import (
    EVERYTHING,
    FACETS,
    TOP,
    UNSTEMMED,
    Ability,
    Answer,
    ClassQuery,
    Shape,
    day_of,
    departments_of,
    moment_of,
    year_of,
)
from corpus.dispatch import Dispatch

FILE = "dispatches.db"
CACHE_KIB = 262_144

SCHEMA = """
CREATE TABLE dispatch (id INTEGER PRIMARY KEY, uid TEXT, headline TEXT, body TEXT);
CREATE TABLE fact (
    id INTEGER PRIMARY KEY, day INTEGER, issued INTEGER, agency TEXT, place TEXT, year TEXT
);
CREATE TABLE department (id INTEGER, label TEXT, PRIMARY KEY (id, label)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    headline, body, content=dispatch, content_rowid=id, tokenize="unicode61 remove_diacritics 2"
);
"""
INDEXES = """
CREATE UNIQUE INDEX dispatch_uid ON dispatch (uid);
CREATE INDEX fact_day ON fact (day);
INSERT INTO words (words) VALUES ('optimize');
"""
ADD = (
    "INSERT INTO dispatch VALUES (?, ?, ?, ?)",
    "INSERT INTO words (rowid, headline, body) VALUES (?, ?, ?)",
    "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)",
    "INSERT INTO department VALUES (?, ?)",
)
BATCH = 10_000

MATCHING = "FROM words WHERE words MATCH :words"
MATCHING_DAYS = (
    "FROM words JOIN fact ON fact.id = words.rowid "
    "WHERE words MATCH :words AND fact.day >= :since AND fact.day < :until"
)
BY_RELEVANCE = "SELECT words.rowid {matching} ORDER BY bm25(words, 3.0, 1.0) LIMIT :top"
BY_DATE = (
    "SELECT words.rowid FROM words JOIN fact ON fact.id = words.rowid "
    "WHERE words MATCH :words ORDER BY fact.issued DESC LIMIT :top"
)
COUNT = "SELECT count(*) {matching}"
COUNT_FACETS = (
    "WITH found (id) AS MATERIALIZED (SELECT words.rowid {matching}) "
    "SELECT '', '', count(*) FROM found "
    "UNION ALL SELECT 'departments', label, count(*) FROM found JOIN department USING (id) "
    "GROUP BY label "
) + "".join(
    f"UNION ALL SELECT '{name}', {name}, count(*) FROM found JOIN fact USING (id) "
    f"WHERE {name} <> '' GROUP BY {name} "
    for name in FACETS[1:]
)


class Prepared(NamedTuple):
    hits: str
    totals: str
    values: dict[str, object]
    facets: bool


class SqlitePeer:
    title = "SQLite FTS5"
    analysis = UNSTEMMED
    abilities = EVERYTHING - {Ability.FUZZY}

    def version(self) -> str:
        return sqlite3.sqlite_version

    def index(self, dispatches: Sequence[Dispatch], folder: Path) -> None:
        connection = _connect(folder)
        connection.executescript(SCHEMA)
        for start in range(0, len(dispatches), BATCH):
            batch = [*enumerate(dispatches[start : start + BATCH], start + 1)]
            for statement, rows in zip(ADD, _rows(batch), strict=True):
                connection.executemany(statement, rows)
        connection.executescript(INDEXES)
        connection.commit()
        connection.close()

    def open(self, folder: Path) -> None:
        self._connection = _connect(folder)

    def prepare(self, query: ClassQuery) -> Prepared:
        values: dict[str, object] = {"words": _match(query), "top": TOP}
        matching = MATCHING
        if query.since and query.until:
            matching = MATCHING_DAYS
            values.update(since=query.since.toordinal(), until=query.until.toordinal())
        hits = BY_DATE if query.newest else BY_RELEVANCE
        totals = COUNT_FACETS if query.facets else COUNT
        return Prepared(
            hits.format(matching=matching), totals.format(matching=matching), values, query.facets
        )

    def search(self, prepared: Prepared) -> Answer:
        run = self._connection.execute
        hits = [number for (number,) in run(prepared.hits, prepared.values)]
        if not prepared.facets:
            return Answer(run(prepared.totals, prepared.values).fetchone()[0], hits)
        total = 0
        facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for name, value, count in run(prepared.totals, prepared.values):
            if name:
                facets[name][value] = count
            else:
                total = count
        return Answer(total, hits, facets)

    def uids(self, answer: Answer) -> tuple[str, ...]:
        rows = self._connection.execute(
            "SELECT uid FROM json_each(?) JOIN dispatch ON dispatch.id = json_each.value "
            "ORDER BY json_each.key",
            [json.dumps(list(answer.hits))],
        )
        return tuple(uid for (uid,) in rows)

    def begin_updates(self) -> None:
        """Nothing: the connection writes as well."""

    def update_one(self, dispatch: Dispatch) -> None:
        run = self._connection.execute
        (number,) = run("SELECT max(id) + 1 FROM dispatch").fetchone()
        for statement, rows in zip(ADD, _rows([(number, dispatch)]), strict=True):
            self._connection.executemany(statement, rows)
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()


PEER = SqlitePeer

Numbered = Sequence[tuple[int, Dispatch]]


def _connect(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / FILE)
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _rows(batch: Numbered) -> Iterator[Iterator[tuple[object, ...]]]:
    """What each statement of `ADD` inserts."""
    yield ((n, each.uid, each.headline, _body(each)) for n, each in batch)
    yield ((n, each.headline, _body(each)) for n, each in batch)
    yield (
        (n, day_of(each), moment_of(each), each.agency, each.place, year_of(each))
        for n, each in batch
    )
    yield ((n, label) for n, each in batch for label in departments_of(each))


def _body(dispatch: Dispatch) -> str:
    return dispatch.text[len(dispatch.headline) + 1 :]


def _match(query: ClassQuery) -> str:
    """The question in FTS5's own language."""
    words = [f'"{word}"' for word in query.words]
    if query.shape is Shape.PREFIX:
        return f"{words[0]}*"
    if query.shape is Shape.PHRASE:
        return " + ".join(words)
    return (" AND " if query.shape is Shape.ALL else " OR ").join(words)
