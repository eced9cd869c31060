# Python 3.11 or newer and make are all that is needed; everything else is installed into VENV.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SCENARIO ?= two-plans-2025

.PHONY: help play test display lint ruff mypy imports bench long rulebook clean

help:
	@echo "make play      open the game (SCENARIO=$(SCENARIO))"
	@echo "make test      run the tests; says which groups it left out, and why"
	@echo "make display   run the tests that need a real window (Xvfb, xdotool)"
	@echo "make long      run the ensembles that take minutes"
	@echo "make lint      ruff, mypy and the import contracts"
	@echo "make bench     print how fast the game is here"
	@echo "make rulebook  write docs/rulebook.md and the tables of docs/scenarios.md"
	@echo "make clean     remove what these made"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Détente needs Python 3.11 or newer; try: make PYTHON=python3.13 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/play: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/test: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/play

play: $(VENV)/play
	$(BIN)/detente play $(SCENARIO)

test: $(VENV)/test
	$(BIN)/python -m pytest -n 2

display: $(VENV)/test
	$(BIN)/python -m pytest --group display -m display

long: $(VENV)/test
	$(BIN)/python -m pytest -n 2 --group long -m long

lint: ruff mypy imports

ruff: $(VENV)/test
	$(BIN)/ruff check .

mypy: $(VENV)/test
	$(BIN)/mypy

imports: $(VENV)/test
	$(BIN)/lint-imports

bench: $(VENV)/play
	$(BIN)/python tests/bench/bench.py
	$(BIN)/python tests/bench/lab.py

rulebook: $(VENV)/play
	$(BIN)/python -m game.rulebook
	$(BIN)/python -m game.scenario_guide

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find agents game assets tests -name __pycache__ -type d -prune -exec rm -rf {} +
