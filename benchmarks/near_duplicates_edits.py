"""How repetitions in `benchmarks.near_duplicates` differ from the dispatches that they repeat."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from corpus.dispatch import Dispatch

Edit = Callable[[random.Random, Dispatch], Dispatch]


def change_words(share: float) -> Edit:
    """So many of the words after the first paragraph are others of the same text."""

    def edit(draw: random.Random, dispatch: Dispatch) -> Dispatch:
        words = "\n".join(dispatch.body).split(" ")
        for at in draw.sample(range(len(words)), max(1, int(share * len(words)))):
            words[at] = draw.choice(words)
        return replace(dispatch, body=tuple(" ".join(words).split("\n")))

    return edit


def change_lead(draw: random.Random, dispatch: Dispatch) -> Dispatch:
    """Two words of the first paragraph are others that state nothing."""
    words = dispatch.lead.split(" ")
    plain = [at for at, word in enumerate(words) if at and re.fullmatch("[a-zà-ÿ]{4,}", word)]
    for at in draw.sample(plain, min(2, len(plain))):
        words[at] = draw.choice(["ensuite", "encore", "notamment", "également", "aussitôt"])
    return replace(dispatch, lead=" ".join(words))


def move_paragraph(draw: random.Random, dispatch: Dispatch) -> Dispatch:
    body = [*dispatch.body]
    body.insert(draw.randrange(len(body)), body.pop(draw.randrange(len(body))))
    return replace(dispatch, body=tuple(body))


def cut_paragraph(draw: random.Random, dispatch: Dispatch) -> Dispatch:
    return replace(dispatch, body=dispatch.body[:-1])


def change_headline(draw: random.Random, dispatch: Dispatch) -> Dispatch:
    words = " ".join(dispatch.paragraphs).split()
    return replace(dispatch, headline=" ".join(draw.sample(words, min(8, len(words)))))


def change_agency(draw: random.Random, dispatch: Dispatch) -> Dispatch:
    """Another sign-off, and nothing else."""
    body = (*dispatch.body[:-1], f"{dispatch.body[-1]} (avec AFP)")
    return replace(dispatch, body=body, lead=f"{dispatch.lead} (Belga)")


def change_all(draw: random.Random, dispatch: Dispatch) -> Dispatch:
    for edit in (change_headline, change_agency, move_paragraph, change_words(0.01)):
        dispatch = edit(draw, dispatch)
    return dispatch


EDITS: dict[str, Edit] = {
    "sent again": lambda draw, dispatch: dispatch,
    "another agency": change_agency,
    "another headline": change_headline,
    "2 words of the first paragraph": change_lead,
    "1 % of the words": change_words(0.01),
    "3 % of the words": change_words(0.03),
    "5 % of the words": change_words(0.05),
    "a paragraph moved": move_paragraph,
    "the last paragraph cut": cut_paragraph,
    "headline, agency, move, 1 %": change_all,
}

FACTS: dict[str, tuple[str, str]] = {
    "a toll in figures": ("12 morts", "14 morts"),
    "a toll in letters": ("douze morts", "treize morts"),
    "a weekday": ("signé mardi", "signé jeudi"),
    "a month": ("le 3 mars", "le 3 avril"),
    "a first name": ("Karim Haddad", "Samir Haddad"),
    "a country": ("en Égypte", "en Éthiopie"),
    "a nationality": ("président égyptien", "président éthiopien"),
    "an amount": ("2,5 millions", "3,5 millions"),
    "its unit": ("2,5 millions", "2,5 milliards"),
    "a negation": ("a démissionné", "n’a pas démissionné"),
}
