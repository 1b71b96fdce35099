# make demo    the Ukraine case, from a clean clone to a verdict, tables and a brief
# make test    the tests
# make help    the other targets
#
# Nothing is needed beforehand but Python 3.11 or later with its venv module. The environment is
# .venv; a target installs what it needs there once, and again only when a lock file has changed.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test coverage proofs mutation browser lint format types schemas cases pages docs package sbom audit licences fuzz bench check \
	install dev clean

help: ## this list
	@echo 'Targets:'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: install ## the Ukraine case: the verdict and tables here, a brief as HTML
	$(BIN)/interim demo

test: dev ## run the tests (PYTEST_ADDOPTS="-m ''" for the slow ones too)
	@echo 'The tests take about ten minutes on two quiet cores, two of them to compile the model, once.'
	$(BIN)/python tests/kernels.py
	$(BIN)/python -m pytest -n auto --dist loadfile

coverage: dev ## run the tests and see which lines they reach (about twice as long)
	$(BIN)/python tests/kernels.py
	$(BIN)/python -m pytest -n auto --dist loadfile --cov=interim --cov-report=term --cov-fail-under=85

proofs: .venv/.installed-proofs ## compare the compliance game with Gambit (builds it: some minutes)
	$(BIN)/python -m pytest -m '' tests/theory

mutation: .venv/.installed-mutation ## plant small faults and see whether the tests notice (half an hour)
	$(BIN)/python scripts/mutation.py

browser: dev ## open every page in a Chromium (screenshots in out/screenshots; LOOK="-k hold" for some)
	scripts/browser
	$(BIN)/python -m pytest -m browser tests/browser $(LOOK)

lint: dev ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: dev ## put style and formatting right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: dev ## check the types
	$(BIN)/mypy

schemas: install ## check that schemas/ says what the model says
	$(BIN)/interim schema --check

cases: install ## check every bundled case
	@for case in cases/*/; do \
		name=$$(basename "$$case"); \
		echo "$(BIN)/interim check $$name"; \
		$(BIN)/interim check "$$name" || exit 1; \
	done

pages: dev ## make stale pages and figures of docs/ anew (PAGES="bridge votes" for some)
	$(BIN)/python scripts/pages.py make $(PAGES)

docs: dev ## build the documentation into site/, and check that its pages are current
	$(BIN)/python scripts/pages.py check
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

package: dev ## build the wheel and the source archive into dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .

sbom: .venv-release/.installed ## the bill of materials (CycloneDX) of what running installs, into dist/
	@mkdir -p dist
	.venv-release/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-reproducible --output-file dist/interim.cdx.json

audit: .venv-release/.installed ## look the pinned packages up among known vulnerabilities
	.venv-release/bin/python scripts/audit.py

licences: dev ## check that docs/licences.md lists what running installs, and that we may use it
	$(BIN)/python scripts/licences.py --check

fuzz: dev ## damaged cases and files, for a minute each (FUZZ="--seconds 600" for longer)
	$(BIN)/python fuzz/case_reader.py $(FUZZ)
	$(BIN)/python fuzz/formats.py $(FUZZ)
	$(BIN)/python fuzz/expressions.py $(FUZZ)

bench: .venv-bench/.installed ## measure the README's table again, beside other tools (ten minutes)
	.venv-bench/bin/python benchmarks/table.py --write

check: lint types schemas cases docs test ## all checks that do not need an empty environment

install: .venv/.installed ## the environment for running
dev: .venv/.installed-dev ## the environment for working on Interim

clean: ## remove the environment and everything that was built
	rm -rf .venv .venv-release .venv-bench build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*

# --- the environments, with a stamp for each thing installed -----------------------------------
# scripts/install says how a lock file is installed.

.venv/bin/python .venv-release/bin/python .venv-bench/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "make: there is no '$(PYTHON)' here. Install Python 3.11 or later, or name one:" \
			"make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "make: $(PYTHON) is $$($(PYTHON) --version 2>&1), and Interim needs 3.11 or later." \
			"Name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "make: $(PYTHON) comes without venv. On Debian and Ubuntu, install python3-venv." >&2; \
		exit 1; }
	@echo 'Making $(@:/bin/python=) ...'
	@$(PYTHON) -m venv $(@:/bin/python=)

.venv/.installed: requirements.lock requirements-build.lock pyproject.toml | .venv/bin/python
	@echo 'Installing what Interim needs into .venv (about 700 MB, a minute or two) ...'
	@scripts/install $(BIN)/python requirements.lock requirements-build.lock .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo 'Installing the tools for tests, checks and documentation into .venv ...'
	@scripts/install $(BIN)/python requirements-dev.lock
	@touch $@

.venv/.installed-proofs: requirements-sources.lock requirements-proofs.lock .venv/.installed-dev
	@echo 'Installing Gambit into .venv; where there is no wheel it is built, which takes minutes ...'
	@scripts/install $(BIN)/python requirements-sources.lock requirements-proofs.lock
	@touch $@

.venv/.installed-mutation: requirements-sources.lock requirements-mutation.lock .venv/.installed-dev
	@echo 'Installing the tools for mutation tests into .venv ...'
	@scripts/install $(BIN)/python requirements-sources.lock requirements-mutation.lock
	@touch $@

.venv-release/.installed: requirements-release.lock | .venv-release/bin/python
	@echo 'Installing the tools for a release into .venv-release ...'
	@scripts/install .venv-release/bin/python requirements-release.lock
	@touch $@

# An environment of its own: the peers pin other versions than Interim's lock files do.
.venv-bench/.installed: requirements-build.lock requirements-sources.lock requirements-bench.lock \
		pyproject.toml | .venv-bench/bin/python
	@echo 'Installing what benchmarks/ compares with into .venv-bench; two are built from source ...'
	@scripts/install .venv-bench/bin/python requirements-build.lock requirements-sources.lock \
		requirements-bench.lock .
	@touch $@
