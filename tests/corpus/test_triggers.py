import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.flat import flat, forms, lower_keeping_length
from corpus.triggers import TOGETHER, Hit, Scanner

BODIES = ("préfet", "sous-préfet")
SCANNER = Scanner({"day": ("mardi", "hier", "hier mardi")}, {"body": BODIES})


def hits(text: str, group: str) -> list[Hit]:
    return SCANNER.scan(text).groups[group]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mardi", [(0, 5, "mardi")]),
        ("(Mardi)", [(1, 6, "mardi")]),
        ("d’hier,mardi.", [(2, 6, "hier"), (7, 12, "mardi")]),
        ("MARDI mardi", [(0, 5, "mardi"), (6, 11, "mardi")]),
        ("mardi\nhier", [(0, 5, "mardi"), (6, 10, "hier")]),
        ("mardis, 3mardi, mardi3, smardi", []),
    ],
)
def test_a_trigger_is_a_whole_word_whatever_is_around_it(
    text: str, found: list[tuple[int, int, str]]
) -> None:
    assert hits(text, "day") == found


def test_words_within_words_that_end_together_are_all_given() -> None:
    assert hits("le sous-préfet", "body") == [(3, 14, "sous-préfet"), (8, 14, "préfet")]
    assert [hit.word for hit in hits("hier mardi", "day")] == ["hier mardi", "hier", "mardi"]


@pytest.mark.parametrize("text", ["le prefet", "hier-mardi est un mot, hier\xa0mardi aussi"])
def test_a_trigger_is_found_only_as_it_is_spelled(text: str) -> None:
    assert "préfet" not in [hit.word for hit in hits(text, "body")]
    assert "hier mardi" not in [hit.word for hit in hits(text, "day")]


@pytest.mark.parametrize("text", ["ğmardi", "mardiğ", "ğmardiğ"])
def test_letters_that_windows_1252_has_not_are_letters(text: str) -> None:
    assert hits(text, "day") == []


def test_each_form_has_one_character_for_each_of_the_text() -> None:
    text = "İl a « reçu » l’Œuvre\u202f: mardi\xa0à Muğla"
    assert flat(text) == "?l a « recu » l'ouvre : mardi a mu?la"
    assert forms(text).bare == b"?l a   recu   l ouvre   mardi a mu?la"
    found = SCANNER.scan(text).forms
    assert len(found.lowered) == len(found.flat) == len(text)


TEXTS = [
    "ÉCOLE Œuvre Ÿ ß",
    "ÉCOLE ?",
    "L’ÉTÉ\u202f! « Cœur »",
    "“A” – B — C… €",
    "MUĞLA ? L’É\u202f!",
]


@pytest.mark.parametrize("text", [*TEXTS, "İL", "\x81Á"])
def test_lower_case_by_the_encoding_is_that_of_the_text(text: str) -> None:
    assert forms(text).lowered == lower_keeping_length(text)


@pytest.mark.parametrize("text", TEXTS)
def test_a_form_is_the_same_whatever_the_encoding_of_the_whole_text(text: str) -> None:
    narrow, wider = forms(text), forms(f"{text}ğ")
    assert (narrow.lowered, narrow.bare) == (wider.lowered[:-1], wider.bare[:-1])
    assert narrow.flat == wider.flat[:-1]


def test_a_word_of_two_groups_is_refused() -> None:
    with pytest.raises(ValueError, match="mardi"):
        Scanner({"day": ("mardi",)}, {"name": ("Mardi",)})


def test_hits_are_in_order_the_longest_first_of_those_that_start_together() -> None:
    found = hits("mardi, hier mardi, mardi", "day")
    assert [hit.word for hit in found] == ["mardi", "hier mardi", "hier", "mardi", "mardi"]
    assert [hit.start for hit in found] == [0, 7, 7, 12, 19]


WORDS = (
    "mardi",
    "Hier",
    "préfet",
    "sous-préfet",
    "prefet",
    "mardis",
    "à",
    ",",
    "ğ",
    "’",
    "\n",
    "œ",
)
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).flatmap(
    lambda words: st.sampled_from(("", " ", "-", "\n")).map(lambda blank: blank.join(words))
)


@given(st.lists(TEXT, max_size=5))
def test_triggers_are_what_a_pattern_finds_in_each_text(texts: list[str]) -> None:
    for text, found in zip(texts, SCANNER.scan_all(texts), strict=True):
        for group, words in (("day", ("hier mardi", "mardi", "hier")), ("body", BODIES)):
            expected = {
                (match.start(), match.end(), word)
                for word in words
                for match in re.finditer(rf"(?<![^\W_]){word}(?![^\W_])", text.lower())
            }
            assert set(found.groups[group]) == expected


def test_no_trigger_runs_from_one_text_into_the_next() -> None:
    texts = ["Hier", "mardi", "", "mardi"] * TOGETHER
    found = [[hit.word for hit in each.groups["day"]] for each in SCANNER.scan_all(texts)]
    assert found == [["hier"], ["mardi"], [], ["mardi"]] * TOGETHER
    assert SCANNER.scan_all([]) == []
