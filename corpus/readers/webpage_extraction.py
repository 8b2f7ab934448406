"""Finds the text of a page that says nothing of its article, with trafilatura where it is there.

trafilatura is the optional extra «pages»: it guesses, and brings a dozen packages.
"""

from __future__ import annotations

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.markup import line_of
from corpus.readers.webpage_text import leads_elsewhere

EXTRA = "filon[pages]"
SHORTEST = 250
"""Characters: trafilatura finds no text in less, and need not be loaded to say so."""


def extracted(page: str) -> tuple[str, ...]:
    """The paragraphs of a page's main text, empty where none is found.

    Raises ReaderError where the extra is missing, or the page is too large or defeats it.
    """
    if len(page) > LIMITS.extracted_characters:
        raise ReaderError(
            message(
                "Page de plus de {limit} caractères sans article balisé.",
                limit=LIMITS.extracted_characters,
            )
        )
    try:
        from trafilatura import extract
    except ImportError:
        raise ReaderError(
            message(
                "Cette page ne dit pas où est son article ; pour en chercher le texte, installez "
                "l’extra « pages » : pip install '{extra}'.",
                extra=EXTRA,
            )
        ) from None
    try:
        text = extract(page, include_comments=False, include_tables=False)
    except Exception as error:  # it does not say what it may raise
        raise ReaderError(
            message("Texte de la page introuvable : {detail}.", detail=type(error).__name__)
        ) from None
    lines = map(line_of, (text or "").split("\n"))
    return tuple(line for line in lines if line and not leads_elsewhere(line))
