# Everything runs from .venv, which the first `make run` or `make test` creates.
#
#   PYTHON=python3.12 make run       another Python than python3 (3.11 to 3.13)
#   TORCH_INDEX=URL make run         take torch from that package index first (README, "Torch")
#   make test TESTS=tests/unit       a part of the tests
#   make run ARGS="--config my.toml" options for `python -m bot run`

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
TESTS ?=
ARGS ?=

# What the browser tests need: a browser, a font, and a library of Playwright's driver.
CHROMIUM := /usr/bin/chromium
DRIVER := $(VENV)/lib/python3.*/site-packages/playwright/driver/node
APT_BROWSER := apt-get install -y --no-install-recommends chromium fonts-dejavu-core libatomic1

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench clean distclean browser

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.installed ## Install on first use, build the first index, serve http://127.0.0.1:8080
	@$(BIN)/python -m bot run $(ARGS)

test: $(VENV)/.installed-dev browser ## Install what tests need, and run all of them
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(TESTS)

lint: $(VENV)/.installed-dev ## Style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy benchmarks

format: $(VENV)/.installed-dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed ## Start time, memory and answers per second on this machine
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/http_load.py

clean: ## Remove caches and build leavings; keeps .venv and the index
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find bot indexer knowledge tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## Remove .venv and the index in var/ too
	rm -rf $(VENV) var

# ---- installing -------------------------------------------------------------------------------------------

# A virtual environment whose Python is gone, or is not the one asked for by PYTHON=…, is made anew.
VERSION := -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
ASKED := $(if $(filter file,$(origin PYTHON)),,$(shell $(PYTHON) $(VERSION)))
ifeq ($(origin PYTHON)$(ASKED),$(origin PYTHON))
ifneq ($(origin PYTHON),file)
$(error PYTHON=$(PYTHON) is no Python that runs)
endif
endif
FOUND := $(if $(wildcard $(VENV)/.created),$(shell $(BIN)/python $(VERSION)))
ifneq ($(FOUND),$(or $(ASKED),$(FOUND),none))
$(shell rm -f $(VENV)/.created)
endif

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "motcua needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: PYTHON=python3.12 make $(firstword $(MAKECMDGOALS))" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "Could not create $(VENV). On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.created
	@echo "Installing into $(VENV); the first time takes some minutes ..."
ifdef TORCH_INDEX
	$(BIN)/python -m pip install --quiet --index-url $(TORCH_INDEX) "torch>=2.2,<2.14"
endif
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# Dependency groups need pip 25.1.
$(VENV)/.installed-dev: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet "pip>=25.1"
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

browser: $(VENV)/.installed-dev
	@{ test -x $(CHROMIUM) && $(DRIVER) --version >/dev/null 2>&1; } || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing what the browser tests need ..."; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(APT_BROWSER) -qq >/dev/null; \
	  else \
	    echo "The browser tests need Chromium at $(CHROMIUM). Install what they need with:" >&2; \
	    echo "    sudo $(APT_BROWSER)" >&2; exit 1; \
	  fi; }
