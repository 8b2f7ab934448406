"""Finds the bodies of state that a text names; `corpus.departments` is the face of this package."""
