"""Where words begin and end: elisions, numbers, acronyms, compounds."""

import pytest

from index.french import ANALYSER


def surfaces(text: str) -> list[str]:
    return [token.surface for token in ANALYSER.tokens(text) if not token.joined]


def joined(text: str) -> list[str]:
    return [token.forms[0] for token in ANALYSER.tokens(text) if token.joined]


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ", "‘"])
@pytest.mark.parametrize(
    "article",
    [
        "l",
        "d",
        "j",
        "s",
        "n",
        "c",
        "m",
        "t",
        "qu",
        "lorsqu",
        "puisqu",
        "jusqu",
        "quoiqu",
        "L",
        "Qu",
        "JUSQU",
    ],
)
def test_an_elided_article_is_a_stop_word_of_its_own(article: str, apostrophe: str) -> None:
    first, second = ANALYSER.tokens(f"{article}{apostrophe}accord")
    assert (first.surface, first.is_stop, first.position) == (article + apostrophe, True, 0)
    assert (second.surface, second.is_stop, second.position) == ("accord", False, 1)


def test_an_elision_before_a_quotation() -> None:
    assert surfaces("l’« accord »") == ["l’", "accord"]


@pytest.mark.parametrize("text", ["aujourd'hui", "Aujourd’hui"])
def test_aujourdhui_is_one_word(text: str) -> None:
    assert surfaces(text) == [text]
    assert surfaces(f"jusqu'{text}") == ["jusqu'", text]


@pytest.mark.parametrize("name", ["M'Barek", "N'Djamena", "N’DJAMENA", "M'sila", "M'HAMED"])
def test_a_name_is_not_elided(name: str) -> None:
    assert not any(token.is_stop for token in ANALYSER.tokens(name))
    assert joined(name) == [name.lower().replace("'", "").replace("’", "")]


@pytest.mark.parametrize("text", ["n'ont", "N'ont", "N'ONT", "m'habiller", "d'Haïti", "l'Yonne"])
def test_an_elision_before_a_vowel(text: str) -> None:
    assert next(token.is_stop for token in ANALYSER.tokens(text)) is True


@pytest.mark.parametrize(
    "number", ["3 000", "3.000", "3\u00a0000", "3\u202f000", "3000", "3'000", "3’000"]
)
def test_one_number_however_it_is_grouped(number: str) -> None:
    (token,) = ANALYSER.tokens(number)
    assert (token.stems, token.surface) == (("3000",), number)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("1 234 567", "1234567"),
        ("1 234,56", "1234,56"),
        ("3,5", "3,5"),
        ("3.5", "3,5"),
        ("0.500", "0,500"),
        ("45,190,000", "45190000"),
        ("1ER", "1er"),
    ],
)
def test_quantities(text: str, term: str) -> None:
    assert [token.stems for token in ANALYSER.tokens(text)] == [(term,)]


@pytest.mark.parametrize("text", ["3,5 %", "3,5%", "3,5\u202f%"])
def test_a_percentage_stays_whole(text: str) -> None:
    (token,) = ANALYSER.tokens(text)
    assert token.surface == text
    assert token.stems == ("3,5", "3,5%")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("en 2016 300 morts", ["en", "2016", "300", "morts"]),
        ("12.3456", ["12.3456"]),
        ("du 3 au 5", ["du", "3", "au", "5"]),
        ("d'1,5 million", ["d'", "1,5", "million"]),
        ("Covid-19 100 cas", ["Covid", "19", "100", "cas"]),
        ("10h30", ["10h30"]),
        ("1er février", ["1er", "février"]),
        ("2020-2021", ["2020", "2021"]),
    ],
)
def test_numbers_among_words(text: str, words: list[str]) -> None:
    assert surfaces(text) == words


@pytest.mark.parametrize("date", ["16.10.2016", "16/10/2016"])
def test_a_date_is_its_figures_and_the_whole(date: str) -> None:
    assert surfaces(f"{date}(Lana)") == ["16", "10", "2016", "Lana"]
    assert joined(date) == ["16.10.2016"]


@pytest.mark.parametrize("text", ["O.N.U.", "O.N.U", "ONU"])
def test_an_acronym_with_and_without_points(text: str) -> None:
    assert [token.stems for token in ANALYSER.tokens(text)] == [("onu",)]


def test_an_acronym_after_an_article_and_at_the_end_of_a_sentence() -> None:
    assert surfaces("l'O.N.U. a dit") == ["l'", "O.N.U.", "a", "dit"]
    assert surfaces("M.Dupont") == ["M", "Dupont"]


@pytest.mark.parametrize("text", ["porte-parole", "porte‑parole"])
def test_a_compound_is_its_words_and_the_whole(text: str) -> None:
    assert [(token.forms, token.position, token.joined) for token in ANALYSER.tokens(text)] == [
        (("porte",), 0, False),
        (("porteparole",), 0, True),
        (("parole",), 1, False),
    ]


def test_a_compound_may_hold_an_elision() -> None:
    assert surfaces("du Val-d'Oise") == ["du", "Val", "d", "Oise"]
    assert joined("du Val-d'Oise") == ["valdoise"]


@pytest.mark.parametrize("text", ["a-t-il", "dit-elle", "celui-ci", "lui-même"])
def test_a_clitic_makes_no_compound(text: str) -> None:
    assert joined(text) == []


def test_no_word_of_a_compound_may_be_left_out() -> None:
    assert not any(token.is_stop for token in ANALYSER.tokens("sans-papiers"))
    assert not any(token.is_stop for token in ANALYSER.tokens("Pas-de-Calais"))


@pytest.mark.parametrize("name", ["Al-Qaidi", "El-Qaidi", "AL-QAIDI", "al-Qaidi"])
def test_the_article_of_a_name_may_be_left_out(name: str) -> None:
    article, _, rest = ANALYSER.tokens(name)
    assert (article.is_stop, rest.is_stop) == (True, False)
    assert rest.stems == ANALYSER.tokens("Qaidi")[0].stems


@pytest.mark.parametrize("name", ["En-Nahdha", "Ach-Chaâb", "Ez-Zitouna", "As-Sissi", "ez-Zor"])
def test_the_article_of_a_name_may_be_assimilated(name: str) -> None:
    assert [token.is_stop for token in ANALYSER.tokens(name) if not token.joined] == [True, False]


def test_decomposed_accents_stay_in_their_word() -> None:
    assert surfaces("un e\u0301ve\u0301nement") == ["un", "e\u0301ve\u0301nement"]


def test_underscores_part_words() -> None:
    assert surfaces("nom_de_fichier __") == ["nom", "de", "fichier"]
