"""Gives a withdrawal that came without words those of what it withdraws: it is found by them.

An agency may send of a kill the identifier alone, or a notice of one line. Which of the two comes
first, the kill or what it kills, makes no difference: the withdrawal as it came is kept in the
history, and what searches find is made anew from it whenever more is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.dispatch import Dispatch, Status
from index.embargo import FOREVER, held_until
from index.history import History, Kept, Key
from index.precedence import precedence

NOTICE = "Avis de l’agence : {headline}"


def in_full(living: Kept, history: History) -> Dispatch:
    """What searches are to find in the place of a withdrawal; `living` is what they find now.

    It has the words of the highest earlier version that has any, unless it has words of its own.
    """
    kept = history.find(Key(living.dispatch.uid, living.dispatch.version, living.digest))
    came = living.dispatch if kept is None else kept.dispatch
    if came.paragraphs or came.status is not Status.CANCELLED:
        return living.dispatch
    source = _source(came, (each.dispatch for each in history.versions(came.uid)))
    return came if source is None else in_words_of(came, source)


def in_words_of(withdrawal: Dispatch, other: Dispatch) -> Dispatch:
    """A withdrawal with what another version says. It is held back as long as the words are."""
    notice = withdrawal.headline
    notes = withdrawal.notes
    if notice and notice != other.headline:
        notes = (*notes, NOTICE.format(headline=notice))
    ends = [each.embargo for each in (withdrawal, other) if each.embargo is not None]
    return replace(
        withdrawal,
        headline=other.headline,
        lead=other.lead,
        body=other.body,
        events=other.events,
        departments=other.departments,
        subjects=withdrawal.subjects or other.subjects,
        keywords=withdrawal.keywords or other.keywords,
        agency=withdrawal.agency or other.agency,
        place=withdrawal.place or other.place,
        language=other.language,
        embargo=max(ends, default=None),
        notes=notes,
    )


def _source(withdrawal: Dispatch, versions: Iterable[Dispatch]) -> Dispatch | None:
    """The first of some versions that is earlier and has words. Of those that are held back for an
    unknown time none is taken: the withdrawal would be so too."""
    own = withdrawal.version, precedence(withdrawal)
    for each in versions:
        is_earlier = (each.version, precedence(each)) < own
        if is_earlier and each.paragraphs and held_until(each) != FOREVER:
            return each
    return None
