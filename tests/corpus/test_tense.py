"""What is remembered of words must tell what the patterns tell of whole clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import tense
from corpus.days import Side
from corpus.tense import side_of

VOCABULARY = (
    "le a l’a ont sera seront va vont s’ouvrir signer en vue d’un prévu prochaine décidé de charge "
    "est arrivé sont partis se s’est extra portrait pourrait doit avait que qu’il , . 3 ; a-t-il "
    "accord étaient élu née"
)
WORDS = st.sampled_from(VOCABULARY.split())
CLAUSES = st.lists(WORDS, max_size=12).map(" ".join)


def told_by_patterns(clause: str) -> Side:
    if tense.FUTURE.search(clause) or tense.FUTURE_PHRASE.search(clause):
        return Side.FUTURE
    is_past = tense.PAST.search(clause) or tense.PAST_PHRASE.search(clause)
    return Side.PAST if is_past else Side.NEAREST


@given(CLAUSES, CLAUSES)
def test_words_tell_what_the_patterns_tell_of_the_clause(ahead: str, after: str) -> None:
    words = [*ahead.split(), *after.split()]
    assert tense._side(words, ahead, after) is told_by_patterns(f"{ahead} {after}")


@given(CLAUSES)
def test_the_clause_begins_after_the_last_end_of_one(before: str) -> None:
    opening = tense.CLAUSE_START.match(before)
    last = tense.CLAUSE_END.split(before)[-1]
    assert before[opening.end() if opening else 0 :] == last


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("il sera signé le @, a-t-il dit", Side.FUTURE),
        ("la visite prévue le @ a été annulée", Side.FUTURE),
        ("le président va s'ouvrir le @ à tous", Side.FUTURE),
        ("un projet qui sera lancé ; la loi a été votée le @", Side.PAST),
        ("ils sont arrivés à Tunis le @ au soir", Side.PAST),
        ("la bibliothèque est ouverte au public le @", Side.NEAREST),
    ],
)
def test_the_clause_around_a_day_tells_its_side(text: str, side: Side) -> None:
    at = text.index("@")
    assert side_of(text, at, at + 1) is side


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tense, "REMEMBERED", 3)
    cues = tense._Cues()
    for word in ("sera", "a", "le", "sera"):
        assert cues[word] == tense._CUES[word]
    assert len(cues) <= 3
