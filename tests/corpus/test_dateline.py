from datetime import date, datetime, time, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dateline import find_dateline, parse_header, strip_signoff

MARCH_2021 = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("line", "place", "day", "agency"),
    [
        ("Tripoli 16 septembre 2021 /LANA/ - Le", "Tripoli", date(2021, 9, 16), "LANA"),
        ("Tripoli 01 Feb 2016 /LANA/ - Le", "Tripoli", date(2016, 2, 1), "LANA"),
        ("Londres, 02 novembre 2016 (Lana) -Le", "Londres", date(2016, 11, 2), "LANA"),
        ("Tripoli,05 Mai 2020 (Lana)- Le", "Tripoli", date(2020, 5, 5), "LANA"),
        ("Tripoli, 2 août 2021, -Lana- Le", "Tripoli", date(2021, 8, 2), "LANA"),
        ("16.10.2016(Lana) Le", "", date(2016, 10, 16), "LANA"),
        ("Paris, 21 jan 2019 (AFP) - Le", "Paris", date(2019, 1, 21), "AFP"),
        ("ALGER, 12 mars 2020 (APS) – Le", "Alger", date(2020, 3, 12), "APS"),
        ("ALGER LE 12 MARS 2020 (APS) - Le", "Alger", date(2020, 3, 12), "APS"),
        ("DAKAR, 12 mars 2020 (APS) – Le", "Dakar", date(2020, 3, 12), "APS (Sénégal)"),
        ("TUNIS, 3 avr (TAP) - Le", "Tunis", date(2021, 4, 3), "TAP"),
        ("RABAT - Le", "Rabat", None, ""),
        ("Berne (ats) - Le", "Berne", None, "ATS"),
        ("BRUXELLES 5/11 (BELGA) = Le", "Bruxelles", date(2020, 11, 5), "Belga"),
        ("Rabat/Casablanca, 3 mai 2020 (MAP) - Le", "Rabat/Casablanca", date(2020, 5, 3), "MAP"),
        ("New York (Nations unies), 3 mai 2020 (APS) - Le", "New York", date(2020, 5, 3), "APS"),
        ("SIDI BEL ABBÈS, 3 mai 2020 (APS) - Le", "Sidi Bel Abbès", date(2020, 5, 3), "APS"),
        ("OULED DJELLAL, 3 mai 2020 (APS) - Le", "Ouled Djellal", date(2020, 5, 3), "APS"),
        ("BEJAIA - Le", "Béjaïa", None, ""),
        ("AIX-EN-PROVENCE (AFP) - Le", "Aix-en-Provence", None, "AFP"),
        ("Genève, Suisse, 3 mars 2020 (AFP) - Le", "Genève", date(2020, 3, 3), "AFP"),
        ("Tunis, 3 avr 2020 (AFP/TAP) - Le", "Tunis", date(2020, 4, 3), "AFP"),
        ("AFP – Paris, 3 mars 2020 - Le", "Paris", date(2020, 3, 3), "AFP"),
        ("Paris, 21 jan 2019 (XYZ) - Le", "Paris", date(2019, 1, 21), "XYZ"),
        ("Le 3 mars 2020 (AFP) - Le", "", date(2020, 3, 3), "AFP"),
        ("Pulbished on:Tripoli 3 mai 2021 /LANA/ - Le", "Tripoli", date(2021, 5, 3), "LANA"),
        ("Published on: lundi 3 mai 2021 14:05 Rabat /MAP/ - Le", "Rabat", date(2021, 5, 3), "MAP"),
    ],
)
def test_dateline_as_agencies_write_it(
    line: str, place: str, day: date | None, agency: str
) -> None:
    dateline = find_dateline(line, default_date=MARCH_2021)
    assert dateline is not None
    assert (dateline.place, dateline.date, dateline.agency) == (place, day, agency)
    assert line[dateline.end :] == "Le"
    assert dateline.notes == ()


@pytest.mark.parametrize(
    "line",
    [
        "Le ministre a dit",
        "Paris, 3 mars 2020, le ministre",
        "Tripoli 16 septembre 2021 le ministère",
        "Tripoli (AFP) a dit que",
        "Libye - Le ministre",
        "Football - Le match",
        "AFP - Le ministre",
        "COVID-19 - Le bilan",
        "Paris-Match a dit",
        "",
    ],
)
def test_prose_has_no_dateline(line: str) -> None:
    assert find_dateline(line, default_date=MARCH_2021) is None


def test_impossible_day_is_flagged_not_guessed() -> None:
    dateline = find_dateline("ALGER, 31 novembre 2020 (APS) - Le")
    assert dateline is not None
    assert dateline.date is None
    assert dateline.issued is None
    assert [str(note) for note in dateline.notes] == ["Le 31 novembre 2020 n’existe pas."]


