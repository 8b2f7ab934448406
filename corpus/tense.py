"""Guesses from cheap cues whether a clause tells of what was or of what will be.

A day without a year, or a bare weekday, lies before or after the day of issue by the tense of its
verb. A participle next to the day is the nearest verb («un accord signé en février»); then the
clause counts, and the sentence only when the clause is too short to hold a verb. All is lower case.

What a word tells alone is remembered; patterns run over a clause only where a word may begin one.
"""

from __future__ import annotations

import re

from corpus.days import Side

REACH = 120
SHORT_CLAUSE = 30
REMEMBERED = 65536
_CLAUSE_END = (
    r"(?:[;:«»\"“”()–—\n]|[,.!?…](?!\d)"
    r"|\s(?:qu(?:['’]|[ei]\b)|(?:dont|où|lorsque|quand|alors|tandis)\b))"
)
CLAUSE_END = re.compile(_CLAUSE_END)
# What is greedy finds the last one first.
CLAUSE_START = re.compile(rf".*{_CLAUSE_END}", re.DOTALL)
_SENTENCE_END = r"(?:[.!?…](?=\s|$)|\n)"
SENTENCE_END = re.compile(_SENTENCE_END)
SENTENCE_START = re.compile(rf".*{_SENTENCE_END}", re.DOTALL)

_INFINITIVE = r"[a-zà-ÿ]+(?:er|ir|re)\b"
_AWAITED = r"(?:prévu|attendu|programmé|fixé|promis)e?s?\b"
_WILL = r"[a-zà-ÿ]*(?:[eiudvr]ra|tra|[eiudvrt]ront)\b(?<!\bextra)(?<!\bultra)(?<!\bcontra)"
_DECIDE = r"(?:décid|charg|conven|demand|prom|invit|appel|propos|accept)[a-zà-ÿ]+"
FUTURE = re.compile(
    rf"\b(?:{_AWAITED}|{_WILL}|prévoi(?:t|ent)\b|doi(?:t|vent)\b|devai(?:t|ent)\b|prochain"
    r"|(?!aurai|portrait|extrait|retrait|attrait|abstrait)[a-zà-ÿ]{2,}rai(?:t|ent)\b)"
)
FUTURE_PHRASE = re.compile(
    rf"\b(?:en\svue\sd|(?:va|vont)\s(?:s['’e]\s?)?{_INFINITIVE}"
    rf"|{_DECIDE}\s(?:[\w'’]+\s){{0,4}}?(?:de\s|d['’]|à\s){_INFINITIVE})"
)
FUTURE_MAY = re.compile(rf"(?:\b(?:va|vont|{_DECIDE})|^vue)$")
PAST = re.compile(
    r"\b(?:a|ont|avait|avaient|était|étaient|fut|furent|aurait|auraient|ayant|s['’]est)\b"
)
# «est ouvert» is a state of today, «est arrivé» is not.
PAST_PHRASE = re.compile(
    r"\b(?:se\ssont"
    r"|(?:est|sont)\s(?:arriv|part|ven|reven|all|mort|décéd|entr|sort|tomb|interven|surven)\w*)\b"
)
PAST_MAY = re.compile(r"\b(?:est|sont|se)$")
PARTICIPLE = re.compile(
    r"^(?:[a-zà-ÿ]{2,}ée?s?|[a-zà-ÿ]*(?:ten|ven|rend|reç|concl|perd|prév|attend)ue?s?"
    r"|[a-zà-ÿ]*(?:ouvert|mort|mis|pris)e?s?|(?:part|sais|réun|sub)ie?s?|élue?s?|née?s?)\Z"
)
AWAITED = re.compile(_AWAITED)
WILL = re.compile(_WILL)
HAVE = frozenset(("a", "ont", "avait", "avaient", "ayant"))
DETERMINERS = frozenset(("le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux"))
POSSESSIVES = frozenset(("à", "ce", "cet", "cette", "ces", "son", "sa", "ses", "leur", "leurs"))
# After these it is a noun («le lycée»), or its clause must tell («sont suspendus»).
NO_VERB = DETERMINERS | POSSESSIVES | {"est", "sont", "être"}


# What a word tells, may tell with those after it, or is: any sum of these. An IntFlag would cost
# more than the patterns do.
TELLS_FUTURE, MAY_TELL_FUTURE, TELLS_PAST, MAY_TELL_PAST, IS_PARTICIPLE = 1, 2, 4, 8, 16
CUES = (
    (FUTURE, TELLS_FUTURE),
    (FUTURE_MAY, MAY_TELL_FUTURE),
    (PAST, TELLS_PAST),
    (PAST_MAY, MAY_TELL_PAST),
    (PARTICIPLE, IS_PARTICIPLE),
)


def side_of(text: str, start: int, end: int) -> Side:
    """The side of the day of issue that `text[start:end]` lies on; NEAREST without any cue."""
    reached = start - REACH if start > REACH else 0
    opening = CLAUSE_START.match(text, reached, start)
    ahead = text[opening.end() if opening else reached : start]
    words = ahead.split()
    told = _participle(words, opens=opening is not None)
    if told:
        return told
    closing = CLAUSE_END.search(text, end, end + REACH)
    after = text[end : closing.start() if closing else end + REACH]
    side = _side(words + after.split(), ahead, after)
    if side is Side.NEAREST and len(ahead) + len(after) + 1 < SHORT_CLAUSE:
        ahead, after = _around(text, start, end)
        return _side([*ahead.split(), *after.split()], ahead, after)
    return side


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What a sentence has before and after the day."""
    reached = max(0, start - REACH)
    opening = SENTENCE_START.match(text, reached, start)
    closing = SENTENCE_END.search(text, end, end + REACH)
    ahead = text[opening.end() if opening else reached : start]
    return ahead, text[end : closing.start() if closing else end + REACH]


def _participle(words: list[str], *, opens: bool) -> Side | None:
    """The side that a participle tells, right before the day or at the start of its clause."""
    if words and words[-1] in ("le", "en"):
        words = words[:-1]
    if not words:
        return None
    before = words[-2] if len(words) > 1 else ""
    told = words[-1]
    if before in NO_VERB or not _CUES[told] & IS_PARTICIPLE:
        before, told = "", words[0]
        if not opens or not _CUES[told] & IS_PARTICIPLE:
            return None
    if before in HAVE:
        return Side.PAST
    is_ahead = AWAITED.match(told) or WILL.fullmatch(before)
    return Side.FUTURE if is_ahead else Side.PAST


def _side(words: list[str], ahead: str, after: str) -> Side:
    """What words tell, which are those ahead of the day and after it."""
    told = 0
    for word in words:
        told |= _CUES[word]
    if told & TELLS_FUTURE:
        return Side.FUTURE
    if told & MAY_TELL_FUTURE and FUTURE_PHRASE.search(f"{ahead} {after}"):
        return Side.FUTURE
    if told & TELLS_PAST:
        return Side.PAST
    if told & MAY_TELL_PAST and PAST_PHRASE.search(f"{ahead} {after}"):
        return Side.PAST
    return Side.NEAREST


_MATCHES = [(pattern.match, cue) for pattern, cue in CUES]
_SEARCHES = [(pattern.search, cue) for pattern, cue in CUES]


class _Cues(dict[str, int]):
    """The cues of each word seen; all is forgotten when it is full."""

    def __missing__(self, word: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        # In a word of letters alone, a pattern can only match at its start.
        cues = 0
        for find, cue in _MATCHES if word.isalpha() else _SEARCHES:
            if find(word):
                cues |= cue
        self[word] = cues
        return cues


_CUES = _Cues()
