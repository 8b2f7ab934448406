"""Bodies of state are looked for in any text, at a bounded cost, whatever was read before."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bodies import mentions
from corpus.bodies.memory import NameMemory
from corpus.departments import find_departments
from corpus.limits import LIMITS
from tests.corpus.finding import SCANNER, found

FRAGMENTS = st.sampled_from(
    ["ministre", "MINISTÈRE", " ministres", " direction", " secrétaire", " d'État", " général",
     " de l'", " des ", " et ", ", ", " à la ", " au ", "(", ")", "’", "\u202f", "\n", "İ", "ﬁ",
     "Intérieur", "Affaires étrangères", "libyen", "DGSN", " auprès du ", " chargé de", " en ",
     "préfet", " wali", " gouverneur", " département", " celui", "ex-", "ancien ", "Isère", "."]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=14).map("".join))
def test_any_text_is_read_and_every_span_lies_within_it(text: str) -> None:
    for body in found(text, "LY"):
        assert body.span is not None
        assert 0 <= body.span.start < body.span.end <= len(text)
        assert all(body.path)


def test_what_was_read_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["ministère de la Santé", "ministre de l'Intérieur", "Agence de protection du littoral"]
    names += ["directeur général des Impôts", "gouverneur de Sfax", "ministre libyen du Pétrole"]
    tails = [
        ", a dit Ali.", " du Niger.", " et de la Population.", " publique, dit-on.", " et le roi.",
        " et son chef.", ", de l'Eau et du Gaz.", " (ABC) a dit.", " Ali Untel.", " libyen.", "",
    ]  # fmt: skip
    texts = [f"Le {name}{tail}" for name in names for tail in tails]
    for _ in range(2):
        remembered = [found(text, "TN") for text in texts]
    afresh = []
    for text in texts:
        monkeypatch.setattr(mentions, "MEMORY", NameMemory())
        afresh.append(found(text, "TN"))
    assert remembered == afresh


def test_a_hostile_text_of_ever_new_bodies_is_read_up_to_a_limit() -> None:
    text = " ".join(f"La direction générale de la Santé {'x' * n}ique." for n in range(2, 600))
    assert len(found(text)) == LIMITS.field_values


@pytest.mark.parametrize("words", ["SPF ", "MINISTERE DE LA ABC ", "direction générale "])
def test_the_cost_of_a_long_text_grows_with_its_length(words: str) -> None:
    def cost(times: int) -> float:
        text = words * times
        hits = SCANNER.scan(text)
        begin = time.process_time()
        find_departments(text, hits)
        return time.process_time() - begin

    cost(100)
    assert cost(20_000) < 40 * max(cost(2_000), 0.002)
