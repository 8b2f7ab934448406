"""The languages of the page. What only asks which one is chosen loads none of its words."""

from __future__ import annotations

FRENCH, ENGLISH = "fr", "en"
