"""The words of the dates of a query, in lower case without accents; months are in `dates`."""

from __future__ import annotations

RELATIVE = {
    "avant-hier": -2,
    "avant hier": -2,
    "hier": -1,
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "ce jour": 0,
    "demain": 1,
    "apres-demain": 2,
    "apres demain": 2,
}
NUMBERS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "douze": 12,
    "quinze": 15,
}
ORDINALS = {"1er": 1, "premier": 1, "2e": 2, "deuxieme": 2, "second": 2, "3e": 3, "troisieme": 3}
ORDINALS |= {"2eme": 2, "3eme": 3, "4e": 4, "4eme": 4, "quatrieme": 4, "dernier": 0}
HALVES = {"trimestre": 3, "t": 3, "semestre": 6, "s": 6}
UNITS = {
    **dict.fromkeys(("jour", "jours"), "jours"),
    **dict.fromkeys(("semaine", "semaines"), "semaines"),
    "mois": "mois",
    **dict.fromkeys(("an", "ans", "annee", "annees"), "ans"),
}
PARTS = {"debut": "début", "mi": "mi", "fin": "fin"}
SEASON_NAMES = {"printemps": "printemps", "ete": "été", "automne": "automne", "hiver": "hiver"}
