"""What one ninjs object says, as a draft: the same reading for 1.x, 2.x and 3.x."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from corpus.dispatch import Link, Source, Status, Subject
from corpus.errors import ReaderError
from corpus.messages import message
from corpus.readers.draft import Draft
from corpus.readers.newscodes import code_at, code_of, subject_code, value_of
from corpus.readers.ninjs_extra import extra_of
from corpus.readers.ninjs_fields import (
    Item,
    associations,
    line_in,
    list_of,
    lowered,
    names_of,
    plain,
)
from corpus.readers.ninjs_text import Text, line_of, paragraphs_of, texts_of
from corpus.readers.wire import (
    SEPARATOR,
    STATUSES,
    bounded,
    language_of,
    moment_of,
    nothing_to_read,
    number_of,
    shown,
    status_said,
    stronger,
)
from corpus.text import are_alike
from corpus.versions import version_at
from corpus.writers.extension import MEDIA_TYPE, restored
from corpus.writers.values import visible

MEDIA = frozenset(("picture", "graphic", "audio", "video", "animation", "event", "planning"))
"""Types of objects that are news only with a headline and a description."""
LEAD_ROLES = frozenset(("lead", "standfirst", "chapeau"))
CREDIT_ROLES = frozenset(("creditline", "credit", "writer", "byline"))
INHERITED = (
    *("embargoed", "pubstatus", "language", "infosources", "infosource", "copyrightholder"),
    "versioncreated",
)
"""What an associated object has from the one around it, where it is silent itself."""


def is_item(value: Mapping[str, object]) -> bool:
    """Whether an object is one of news: it has an identifier or a text."""
    return any(
        key in ("uri", "headline", "headlines", "bodies", "descriptions", "title")
        or key.startswith(("body_", "description_"))
        for key in map(str.lower, value)
    )


def associated(value: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """The objects within an object, at any depth, with what they have from those around them."""
    waiting = deque((lowered(value),))
    while waiting:
        above = waiting.popleft()
        for each in associations(above):
            own = {name: above[name] for name in INHERITED if name in above} | lowered(each)
            waiting.append(own)
            yield own


def draft_of(value: Mapping[str, object], source: Source) -> Draft:
    """The draft of an object. Raises ReaderError for one that has nothing to index."""
    item = lowered(value)
    bodies = texts_of(item, "bodies", "body")
    headline = _headline(item)
    paragraphs, said = _paragraphs(item, bodies)
    _check(item, headline, paragraphs)
    extra = extra_of(item, headline) | said
    notes: list[str] = []
    embargo = moment_of(line_in(item, "embargoed"), notes)
    subjects, keywords = _subjects(item)
    published = _published(item, embargo, notes)
    links = bounded(_links(item), "liens", notes)
    draft = Draft(
        headline=headline,
        paragraphs=paragraphs,
        uid=line_in(item, "uri"),
        version=_version(item, notes),
        status=stronger(published, status_said(" ".join(names_of(item, "ednotes")))),
        agency=_agency(item),
        place=line_in(item, "located"),
        issued=_issued(item, notes, extra),
        byline=line_in(item, "byline") or line_in(item, "by"),
        subjects=bounded(subjects, "sujets", notes),
        keywords=bounded(keywords, "mots-clés", notes),
        language=language_of(line_in(item, "language")),
        urgency=_urgency(item, notes),
        notes=tuple(notes),
        source=source,
        extra=extra,
        embargo=embargo,
        links=links,
    )
    own = next((each.value for each in bodies if each.media_type == MEDIA_TYPE), None)
    return draft if own is None else _restored(draft, own, published)


def _restored(draft: Draft, own: str, published: Status) -> Draft:
    """A draft with what Filon knew of it. A note that Filon has written is no state, whatever it
    speaks of («Annulation du concert»); one that came on the way may be."""
    found = restored(draft, own)
    if found.known is None and published is not draft.status:
        known = restored(draft._replace(status=published), own).known
        if known is not None and visible(known.extra.get("note", "")) == draft.extra.get("note"):
            return found._replace(known=known)
    return found


def _check(item: Item, headline: str, paragraphs: tuple[str, ...]) -> None:
    kind = line_in(item, "type").lower()
    if kind in MEDIA and not (headline and paragraphs):
        reason = "Objet ninjs « {kind} » sans titre ou sans description : rien à indexer."
        raise ReaderError(message(reason, kind=kind))
    if not headline and not paragraphs:
        raise ReaderError(nothing_to_read())


def _headline(item: Item) -> str:
    found = texts_of(item, "headlines", "headline")
    main = next((each for each in found if each.role == "main"), found[0] if found else None)
    return (line_of(main) if main else "") or next(iter(names_of(item, "titles")), "")


def _paragraphs(item: Item, bodies: list[Text]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The body's, under the lead where that stands apart; without a body those of the description.

    With them what is kept of the other descriptions.
    """
    described = texts_of(item, "descriptions", "description")
    credits = [line_of(each) for each in described if each.role in CREDIT_ROLES]
    kept = {"credit": SEPARATOR.join(filter(None, credits))} if any(credits) else {}
    leads = [each for each in described if each.role in LEAD_ROLES]
    others = [each for each in described if each.role not in LEAD_ROLES | CREDIT_ROLES]
    lead = paragraphs_of(leads)
    body = paragraphs_of(bodies)
    if not body:
        return lead + paragraphs_of(others), kept
    if said := dict.fromkeys(filter(None, map(line_of, others))):
        kept["description"] = " / ".join(said)
    is_said = not lead or lead[0] in " ".join(body) or are_alike(lead[0], body[0])
    return (body if is_said else lead + body), kept


