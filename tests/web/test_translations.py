"""Every sentence that the page can show has its English, with the same values."""

from __future__ import annotations

from string import Formatter

import pytest

from tests.web import sentences
from web.languages import ENGLISH
from web.wording import wording

SAID = (
    sentences.of_templates()
    | sentences.of_tables()
    | sentences.of_code(["web", "search", "index"])
    | sentences.of_files(["corpus/expressions.py", "corpus/expression_rules.py"])
)
CATALOGUE = wording(ENGLISH).catalogue


def test_sentences_are_found() -> None:
    assert len(SAID) > 150
    assert "Guillemet non fermé, position {position} ; recherche faite sans guillemets." in SAID


def test_every_sentence_has_its_english() -> None:
    assert sorted(SAID - CATALOGUE.keys()) == []


def test_no_translation_has_lost_its_sentence() -> None:
    assert sorted(CATALOGUE.keys() - SAID - sentences.of_code(["corpus"])) == []


@pytest.mark.parametrize("french", sorted(CATALOGUE))
def test_a_translation_has_the_values_of_its_original(french: str) -> None:
    assert _fields(CATALOGUE[french]) == _fields(french)


def _fields(template: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}
