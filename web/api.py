"""The same answers for programs, in JSON; errors are {"error", "field"}.

Programs may also send dispatches, where the one who serves has set a token.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import cast

from flask import Blueprint, Response, jsonify, request

from corpus.errors import FilonError, IndexLocked
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.registry import HEAD_BYTES
from corpus.text import clean
from index.comparison import Outcome
from index.ingest import Summary
from web.config import SHORTEST_TOKEN
from web.context import checked_state, site, words
from web.security import bears

PREFIX = "/api/"
RETRY_SECONDS = 5
"""When to send again what could not be written."""
UNNAMED = "envoi"

Answer = tuple[Response, int] | tuple[Response, int, dict[str, str]]

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
        return jsonify({"status": "unavailable", "error": words().plain(error.message)}), 503
    return jsonify({"status": "ok", **statistics.to_json()}), 200


@api.route("/api/dispatches", methods=["POST"], provide_automatic_options=False)
def receive() -> Answer:
    """Bring in the dispatches of the body, in any format that Filon reads; `fichier` names it.

    200 when all are in the index, 207 when some were refused, 422 when all were; each refusal has
    its reason. 503 when they cannot be written now: nothing of the last batch was, and to send all
    of it again is right.
    """
    delivery = site().config.delivery
    if delivery is None:
        return _refused(
            403,
            message(
                "Ce site ne reçoit pas de dépêches : donnez à FILON_TOKEN un jeton d’au moins "
                "{shortest} caractères, puis relancez « filon serve ».",
                shortest=SHORTEST_TOKEN,
            ),
        )
    if not bears(request.headers.get("Authorization", ""), delivery.token):
        said = message("Jeton refusé : envoyez l’en-tête « Authorization: Bearer JETON ».")
        return _refused(401, said, {"WWW-Authenticate": 'Bearer realm="Filon"'})
    if request.content_length is None:
        return _refused(411, message("Annoncez la taille de l’envoi (Content-Length)."))
    if request.content_length > LIMITS.posted_bytes:
        return _refused(
            413,
            message("Un envoi a au plus {limit} octets ; partagez-le.", limit=LIMITS.posted_bytes),
        )
    body = io.BufferedReader(cast("io.RawIOBase", request.stream), HEAD_BYTES)
    try:
        return _received(delivery.receive(body, _name()))
    except IndexLocked as error:
        return _later(error.message)
    except OSError as error:
        detail = error.strerror or str(error)
        return _later(message("L’index ne peut pas être écrit ({detail}).", detail=detail))
    finally:
        body.detach()  # the server's, who closes it


def _name() -> str:
    """What refusals and sources call the body."""
    given = " ".join(clean(request.args.get("fichier", "")).split())
    return given[: LIMITS.field_characters] or UNNAMED


def _received(summary: Summary) -> Answer:
    accepted = sum(summary.outcomes[outcome] for outcome in Outcome)
    code = 200 if not summary.refusals else 207 if accepted else 422
    return jsonify(summary.to_json()), code


def _refused(code: int, said: Message, headers: dict[str, str] | None = None) -> Answer:
    return jsonify({"error": words().plain(said), "field": ""}), code, headers or {}


def _later(said: Message) -> Answer:
    return _refused(503, said, {"Retry-After": str(RETRY_SECONDS)})
