"""The web application: puts the pages, their errors and their guards together.

It knows an engine only as a `Backend` and reads no environment; `web.cli` serves it.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import PathConverter

from search.backend import Backend
from web.api import api
from web.context import EXTENSION, Site, WebConfig, share_with_templates
from web.exports import exports
from web.failures import say_failures
from web.marking import MarkQuery, mark_nothing
from web.pages import pages
from web.security import secure

__all__ = ["WebConfig", "create_app"]


class UidConverter(PathConverter):
    """Any text in an address; a path may not begin with a slash, as the uids of some feeds do."""

    regex = ".+?"
    part_isolating = False


def create_app(backend: Backend, config: WebConfig, mark: MarkQuery = mark_nothing) -> Flask:
    """The application over an engine. `mark` says what a query finds in a dispatch's text."""
    app = Flask(__name__)
    app.url_map.merge_slashes = False
    app.url_map.converters["uid"] = UidConverter
    app.extensions[EXTENSION] = Site.of(backend, config, mark)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    secure(app, config.hosts)
    share_with_templates(app)
    say_failures(app)
    app.register_blueprint(pages)
    app.register_blueprint(exports)
    app.register_blueprint(api)
    app.add_url_rule("/favicon.svg", "favicon", lambda: app.send_static_file("favicon.svg"))
    return app
