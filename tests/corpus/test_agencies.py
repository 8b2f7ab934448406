from zoneinfo import ZoneInfo, available_timezones

import pytest

from corpus.agencies import AGENCIES, agency_named, zone_of


@pytest.mark.parametrize(
    ("spelling", "name", "country"),
    [
        ("LANA", "LANA", "LY"),
        ("Lana", "LANA", "LY"),
        ("aps", "APS", "DZ"),
        ("Algérie Presse Service", "APS", "DZ"),
        ("algerie presse service", "APS", "DZ"),
        ("Keystone-ATS", "ATS", "CH"),
        ("BELGA", "Belga", "BE"),
        ("Agence France-Presse", "AFP", "FR"),
        ("AFP/TAP", "AFP", "FR"),
        ("ats/jd", "ATS", "CH"),
    ],
)
def test_agency_is_known_by_any_of_its_spellings(spelling: str, name: str, country: str) -> None:
    agency = agency_named(spelling)
    assert agency is not None
    assert (agency.name, agency.country) == (name, country)


def test_place_decides_between_agencies_of_one_name() -> None:
    assert agency_named("APS", "DAKAR").country == "SN"  # type: ignore[union-attr]
    assert agency_named("APS", "Oran").country == "DZ"  # type: ignore[union-attr]


def test_what_is_no_agency_is_none() -> None:
    assert agency_named("ONU") is None
    assert agency_named("") is None
    assert zone_of("ONU") is None


def test_zone_is_the_home_zone() -> None:
    assert zone_of("lana") == ZoneInfo("Africa/Tripoli")


def test_every_agency_has_a_zone_that_exists() -> None:
    assert {agency.zone_name for agency in AGENCIES} <= available_timezones()
    assert all(len(agency.country) == 2 and agency.country.isupper() for agency in AGENCIES)


def test_the_zones_of_all_agencies_stay_in_memory() -> None:
    zones = [agency.zone for agency in AGENCIES]
    assert all(agency.zone is zone for agency, zone in zip(AGENCIES, zones, strict=True))
    assert [zone.key for zone in zones] == [agency.zone_name for agency in AGENCIES]
