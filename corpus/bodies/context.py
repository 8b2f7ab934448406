"""What stands around a body's name: whether its holder has left, whether it is a body of state.

Every pattern reads the flat text (lower case, without accents) unless it says otherwise.
"""

from __future__ import annotations

import re

from corpus.alternatives import any_of
from corpus.data_files import read_entries
from corpus.flat import flat

_FORMER = re.compile(
    r"(?:^|.*\W)(?:"
    r"(?:anciens?|anciennes?|ex|feu)(?: puissante?| tout-puissant| premier)?[ -]"
    r"(?:(?:vice|sous)[- ])?"
    r"(?:(?:patron|patronne|chef|cheffe|directeur|directrice|responsable|numero un|numero deux|"
    r"porte-parole|secretaire general)(?: adjoint)? (?:a|de|du|des|de la|de l)[ '])?"
    r"|(?:fut|avait ete|a ete|alors|autrefois|jadis) )$",
    re.DOTALL,
)
_FORMER_AFTER = re.compile(
    r"(?: \w+){0,3},? ?\(?(?:de|entre) (?:\w+ )?(?:19|20)\d\d (?:a|et) (?:\w+ )?(?:19|20)\d\d"
    r"|(?: \w+){0,3} \((?:19|20)\d\d[-–](?:19|20)?\d\d\)"
    r"| (?:de l'epoque|d'alors)\b"
    r"| sous (?:l'ere |le regime de |la presidence de |la presidence d')?"
    r"(?:ben ali|bourguiba|kadhafi|moubarak|hollande|sarkozy|chirac|mitterrand|bouteflika)"
)
# Without a word boundary, the search may skip whatever no hint begins with.
_HINTS = re.compile(r"ancien|ex|feu|fut|ete|alors|autrefois|jadis")
_HINTS_AFTER = re.compile(r"19|20|epoque|alors| sous ")
_REACH = 48

NOT_BEFORE = (
    *(" en ", "'en ", "sous la ", "sous sa ", "sous leur ", "changer de ", "de la meme "),
    "conference des ",
)
"""«en direction de», «sous la direction de»."""

PARENT = re.compile(
    r"(?:,? *(?:(?:(?:qui )?(?:est )?(?:relevant|dependant|releve|depend)(?: directement)? |"
    r"(?:qui est )?rattachee?s? |"
    r"placee?s? sous (?:l'autorite|la tutelle|le controle)(?: directe)? |"
    r"(?:sous|de) (?:la )?tutelle |au sein )?"
    r"(?:du|de la|de l'|au|a la|a l'|des|de ce|de cette|de ce meme|dudit|aupres du) *(?:meme )?)"
    r"|, (?:m\. |mme )?[^,.;:()]{3,40}, (?:au|du) )"
)
"""What may stand between a body and the one above it, named right after."""
CHILD = re.compile(r" ?\( ?|, (?=direction|departement|sous-direction)")
"""What may stand between a ministry and a body of it: «le ministère de la Santé (direction …)»."""
UNDER_IT = re.compile(r",? (?:placee? |qui est )?sous (?:sa|son) (?:tutelle|autorite|controle)")
"""Refers to the ministry named before."""
OWN = (" sa ", " son ", " ses ", "dont la ", "dont le ", "\nsa ", "\nson ")

INTRODUCED = re.compile(r",? (?:M\. |Mme )?[A-ZÀ-Ý][\w'’-]+ [A-ZÀ-Ý]")
"""In the text itself, a person's name after an office: the office is a new one, not one spoken of
before."""

_INSTITUTIONS = any_of({flat(entry) for entry in read_entries("body_owners.txt")})
_OF_INSTITUTION = re.compile(
    rf" +(?:de la |de l'|du |des |de |d'|a la |a l'|au )(?:{_INSTITUTIONS})\b"
)
_SCHOOL = re.compile(r"universit|facult|\becole|lycee|\bcampus|hopital|\bchu\b|clinique")
_PRIVATE_REACH = 160


def is_former(flat_text: str, start: int, end: int) -> bool:
    """Whether the office from `start` to `end` is one that its holder has left."""
    if flat_text.startswith("ex-", start):
        return True
    before = flat_text[max(0, start - _REACH) : start]
    if _HINTS.search(before) and _FORMER.match(before):
        return True
    if not _HINTS_AFTER.search(flat_text, end, end + _REACH):
        return False
    return _FORMER_AFTER.match(flat_text, end) is not None


def is_private(flat_text: str, start: int, end: int, *, is_department: bool) -> bool:
    """A university, a firm and a hospital have départements and directorates too."""
    if _OF_INSTITUTION.match(flat_text, end):
        return True
    before = flat_text[max(0, start - _PRIVATE_REACH) : start]
    return is_department and _SCHOOL.search(before) is not None


_INTERNATIONAL = re.compile(
    r" (?:des nations unies|de l'onu|de l'union (?:europeenne|africaine)|de l'ue|de l'otan)\b"
    r"| aux (?:refugies|droits de l'homme)\b"
)


def is_international(flat_text: str, start: int, end: int) -> bool:
    """Whether an agency's name, or what follows it, says that it is of no state."""
    return _INTERNATIONAL.search(flat_text, start, end + len(" de l'union europeenne.")) is not None


_DECIDES = any_of({flat(entry) for entry in read_entries("body_decisions.txt")})
_AUTHORITY_BEFORE = re.compile(
    r".*(?:par la |par le |par |selon la |selon le |services de la |services du |aupres de la |"
    r"siege de la |siege du |autorites de la |autorites du |a la |au |conseil de la |"
    r"president du |presidente du )$",
    re.DOTALL,
)
_AUTHORITY_AFTER = re.compile(
    r",? (?:[^.;]{0,30}, |et (?:la |le |les |l')[^.;,]{0,50} )?"
    r"(?:a|ont|avait|va|vient de|prevoit|rappelle|appelle|annonce|precise) "
    rf"(?:[\w']+ )?(?:{_DECIDES})"
)
_LOCATES = re.compile(
    r".*(?:dans|du|de|des|les|d'un|le meme)(?: la| le| ce| cette| un| une)? $", re.DOTALL
)


def decides(flat_text: str, start: int, end: int) -> bool:
    """Whether a territory acts («la wilaya d'Oran a décidé»), and does not only locate."""
    before = flat_text[max(0, start - 24) : start]
    if _AUTHORITY_BEFORE.match(before):
        return True
    return _LOCATES.match(before) is None and _AUTHORITY_AFTER.match(flat_text, end) is not None
