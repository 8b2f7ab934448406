# Filon's commands. Each sets up what it needs; `make demo` and `make test` work from a fresh clone.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DEMO_INDEX := .demo/index-1

.PHONY: demo test test-whoosh lint format departments bench-read torture fuzz bench clean

demo: $(VENV)/.runtime
	@# Some samples are broken on purpose: that they are refused (status 1) is no failure.
	$(BIN)/filon index corpus/samples --index $(DEMO_INDEX) || test $$? -eq 1
	$(BIN)/filon serve --index $(DEMO_INDEX) --port $(PORT)

test: $(VENV)/.development
	tests/ensure-chromium
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto

# Whoosh's own test suite over our codec. With WHOOSH=whoosh3, our tests of the codec over that fork.
WHOOSH ?= whoosh
test-whoosh: test-over-$(WHOOSH)

SUITE := build/Whoosh-2.7.4/tests
test-over-whoosh: $(SUITE)
	@# Whoosh's test_minimize_dfa, of no index, passes or fails by the seed of hashes; by this it passes.
	PYTHONHASHSEED=2 $(BIN)/python -m pytest -c tests/whoosh_suite/pytest.ini --rootdir $(SUITE) $(SUITE)

$(SUITE): | $(VENV)/.development
	$(BIN)/pip download --quiet --disable-pip-version-check --no-binary :all: --no-deps --dest build Whoosh==2.7.4
	$(BIN)/python -m zipfile --extract build/Whoosh-2.7.4.zip build

FORK := build/whoosh3
test-over-whoosh3: $(FORK)
	$(FORK)/bin/python -m pytest --noconftest tests/index/codec

$(FORK):
	$(PYTHON) -m venv $(FORK)
	$(FORK)/bin/pip install --quiet --disable-pip-version-check whoosh3 numpy zstandard pytest hypothesis

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

# What may befall an index and its sources, in full: some minutes, and a report in benchmarks/reports.
torture: $(VENV)/.development
	FILON_TORTURE=1 $(BIN)/pytest tests/reliability tests/search/test_duel.py tests/search/test_replay.py tests/corpus/readers/test_mutants.py

# The readers of one format (a folder of corpus/samples/formats) under a fuzzer that sees what of
# their code it reaches. Finds go to build/fuzz/FORMAT/finds; what it has learnt is kept beside.
FORMAT ?= newsml-g2
SECONDS ?= 1200
fuzz: $(VENV)/.fuzzing
	$(BIN)/python -m tests.corpus.readers.fuzzing $(FORMAT) --seconds $(SECONDS)

# The engine against its peers, into benchmarks/reports. It wants an idle machine, and hours for
# SIZES="20000 200000 1000000". WORK=folder keeps corpora and indexes for the next run.
SIZES ?= 20000 200000
bench: $(VENV)/.development
	$(BIN)/python -m benchmarks.engines --sizes $(SIZES) $(if $(WORK),--work $(WORK))

# What reading each format costs, beside the parser that it stands on: some minutes, and a report.
bench-read: $(VENV)/.development
	$(BIN)/python -m benchmarks.read --report benchmarks/reports

clean:
	rm -rf $(VENV) .demo build *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: setup.py pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.fuzzing: $(VENV)/.development
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	touch $@

$(VENV)/.development: setup.py pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	touch $@ $(VENV)/.runtime
