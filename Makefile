# Filon's commands. Each sets up what it needs; `make demo` and `make test` work from a fresh clone.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DEMO_INDEX := .demo/index

.PHONY: demo test lint format departments clean

demo: $(VENV)/.runtime
	$(BIN)/filon index corpus/samples --index $(DEMO_INDEX)
	$(BIN)/filon serve --index $(DEMO_INDEX) --port $(PORT)

test: $(VENV)/.development
	tests/ensure-chromium
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# How well bodies of state are found: precision, recall and F1 on the labelled texts.
departments: $(VENV)/.development
	$(BIN)/python -m benchmarks.departments

clean:
	rm -rf $(VENV) .demo build *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: setup.py pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.development: setup.py pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.runtime
