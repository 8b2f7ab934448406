"""What is said when something went wrong: in the house's layout for people, in JSON for programs.

A question never ends in a 500: whatever is wrong with it is a RequestError.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from corpus.errors import FilonError, IndexMissing, RequestError
from corpus.messages import message
from web.api import PREFIX
from web.context import words
from web.urls import PARAMETERS

Answer = tuple[Response | str, int] | tuple[Response | str, int, list[tuple[str, str]]]


@dataclass(frozen=True)
class Failure:
    """A title and what a reader can do about it."""

    title: str
    advice: str


FAILURES = {
    400: Failure("Requête refusée", "Cette adresse ne nomme pas ce site, ou elle est mal formée."),
    404: Failure(
        "Page introuvable",
        "Cette page n’existe pas, ou cette dépêche n’est pas dans l’index. "
        "Une dépêche garde son adresse tant qu’elle est indexée.",
    ),
    405: Failure("Méthode refusée", "Ce site se lit seulement : il ne prend que GET et HEAD."),
    500: Failure(
        "Erreur interne", "Le site a rencontré une erreur. Elle est notée dans son journal."
    ),
    503: Failure(
        "Recherche indisponible", "L’index ne peut pas répondre pour le moment. Réessayez bientôt."
    ),
}


def say_failures(app: Flask) -> None:
    """Register what answers each error."""
    app.register_error_handler(RequestError, _refused)
    app.register_error_handler(FilonError, _unavailable)
    app.register_error_handler(HTTPException, _failed)


def _for_program() -> bool:
    return request.path.startswith(PREFIX)


def _refused(error: RequestError) -> Answer:
    field = PARAMETERS.get(error.field, error.field)
    if _for_program():
        return jsonify({"error": words().plain(error.message), "field": field}), 400
    return render_template("refused.html", said=words().say(error.message), field=field), 400


def _unavailable(error: FilonError) -> Answer:
    if _for_program():
        return jsonify({"error": words().plain(error.message), "field": ""}), 503
    if isinstance(error, IndexMissing):
        return render_template("empty.html"), 503
    said = words().say(error.message)
    return render_template("failure.html", code=503, failure=FAILURES[503], said=said), 503


def _failed(error: HTTPException) -> Answer | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    failure = FAILURES.get(code, FAILURES[400 if code < 500 else 500])
    kept = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    if _for_program():
        return jsonify({"error": words().plain(message(failure.title)), "field": ""}), code, kept
    return render_template("failure.html", code=code, failure=failure, said=""), code, kept
