"""Marks fall on the words they name, and nothing of a dispatch is taken for markup."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from search.result import Passage
from web.marking import Annotation, annotated, marked, passage

spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


def test_marks_are_put_and_the_rest_is_escaped() -> None:
    assert marked("<b> & gaz", [(6, 9)]) == "&lt;b&gt; &amp; <mark>gaz</mark>"


def test_a_cut_passage_has_its_ellipses() -> None:
    assert passage(Passage("body", "gaz", ((0, 3),), True, True)) == "… <mark>gaz</mark> …"


def test_a_mark_stays_inside_the_body_that_it_begins_or_ends_in() -> None:
    body = Annotation(3, 12, Markup("<a>"), Markup("</a>"))
    shown = annotated("le ministère public", 0, 19, [body], [(0, 19)])
    assert shown == "<mark>le </mark><a><mark>ministère</mark></a><mark> public</mark>"


def test_of_overlapping_bodies_the_longest_first_is_kept() -> None:
    inner = Annotation(3, 5, Markup("<i>"), Markup("</i>"))
    outer = Annotation(3, 9, Markup("<a>"), Markup("</a>"))
    assert annotated("le trésor", 0, 9, [inner, outer], []) == "le <a>trésor</a>"


@given(st.text(max_size=40), spans, spans)
def test_no_character_is_lost_or_added(
    text: str, marks: list[tuple[int, int]], bodies: list[tuple[int, int]]
) -> None:
    annotations = [Annotation(a, b, Markup("<a>"), Markup("</a>")) for a, b in bodies if a < b]
    valid = sorted((a, b) for a, b in marks if a < b)
    shown = annotated(text, 0, len(text), annotations, valid)
    assert html.unescape(re.sub(r"</?(a|mark)>", "", shown)) == html.unescape(
        str(Markup.escape(text))
    )
