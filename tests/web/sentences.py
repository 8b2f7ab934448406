"""Finds every French sentence that the page can show, in templates and in code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from corpus.dispatch import UNCLASSIFIED, Kind
from web.failures import FAILURES
from web.guide import GUIDE
from web.pages import SORT_LABELS
from web.periods import PERIODS
from web.wording import FACET_TITLES, STATUSES

ROOT = Path(__file__).parents[2]
TERMINAL = {
    *("cli", "cli_care", "cli_export", "cli_french", "cli_options", "cli_progress", "cli_search"),
    *("cli_fetch", "cli_rounds", "cli_formats", "cli_read", "cli_watch", "config"),
    *("cli_index", "cli_outcomes", "cli_serve", "cli_stats"),
}
"""Modules that speak in a terminal, in French alone."""

SAYING = {"t", "text", "counted", "message", "_note"}


def of_templates() -> set[str]:
    environment = Environment()
    found: set[str] = set()
    for path in sorted((ROOT / "web" / "templates").iterdir()):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            name = getattr(call.node, "attr", None) or getattr(call.node, "name", None)
            if name in SAYING:
                constants = (each for each in call.args if isinstance(each, nodes.Const))
                found.update(each.value for each in constants if isinstance(each.value, str))
    return found


def of_code(packages: Iterable[str]) -> set[str]:
    """The templates that the modules of some packages give to `message` and `text`."""
    paths = [path for name in packages for path in (ROOT / name).rglob("*.py")]
    return of_files(str(path.relative_to(ROOT)) for path in paths if path.stem not in TERMINAL)


def of_files(names: Iterable[str]) -> set[str]:
    trees = (ast.parse((ROOT / name).read_text(encoding="utf-8")) for name in names)
    return {sentence for tree in trees for sentence in _said(tree)}


def _said(tree: ast.Module) -> Iterator[str]:
    """Constants given to a saying function, by themselves or through a local name."""
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef | ast.Module):
            named = _named(scope)
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and _name(node.func) in SAYING:
                    for argument in node.args:
                        yield from _texts(argument)
                        yield from named.get(_name(argument), ())


def _named(scope: ast.AST) -> dict[str, list[str]]:
    """The texts that each name of a scope is ever given."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                found.setdefault(_name(target), []).extend(_texts(node.value))
    return found


def _texts(node: ast.expr) -> list[str]:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return [node.value] if is_text else []


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def of_tables() -> set[str]:
    found = {UNCLASSIFIED, *(kind.value for kind in Kind), *STATUSES.values()}
    found |= {*FACET_TITLES.values(), *SORT_LABELS.values()}
    found |= {period.label for period in PERIODS.values()}
    for failure in FAILURES.values():
        found |= {failure.title, failure.advice}
    for section in GUIDE:
        found |= {section.title, section.intro, *(each.meaning for each in section.examples)}
    return found - {""}
