"""Guesses from cheap cues whether a clause tells of what was or of what will be.

A day without a year, or a bare weekday, lies before or after the day of issue by the tense of its
verb. A participle next to the day is the nearest verb («un accord signé en février»); then the
clause counts, and the sentence only when the clause is too short to hold a verb. All is lower case.
"""

from __future__ import annotations

import re

from corpus.days import Side

REACH = 120
SHORT_CLAUSE = 30
SENTENCE_END = re.compile(r"[.!?…](?=\s|$)|\n")
# Every branch begins with a character of its own, so that the search may skip all others.
CLAUSE_END = re.compile(
    r"[;:«»\"“”()–—\n]|[,.!?…](?!\d)|\s(?:que|qui|dont|où|lorsque|quand|alors|tandis)\b|\squ['’]"
)
_INFINITIVE = r"[a-zà-ÿ]+(?:er|ir|re)\b"
_AWAITED = r"(?:prévu|attendu|programmé|fixé|promis)e?s?\b"
_WILL = r"[a-zà-ÿ]*(?:[eiudvr]ra|tra|[eiudvrt]ront)\b(?<!\bextra)(?<!\bultra)(?<!\bcontra)"
FUTURE = re.compile(
    rf"\b(?:{_AWAITED}|{_WILL}|prévoi(?:t|ent)\b|doi(?:t|vent)\b|devai(?:t|ent)\b|prochain|en\svue\sd"
    r"|(?!aurai|portrait|extrait|retrait|attrait|abstrait)[a-zà-ÿ]{2,}rai(?:t|ent)\b"
    rf"|(?:va|vont)\s(?:s['’e]\s?)?{_INFINITIVE}"
    r"|(?:décid|charg|conven|demand|prom|invit|appel|propos|accept)[a-zà-ÿ]+\s(?:[\w'’]+\s){0,4}?"
    rf"(?:de\s|d['’]|à\s){_INFINITIVE})"
)
# «est ouvert» is a state of today, «est arrivé» is not.
PAST = re.compile(
    r"\b(?:a|ont|avait|avaient|était|étaient|fut|furent|aurait|auraient|ayant|s['’]est|se\ssont"
    r"|(?:est|sont)\s(?:arriv|part|ven|reven|all|mort|décéd|entr|sort|tomb|interven|surven)\w*)\b"
)
_PARTICIPLE = (
    r"(?:[a-zà-ÿ]{2,}ée?s?|[a-zà-ÿ]*(?:ten|ven|rend|reç|concl|perd|prév|attend)ue?s?"
    r"|[a-zà-ÿ]*(?:ouvert|mort|mis|pris)e?s?|(?:part|sais|réun|sub)ie?s?|élue?s?|née?s?)"
)
PARTICIPLE = re.compile(_PARTICIPLE)
AWAITED = re.compile(_AWAITED)
WILL = re.compile(_WILL)
HAVE = frozenset(("a", "ont", "avait", "avaient", "ayant"))
DETERMINERS = frozenset(("le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux"))
POSSESSIVES = frozenset(("à", "ce", "cet", "cette", "ces", "son", "sa", "ses", "leur", "leurs"))
# After these it is a noun («le lycée»), or its clause must tell («sont suspendus»).
NO_VERB = DETERMINERS | POSSESSIVES | {"est", "sont", "être"}


def side_of(text: str, start: int, end: int) -> Side:
    """The side of the day of issue that `text[start:end]` lies on; NEAREST without any cue."""
    ahead, *_ = reversed(CLAUSE_END.split(text[max(0, start - REACH) : start]))
    told = _participle(ahead.split(), opens=len(ahead) < min(start, REACH))
    if told:
        return told
    clause = f"{ahead} {CLAUSE_END.split(text[end : end + REACH], maxsplit=1)[0]}"
    side = _side(clause)
    if side is Side.NEAREST and len(clause) < SHORT_CLAUSE:
        before = SENTENCE_END.split(text[max(0, start - REACH) : start])[-1]
        after = SENTENCE_END.split(text[end : end + REACH], maxsplit=1)[0]
        return _side(f"{before} {after}")
    return side


def _participle(words: list[str], *, opens: bool) -> Side | None:
    """The side that a participle tells, right before the day or at the start of its clause."""
    if words and words[-1] in ("le", "en"):
        words = words[:-1]
    if not words:
        return None
    before = words[-2] if len(words) > 1 else ""
    told = words[-1]
    if before in NO_VERB or not PARTICIPLE.fullmatch(told):
        before, told = "", words[0]
        if not opens or not PARTICIPLE.fullmatch(told):
            return None
    if before in HAVE:
        return Side.PAST
    is_ahead = AWAITED.match(told) or WILL.fullmatch(before)
    return Side.FUTURE if is_ahead else Side.PAST


def _side(clause: str) -> Side:
    if FUTURE.search(clause):
        return Side.FUTURE
    return Side.PAST if PAST.search(clause) else Side.NEAREST
