"""`filon serve`: the page, in a browser."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from waitress import serve as serve_wsgi

from corpus.limits import LIMITS
from index.ingest import deliver
from search.highlight import mark_query
from search.local import LocalBackend
from web.app import WebConfig, create_app
from web.cli_french import FrenchCommand
from web.cli_options import folder_of, index_option
from web.config import LAST_PORT, load_settings
from web.context import Delivery
from web.security import LOOPBACK_HOSTS

THREADS = 4
UNWANTED_BYTES = 64 * 1024
"""The longest body that is taken only to say that none is."""


@click.command("serve", cls=FrenchCommand)
@index_option
@click.option("--host", default="127.0.0.1", metavar="ADRESSE", help="Adresse d’écoute.")
@click.option(
    "--port",
    type=click.IntRange(1, LAST_PORT),
    metavar="PORT",
    help="Port (sinon PORT, sinon 8000).",
)
@click.option(
    "--public",
    default="",
    metavar="URL",
    help="Adresse sous laquelle les lecteurs trouvent la page, s’ils passent par un autre nom.",
)
def serve_command(folder: Path | None, host: str, port: int | None, public: str) -> None:
    """Sert la page de recherche dans un navigateur.

    Si FILON_TOKEN donne un jeton, les programmes qui le présentent peuvent aussi envoyer des
    dépêches à /api/dispatches.
    """
    settings = load_settings()
    port = port or settings.port
    folder = folder_of(folder)
    backend = LocalBackend(folder)
    delivery = Delivery(settings.token, partial(deliver, folder)) if settings.token else None
    config = WebConfig(
        public_address=public, allowed_hosts={*LOOPBACK_HOSTS, host}, delivery=delivery
    )
    longest = LIMITS.posted_bytes if delivery else UNWANTED_BYTES
    app = create_app(backend, config, mark=mark_query)
    click.echo(f"Filon est sur http://{host}:{port}/ (Ctrl+C pour arrêter)")
    try:
        serve_wsgi(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident="Filon",
            max_request_body_size=longest,
        )
    except OSError as error:
        raise click.ClickException(
            f"Impossible d’écouter sur {host}:{port} ({error.strerror}) ; essayez un autre --port."
        ) from None
    finally:
        backend.close()
