"""The Whoosh analysers: four fields whose positions agree."""

import pickle
from itertools import product

import pytest
from whoosh import fields
from whoosh.analysis import Analyzer

from index.french import FormAnalyzer, FunctionAnalyzer, NameAnalyzer, StemAnalyzer

KINDS = (StemAnalyzer, FormAnalyzer, FunctionAnalyzer, NameAnalyzer)
TEXT = "L’armée d’Al-Dabaiba et le porte-parole de Kadhafi"


def places(analyser: Analyzer, text: str = TEXT) -> dict[str, int]:
    return {token.text: token.pos for token in analyser(text, positions=True, chars=True)}


def test_they_share_positions() -> None:
    stems, forms, names = places(StemAnalyzer()), places(FormAnalyzer()), places(NameAnalyzer())
    assert (stems["parol"], forms["parole"]) == (8, 8)
    assert (stems["kadhaf"], forms["kadhafi"], names["kadhafi"]) == (10, 10, 10)
    assert (stems["dabaib"], forms["dabaiba"], names["dabaiba"]) == (4, 4, 4)


def test_stop_words_are_gaps_among_stems_and_forms_and_have_a_field_of_their_own() -> None:
    assert 9 not in places(StemAnalyzer()).values()
    assert 9 not in places(FormAnalyzer()).values()
    assert places(FunctionAnalyzer())["de"] == 9
    assert "kadhafi" not in places(FunctionAnalyzer())


def test_offsets_start_where_the_field_says() -> None:
    (token,) = list(StemAnalyzer()("budget", positions=True, chars=True, start_pos=5, start_char=9))
    assert (token.pos, token.startchar, token.endchar, token.boost) == (5, 9, 15, 1.0)


def test_a_query_is_read_as_a_query() -> None:
    typed = [token.text for token in NameAnalyzer()("gaddafi", mode="query")]
    printed = [token.text for token in NameAnalyzer()("gaddafi", mode="index")]
    assert (typed, printed) == (["kadhafi"], [])


@pytest.mark.parametrize("kind", KINDS)
def test_two_of_a_kind_are_equal_and_survive_pickling(kind: type[Analyzer]) -> None:
    assert kind() == kind() == pickle.loads(pickle.dumps(kind()))


def test_different_kinds_differ() -> None:
    kinds = [kind() for kind in KINDS]
    assert all((one == other) is (one is other) for one, other in product(kinds, kinds))


def test_whoosh_can_index_with_them() -> None:
    field = fields.TEXT(analyzer=StemAnalyzer(), phrase=True)
    assert {term for term, *_ in field.index("le budget des budgets")} == {b"budget"}
