"""The French analysis: one module for each step, data in plain files.

normalise           quotes, apostrophes, spaces; case and accents
tokenise            pieces of a text and their parts
stopwords, stem, countries, forms, names
                    the terms of a word
analyser            all of it, remembered
whoosh_analysers    the same for Whoosh's fields
"""

from __future__ import annotations

from index.french.analyser import FrenchAnalyser, Terms, Token
from index.french.names import name_key
from index.french.normalise import fold, lower, normalise
from index.french.stem import stems
from index.french.stopwords import is_stop_word
from index.french.whoosh_analysers import (
    ANALYSER,
    FormAnalyzer,
    FunctionAnalyzer,
    NameAnalyzer,
    StemAnalyzer,
)

__all__ = [
    "ANALYSER",
    "FormAnalyzer",
    "FrenchAnalyser",
    "FunctionAnalyzer",
    "NameAnalyzer",
    "StemAnalyzer",
    "Terms",
    "Token",
    "fold",
    "is_stop_word",
    "lower",
    "name_key",
    "normalise",
    "stems",
]
