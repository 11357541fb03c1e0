# Two commands set everything up from a bare clone on a machine with Python 3.11+ and make:
#   make demo   a made-up company: read its exports, build, and print Monday's list
#   make demo-web   the same in a browser
#   make test   all tests
# Java, PostgreSQL and chromium are used where the machine has them; without one, exactly its tests are skipped, each named.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo-home
PORT ?= 8000
# One process more than there are cores: tests wait for browsers and servers. Each may hold a gigabyte, so no more than four.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')

.PHONY: demo demo-web test check lint format bench bench-pages accuracy worlds lock reference screenshots lighthouse clean

$(VENV)/run: locked/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Headway needs Python 3.11 or newer; set PYTHON=python3.11, say.") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement locked/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test: $(VENV)/run locked/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement locked/test.txt
	@touch $@

demo: $(VENV)/run ## A made-up company's Monday
	$(BIN)/headway demo --home $(DEMO)

demo-web: $(VENV)/run ## The made-up company in a browser, on this machine only
	$(BIN)/headway demo-web --home $(DEMO) --port $(PORT)

test: $(VENV)/test ## All tests
	$(BIN)/python -m pytest -q --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder

lint: $(VENV)/test ## What reads well and keeps to the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test ## What CI runs

format: $(VENV)/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/test ## Speed and memory, as ratios measured in one run
	$(BIN)/python bench/build.py

bench-pages: $(VENV)/test ## What each page costs with few accounts and with many
	$(BIN)/python bench/pages.py

accuracy: $(VENV)/test ## How good the order and the chances are, on a company whose truth is known
	$(BIN)/python bench/accuracy.py $(WORLD)
	$(BIN)/python bench/endings.py $(WORLD)
	$(BIN)/python bench/journeys.py $(WORLD)

WORLDS ?= worlds
worlds: $(VENV)/run ## Simulated companies with their truth, to judge estimates by: two trades, two languages
	cd bench && for trade in german-machines danish-logistics; do \
		../$(BIN)/python -m worlds $$trade --out $(abspath $(WORLDS))/$$trade || exit 1; done

reference: $(VENV)/test ## Write docs/reference anew
	$(BIN)/python docs/reference.py

screenshots: $(VENV)/test demo ## Take the docs' pictures anew; LOOK=folder takes every page in four looks instead
	$(BIN)/python docs/screenshots.py $(DEMO) $(LOOK)

lighthouse: demo ## How quick two pages are in a browser; needs node and chromium
	bench/lighthouse.sh $(DEMO)

lock: ## Resolve the dependencies anew, without naming a registry
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		pyproject.toml --group build --output-file locked/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		pyproject.toml --group build --group dev --extra spark --extra postgres --output-file locked/test.txt

clean:
	rm -rf $(VENV) $(DEMO) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
