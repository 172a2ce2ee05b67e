# `make run` and `make test` do all the set-up that they need, in .venv.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
ANVIL_VERSION := 1.7.1
TYPESCRIPT_VERSION := 7.0.2

.PHONY: run live test check lint docs screens animation bench bench-rivals format

run: $(VENV)/run
	$(BIN)/python -m uvicorn app:app --host 127.0.0.1 --port $(PORT) \
	  --no-access-log --ws-per-message-deflate false

# A chain of one's own with an open raise on it, and the app in live mode over it; STORY names another story.
live: $(VENV)/run anvil
	PORT=$(PORT) STORY="$(STORY)" WHOLE="$(WHOLE)" $(BIN)/python -m tools.live

test: $(VENV)/dev chromium anvil
	$(BIN)/python -m pytest -n auto --dist worksteal

# The daily check: everything but the browser, the contracts and their parity, the package, and what compiles or runs a
# kernel. One worker more than two cores have: many of these tests wait for a node's answer.
check: lint anvil
	$(BIN)/python -m pytest -n $$(( $$(nproc) + 1 )) --dist worksteal --ignore tests/browser --ignore tests/contracts \
	  --ignore tests/parity --ignore tests/packaging --ignore tests/stateful --ignore tests/notebooks \
	  --ignore tests/simulation/engines/test_compiled.py

lint: $(VENV)/dev tsc
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	.tsc/node_modules/.bin/tsc --project ui/jsconfig.json

# The documentation as a site, in build/docs.
docs: $(VENV)/dev
	$(BIN)/python -m mkdocs build --strict

# A picture of every screen in its states, sizes and colours, and one sheet of them all, in .screens; ONLY="home failed"
# takes some again.
screens: $(VENV)/dev chromium
	ONLY="$(ONLY)" $(BIN)/python -m tools.screens

# The moving picture at the head of the README.
animation: $(VENV)/dev chromium
	$(BIN)/python -m tools.animation

bench: $(VENV)/dev chromium anvil
	$(BIN)/python benchmarks/sandbox.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/live.py
	$(BIN)/python benchmarks/gas.py
	$(BIN)/python benchmarks/preview.py

# Previews beside the frameworks that others use, in a venv of their own: they pin what the app doesn't want.
bench-rivals: .venv-bench/rivals
	.venv-bench/bin/python benchmarks/preview.py

.venv-bench/rivals: requirements.txt requirements-bench.txt
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --requirement requirements.txt
	.venv-bench/bin/python -m pip install --quiet --no-deps --requirement requirements-bench.txt
	touch $@

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/run: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/dev: requirements-dev.txt requirements-extra.txt requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@

# Debian's own browser, without the parts that draw its windows: a quarter less work. Elsewhere set CHROMIUM to the path
# of any Chromium.
.PHONY: chromium
chromium:
	@test -n "$$CHROMIUM" || command -v chromium-headless-shell >/dev/null || \
	  { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium-headless-shell; } || \
	  command -v chromium >/dev/null || \
	  { echo "The browser tests need Chromium: install it, or set CHROMIUM to its path." >&2; exit 1; }

# A development chain: $ANVIL, one on the PATH, or a copy of the project's own.
.PHONY: anvil
anvil:
	@test -n "$$ANVIL" || command -v anvil >/dev/null || ls .anvil/node_modules/@foundry-rs/anvil-*/bin/anvil >/dev/null 2>&1 || \
	  { command -v npm >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq npm; } && \
	    npm install --silent --ignore-scripts --no-audit --no-fund --prefix .anvil @foundry-rs/anvil@$(ANVIL_VERSION); } || \
	  { echo "Live mode's tests need anvil: install it, or set ANVIL to its path." >&2; exit 1; }

# TypeScript checks the types of the scripts that run in a browser: a copy of the project's own.
.PHONY: tsc
tsc:
	@grep -qs '"version": "$(TYPESCRIPT_VERSION)"' .tsc/node_modules/typescript/package.json || \
	  { command -v npm >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq npm; } && \
	    npm install --silent --ignore-scripts --no-audit --no-fund --prefix .tsc typescript@$(TYPESCRIPT_VERSION); } || \
	  { echo "The scripts' types need npm to be checked: install it." >&2; exit 1; }
