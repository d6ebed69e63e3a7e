# Each verb is one plain command and sets up what it needs. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo lock test check bench guarantees

help:  ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

setup: $(READY)  ## only the environment: .venv from the hash-pinned lock
	@echo "ready: make demo, make test, make check, or $(BIN)/nuanyi --help"

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Nuanyi needs Python 3.11 or later; set PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY)  ## the whole bot in an invented city: one address to open, no token, no account
	@$(BIN)/nuanyi demo

test: $(READY)  ## all tests
	@$(BIN)/python -m tests.browser
	$(BIN)/python -m pytest -n 4 --dist worksteal
	@echo "next: make check, or make bench"

check: $(READY)  ## format, lint, types, import layers, the Dockerfile
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/hadolint Dockerfile
	@echo "next: make test"

bench: $(READY)  ## the benchmarks, each beside its peer in the same run; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks
	@echo "next: read docs/benchmarks.md"

guarantees: $(READY)  ## the long forms: hundreds of kills on each database, deep fuzzing; writes docs/guarantees.json
	$(BIN)/python -m tests.guarantees
	@echo "next: read docs/guarantees.json"

lock:  ## pin the dependencies anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock
