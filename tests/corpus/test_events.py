from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dispatch import EventDate
from corpus.events import EVENT_TRIGGERS, find_events
from corpus.triggers import Scanner

SCANNER = Scanner(EVENT_TRIGGERS)
THURSDAY = datetime(2021, 9, 16, 14, 5)


def events(text: str, issued: datetime | None = THURSDAY) -> tuple[EventDate, ...]:
    return find_events(text, SCANNER.scan(text), issued)


def days(text: str, issued: datetime | None = THURSDAY) -> list[str]:
    """First and last day of each event, as in «2021-09-13/2021-09-14»; one day alone."""
    shown = []
    for event in events(text, issued):
        last = event.end - timedelta(days=1)
        shown.append(f"{event.start}" if last == event.start else f"{event.start}/{last}")
    return shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a organisé hier mercredi sa première réunion", ["2021-09-15"]),
        ("HIER MERCREDI, LE MINISTRE A DIT", ["2021-09-15"]),
        ("a reçu avant-hier, mardi, le ministre", ["2021-09-14"]),
        ("aujourd’hui, il a dit", ["2021-09-16"]),
        ("se réunira demain", ["2021-09-17"]),
        ("se tiendra après-demain samedi", ["2021-09-18"]),
    ],
)
def test_relative_words_count_from_the_day_of_issue(text: str, found: list[str]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a annoncé lundi la fin des travaux", ["2021-09-13"]),
        ("a annoncé jeudi la fin des travaux", ["2021-09-16"]),
        ("se tiendra lundi à Tunis", ["2021-09-20"]),
        ("la réunion prévue lundi", ["2021-09-20"]),
        ("Le ministre va se rendre lundi à Sebha", ["2021-09-20"]),
        ("mardi dernier, il a dit", ["2021-09-14"]),
        ("jeudi dernier, il a dit", ["2021-09-09"]),
        ("jeudi prochain, il dira", ["2021-09-23"]),
        ("ce lundi", ["2021-09-13"]),
        ("ce dimanche", ["2021-09-19"]),
        ("ce jeudi", ["2021-09-16"]),
        ("lundi et mercredi, il a vu", ["2021-09-13", "2021-09-15"]),
        ("lundi et mardi, il a vu", ["2021-09-13/2021-09-14"]),
        ("Blessée vendredi, elle sera absente", ["2021-09-10"]),
        ("En vertu d’un accord signé lundi, il ira", ["2021-09-13"]),
        ("les travaux seront livrés lundi", ["2021-09-20"]),
        ("le procès est renvoyé à lundi", ["2021-09-20"]),
        ("il devait rencontrer lundi son homologue", ["2021-09-20"]),
        ("il dit que l’eau reviendrait lundi", ["2021-09-20"]),
    ],
)
def test_weekday_by_tense_and_modifier(text: str, found: list[str]) -> None:
    assert days(text) == found


