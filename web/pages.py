"""The pages: search, a dispatch, help. Each gathers what it shows and lays it out in a template."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from corpus.errors import IndexMissing
from web.answers import answer
from web.context import address, checked_state, link, page_state, site, words
from web.guide import GUIDE
from web.periods import PERIODS
from web.reading import reading
from web.urls import SORTS

pages = Blueprint("pages", __name__)

SORT_LABELS = {"pertinence": "Pertinence", "recentes": "Récentes", "anciennes": "Anciennes"}


@pages.get("/")
def search() -> BaseResponse | str:
    state = checked_state()
    if not all(request.args.values()) and not state.notes:
        # A form without scripts sends its empty fields too: the address is kept short.
        return redirect(link(state))
    try:
        result = site().backend.search(state.request)
    except IndexMissing:
        return render_template("empty.html")
    statistics = site().statistics_of(result.generation)
    if not result.total and not statistics.dispatches:
        return render_template("empty.html")
    return render_template(
        "search.html",
        answer=answer(site().backend, state, result, statistics, words()),
        statistics=statistics,
        periods=PERIODS,
        sorts=[(SORT_LABELS[name], sort) for name, sort in SORTS.items()],
    )


@pages.get("/depeche/<path:uid>")
def dispatch(uid: str) -> str:
    found = site().backend.get(uid)
    if found is None:
        abort(404)
    shown = reading(found, page_state(), site().mark, words())
    return render_template("dispatch.html", reading=shown, dispatch=found)


@pages.get("/aide")
def guide() -> str:
    return render_template("guide.html", guide=GUIDE)


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """Lets a browser offer this page among its search engines."""
    description = render_template("opensearch.xml", address=address())
    return Response(description, mimetype="application/opensearchdescription+xml")
