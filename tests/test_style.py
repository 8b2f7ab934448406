"""Files and functions are short enough to be read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 300, 60
FOLDERS = ("corpus", "index", "search", "web", "benchmarks", "tests")


def files() -> Iterator[Path]:
    """All of the repository's Python, and nothing of a virtual environment in it."""
    yield from ROOT.glob("*.py")
    for folder in FOLDERS:
        yield from (ROOT / folder).rglob("*.py")


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """The name of each function in a file, and its lines without decorators."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def test_no_folder_of_python_is_forgotten() -> None:
    packages = {file.parent.name for file in ROOT.glob("[a-z]*/__init__.py")}
    assert packages <= {*FOLDERS}


def test_no_file_is_too_long() -> None:
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files()}
    assert lines
    too_long = {f"{file.relative_to(ROOT)}": n for file, n in lines.items() if n > LINES_OF_A_FILE}
    assert too_long == {}


def test_no_function_is_too_long() -> None:
    too_long = {
        f"{file.relative_to(ROOT)}: {name}": lines
        for file in files()
        for name, lines in functions(file)
        if lines > LINES_OF_A_FUNCTION
    }
    assert too_long == {}
