# Two commands do everything: `make briefing` and `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/lock.txt
PIP := requirements/pip.txt
READY := $(VENV)/.ready-$(shell cat $(PIP) $(LOCK) pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)

LOCKING := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate

PERIOD ?= latest
PACK ?= national
PACK_LANG ?= vi

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONHASHSEED = 0
# The tests start hundreds of programs; where this is set, each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help env briefing packs build check verify figures accuracy test test-browser lint types format lab bench pictures lock clean

help: ## This list
	@echo "Two commands do everything: make briefing, make test."
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Variables: PERIOD=2026-05 PACK=national PACK_LANG=en PYTHON=python3.12"

$(READY): $(PIP) $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; found " + sys.version.split()[0] + ". Name another one: make PYTHON=/path/to/python3.12 …")'
	@echo "Making the environment in $(VENV) from $(LOCK) (once, about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement $(PIP)
	@$(BIN)/python -m pip install --quiet --no-deps --no-compile --require-hashes --requirement $(LOCK)
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests/' $(VENV)/lib || true  # on every core; some packages ship what is no Python 3
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.ready-*
	@touch $@

env: $(READY) ## Make the locked environment

briefing: $(READY) ## Render the latest national pack (PERIOD, PACK, PACK_LANG choose another)
	@$(BIN)/briefing render --pack $(PACK) --period $(PERIOD) --lang $(PACK_LANG)

packs: $(READY) ## Render the national pack of all four periods in both languages
	@for lang in vi en; do for period in 2025-06 2026-03 2026-05 2026-06; do \
	  $(BIN)/briefing render --period $$period --lang $$lang || exit 1; done; done

build: $(READY) ## data/raw → data/processed
	@$(BIN)/briefing build

check: $(READY) ## What the documents' own arithmetic gets wrong
	@$(BIN)/briefing check

verify: $(READY) ## Every figure against its document (BRIEFING_DOCUMENTS names their folder)
	@$(BIN)/briefing verify

figures: $(READY) ## The figures
	@$(BIN)/briefing figures

accuracy: $(READY) ## Precision and recall of reading and drafting (BRIEFING_DOCUMENTS adds the real documents)
	@$(BIN)/python tools/accuracy.py

test: $(READY) ## The whole suite but the browser's
	@$(BIN)/python tools/suite.py -m "not browser"

test-browser: $(READY) ## The pages in a real browser (installs Debian's Chromium if there is none)
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium)
	@$(BIN)/python -m pip install --quiet "playwright>=1.49" "axe-playwright-python==0.1.8"
	@$(BIN)/python tools/suite.py -m browser tests/browser

lint: $(READY) ## Ruff: style and likely faults
	@$(BIN)/ruff check .

format: $(READY) ## Ruff: mend what can be mended
	@$(BIN)/ruff check --fix .

types: $(READY) ## Mypy
	@$(BIN)/python -m mypy

lab: $(READY) ## JupyterLab on the notebooks
	@$(BIN)/jupyter lab notebooks

bench: $(READY) ## Seconds and memory beside papermill, nbconvert and WeasyPrint, in one run (an hour or two; BENCH=--quick)
	@$(BIN)/python -m pip install --quiet "weasyprint>=63"
	@$(BIN)/python tools/bench.py --markdown docs/bench.md $(BENCH)
	@$(BIN)/python tools/bench_reading.py

pictures: $(READY) ## The README's pictures, from the real pack (needs Chromium and poppler-utils)
	@$(BIN)/python tools/pictures.py

lock: $(READY) ## Lock the requirements anew, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile $(LOCKING) --extra dev pyproject.toml --output-file $(LOCK)
	@echo pip | $(BIN)/uv pip compile $(LOCKING) --upgrade - --output-file $(PIP)
	@$(BIN)/python tools/environment.py

clean: ## Remove the environment, tables, packs and caches
	@rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis src/*.egg-info
	@find data/processed reports -mindepth 1 ! -name README.md -delete
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