def test_each_clause_has_its_own_tense() -> None:
    text = "Il a annoncé lundi que le sommet se tiendra dimanche à Tunis."
    assert days(text) == ["2021-09-13", "2021-09-19"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le 1er février, il a dit", ["2021-02-01"]),
        ("le 12 sept. il a dit", ["2021-09-12"]),
        ("l’accord a été signé le 20 décembre", ["2020-12-20"]),
        ("se tiendra le 3 mars", ["2022-03-03"]),
        ("un sommet le 20 septembre à Tunis", ["2021-09-20"]),
        ("il a convoqué un sommet pour le 20 septembre", ["2021-09-20"]),
        ("le 3 mars dernier", ["2021-03-03"]),
        ("le 3 octobre prochain", ["2021-10-03"]),
        ("Il a signé la loi en vue des élections du 24 décembre", ["2021-12-24"]),
        ("Le procès a été renvoyé au 5 octobre", ["2021-10-05"]),
        ("Ils ont décidé de réunir le 27 septembre les gouverneurs", ["2021-09-27"]),
        ("Les vols sont suspendus le 20 septembre à Mitiga", ["2021-09-20"]),
        ("dimanche 19 septembre, selon ce qu’il a dit", ["2021-09-19"]),
        ("le 29 février, il a dit", ["2020-02-29"]),
    ],
)
def test_day_without_year_is_the_nearest_by_tense(text: str, found: list[str]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dans la nuit de lundi à mardi, il a plu", ["2021-09-13/2021-09-14"]),
        ("Entre lundi et mercredi, il a plu", ["2021-09-13/2021-09-15"]),
        ("dans la nuit du 3 au 4 mars, il a plu", ["2021-03-03/2021-03-04"]),
        ("la semaine dernière", ["2021-09-06/2021-09-12"]),
        ("le mois dernier", ["2021-08-01/2021-08-31"]),
        ("du 3 au 5 mars 2011", ["2011-03-03/2011-03-05"]),
        ("du 28 février au 3 mars 2011", ["2011-02-28/2011-03-03"]),
        ("du 28 décembre au 3 janvier 2011", ["2010-12-28/2011-01-03"]),
        ("les 3 et 4 mars 2011", ["2011-03-03/2011-03-04"]),
        ("les 3 et 9 mars 2011", ["2011-03-03", "2011-03-09"]),
        ("lundi 13 et mardi 14 septembre, il a", ["2021-09-13/2021-09-14"]),
        ("en mars 2011", ["2011-03-01/2011-03-31"]),
        ("fin mars, il a dit", ["2021-03-21/2021-03-31"]),
        ("en décembre prochain", ["2021-12-01/2021-12-31"]),
        ("de janvier à mars 2011", ["2011-01-01/2011-03-31"]),
        ("du 12 mai 2014 au 30 avril 2016", ["2014-05-12/2016-04-30"]),
        ("les citernes des écoles du 19 au 30 mars 2018", ["2018-03-19/2018-03-30"]),
        ("dans la semaine du 9 août", ["2021-08-09/2021-08-15"]),
        ("début 2020", ["2020-01-01/2020-04-30"]),
        ("au printemps prochain", ["2022-03-01/2022-05-31"]),
        ("au printemps 2019", ["2019-03-01/2019-05-31"]),
    ],
)
def test_interval(text: str, found: list[str]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("depuis lundi, il a plu", ["2021-09-13/2021-09-16"]),
        ("Depuis hier, il pleut", ["2021-09-15/2021-09-16"]),
        ("depuis le 3 mars, il a plu", ["2021-03-03/2021-09-16"]),
        ("depuis le 3 mars 2011", ["2011-03-03/2021-09-16"]),
        ("depuis janvier", ["2021-01-01/2021-09-16"]),
        ("depuis 2019", ["2019-01-01/2021-09-16"]),
        ("depuis le début de l’année", ["2021-01-01/2021-09-16"]),
        ("jusqu’à la fin de l’année", ["2021-09-16/2021-12-31"]),
        ("jusqu’au mois d’octobre", ["2021-09-16/2021-10-31"]),
        ("depuis la semaine dernière", ["2021-09-06/2021-09-16"]),
        ("jusqu’à vendredi", ["2021-09-16/2021-09-17"]),
        ("jusqu'au 30 septembre", ["2021-09-16/2021-09-30"]),
        ("jusqu’en décembre", ["2021-09-16/2021-12-31"]),
    ],
)
def test_since_and_until_reach_the_day_of_issue(text: str, found: list[str]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "day", "conflict"),
    [
        ("hier mardi, il a dit", date(2021, 9, 15), date(2021, 9, 14)),
        ("mercredi 16 septembre, il a dit", date(2021, 9, 16), date(2021, 9, 15)),
        ("hier 14 septembre, il a dit", date(2021, 9, 14), date(2021, 9, 15)),
        ("mardi 16/09/2021", date(2021, 9, 16), date(2021, 9, 14)),
    ],
)
def test_contradiction_keeps_both_readings(text: str, day: date, conflict: date) -> None:
    (event,) = events(text)
    assert (event.start, event.conflict) == (day, conflict)


@pytest.mark.parametrize(
    "text",
    [
        "le stade du 5-Juillet a accueilli le match",
        "le stade olympique du 5 Juillet 1962",
        "rue du 1er-Novembre",
        "l’université du 8 mai 1945 de Guelma",
        "les attentats du 11 septembre ont",
        "la révolution du 17 février a",
        "chaque lundi",
        "du lundi au vendredi",
        "le Vendredi saint",
        "le lundi suivant",
        "le 31 novembre 2021",
        "le 31.11.2021",
        "la planète Mars",
        "en sept ans",
        "5 morts et 12 blessés en 2021",
        "",
    ],
)
def test_no_event(text: str) -> None:
    assert days(text) == []


def test_attack_named_with_its_year_is_a_date() -> None:
    assert days("les attentats du 11 septembre 2001") == ["2001-09-11"]


@pytest.mark.parametrize(
    "text", ["le 16.10.2016", "le 16/10/2016", "le 2016-10-16", "16 oct. 2016"]
)
def test_figures(text: str) -> None:
    assert days(text) == ["2016-10-16"]


def test_only_full_dates_without_a_day_of_issue() -> None:
    text = "hier, le 3 mars, en mars 2011, le 5 mai 2011 et du 3 au 5 juin 2011"
    assert days(text, None) == ["2011-05-05", "2011-06-03/2011-06-05"]


def test_full_stop_of_the_sentence_is_not_of_the_date() -> None:
    assert [event.text for event in events("Il l’a dit le 3 mars. Et le 12 sept. 2020.")] == [
        "12 sept. 2020",
        "3 mars",
    ]


def test_events_are_sorted_and_named_once() -> None:
    text = "Hier mercredi, il a dit que le 3 mars 2011 et le 15 septembre 2021"
    found = events(text)
    assert [event.text for event in found] == ["3 mars 2011", "Hier mercredi"]


VOCABULARY = """
hier avant-hier demain mardi lundi, dernier prochain le la 3 31 29 1er et au à du de les en ce
jusqu'au jusqu’en depuis février mars 2011 1999 sept. fin mi- nuit semaine dernière 12/03/2011 İ
"""
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.text() | st.lists(WORDS, max_size=12).map(" ".join), st.none() | st.datetimes())
def test_spans_are_of_the_text_whatever_it_is(text: str, issued: datetime | None) -> None:
    found = events(text, issued)
    for event in found:
        assert event.span is not None
        assert text[slice(*event.span)] == event.text
        assert event.start < event.end
    assert list(found) == sorted(found, key=lambda event: (event.start, event.end))
    assert len({(event.start, event.end) for event in found}) == len(found)
