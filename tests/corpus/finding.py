"""Asks which bodies of state a text names."""

from __future__ import annotations

from corpus.departments import DEPARTMENT_TRIGGERS, find_departments
from corpus.dispatch import Department
from corpus.triggers import Scanner

SCANNER = Scanner(DEPARTMENT_TRIGGERS)


def found(text: str, country: str = "") -> tuple[Department, ...]:
    return find_departments(text, SCANNER.scan(text), country=country)


def labels(text: str) -> list[str]:
    return [body.label for body in found(text)]