def test_impossible_day_before_the_dateline_is_flagged() -> None:
    dateline = find_dateline("Published on: 31 novembre 2021 Tripoli /LANA/ - Le")
    assert dateline is not None
    assert (dateline.place, dateline.date, len(dateline.notes)) == ("Tripoli", None, 1)


def test_date_of_publication_alone_leaves_the_hour_open() -> None:
    line = "Published on: 16 septembre 2021 Le ministre a dit"
    dateline = find_dateline(line)
    assert dateline is not None
    assert (dateline.date, dateline.time) == (date(2021, 9, 16), None)
    assert line[dateline.end :] == "Le ministre a dit"


def test_missing_year_without_another_date_is_flagged() -> None:
    dateline = find_dateline("TUNIS, 3 avr (TAP) - Le")
    assert dateline is not None
    assert dateline.date is None
    assert len(dateline.notes) == 1


def test_wrong_weekday_is_said_and_the_day_stands() -> None:
    dateline = find_dateline("Tripoli, mercredi 16 septembre 2021 (LANA) - Le")
    assert dateline is not None
    assert dateline.date == date(2021, 9, 16)
    assert "jeudi" in str(dateline.notes[0])


def test_hour_is_in_the_zone_written_else_in_the_agency_s() -> None:
    written = find_dateline("Tripoli, 16 septembre 2021 à 14h05 GMT (LANA) - Le")
    assert written is not None
    assert written.issued == datetime(2021, 9, 16, 14, 5, tzinfo=timezone.utc)
    unwritten = find_dateline("Tripoli, 16 septembre 2021 à 14h05 (LANA) - Le")
    assert unwritten is not None
    assert unwritten.issued == datetime(2021, 9, 16, 12, 5, tzinfo=timezone.utc)


def test_hour_of_the_header_completes_a_dateline_of_the_same_day() -> None:
    line = "Published On(2021-06-20 18:58:40) Tripoli 20 juin 2021 (LANA) - Le"
    dateline = find_dateline(line)
    assert dateline is not None
    assert dateline.time == time(18, 58, 40)
    assert line[dateline.start :].startswith("Tripoli")


def test_day_of_the_dateline_wins_over_the_header_s() -> None:
    dateline = find_dateline("Published On(2021-06-21 00:10:00) Tripoli 20 juin 2021 (LANA) - Le")
    assert dateline is not None
    assert (dateline.date, dateline.time) == (date(2021, 6, 20), None)


@given(
    st.text() | st.from_regex(r"\A[A-Z][a-z]+,? [0-9]{1,2}(/| mars )[0-9]{0,4}.?\(?AFP\)? ?-?.*\Z")
)
def test_offsets_are_of_the_line_whatever_it_is(text: str) -> None:
    dateline = find_dateline(text, default_date=MARCH_2021)
    if dateline is not None:
        assert 0 <= dateline.start < dateline.end <= len(text)


@pytest.mark.parametrize(
    ("line", "moment", "has_time"),
    [
        ("Published On(2021-06-20 18:58:40)", datetime(2021, 6, 20, 18, 58, 40), True),
        ("Pulbished on:", None, False),
        ("Date : 12/03/2020", datetime(2020, 3, 12), False),
        ("Publié le 12 mars 2020 à 14:05", datetime(2020, 3, 12, 14, 5), True),
        ("jeudi 16 septembre 2021", datetime(2021, 9, 16), False),
    ],
)
def test_header_line(line: str, moment: datetime | None, has_time: bool) -> None:
    header = parse_header(line)
    assert header is not None
    assert (header.moment, header.has_time, header.notes) == (moment, has_time, ())


def test_impossible_day_of_a_header_is_flagged() -> None:
    header = parse_header("Publié le 31 novembre 2020")
    assert header is not None
    assert header.moment is None
    assert len(header.notes) == 1


@pytest.mark.parametrize(
    "line",
    ["Date : bientôt", "17 février 2012.", "Date limite : 3 mars", "2021", "Il a publié le", ""],
)
def test_other_lines_are_no_header(line: str) -> None:
    assert parse_header(line) is None


@pytest.mark.parametrize(
    "signoff",
    [
        "//lana//",
        "-/Lana/-",
        "=Lana=",
        "-Lana-",
        "(ats/jd)",
        "=BELGA=",
        "/MAP",
        "(APS)",
        "\njma/abc",
    ],
)
def test_signoff_is_parted_from_the_text(signoff: str) -> None:
    assert strip_signoff(f"Il l’a dit. {signoff}") == ("Il l’a dit.", signoff.strip())
    assert strip_signoff(signoff) == ("", signoff.strip())


@pytest.mark.parametrize(
    "text",
    [
        "selon le chef de l’agence (AFP)",
        "Il l’a dit.",
        "les pertes et/ou profits",
        "a dit Khalifa Al-Qaidi.",
        "",
    ],
)
def test_text_without_signoff_is_left_alone(text: str) -> None:
    assert strip_signoff(text) == (text, "")
