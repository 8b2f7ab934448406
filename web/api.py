"""The same answers for programs, in JSON; errors are {"error", "field"}."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify

from corpus.errors import FilonError
from web.context import checked_state, site, words

PREFIX = "/api/"

api = Blueprint("api", __name__)


@api.get("/api/search")
def search() -> Response:
    """The answer to the address's question, as `filon search --json` prints it."""
    state = checked_state()
    result = site().backend.search(state.request)
    return jsonify(replace(result, notes=(*state.notes, *result.notes)).to_json())


@api.get("/sante")
def health() -> tuple[Response, int]:
    """Whether questions can be answered now, for whatever watches over the service."""
    try:
        statistics = site().backend.statistics()
    except FilonError as error:
        return jsonify({"status": "unavailable", "error": str(words().say(error.message))}), 503
    return jsonify({"status": "ok", **statistics.to_json()}), 200
