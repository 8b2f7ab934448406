"""Guesses from cheap cues whether a clause tells of what was or of what will be.

A day without a year, or a bare weekday, lies before or after the day of issue by the tense of its
verb. The clause is looked at first, then the sentence: «a annoncé lundi que le sommet se tiendra en
juin» tells two tenses.
"""

from __future__ import annotations

import re

from corpus.days import Side

REACH = 160
SENTENCE_END = re.compile(r"[.!?…\n](?=\s|$)|\n")
CLAUSE_END = re.compile(
    r"[;:,«»\"“”()–—]|\b(?:que|qui|dont|où|lorsque|quand|alors|tandis)\b|\bqu['’]"
)
FUTURE = re.compile(
    r"\b(?:[a-zéèêîïôûç]*(?:[eiudvr]ra|tra|[eiudvrt]ront)\b(?<!\bextra)(?<!\bultra)(?<!\bcontra)"
    r"|prévue?s?\b|prévoi(?:t|ent)\b|devrai(?:t|ent)\b|doi(?:t|vent)\b|attendue?s?\b"
    r"|programmée?s?\b|fixée?s?\b|prochain|(?:va|vont)\s(?:s['’e]\s?)?\w+(?:er|ir|re)\b)"
)
PAST = re.compile(
    r"\b(?:a|ont|est|sont|avait|avaient|était|étaient|fut|furent|aurait|auraient|ayant|eu)\b"
)


def side_of(text: str, start: int, end: int) -> Side:
    """The side of the day of issue that `text[start:end]` lies on; NEAREST without any cue."""
    before = SENTENCE_END.split(text[max(0, start - REACH) : start])[-1]
    after = SENTENCE_END.split(text[end : end + REACH], maxsplit=1)[0]
    clause = f"{CLAUSE_END.split(before)[-1]} {CLAUSE_END.split(after, maxsplit=1)[0]}"
    side = _side(clause)
    return side if side is not Side.NEAREST else _side(f"{before} {after}")


def _side(clause: str) -> Side:
    if FUTURE.search(clause):
        return Side.FUTURE
    return Side.PAST if PAST.search(clause) else Side.NEAREST
