"""A dispatch as brute force reads it: field by field, word by word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field

from corpus.dispatch import Dispatch
from index.documents import lines
from index.french import fold

WORD_FIELDS = ("text", "headline", "form", "function", "name", "department")


@dataclass
class Words:
    """One field of one document."""

    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    positions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    length: int = 0

    def add(self, term: str, position: int, weight: int = 1) -> None:
        self.weights[term] += weight
        self.positions[term].append(position)
        self.length += 1


class Document:
    """A dispatch as its fields' words; `values` are the fields of whole values."""

    def __init__(self, dispatch: Dispatch, is_live: bool) -> None:
        self.uid = dispatch.uid
        self.is_live = is_live
        self.words = {name: Words() for name in WORD_FIELDS}
        self._read_text(dispatch)
        for token in lines(_names_of_bodies(dispatch)):
            for stem in token.stems:
                self.words["department"].add(stem, token.position)
        self.values: dict[str, set[str]] = {
            "uid": {dispatch.uid},
            "agency": {fold(dispatch.agency)} - {""},
            "place": {fold(dispatch.place)} - {""},
            "language": {fold(dispatch.language)} - {""},
            "status": {fold(dispatch.status.value)},
            "kind": {fold(body.kind.value) for body in dispatch.departments},
            "day": {f"{dispatch.issued.toordinal():07}"} if dispatch.issued else set(),
            "event": {
                f"{day:07}"
                for event in dispatch.events
                for day in range(event.start.toordinal(), event.end.toordinal())
            },
        }

    def _read_text(self, dispatch: Dispatch) -> None:
        for token in lines(dispatch.text):
            in_headline = token.start < len(dispatch.headline)
            weight = 3 if in_headline else 1
            for stem in token.stems:
                self.words["text"].add(stem, token.position, weight)
                if in_headline:
                    self.words["headline"].add(stem, token.position)
            for form in token.forms:
                if token.stems:
                    self.words["form"].add(form, token.position, weight)
                    # A field without positions has nothing but its weights to count.
                    self.words["form"].length += weight - 1
                else:
                    self.words["function"].add(form, token.position)
            if token.name:
                self.words["name"].add(token.name, token.position)

    def has(self, name: str, term: str) -> bool:
        return term in self.terms(name)

    def terms(self, name: str) -> Set[str]:
        return self.words[name].weights.keys() if name in self.words else self.values[name]


def _names_of_bodies(dispatch: Dispatch) -> str:
    names = [name for body in dispatch.departments for name in (*body.path, *body.aliases)]
    return "\n".join(dict.fromkeys(names))
