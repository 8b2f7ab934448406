"""What every backend must do, run over each: the same documents, totals, facets and order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.dispatch import UNCLASSIFIED, Dispatch, EventDate, Kind, Status
from corpus.errors import IndexMissing, RequestError
from index.writer import IndexWriter
from search.backend import Backend
from search.local import LocalBackend
from search.request import SearchRequest, Sort
from search.result import SearchResult
from tests.making import department, dispatch

TODAY = date(2021, 9, 16)
Make = Callable[..., Backend]


def _local(folder: Path, dispatches: tuple[Dispatch, ...]) -> Backend:
    with IndexWriter(folder) as writer:
        # Several generations, hence several segments: most mistakes need two.
        for number, each in enumerate(dispatches):
            writer.add(each)
            if number % 3 == 2:
                writer.commit()
        writer.commit()
    return LocalBackend(folder, today=lambda: TODAY)


BACKENDS: dict[str, Callable[[Path, tuple[Dispatch, ...]], Backend]] = {"local": _local}


@pytest.fixture(params=sorted(BACKENDS))
def backend_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    opened: list[Backend] = []

    def make(*dispatches: Dispatch) -> Backend:
        opened.append(BACKENDS[request.param](tmp_path / str(len(opened)), dispatches))
        return opened[-1]

    yield make
    for backend in opened:
        backend.close()


def ask(backend: Backend, query: str = "", /, **options: object) -> SearchResult:
    return backend.search(SearchRequest(query, **options))  # type: ignore[arg-type]


def headlines(backend: Backend, query: str = "", /, **options: object) -> list[str]:
    return [hit.headline for hit in ask(backend, query, **options).hits]


def counts(result: SearchResult, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in result.facets[facet]}


# Words


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


def test_the_headline_weighs_more(backend_of: Make) -> None:
    body = dispatch("Compte rendu", "le pétrole a été cité une fois parmi bien des sujets du jour")
    title = dispatch("Le pétrole", "compte rendu d'une réunion qui a duré toute la journée d'hier")
    assert headlines(backend_of(body, title), "pétrole") == ["Le pétrole", "Compte rendu"]


def test_the_exact_accent_ranks_first(backend_of: Make) -> None:
    sin = dispatch("Sermon", "un péché est un péché")
    fishing = dispatch("Port", "la pêche est ouverte")
    backend = backend_of(sin, fishing)
    assert headlines(backend, "pêche")[0] == "Port"
    assert headlines(backend, "péché")[0] == "Sermon"


def test_variants_of_a_name_rank_below_the_spelling_typed_and_can_be_switched_off(
    backend_of: Make,
) -> None:
    backend = backend_of(
        dispatch("Un", "le colonel Kadhafi a parlé"), dispatch("Deux", "le colonel Gaddafi a parlé")
    )
    assert headlines(backend, "Gaddafi") == ["Deux", "Un"]
    assert headlines(backend, "Gaddafi", variants=False) == ["Deux"]


def test_the_words_of_a_query_that_has_only_stop_words_are_found(backend_of: Make) -> None:
    backend = backend_of(dispatch("Un", "dans la nuit"), dispatch("Deux", "par terre"))
    assert headlines(backend, "dans") == ["Un"]


def test_no_hit_under_and_gives_the_or_announced(backend_of: Make) -> None:
    backend = backend_of(dispatch("Un", "le pétrole"), dispatch("Deux", "le gaz"))
    result = ask(backend, "pétrole gaz")
    assert result.total == 2
    assert "tous ces mots" in str(result.notes[0])
    assert not ask(backend, "pétrole").notes


# Order


def test_order_and_its_default(backend_of: Make) -> None:
    backend = backend_of(
        dispatch("Vieux", "pétrole", day="2019-01-01"),
        dispatch("Neuf", "pétrole pétrole", day="2022-01-01"),
        dispatch("Sans date", "pétrole"),
        dispatch("Moyen", "pétrole pétrole pétrole", day="2020-01-01"),
    )
    assert headlines(backend) == ["Neuf", "Moyen", "Vieux", "Sans date"]
    assert headlines(backend, sort=Sort.OLDEST) == ["Vieux", "Moyen", "Neuf", "Sans date"]
    assert headlines(backend, "pétrole", sort=Sort.NEWEST)[0] == "Neuf"
    assert headlines(backend, "pétrole")[:2] == ["Moyen", "Neuf"]


def test_ties_are_broken_by_date_then_uid(backend_of: Make) -> None:
    same = [dispatch(f"T{n}", "gaz", uid=f"u{n}", day="2020-01-01") for n in (3, 1, 2)]
    newer = dispatch("T0", "gaz", uid="u9", day="2021-01-01")
    backend = backend_of(*same, newer)
    assert [hit.uid for hit in ask(backend, "gaz").hits] == ["u9", "u1", "u2", "u3"]


def test_pages_part_the_hits_without_gap_or_overlap(backend_of: Make) -> None:
    backend = backend_of(*(dispatch(f"T{n}", "gaz", day=f"2020-01-{n:02}") for n in range(1, 12)))
    pages = [headlines(backend, "gaz", page=page, size=4) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 3, 0]
    assert len({headline for page in pages for headline in page}) == 11
    assert ask(backend, "gaz", page=2, size=4).total == 11


# Filters and facets


@pytest.fixture
def ministries(backend_of: Make) -> Backend:
    health = department("ministère de la Santé")
    hospitals = department("ministère de la Santé", "direction des hôpitaux", kind=Kind.DIRECTORATE)
    interior = department("ministère de l'Intérieur")
    # Both of these are of the last hour of 2020 in UTC, and of different local days.
    last = "2020-12-31T23:30:00+01:00"
    first = "2021-01-01T00:30:00+02:00"
    return backend_of(
        dispatch("Un", "gaz", day="2020-03-01", agency="APS", departments=(health, hospitals)),
        dispatch("Deux", "gaz", day=last, agency="APS", departments=(interior,)),
        dispatch("Trois", "gaz", day=first, agency="LANA", departments=(health,)),
        dispatch("Quatre", "gaz", day="2021-09-16", agency="TAP"),
        dispatch("Cinq", "eau", day="2021-09-16", agency="TAP", status=Status.CANCELLED),
    )


def test_days_are_the_agencys_own_and_ranges_half_open(ministries: Backend) -> None:
    def between(since: date | None, until: date | None) -> set[str]:
        return set(headlines(ministries, "gaz", since=since, until=until))

    assert between(date(2021, 1, 1), None) == {"Trois", "Quatre"}
    assert between(None, date(2021, 1, 1)) == {"Un", "Deux"}
    assert between(date(2020, 12, 31), date(2021, 1, 1)) == {"Deux"}
    assert between(date(2021, 1, 1), date(2021, 1, 2)) == {"Trois"}


def test_a_department_stands_for_what_is_under_it(ministries: Backend) -> None:
    chosen = {"departments": ("ministère de la Santé",)}
    assert set(headlines(ministries, include=chosen)) == {"Un", "Trois"}
    deeper = {"departments": ("ministère de la Santé › direction des hôpitaux",)}
    assert headlines(ministries, include=deeper) == ["Un"]


def test_values_of_a_facet_are_alternatives_and_facets_narrow(ministries: Backend) -> None:
    both = {"departments": ("ministère de la Santé", "ministère de l'Intérieur")}
    assert set(headlines(ministries, include=both)) == {"Un", "Deux", "Trois"}
    assert set(headlines(ministries, include={**both, "agency": ("APS",)})) == {"Un", "Deux"}


def test_exclusion(ministries: Backend) -> None:
    excluded = {"agency": ("APS", "TAP")}
    assert headlines(ministries, exclude=excluded) == ["Trois"]
    unclassified = {"departments": (UNCLASSIFIED,)}
    assert set(headlines(ministries, exclude=unclassified)) == {"Un", "Deux", "Trois"}


def test_facets_count_the_answer(ministries: Backend) -> None:
    result = ask(ministries, "gaz")
    assert counts(result, "departments") == {
        "ministère de la Santé": 2,
        "ministère de la Santé › direction des hôpitaux": 1,
        "ministère de l'Intérieur": 1,
        UNCLASSIFIED: 1,
    }
    assert counts(result, "agency") == {"APS": 2, "LANA": 1, "TAP": 1}
    assert counts(result, "year") == {"2021": 2, "2020": 2}
    assert [value.value for value in result.facets["month"]] == [
        "2021-09", "2021-01", "2020-12", "2020-03",
    ]  # fmt: skip
    assert counts(result, "kind") == {"ministère": 3, "direction": 1}
    assert counts(ask(ministries), "status") == {"usable": 4, "cancelled": 1}


def test_a_facet_is_not_narrowed_by_its_own_choice(ministries: Backend) -> None:
    result = ask(ministries, "gaz", include={"agency": ("APS",)})
    assert result.total == 2
    assert counts(result, "agency") == {"APS": 2, "LANA": 1, "TAP": 1}
    assert counts(result, "year") == {"2020": 2}


def test_a_choice_without_a_hit_is_still_shown(ministries: Backend) -> None:
    result = ask(ministries, "gaz", include={"agency": ("ATS",)})
    assert result.total == 0
    assert counts(result, "agency")["ATS"] == 0


def test_a_departments_path_is_a_tree(ministries: Backend) -> None:
    paths = {value.path for value in ask(ministries).facets["departments"]}
    assert ("ministère de la Santé", "direction des hôpitaux") in paths


# What a hit shows


def test_highlights_are_the_words_as_printed(backend_of: Make) -> None:
    backend = backend_of(dispatch("Les élections", "Les ÉLECTIONS et l’électeur : élection."))
    headline, passage = ask(backend, "elections").hits[0].highlights
    assert [headline.text[a:b] for a, b in headline.marks] == ["élections"]
    assert [passage.text[a:b] for a, b in passage.marks] == ["ÉLECTIONS", "élection"]


def test_a_cancelled_dispatch_is_found_and_never_quoted(ministries: Backend) -> None:
    (hit,) = ask(ministries, "eau").hits
    assert hit.status is Status.CANCELLED
    assert [passage.part for passage in hit.highlights] == ["headline"]


def test_get_gives_the_dispatch_whole(backend_of: Make) -> None:
    original = dispatch("Un", "deux", day="2020-01-01", body=("trois",), notes=("à voir",))
    backend = backend_of(dispatch("Autre"), original)
    assert backend.get(original.uid) == original
    assert backend.get("inconnu") is None


def test_statistics(ministries: Backend) -> None:
    statistics = ministries.statistics()
    assert statistics.dispatches == 5
    assert statistics.agencies == {"APS": 2, "LANA": 1, "TAP": 2}
    assert statistics.without_department == 2
    assert (statistics.first_day, statistics.last_day) == (date(2020, 3, 1), date(2021, 9, 16))
    assert statistics.months["2020-12"] == 1
    assert statistics.bytes > 0


# Bad and hard queries


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ('"gaz', "Guillemet non fermé, position 1"),
        ("(gaz", "Parenthèse non fermée"),
        ("gaz)", "Parenthèse fermante de trop"),
        ("gaz ET", "« ET »"),
        ("OU gaz", "« OU »"),
        ("inconnu:gaz", "n’existe pas"),
        ("titre: gaz", "n’a pas de valeur"),
        ("g* gaz", "2 lettres"),
        ("gaz~2", "3 lettres par faute"),
        ("gaz ~", "tilde"),
        ("date:jamais gaz", "n’est pas une date"),
        ('date:"31 novembre 2021" gaz', "n’existe pas"),
    ],
)
def test_a_malformed_query_is_mended_and_the_mending_said(
    ministries: Backend, query: str, note: str
) -> None:
    result = ask(ministries, query)
    assert any(note in str(each) for each in result.notes), result.notes


@pytest.mark.parametrize(
    "query",
    ["", " ", '"', '""', "()", "*", "**", "ET", "SAUF", "-", ":", "titre:", "(((", ")))", "a" * 900,
     "(" * 900, "- - -", "SAUF SAUF gaz", "l'", "d’", "…", "«»", "~", "~2", "*~", "a~",
     "+gaz", "gaz/eau", "\x00", "😀"],
)  # fmt: skip
def test_any_query_has_an_answer(ministries: Backend, query: str) -> None:
    assert ask(ministries, query).total >= 0


@pytest.mark.parametrize(
    ("query", "why"),
    [("a " * 400, "termes"), ("*gaz " * 100, "astérisque initial"), ("pétrole~2 " * 90, "fautes")],
)
def test_a_query_that_costs_too_much_is_refused(ministries: Backend, query: str, why: str) -> None:
    with pytest.raises(RequestError, match=why):
        ask(ministries, query)


def test_a_word_that_stands_for_too_many_is_refused(backend_of: Make) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"zo{first}{second}" for first in letters for second in letters]
    longer = [f"{word}x" for word in words]
    backend = backend_of(dispatch("Un", " ".join(words)), dispatch("Deux", " ".join(longer)))
    assert ask(backend, "zoa*").total == 2
    assert ask(backend, "zo*x").total == 2
    for query in ("zo*", "*zo*", "-zo*", "gaz OU zo*"):
        with pytest.raises(RequestError, match="plus de 1024 mots"):
            ask(backend, query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ambasades~", ["ambassades"]),
        ("*bassade*", ["ambassades", "Ambassadeur"]),
        ("ambas*eur", ["Ambassadeur"]),
        ("réunoin~", ["réunion"]),
        ("port-parole~", ["porte-parole"]),
        ("ambas*eur réunions", ["Ambassadeur", "réunion"]),
    ],
)
def test_what_was_really_matched_is_marked(backend_of: Make, query: str, words: list[str]) -> None:
    text = "La réunion des ambassades et leur porte-parole : l'Ambassadeur parle."
    (hit,) = ask(backend_of(dispatch("Compte rendu", text)), query).hits
    marked = {passage.text[start:end] for passage in hit.highlights for start, end in passage.marks}
    assert marked == set(words)


def test_a_misspelling_scores_as_the_words_it_stands_for(backend_of: Make) -> None:
    backend = backend_of(
        dispatch("Un", "le pétrole et le gaz"),
        dispatch("Deux", "le pétrole, encore le pétrole, toujours le pétrole"),
        dispatch("Trois", "le petrolex et tant de mots qui font que le texte est bien plus long"),
    )
    assert headlines(backend, "pétrloe~")[0] == "Deux"
    assert set(headlines(backend, "petrole~")) == {"Un", "Deux", "Trois"}


def test_an_empty_index_answers(backend_of: Make) -> None:
    backend = backend_of()
    assert ask(backend, "gaz").total == 0
    assert backend.statistics().dispatches == 0
    assert backend.get("x") is None


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "rien")
    with pytest.raises(IndexMissing, match="rien"):
        backend.search(SearchRequest("gaz"))


PIECES = st.sampled_from(
    ["gaz", "eau", '"gaz', '"', "(", ")", "ET", "OU", "SAUF", "-", "ga*", "titre:gaz", "date:hier",
     "agence:APS", "evenement:2021", "l'eau", "porte-parole", "dans", "le", "nom:kadhafi", "3 000",
     "g*z", "*az", "gas~", "gzaeux~2", "~", "*",
     "titre:g*z", "lieu:gaz~", "nom:ka*", "date:2*", "?[*", "œu*"]
)  # fmt: skip


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=10_000 if os.environ.get("FILON_TORTURE") == "1" else 300,
)
@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=60))
@example("gaz gaz eau ga* ga* ga*")  # two sums that differ in their last bit
def test_random_queries_have_consistent_answers(ministries: Backend, query: str) -> None:
    try:
        result = ask(ministries, query)
    except RequestError as refusal:
        # Anything else that is raised fails the test.
        assert refusal.field == "query"  # noqa: PT017
        return
    assert len(result.hits) == result.total
    assert sum(counts(result, "status").values()) == result.total
    assert [hit.score for hit in result.hits] == sorted(
        (hit.score for hit in result.hits), reverse=True
    )
