"""The pages: search, a dispatch, help. Each gathers what it shows and lays it out in a template."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from corpus.dispatch import Dispatch, Status
from corpus.errors import IndexMissing
from search.result import Version
from web.answers import answer
from web.context import address, checked_state, link, page_state, site, words
from web.differences import difference
from web.guide import GUIDE
from web.periods import PERIODS
from web.reading import reading
from web.urls import SORTS
from web.versions import Address, Life, chosen, life_of, named, until

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
    statistics = site().statistics_of(result.generation, result.until)
    if not result.total and not statistics.dispatches:
        return render_template("empty.html")
    return render_template(
        "search.html",
        answer=answer(site().backend, state, result, statistics, words()),
        statistics=statistics,
        periods=PERIODS,
        sorts=[(SORT_LABELS[name], sort) for name, sort in SORTS.items()],
    )


@pages.get("/depeche/<uid:uid>")
def dispatch(uid: str) -> str:
    """A dispatch, or its version `v`, or what has changed from that to the version `diff`."""
    versions = site().backend.versions(uid)
    shown = chosen(versions, request.args.get("v", "").strip())
    if shown is None:
        abort(404)
    life = _life(uid, versions, shown)
    if shown.is_held:
        return render_template("held.html", uid=uid, embargo=until(shown, words()), life=life)
    found = _version(uid, shown)
    if other := request.args.get("diff", "").strip():
        return _difference(found, uid, versions, shown, chosen(versions, other))
    read = reading(found, page_state(), site().mark, words())
    return render_template("dispatch.html", reading=read, dispatch=found, life=life)


def _life(uid: str, versions: Sequence[Version], shown: Version) -> Life:
    address = Address(url_for("pages.dispatch", uid=uid), versions, page_state())
    return life_of(versions, shown, address, words())


def _version(uid: str, version: Version) -> Dispatch:
    return site().backend.get(uid, version.number, version.digest) or abort(404)


def _difference(
    found: Dispatch, uid: str, versions: Sequence[Version], shown: Version, other: Version | None
) -> str:
    if other is None or other.is_held:
        abort(404)
    sides = [(found, shown), (_version(uid, other), other)]
    # The newest version is listed first.
    (before, older), (after, newer) = sorted(
        sides, key=lambda side: versions.index(side[1]), reverse=True
    )
    return render_template(
        "difference.html",
        uid=uid,
        dispatch=after,
        names=[named(versions, each, words()) for each in (older, newer)],
        lines=difference(before, after),
        life=_life(uid, versions, newer),
        is_withdrawn=any(each.status is Status.CANCELLED for each in (versions[0], older, newer)),
        inserted=Markup("<ins>{}</ins>").format(words().text("ceci")),
        deleted=Markup("<del>{}</del>").format(words().text("cela")),
    )


@pages.get("/aide")
def guide() -> str:
    return render_template("guide.html", guide=GUIDE)


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """Lets a browser offer this page among its search engines."""
    description = render_template("opensearch.xml", address=address())
    return Response(description, mimetype="application/opensearchdescription+xml")