def _agency(item: Item) -> str:
    return next(iter(names_of(item, "infosources")), "") or line_in(item, "copyrightholder")


def _links(item: Item) -> tuple[Link, ...]:
    found = item.get("evolvedfrom")
    earlier = found if isinstance(found, list) else [found]
    links = [Link("previous", uid) for each in earlier if (uid := _reference(each))]
    for each in associations(item):
        own = lowered(each)
        if uid := line_in(own, "uri"):
            links.append(Link("related", uid, 0, _headline(own)))
    return tuple(dict.fromkeys(links))


def _reference(value: object) -> str:
    return line_in(lowered(value), "uri") if isinstance(value, dict) else plain(value)


def _issued(item: Item, notes: list[str], extra: dict[str, str]) -> datetime | None:
    """When this version was made; the other moments are kept where they differ."""
    moments = {
        key: moment_of(line_in(item, key), notes)
        for key in ("versioncreated", "contentcreated", "firstcreated")
    }
    issued = next((each for each in moments.values() if each), None)
    extra.update(
        (key, each.isoformat()) for key, each in moments.items() if each and each != issued
    )
    return issued


def _published(item: Item, embargo: datetime | None, notes: list[str]) -> Status:
    """The publishing status, and whether there is an embargo."""
    text = value_of(line_in(item, "pubstatus").lower())
    status = STATUSES.get(text) if text else Status.USABLE
    if status is None:
        # What is not known to be usable is not shown as if it were.
        notes.append(str(message("Statut inconnu : {value}.", value=shown(text))))
        return Status.EMBARGOED
    return status if embargo is None else stronger(status, Status.EMBARGOED)


def _version(item: Item, notes: list[str]) -> int:
    """The version as it is counted; where nobody counts, the moment at which it was made."""
    version = number_of(line_in(item, "version").removesuffix(".0"), "version", notes)
    return (
        version_at(moment_of(line_in(item, "versioncreated"), [])) if version is None else version
    )


def _urgency(item: Item, notes: list[str]) -> int | None:
    text = line_in(item, "urgency") or line_in(item, "priority")
    return number_of(text.removesuffix(".0"), "urgency", notes) or None


def _subjects(item: Item) -> tuple[list[Subject], list[str]]:
    """Subjects, and the keywords, which may be among them."""
    subjects, keywords = [], list(names_of(item, "keywords"))
    for each in list_of(item, "subjects"):
        if not isinstance(each, dict):
            keywords += filter(None, (plain(each),))
            continue
        concept = lowered(each)
        subject = Subject(_code(concept), line_in(concept, "name"))
        if line_in(concept, "rel") == "keyword" and subject.label:
            keywords.append(subject.label)
        elif any(subject):
            subjects.append(subject)
    return subjects, keywords


def _code(concept: Item) -> str:
    """A concept's code as «scheme:code»; its whole address in a scheme without a usual name."""
    address, scheme = line_in(concept, "uri"), line_in(concept, "scheme")
    code = line_in(concept, "literal") or line_in(concept, "code")
    if address or (scheme and code):
        return code_at(address or scheme + code)
    code = code_of(code) if ":" in code else subject_code(code)
    return code if ":" in code else ""
