# The two commands that matter are `make lab` and `make test`. `make help` lists the others.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
EXTRAS := $(VENV)/.extras
ARGS ?=

# The learner's own copy of the lessons, outside of this folder. `make lab DIR=...` names another.
DIR ?= $(if $(HOME),$(HOME)/transfer-learning)
# A `~` at its start, which not every shell replaces in DIR=~/lessons.
FOLDER = $(patsubst ~/%,$(HOME)/%,$(DIR))

# A Python that the pins are made for: 3.11, 3.12 or 3.13. `make PYTHON=...` names another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)

.PHONY: help setup extras lab test quick machines notebooks site screenshot format lint pins matrix mutants clean

help:  ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1 — /'

# Installed again only when the pins, the package's metadata, or what it puts into the environment for
# Jupyter have changed.
$(INSTALLED): requirements.txt pyproject.toml $(shell find course_utils/jupyter/installed -type f)
	@test -n "$(PYTHON)" || { echo "The course needs Python 3.11, 3.12 or 3.13, and none was found." \
		"Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 2; }
	@echo "Installing what the course needs into $(VENV). It takes a few minutes, and only once."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

# What only instructors, authors and their tests need: bridges, website, browser. The menu that
# nbgrader puts into JupyterLab is no learner's.
$(EXTRAS): requirements-extras.txt $(INSTALLED)
	$(BIN)/python -m pip install --quiet --requirement requirements-extras.txt
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyter/nbgrader 2>/dev/null
	@touch $@

setup: $(INSTALLED)  ## Make .venv and install the pinned requirements

lab: setup  ## Verify the data and open JupyterLab on your own copy of the lessons (as root: ARGS=--allow-root)
	@test -n "$(DIR)" || { echo "HOME is not set, or DIR is empty. Name a folder: make lab DIR=/path/to/it"; exit 2; }
	@$(BIN)/course data
	@$(BIN)/course lab "$(FOLDER)" -- $(ARGS)

extras: $(EXTRAS)  ## Install what only instructors, authors and their tests need

# Left to itself, loadscope puts the modules with few tests last: some of them take minutes. Three
# workers serve two cores: often one of them waits for a browser, a kernel or a time limit.
test: extras lint  ## Run every test, every notebook among them
	$(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder -m "not timing" $(ARGS)
	$(BIN)/python -m pytest -m timing tests

quick: setup lint  ## Run the tests that need no notebook run, in a few minutes
	$(BIN)/python -m pytest -n 2 -m "not timing and not slow" tests $(ARGS)

machines: extras  ## Run all lessons and verdicts as on other processors, in an hour and a half
	$(BIN)/python -m tests.machines $(ARGS)

notebooks: setup format  ## Make notebooks and tables of lessons from notebooks/source
	$(BIN)/course build $(ARGS)
	$(BIN)/course tables

site: extras  ## Write the course as a website, which needs no server: build/site/index.html
	rm -rf build/site
	$(BIN)/sphinx-build --nitpicky --fail-on-warning --fresh-env --quiet \
		--conf-dir docs --doctree-dir build/doctrees . build/site
	@echo "Open build/site/index.html"

screenshot: extras  ## Make the README's picture of a lesson in JupyterLab again
	$(BIN)/python -m pytest -q tests/browser -k exercise_goes_from_wrong
	$(BIN)/python -m tests.browser.screenshots

format: setup  ## Format the code, the lessons too
	$(BIN)/ruff format --quiet course_utils tests benchmarks notebooks/source docs conftest.py
	$(BIN)/ruff check --fix --quiet course_utils tests benchmarks notebooks/source docs conftest.py

lint: setup
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet course_utils tests benchmarks notebooks/source docs conftest.py
	$(BIN)/mypy --no-error-summary

pins: setup  ## Compile requirements.txt from requirements.in
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-annotate --quiet \
		--custom-compile-command "make pins" requirements.in --output-file requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-annotate --quiet \
		--custom-compile-command "make pins" requirements-extras.in --output-file requirements-extras.txt

matrix: setup  ## Print which verdict each right and wrong answer gets
	$(BIN)/python -m pytest -q -s tests/test_exercise_matrix.py -k matrix_is_printed

mutants: setup  ## Change the reference solutions in every small way, and count what is caught
	$(BIN)/python benchmarks/mutants.py $(ARGS)

clean:  ## Remove the environment and what tools have left
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache
