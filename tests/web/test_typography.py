"""What is printed is French: spaces, numbers, days, plurals, collation."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from corpus.messages import message
from web import typography
from web.wording import wording

FRENCH, ENGLISH = wording("fr"), wording("en")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("« gaz » ; quoi ? oui !", "«\u00a0gaz\u00a0»\u202f; quoi\u202f? oui\u202f!"),
        ("À savoir : 5 %", "À savoir\u00a0: 5\u00a0%"),
        ("l'index", "l’index"),
        ("http://127.0.0.1:8000/?q=a", "http://127.0.0.1:8000/?q=a"),
    ],
)
def test_spaces_and_apostrophes_are_those_of_print(typed: str, printed: str) -> None:
    assert typography.typeset(typed) == printed


def test_nought_and_one_are_singular_in_french_only() -> None:
    assert typography.counted(0, "dépêche", "dépêches") == "0\u00a0dépêche"
    assert typography.counted(1, "dépêche", "dépêches") == "1\u00a0dépêche"
    assert typography.counted(12345, "dépêche", "dépêches") == "12\u202f345\u00a0dépêches"
    singular, plural = "{count} dépêche", "{count} dépêches"
    assert ENGLISH.counted(0, singular, plural) == "0 dispatches"
    assert ENGLISH.counted(12345, singular, plural) == "12,345 dispatches"


def test_days_and_hours() -> None:
    assert typography.day(date(2011, 2, 1)) == "1er\u00a0février 2011"
    moment = datetime(2011, 2, 1, 14, 5, tzinfo=timezone(timedelta(hours=2)))
    assert typography.hour(moment) == "14\u00a0h\u00a005 (UTC+2)"
    assert typography.offset(moment.replace(tzinfo=timezone.utc)) == "UTC"
    west = timezone(-timedelta(hours=3, minutes=30))
    assert typography.offset(moment.replace(tzinfo=west)) == "UTC−3:30"
    assert FRENCH.hour(datetime(2011, 2, 1)) == ""


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2011, 3, 3), date(2011, 3, 4), "le 3 mars 2011"),
        (date(2011, 3, 1), date(2011, 3, 4), "du 1er au 3 mars 2011"),
        (date(2011, 2, 28), date(2011, 3, 4), "du 28 février au 3 mars 2011"),
        (date(2010, 12, 31), date(2011, 1, 2), "du 31 décembre 2010 au 1er janvier 2011"),
        (date(2011, 3, 1), None, "depuis le 1er mars 2011"),
        (None, date(2011, 3, 4), "jusqu’au 3 mars 2011"),
        (None, None, ""),
    ],
)
def test_half_open_days_are_said_with_both_ends(
    start: date | None, end: date | None, said: str
) -> None:
    assert FRENCH.days(start, end).replace("\u00a0", " ") == said


def test_the_alphabet_ignores_accents_and_case() -> None:
    names = ["Économie", "finances", "Défense", "Œuvres", "Oran", "État"]
    ordered = sorted(names, key=typography.collation_key)
    assert ordered == ["Défense", "Économie", "État", "finances", "Œuvres", "Oran"]


def test_a_value_is_escaped_and_a_number_printed() -> None:
    said = FRENCH.say(message("« {name} » : {count}", name="<b>{x}", count=12345))
    assert said == "«\u00a0&lt;b&gt;{x}\u00a0»\u00a0: 12\u202f345"


def test_a_template_may_format_its_values_itself() -> None:
    template = "Le {day:02}/{month:02} n’existe pas."
    assert FRENCH.text(template, day=3, month=2) == "Le 03/02 n’existe pas."
