"""What a person types, as a tree; what is malformed is mended, never refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.grammar import And, Clause, Fuzzy, Not, Or, Phrase, Prefix, Wildcard, Word, parse

GAZ, EAU, FER = Word("gaz"), Word("eau"), Word("fer")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("gaz", GAZ),
        ("gaz eau", And((GAZ, EAU))),
        ("gaz ET eau", And((GAZ, EAU))),
        ("gaz AND eau fer", And((GAZ, EAU, FER))),
        ("gaz OU eau", Or((GAZ, EAU))),
        ("gaz OR eau OU fer", Or((GAZ, EAU, FER))),
        ("gaz eau OU fer", Or((And((GAZ, EAU)), FER))),
        ("gaz (eau OU fer)", And((GAZ, Or((EAU, FER))))),
        ("gaz SAUF eau", And((GAZ, Not(EAU)))),
        ("gaz NOT eau fer", And((GAZ, Not(EAU), FER))),
        ("gaz ET SAUF eau", And((GAZ, Not(EAU)))),
        ("-gaz", Not(GAZ)),
        ("SAUF (gaz eau)", Not(And((GAZ, EAU)))),
        ('"gaz eau"', Phrase("gaz eau")),
        ("« gaz eau »", Phrase(" gaz eau ")),
        ("“gaz eau”", Phrase("gaz eau")),
        ("etabliss*", Prefix("etabliss")),
        ("gouv*ment", Wildcard("gouv*ment")),
        ("*isation", Wildcard("*isation")),
        ("**sati**", Wildcard("*sati*")),
        ("titre:*isation", Wildcard("*isation", "headline")),
        ("gaz~", Fuzzy("gaz")),
        ("gazeux~1", Fuzzy("gazeux")),
        ("gazeux~2", Fuzzy("gazeux", edits=2)),
        ("lieu:tripoli~", Fuzzy("tripoli", "place")),
        ("gaz -eau~", And((GAZ, Not(Fuzzy("eau"))))),
        ("gaz~eau", Word("gaz~eau")),
        ("titre:gaz", Word("gaz", "headline")),
        ("Département:gaz", Word("gaz", "department")),
        ('titre:"gaz eau"', Phrase("gaz eau", "headline")),
        ("titre:gaz*", Prefix("gaz", "headline")),
        ("porte-parole", Word("porte-parole")),
        ("l’eau", Word("l'eau")),
        # Operators are in capitals only: «or» is a metal and «et» a word.
        ("or et ou sauf", And((Word("or"), Word("et"), Word("ou"), Word("sauf")))),
        ("14:05", Word("14:05")),
        ("3 000 morts", And((Word("3 000"), Word("morts")))),
        ("3\u202f000\u00a0000", Word("3 000 000")),
        ("2011 2012", And((Word("2011"), Word("2012")))),
        ("https://exemple.org/a", Word("https://exemple.org/a")),
        ("", None),
        ('""', None),
        ("()", None),
    ],
)
def test_the_tree_of_a_query(query: str, tree: Clause | None) -> None:
    parsed = parse(query)
    assert parsed.clause == tree
    assert parsed.notes == ()


@pytest.mark.parametrize(
    ("query", "tree", "note"),
    [
        ('gaz "eau', And((GAZ, EAU)), "position 5"),
        ("(gaz eau", And((GAZ, EAU)), "position 1"),
        ("gaz) eau", And((GAZ, EAU)), "position 4"),
        ("gaz ET", GAZ, "« ET », position 5"),
        ("OU gaz", GAZ, "« OU », position 1"),
        ("gaz SAUF", GAZ, "« SAUF », position 5"),
        ("auteur:gaz", Word("auteur:gaz"), "« auteur » n’existe pas"),
        ("titre: gaz", GAZ, "position 1"),
        ("g*", Word("g"), "2 lettres avant"),
        ("*g*", Word("g"), "2 lettres à côté"),
        ("gaz~2", Fuzzy("gaz"), "3 lettres par faute"),
        ("ga~", Word("ga"), "3 lettres par faute"),
        ("gazeux~3", Fuzzy("gazeux", edits=2), "2 fautes"),
        ("gazeux~" + "9" * 900, Fuzzy("gazeux", edits=2), "2 fautes"),
        ("gaz ~", GAZ, "position 5"),
        ('gaz "eau"~2', And((GAZ, Phrase("eau"))), "position 10"),
        ("ga*z~", Wildcard("ga*z"), "le tilde est ignoré"),
    ],
)
def test_what_is_mended_is_said_with_its_place(query: str, tree: Clause, note: str) -> None:
    parsed = parse(query)
    assert parsed.clause == tree
    assert [note in str(each) for each in parsed.notes] == [True]


def test_an_unknown_field_lists_the_fields() -> None:
    (note,) = parse("auteur:gaz").notes
    for name in ("titre", "département", "agence", "date", "événement"):
        assert name in str(note)


WORDS = st.sampled_from(
    [
        "gaz",
        '"',
        "(",
        ")",
        "ET",
        "OU",
        "SAUF",
        "-",
        "*",
        "titre:",
        "date:hier",
        "«",
        "”",
        ":",
        "a*",
        "*a",
        "~",
        "~2",
    ]
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=300))
def test_any_text_has_a_tree(query: str) -> None:
    depth = 0
    level = [parse(query).clause]
    while level := [child for clause in level if clause for child in children(clause)]:
        depth += 1
    assert depth <= 200


def children(clause: Clause) -> tuple[Clause, ...]:
    if isinstance(clause, And | Or):
        return clause.children
    return (clause.child,) if isinstance(clause, Not) else ()
