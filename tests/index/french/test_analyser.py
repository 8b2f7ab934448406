"""The contract of tokens, for any text at all, and what is remembered."""

import itertools
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from corpus.limits import LIMITS
from index.french import ANALYSER, FrenchAnalyser
from index.french.tokenise import chunks

FRENCH = st.text("aeéèêœlLdn'’-‑ .,%0123 \u00a0\u202fMN_«»\u0301\u00adÀß", max_size=60)
ANY = st.one_of(st.text(), FRENCH)
DISPATCH = (
    "Tripoli, 2 août 2021, -Lana- Le porte-parole d’Al-Dabaiba a annoncé aujourd’hui "
    "3 000 emplois, soit 3,5 % de plus ; l’O.N.U. s’en félicite.\nN’Djamena aussi."
)


@given(ANY)
def test_a_surface_is_what_its_offsets_say(text: str) -> None:
    for token in ANALYSER.tokens(text):
        assert text[token.start : token.end] == token.surface != ""


@given(ANY)
def test_positions_and_offsets_run_forward(text: str) -> None:
    tokens = [token for token in ANALYSER.tokens(text) if not token.joined]
    assert [token.position for token in tokens] == list(range(len(tokens)))
    for before, after in itertools.pairwise(tokens):
        assert before.end <= after.start


@given(ANY)
def test_a_joined_form_stands_at_its_first_word(text: str) -> None:
    tokens = ANALYSER.tokens(text)
    starts = {(token.position, token.start) for token in tokens if not token.joined}
    assert all((token.position, token.start) in starts for token in tokens if token.joined)


@given(ANY)
def test_a_text_finds_itself(text: str) -> None:
    """Query and text are read alike: each word asked for has a term that the text has there."""
    for typed, printed in zip(
        ANALYSER.tokens(text, query=True), ANALYSER.tokens(text), strict=True
    ):
        assert typed[:4] == printed[:4]
        assert set(typed.stems) >= set(printed.stems)
        assert typed.forms == printed.forms


@given(ANY)
def test_terms_are_bounded_and_never_empty(text: str) -> None:
    for token in ANALYSER.tokens(text):
        for term in (*token.stems, *token.forms, *filter(None, [token.name])):
            assert 0 < len(term) <= LIMITS.term_characters
            term.encode()
        assert token.forms
        assert not (token.is_stop and token.stems)


def test_characters_that_no_encoding_can_write_are_no_words() -> None:
    assert [token.surface for token in ANALYSER.tokens("paix \ud800 guerre")] == ["paix", "guerre"]


def test_a_word_over_the_limit_is_cut() -> None:
    (token,) = ANALYSER.tokens("a" * 100_000)
    assert token.end == 100_000
    assert token.forms == ("a" * LIMITS.term_characters,)


def test_curly_and_straight_typing_give_the_same_terms() -> None:
    straight = DISPATCH.replace("’", "'").replace("\u202f", " ")
    typed, printed = ANALYSER.tokens(straight), ANALYSER.tokens(DISPATCH)
    assert [token.stems for token in typed] == [token.stems for token in printed]


def test_capitals_may_have_lost_their_accents() -> None:
    (headline,) = ANALYSER.tokens("MARCHE")
    assert set(ANALYSER.tokens("marché")[0].stems) <= set(headline.stems)


def test_the_memory_is_bounded() -> None:
    analyser = FrenchAnalyser(capacity=10)
    for number in range(100):
        analyser.tokens(f"mot{number}")
    assert analyser.tokens("mot7 mot8")[1].stems == ("mot8",)
    assert analyser.remembered <= 40


def test_what_is_remembered_changes_nothing() -> None:
    analyser = FrenchAnalyser()
    assert analyser.tokens(DISPATCH) == analyser.tokens(DISPATCH) == ANALYSER.tokens(DISPATCH)


@given(st.one_of(ANY, st.text("19a -.,%/'\u202f")))
def test_a_text_is_its_chunks(text: str) -> None:
    """The same tokens in the same places, whether a text is read whole or by its chunks."""
    found, position, start = [], 0, 0
    parts = chunks(text)
    for part, chunk in zip(parts, ANALYSER.chunks(parts), strict=True):
        for token in chunk.tokens:
            found.append(
                token._replace(
                    position=position + token.position,
                    start=start + token.start,
                    end=start + token.end,
                )
            )
            assert chunk.terms >= {*token.stems, *token.forms}
        position += chunk.width
        start += len(part) + 1
    assert " ".join(parts) == text.replace("\n", " ")
    assert found == ANALYSER.tokens(text)


@given(st.lists(st.sets(st.sampled_from([*"abcd", "a,", "(b)", "c-d", "l'a", "", "e" * 70]))))
def test_chunks_are_found_by_their_terms(asked: list[set[str]]) -> None:
    """Whatever was met before, and whatever was forgotten again."""
    analyser = FrenchAnalyser(capacity=3)
    terms = frozenset({"b", "c", "cd", "e" * LIMITS.term_characters})
    for texts in asked:
        expected = {text: FrenchAnalyser().chunks([text])[0] for text in texts}
        assert analyser.chunks_with(terms, texts) == {
            text: piece for text, piece in expected.items() if piece.terms & terms
        }


def test_threads_share_an_analyser() -> None:
    analyser = FrenchAnalyser(capacity=10)
    expected = FrenchAnalyser().tokens(DISPATCH)
    terms, parts = frozenset({"tripoli", "emploi"}), set(chunks(DISPATCH))
    some = {part: ANALYSER.chunks([part])[0] for part in ("Tripoli,", "emplois,")}
    with ThreadPoolExecutor(4) as threads:
        for tokens in threads.map(analyser.tokens, [DISPATCH] * 400):
            assert tokens == expected
        for found in threads.map(analyser.chunks_with, [terms] * 400, [parts] * 400):
            assert found == some


def test_a_word_by_itself_has_the_terms_it_has_in_a_text() -> None:
    (token,) = ANALYSER.tokens("Départements")
    terms = ANALYSER.surface_terms("Départements")
    assert (terms.stems, terms.forms) == (token.stems, token.forms)
