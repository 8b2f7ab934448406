"""What the help page says: examples that can be tried, by what they are for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """`query` is put in the search box when the example is followed."""

    query: str
    meaning: str


@dataclass(frozen=True)
class Section:
    title: str
    examples: tuple[Example, ...]
    intro: str = ""


GUIDE = (
    Section(
        "Des mots",
        (
            Example("ambassades libyennes", "Les deux mots, sous toutes leurs formes."),
            Example("evenement", "Aussi « événement » : les accents sont facultatifs."),
            Example('"missions libyennes"', "L’expression exacte ; « … » et “…” vont aussi."),
            Example("ambassad*", "Les mots qui commencent ainsi."),
            Example("*sation", "Ceux qui finissent ainsi ; « gouv*ment » va aussi."),
            Example("minsitre~", "Le mot à une faute de frappe près ; « minsttre~2 » à deux."),
        ),
        "Tous les mots sont cherchés, dans le titre et dans le texte.",
    ),
    Section(
        "Des conditions",
        (
            Example("gaz ET export", "Les deux ; « ET » est facultatif."),
            Example("gaz OU pétrole", "L’un ou l’autre."),
            Example("gaz SAUF export", "Le premier sans le second ; « gaz -export » aussi."),
            Example("(gaz OU pétrole) Tripoli", "Les parenthèses groupent."),
        ),
        "Les opérateurs s’écrivent en capitales : « or » et « et » sont des mots comme les autres.",
    ),
    Section(
        "Un champ",
        (
            Example("titre:grève", "Dans le titre."),
            Example(
                'departement:"Affaires étrangères"', "Un ministère, une direction, un département."
            ),
            Example("agence:LANA", "Une agence."),
            Example("lieu:Tripoli", "Le lieu d’où la dépêche est datée."),
            Example("nom:Kadhafi", "Un nom propre, dans toutes ses graphies latines."),
        ),
        "Un champ, deux points, une valeur ; entre guillemets quand elle a plusieurs mots.",
    ),
    Section(
        "Des dates",
        (
            Example("date:17/02/2011", "Émises ce jour-là."),
            Example('date:"du 3 au 5 mars 2011"', "Émises pendant ces jours, tous compris."),
            Example(
                "date:hier", "Émises hier ; « la semaine dernière », « mars 2011 » vont aussi."
            ),
            Example("evenement:hier", "Qui racontent un fait de ce jour."),
        ),
    ),
)
