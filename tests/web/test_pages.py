"""The search page: what it finds it shows, what it is asked it keeps, and it never breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.dispatch import Dispatch, Status
from corpus.errors import BackendError, IndexMissing, RequestError
from search.backend import Backend
from search.request import SearchRequest
from search.result import SearchResult, Statistics
from tests.web.fake import FakeBackend
from web.app import WebConfig, create_app

AFFAIRES = "ministère des Affaires étrangères"
SiteOver = Callable[[Backend], FlaskClient]


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return answer.text.replace("\u00a0", " ").replace("\u202f", " ")


def headlines(text: str) -> list[str]:
    found = re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", text)
    return [re.sub(r"</?mark>", "", headline) for headline in found]


def test_the_first_page_shows_the_newest_dispatches(client: FlaskClient) -> None:
    text = page(client, "/")
    assert "44 dépêches</h1>" in text
    assert len(headlines(text)) == 25
    assert headlines(text)[1] == "Fès compte ses artisans"
    assert '<html lang="fr">' in text


def test_a_query_is_summed_up_in_one_sentence_and_its_words_are_marked(client: FlaskClient) -> None:
    text = page(client, f"/?q=ambassadeur&annee=2011&departement={quote(AFFAIRES)}&sauf-agence=TAP")
    title = re.sub(r"<.*?>", "", text[text.index("<h1") : text.index("</h1>")])
    assert title == f"3 dépêches contenant « ambassadeur », {AFFAIRES}, 2011, sauf TAP"
    assert "<del>TAP</del>" in text
    assert "<mark>ambassadeur</mark>" in text


def test_a_dispatch_is_escaped_everywhere(client: FlaskClient) -> None:
    for address in ("/?q=communiqué", "/depeche/lana-006?q=communiqué"):
        text = page(client, address)
        assert "&lt;officiel&gt;" in text
        assert "<officiel>" not in text


def test_what_is_typed_is_escaped(client: FlaskClient) -> None:
    for name in ("q", "du", "agence", "sauf-lieu", "tri"):
        text = client.get("/", query_string={name: '"><script>x</script>'}).text
        assert "<script>x" not in text


def test_a_cancelled_dispatch_is_found_and_not_quoted(client: FlaskClient) -> None:
    text = page(client, "/?q=malte&statut=cancelled")
    assert "ANNULÉE" in text
    assert "erroné" not in text


def test_versions_and_embargoes_are_badges(client: FlaskClient) -> None:
    assert "v3 – corrigée" in page(client, "/?q=missions")
    assert "EMBARGO LEVÉ" in page(client, "/?q=retraits")
    facets = page(client, "/")
    assert 'title="embargo levé"' in facets
    assert "sous embargo" not in facets
    assert "17 février 2011, 12 h 00 (UTC+1)" in page(client, "/depeche/afp-003")


def test_filters_are_boxes_of_the_form_that_stay_ticked(client: FlaskClient) -> None:
    text = page(client, f"/?departement={quote(AFFAIRES)}&sauf-agence=AFP")
    assert re.search(rf'name="departement" value="{AFFAIRES}" checked', text)
    assert re.search(r'name="sauf-agence" value="AFP" checked', text)


def test_departments_are_a_tree(client: FlaskClient) -> None:
    text = page(client, "/")
    ministry = text.index(f'name="departement" value="{AFFAIRES}"')
    under = text.index(f'value="{AFFAIRES} › direction des Affaires consulaires"')
    assert "<ul>" in text[ministry:under]
    assert "</ul>" not in text[ministry:under]


def test_what_a_form_does_not_show_it_carries(client: FlaskClient) -> None:
    text = page(client, "/?periode=7jours&annee=2011&tri=anciennes&taille=5&hl=en")
    hidden = set(re.findall(r'type="hidden" name="(.*?)" value="(.*?)"', text))
    assert hidden == {
        ("periode", "7jours"),
        ("annee", "2011"),
        ("tri", "anciennes"),
        ("taille", "5"),
        ("hl", "en"),
    }


def test_empty_fields_of_a_form_leave_the_address(client: FlaskClient) -> None:
    answer = client.get("/?q=gaz&du=&au=&tri=")
    assert (answer.status_code, answer.location) == (302, "/?q=gaz")


def test_the_histogram_leads_from_years_to_months(client: FlaskClient) -> None:
    years = page(client, "/?q=ambassadeur")
    assert re.search(r'href="/\?q=ambassadeur&amp;annee=2011">2011</a></th>\s*<td>4</td>', years)
    assert "rien n’est indexé" in years  # 2012
    months = page(client, "/?q=ambassadeur&annee=2011")
    assert re.search(r"mois=2011-01\">janvier 2011</a></th>\s*<td>3</td>", months)
    assert "Toutes les années" in months


def test_nothing_found_says_what_each_filter_costs(client: FlaskClient) -> None:
    text = page(client, "/?q=ambassadeur&annee=2011&agence=AFP")
    assert "Aucune dépêche contenant" in text
    gains = re.findall(r"<a [^>]*>(Sans [^<]*)</a>\s*<span class=\"count\">(.*?)</span>", text)
    assert gains == [
        ("Sans 2011", "1 dépêche"),
        ("Sans « ambassadeur »", "2 dépêches"),
        ("Sans AFP", "4 dépêches"),
    ]


def test_an_empty_answer_costs_eight_searches_at_most(site_over: SiteOver) -> None:
    asked: list[SearchRequest] = []

    class Counting(FakeBackend):
        def search(self, request: SearchRequest) -> SearchResult:
            asked.append(request)
            return SearchResult(0)

    text = page(site_over(Counting()), "/?" + "&".join(f"agence={n}" for n in range(30)))
    assert "Aucune dépêche" in text
    assert len(asked) == 9
    assert {request.size for request in asked[1:]} == {1}


def test_notes_of_the_engine_and_of_the_address_are_shown(client: FlaskClient) -> None:
    assert "Guillemet non fermé, position 1 ; recherche" in page(client, '/?q="gaz')
    assert "dates étaient inversées" in page(client, "/?q=&du=2011-03-01&au=2011-01-01")


def test_pages_follow_each_other(client: FlaskClient) -> None:
    first, second = page(client, "/?taille=20"), page(client, "/?taille=20&page=2")
    assert not set(headlines(first)) & set(headlines(second))
    assert '<ol class="cards" start="21">' in second
    assert "la dernière est la page 3" in page(client, "/?taille=20&page=9")


@pytest.mark.parametrize("address", ["/?page=zéro", "/?du=32/01/2011", "/?tri=x", "/?q=!cher"])
def test_a_refused_search_keeps_the_form(client: FlaskClient, address: str) -> None:
    text = page(client, f"{address}&agence=AFP", 400)
    assert 'name="agence" value="AFP"' in text
    assert 'role="alert"' in text
    if "du=" in address:
        assert 'name="du" value="32/01/2011" aria-invalid="true"' in text
    if "q=" in address:
        assert 'name="q" value="!cher"' in text


@given(st.dictionaries(st.sampled_from(["q", "du", "au", "page", "mois", "tri"]), st.text()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_address_is_an_internal_error(client: FlaskClient, args: dict[str, str]) -> None:
    assert client.get("/", query_string=args).status_code in (200, 302, 400)


def test_a_dispatch_has_its_bodies_dates_and_found_words_marked(client: FlaskClient) -> None:
    text = page(client, "/depeche/lana-005?q=ambassadeur&annee=2011")
    assert f'title="{AFFAIRES}">ministère des Affaires étrangères</a>' in text
    assert 'datetime="2011-01-11" title="le 11 janvier 2011">mardi</time>' in text
    assert "<mark>ambassadeur</mark>" in text
    assert 'href="/?q=ambassadeur&amp;annee=2011">← Retour' in text
    assert "LANA, Tripoli, 11 janv. 2011, v1" in text


@pytest.mark.parametrize("uid", ["urn:a/b?c#d é%2F", "/2021/05/un-port", "a//b", "/"])
def test_a_uid_may_be_any_text(site_over: SiteOver, uid: str) -> None:
    client = site_over(FakeBackend([Dispatch(uid=uid, headline="Un titre", status=Status.USABLE)]))
    found = re.search(r'<h2><a href="(.*?)">', page(client, "/"))
    assert found is not None
    assert "Un titre</h1>" in page(client, found[1])


def test_a_query_that_is_refused_does_not_hide_the_dispatch() -> None:
    def refuse(text: str, query: str) -> list[tuple[int, int]]:
        raise RequestError("La requête coûte trop cher.", field="query")

    client = create_app(FakeBackend(), WebConfig(), mark=refuse).test_client()
    assert "Gaz : un accord" in page(client, "/depeche/aps-001?q=gaz")


def test_an_unknown_dispatch_is_not_found(client: FlaskClient) -> None:
    assert "Page introuvable" in page(client, "/depeche/rien", 404)


def test_english_is_one_click_away_and_stays(client: FlaskClient) -> None:
    assert 'href="/?q=gaz&amp;hl=en" lang="en"' in page(client, "/?q=gaz")
    text = page(client, "/?q=gaz&hl=en")
    assert '<html lang="en">' in text
    assert "1 dispatch containing" in text
    assert "Retour" not in page(client, "/depeche/aps-001?hl=en")


@pytest.mark.parametrize("error", [IndexMissing("Il n’y a pas d’index."), None])
def test_an_empty_index_gives_the_command_that_fills_it(
    site_over: SiteOver, error: Exception | None
) -> None:
    text = page(site_over(_failing(error) if error else FakeBackend([])), "/")
    assert "filon index DOSSIER" in text


def test_an_engine_that_cannot_answer_is_a_503(site_over: SiteOver) -> None:
    text = page(site_over(_failing(BackendError("Le moteur est arrêté."))), "/?q=gaz", 503)
    assert "Le moteur est arrêté." in text


def test_an_error_of_ours_is_a_500_that_tells_nothing(site_over: SiteOver) -> None:
    text = page(site_over(_failing(RuntimeError("secret"))), "/", 500)
    assert "Erreur interne" in text
    assert "secret" not in text


def _failing(error: Exception) -> Backend:
    class Failing(FakeBackend):
        def search(self, request: SearchRequest) -> SearchResult:
            raise error

        def statistics(self) -> Statistics:
            raise error

    return Failing()


def test_help_shows_examples_that_can_be_followed(client: FlaskClient) -> None:
    text = page(client, "/aide")
    addresses: Sequence[str] = re.findall(r'<a href="([^"]*)"><code>', text)
    assert len(addresses) > 10
    for address in addresses:
        page(client, address.replace("&amp;", "&"))
