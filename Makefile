# Two commands: make demo, make test. The rest serves them. Works from a path with spaces.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
SOURCES_OF_SETUP := requirements/bootstrap.txt requirements/dev.txt package-lock.json package.json pyproject.toml

.PHONY: demo test test-access test-faults test-fast check setup setup-spark setup-rivals lock bench bench-truth bench-coverage bench-questionnaire bench-interview bench-draw bench-import bench-estimation bench-strategy clean system-demo system-test help

help:
	@echo "make demo    set everything up, run Leipzig's whole wave, serve it (ARGS=--no-serve stops after the summary)"
	@echo "make test    set up what tests need, run checks and tests"
	@echo "make test-access   every state of every page of the interview: accessible, in 18 languages (five minutes)"
	@echo "make test-faults   5,000 interviews while everything is killed and a new version comes: nothing lost, nothing doubled"
	@echo "make setup   make the environment .venv alone"
	@echo "make check   ruff, import-linter, mypy"
	@echo "make bench   all benches; make bench-truth: coverage of the intervals against the hidden truth;"
	@echo "             make bench-coverage: coverage, bias and variances of every family over 2,000 draws (ARGS=--draws=200);"
	@echo "             make bench-questionnaire: compiling, page decisions, expressions against elementpath;"
	@echo "             make bench-interview: real interviews under load, the floor beside them, bytes of pages;"
	@echo "             make bench-draw: drawing from millions; make bench-import: the extract of a city and of ten;"
	@echo "             make bench-estimation: figures from millions of rows, beside svy, R and Spark (ARGS=--rivals=no: alone);"
	@echo "             make bench-strategy: the pages of the strategy with five editions of 300 measures"
	@echo "make lock    lock the requirements anew"

demo: system-demo setup
	$(BIN)/querschnitt demo $(ARGS)

test: system-test setup setup-spark check
	$(BIN)/pytest -n 2 $(ARGS)

test-access: system-test setup
	$(BIN)/pytest -n 2 --dist worksteal tests/browser/access --access=all $(ARGS)

test-faults: setup
	INTERVIEWS=5000 $(BIN)/pytest tests/faults $(ARGS)

test-fast: setup
	$(BIN)/pytest -x $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

setup: $(STAMP)
	@$(BIN)/python -m querschnitt.site.assets own

$(STAMP): $(SOURCES_OF_SETUP)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Name another one: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(MAKE) --no-print-directory install-python3-venv
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/bootstrap.txt requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	$(BIN)/python -m querschnitt.site.assets
	@touch $(STAMP)

# Beside the set for tests, and taken out again whenever that changes: Spark, and what benches measure against.
setup-spark: need-openjdk-17-jre-headless $(VENV)/.spark
setup-rivals: $(VENV)/.rivals

$(VENV)/.spark $(VENV)/.rivals: $(VENV)/.%: requirements/%.txt $(STAMP)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $<
	@touch $@

# System packages, only if missing; without root we say what to install and stop.
system-demo: need-fonts-noto-core
system-test: need-fonts-noto-core need-chromium need-poppler-utils

need-%:
	@dpkg -s $* >/dev/null 2>&1 || $(MAKE) --no-print-directory install-$*

install-%:
	@if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $* >/dev/null; \
	else echo "The system package '$*' is missing. Install it (sudo apt-get install $*) and run make again."; exit 1; fi

bench: bench-truth bench-coverage bench-questionnaire bench-interview bench-draw bench-import bench-estimation bench-strategy

bench-truth: setup
	$(BIN)/python -m querschnitt.demo.bench_truth $(ARGS)

bench-coverage: setup
	$(BIN)/python -m querschnitt.demo.bench_coverage $(ARGS)

bench-questionnaire: setup
	$(BIN)/python -m querschnitt.demo.bench_questionnaire $(ARGS)

bench-interview: setup
	$(BIN)/python -m querschnitt.demo.bench_interview $(ARGS)

bench-draw: setup
	$(BIN)/python -m querschnitt.demo.bench_draw $(ARGS)

bench-import: setup
	$(BIN)/python -m querschnitt.demo.bench_import $(ARGS)

bench-estimation: setup setup-spark setup-rivals
	$(BIN)/python -m querschnitt.demo.bench_estimation $(ARGS)

bench-strategy: setup
	$(BIN)/python -m querschnitt.demo.bench_strategy $(ARGS)

lock: setup
	cd requirements && for name in bootstrap base dev spark rivals; do \
	  env -u PIP_FIND_LINKS ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE) $$name.in -o $$name.txt; done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
