"""A dispatch as a file in an agency format: an address for each, beside that of its page.

What is served is saved, never shown: XML that holds XHTML would be a page that nobody made.
"""

from __future__ import annotations

import re
from functools import partial

from flask import Blueprint, Response, abort, request

from corpus.writers.formats import FORMATS, Format
from web.context import site
from web.pages import dispatch as page_of
from web.versions import chosen

exports = Blueprint("exports", __name__)

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
NAME_CHARACTERS = 80


@exports.app_context_processor
def _formats() -> dict[str, object]:
    """What the page of a dispatch links to."""
    return {"export_formats": tuple(FORMATS.values())}


def _export(form: Format, uid: str) -> Response | str:
    """The newest version, or the one that the address asks for as that of its page does."""
    backend = site().backend
    version = chosen(backend.versions(uid), request.args.get("v", "").strip())
    if version is None:
        # A uid may be any text, and end as a file's name does.
        return page_of(uid + form.suffix) if backend.versions(uid + form.suffix) else abort(404)
    found = backend.get(uid, version.number, version.digest)
    if found is None:  # held back by an embargo
        abort(404)
    answer = Response(form.one(found), mimetype=form.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(uid, form)}"'
    return answer


def _file_name(uid: str, form: Format) -> str:
    name = UNSAFE.sub("-", uid).strip("-.")[-NAME_CHARACTERS:]
    return f"{name or 'depeche'}{form.suffix}"


for _form in FORMATS.values():
    exports.add_url_rule(f"/depeche/<uid:uid>{_form.suffix}", _form.name, partial(_export, _form))
