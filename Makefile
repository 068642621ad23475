# `make maps` and `make test` need Debian 12's python3, python3-venv, pip and make, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: maps test browser coverage lint bench constraints clean

maps: $(VENV)/runs
	$(BIN)/argmap build
	$(BIN)/argmap teach --course

test: $(VENV)/tests browser lint
	$(BIN)/argmap build --check
	$(BIN)/argmap teach --course --check
	$(BIN)/pytest -n auto --dist worksteal

# Pages are tested in a real browser; it is installed where it is missing and that is allowed.
browser:
	@test -x /usr/bin/chromium || { \
		test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation; \
	} || { echo "the tests of pages need a browser: apt-get install chromium fonts-liberation"; exit 1; }

# Tracing branches takes as long again as the tests themselves.
coverage: $(VENV)/tests browser
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-fail-under=90 --cov-report=term:skip-covered

lint: $(VENV)/tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/tests
	$(BIN)/python tests/bench/bench.py

# What runs, pinned with hashes; then what tests. The package itself is installed in place.
$(VENV)/runs: constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV) || { echo "python3 cannot make a virtual environment: apt-get install python3-venv"; exit 1; }
	$(PIP) install --require-hashes --no-deps -r constraints.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/argmap schema -o .argmap
	touch $@

$(VENV)/tests: $(VENV)/runs constraints-dev.txt
	$(PIP) install --require-hashes --no-deps -r constraints-dev.txt
	touch $@

# Needs pip-tools; writes names, versions and hashes, and no registry's address.
constraints:
	pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --all-build-deps --output-file constraints.txt pyproject.toml
	pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra test --extra lint --constraint constraints.txt --output-file constraints-dev.txt pyproject.toml

clean:
	rm -rf $(VENV) .bench build dist
