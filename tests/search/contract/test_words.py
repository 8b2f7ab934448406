"""What every backend finds."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.dispatch import EventDate, Kind
from tests.making import department, dispatch
from tests.search.contract.asking import Make, ask, headlines


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ambassade", True),
        ("ambassades libyennes", True),
        ("AMBASSADES", True),
        ('"missions libyennes"', True),
        ("«missions libyennes»", True),
        ("“missions libyennes”", True),
        ('"missions des libyennes"', False),
        ('"libyennes missions"', False),
        ("reunion", True),
        ("réunions", True),
        ("l’étranger", True),
        ("l'étranger", True),
        ("étrangères", True),
        ("arabie", False),
        ("Al-Qaidi", True),
        ("qaidi", True),
        ("etabliss*", True),
        ("établiss*", True),
        ("zzz*", False),
        ("ambas*des", True),
        ("*bassades", True),
        ("*bassad*", True),
        ("étab*ent", True),
        ("ambas*deur", False),
        ("porte-par*", True),
        ("l'étab*", True),
        ("titre:miss*", True),
        ("titre:ambass*", False),
        ("nom:qai*", True),
        ("departement:arab*", True),
        ("agence:la*a", True),
        ("ambasades", False),
        ("ambasades~", True),
        ("ambassdaes~", True),
        ("établisement~", True),
        ("etablisemant~", False),
        ("etablisemant~2", True),
        ("porte-prole~", True),
        ("titre:mision~", True),
        ("titre:ambasades~", False),
        ("agence:lanna~", True),
        ("lieu:tripolli~", True),
        ("football~", False),
        ("ambassade ET réunion", True),
        ("ambassade ET football", False),
        ("football OU ambassade", True),
        ("football OR ambassade", True),
        ("ambassade SAUF réunion", False),
        ("ambassade NOT football", True),
        ("ambassade -réunion", False),
        ("SAUF football", True),
        ("SAUF ambassade", False),
        ("(football OU ambassade) ET (réunion OU match)", True),
        ('"porte parole"', True),
        ("porte-parole", True),
        ("porteparole", True),
        ("3000", True),
        ("3 000 morts", True),
        ("titre:missions", True),
        ("titre:ambassade", False),
        ('titre:"les missions"', True),
        ("agence:lana", True),
        ("agence:APS", False),
        ("lieu:tripoli", True),
        ('departement:"affaires arabes"', True),
        ("département:arabes", True),
        ("departement:santé", False),
        ("date:hier", False),
        ("date:aujourd'hui", True),
        ("date:2021", True),
        ("evenement:hier", True),
        ('date:"septembre 2021"', True),
        ("statut:usable", True),
        ("nature:direction", False),
        ("langue:fr ambassades", True),
    ],
)
def test_what_a_query_finds(backend_of: Make, query: str, found: bool) -> None:
    text = (
        "Le directeur Khalifa Al-Qaidi a présidé une réunion des ambassades libyennes à l'étranger "
        "et de leur porte-parole, après l'établissement de la paix et 3\u202f000 morts."
    )
    wanted = dispatch(
        "Les missions libyennes se retrouvent",
        text,
        day="2021-09-16",
        agency="LANA",
        place="Tripoli",
        events=(EventDate(date(2021, 9, 15), date(2021, 9, 16), "hier"),),
        departments=(
            department("ministère des Affaires étrangères", "département des affaires arabes",
                       kind=Kind.DEPARTMENT),
        ),
    )  # fmt: skip
    other = dispatch(
        "Le championnat", "Un match de tennis à Alger.", day="2020-01-01", agency="APS"
    )
    backend = backend_of(other, wanted)
    uids = [hit.uid for hit in ask(backend, query).hits]
    if found:
        assert wanted.uid in uids
    else:
        assert wanted.uid not in uids


def test_stop_words_between_the_words_of_a_phrase_count(backend_of: Make) -> None:
    right = dispatch("Nomination", "le directeur des départements est nommé")
    wrong = dispatch("Visite", "le directeur du département voisin")
    assert headlines(backend_of(right, wrong), '"directeur des départements"') == ["Nomination"]


def test_a_phrase_does_not_run_from_one_paragraph_into_the_next(backend_of: Make) -> None:
    backend = backend_of(dispatch("Un titre rouge", "maison verte"))
    assert ask(backend, '"rouge maison"').total == 0
    assert ask(backend, '"titre rouge"').total == 1


def test_the_words_of_a_query_that_has_only_stop_words_are_found(backend_of: Make) -> None:
    backend = backend_of(dispatch("Un", "dans la nuit"), dispatch("Deux", "par terre"))
    assert headlines(backend, "dans") == ["Un"]


def test_no_hit_under_and_gives_the_or_announced(backend_of: Make) -> None:
    backend = backend_of(dispatch("Un", "le pétrole"), dispatch("Deux", "le gaz"))
    result = ask(backend, "pétrole gaz")
    assert result.total == 2
    assert "tous ces mots" in str(result.notes[0])
    assert not ask(backend, "pétrole").notes
