"""What is looked at before a pattern runs must never pass over what the pattern finds."""

from hypothesis import example, given
from hypothesis import strategies as st

from corpus import event_patterns as patterns
from corpus.event_days import DAYS_REACH, days_ahead
from corpus.event_months import MONTH_REACH, _is_led

WORDS = (
    "depuis jusqu'à jusqu’au jusqu'en la le de d' d’ du en à au cours mois début mi fin courant "
    "dès (fin mi- réunion mardi et 3 12 2011 1er 12,5 4, les"
)
TEXTS = st.lists(st.sampled_from(WORDS.split()), max_size=6).map(" ".join)
BLANKS = st.sampled_from(["", " ", "\xa0", "\n", "-"])


@given(TEXTS, BLANKS)
@example("depuis le mois de", " ")
@example("depuis la mi", "-")
def test_what_makes_a_month_a_date_is_never_passed_over(words: str, blank: str) -> None:
    text = words + blank
    if patterns.MONTH_BEFORE.search(text, max(0, len(text) - MONTH_REACH)):
        assert _is_led(text, len(text))


@given(TEXTS, BLANKS)
@example("les 3 et 12", " ")
@example("du 3 au mardi 12", " ")
def test_one_day_ahead_is_what_the_pattern_finds(words: str, blank: str) -> None:
    text = words + blank
    ahead = days_ahead(text, len(text))
    if ahead:
        found = patterns.DAYS_BEFORE.search(text, max(0, len(text) - DAYS_REACH))
        assert found is not None
        first = int(found["first"]) if found["first"] else None
        assert (ahead.at, ahead.first, ahead.gap == "-") == (
            found.start(),
            first,
            found["gap"] == "-",
        )
