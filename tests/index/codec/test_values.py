"""Stored values come back as they were given, of the very type, or are refused at once."""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec.values import dumps, loads

FORTY_MINUTES = timezone(timedelta(minutes=40))

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.dates(),
    st.times(timezones=st.sampled_from([None, FORTY_MINUTES])),
    st.datetimes(timezones=st.sampled_from([None, timezone.utc, FORTY_MINUTES])),
    st.timedeltas(),
    st.decimals(allow_nan=False),
)
hashable = st.one_of(st.text(), st.integers(), st.binary())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(hashable, inner, max_size=4),
        st.sets(hashable, max_size=4),
        st.frozensets(hashable, max_size=4),
    ),
    max_leaves=12,
)


def typed(value: Any) -> Any:
    """A value with the type of every part of it: True is not 1, nor a list a tuple."""
    if isinstance(value, dict):
        return [(typed(key), typed(each)) for key, each in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value), [typed(each) for each in value]
    if isinstance(value, (datetime, time)):
        return type(value), value, value.utcoffset()
    return type(value), value


@settings(max_examples=300, deadline=None, derandomize=True)
@given(values)
def test_a_value_comes_back_as_it_was_given(value: Any) -> None:
    assert typed(loads(dumps(value))) == typed(value)


@pytest.mark.parametrize(
    "value",
    [
        0, -1, 127, 128, -128, -129, 2**63, -(2**63) - 1, 10**100, 0.0, -0.0, float("inf"), "",
        "\ud800", b"", Decimal("0.10"), Decimal("Infinity"), date.min, date.max, datetime.max,
        timedelta.min, {"a": {"b": [None, (True, 1, 1.0)]}}, "x" * 300, list(range(1000)),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_values_at_edges(value: Any) -> None:
    found = loads(dumps(value))
    assert typed(found) == typed(value)
    assert repr(found) == repr(value)


class Colour(IntEnum):
    RED = 1


class Text(str):
    pass


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (object(), "builtins.object"),
        (Path("x"), "Path"),
        (np.int64(3), "numpy.int64"),
        (Colour.RED, "Colour"),
        (Text("x"), "Text"),
        (OrderedDict(), "collections.OrderedDict"),
        (bytearray(b"x"), "builtins.bytearray"),
        (len, "builtins.builtin_function_or_method"),
    ],
)
def test_another_type_is_refused_by_its_name(value: Any, name: str) -> None:
    for wrapped in (value, [value], {"a": (value,)}):
        with pytest.raises(TypeError, match=re.escape(name)):
            dumps(wrapped)


@pytest.mark.parametrize("data", [b"", b"s", b"s\x05abc", b"l\x02N", b"f\0\0", b"?", b"NN"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="stored value"):
        loads(data)


def test_nothing_is_pickled() -> None:
    value = {"record": "texte", "values": [1, 2.5, None, ("a", b"b")]}
    assert b"\x80\x04" not in dumps(value)
    with pytest.raises(ValueError, match="tag"):
        loads(b"\x80\x04K\x01.")
