"""One name under its transliterations, and different names kept apart."""

import pytest

from index.french import ANALYSER, name_key
from index.french.names import TABLE, names_by_sound

KADHAFI = "Kadhafi Gaddafi Qadhafi Kadafi Gadhafi Kaddafi Qaddafi Khadafi Ghaddafi"


@pytest.mark.parametrize(
    "spellings",
    [
        KADHAFI,
        "Dabaiba Dbeibah Dabeiba Al-Dabaiba",
        "Mohamed Mohammed Muhammad MOHAMED",
        "Haftar Hafter Hifter",
        "Hussein Hocine Houcine",
        "Misrata Misurata Masrata",
        "Qaïda Kaïda Al-Qaeda",
        "N'Djamena Ndjamena",
        "Abdel-Aziz Abdelaziz Abdulaziz",
    ],
)
def test_the_spellings_of_a_name_share_a_key(spellings: str) -> None:
    keys = [ANALYSER.tokens(spelling) for spelling in spellings.split()]
    names = [{token.name for token in tokens if token.name} for tokens in keys]
    assert set.intersection(*names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mahmoud", "Mohamed"),
        ("Moussa", "Masse"),
        ("Hassan", "Hussein"),
        ("Hamid", "Hammouda"),
        ("Julien", "Joulani"),
        ("Kérékou", "Kirkouk"),
    ],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) is None or name_key(one) != name_key(other)


def test_a_spelling_outside_the_table_is_found_by_its_sound() -> None:
    assert "ghedaffi" not in TABLE
    assert name_key("Ghedaffi") == name_key("Kadhafi")
    assert name_key("Wershefana") is not None
    assert name_key("Wershefana") == name_key("Warshafana")


@pytest.mark.parametrize("word", ["Ministère", "Libye", "Irlandais", "Depuis", "Paris", "Masse"])
def test_an_ordinary_word_at_the_start_of_a_sentence_has_no_key(word: str) -> None:
    assert name_key(word) is None


def test_a_name_in_a_text_has_a_capital_and_in_a_query_needs_none() -> None:
    assert name_key("kadhafi") is None
    assert name_key("kadhafi", query=True) == "kadhafi"
    assert ANALYSER.tokens("gaddafi", query=True)[0].name == "kadhafi"


def test_the_article_may_be_written_into_the_name() -> None:
    assert name_key("Alkadhafi") == name_key("Elgaddafi") == "kadhafi"


def test_a_sound_that_two_names_of_the_table_share_is_neither() -> None:
    shared = [heard for heard, names in names_by_sound().items() if len(names) > 1]
    unlisted = [heard for heard in shared if heard not in TABLE]
    assert unlisted
    assert not any(name_key(heard.title()) in names_by_sound()[heard] for heard in unlisted)
