# `make run` and `make test` do all the set-up that they need, in .venv.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check lint bench format

run: $(VENV)/run
	$(BIN)/python -m uvicorn app:app --host 127.0.0.1 --port $(PORT) \
	  --no-access-log --ws-per-message-deflate false

test: $(VENV)/dev chromium
	$(BIN)/python -m pytest -n auto --dist worksteal

# The daily check: everything but the browser.
check: lint
	$(BIN)/python -m pytest -n auto --dist worksteal --ignore tests/browser

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: $(VENV)/dev
	$(BIN)/python benchmarks/sandbox.py
	$(BIN)/python benchmarks/pages.py

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/run: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/dev: requirements-dev.txt requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@

# Debian's own browser; elsewhere set CHROMIUM to the path of one.
.PHONY: chromium
chromium:
	@test -n "$$CHROMIUM" || command -v chromium >/dev/null || \
	  { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } || \
	  { echo "The browser tests need Chromium: install it, or set CHROMIUM to its path." >&2; exit 1; }
