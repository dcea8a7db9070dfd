# Everything from a bare checkout: `make samples`, `make test`. Each sets up what it needs, once.
# On Debian that is python3, make and git; the rest comes through apt, pip and npm.

.DEFAULT_GOAL := help
.PHONY: help set-up toolchains samples test proofs check docs clean

PYTHON ?= python3
JOBS ?= 3
SPEC := spec/token_endpoint.yaml
FLOWS := spec/flows.arazzo.yaml
FLOW_LANGUAGES := $(addprefix -l ,curl python go csharp javascript php ruby python-requests python-httpx)
BIN := .venv/bin
# Recipes are bash; a failing step ends them. Installed files are readable by all, whatever the user's
# umask: root runs samples as another user.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

set-up: .venv/installed .venv/toolchains ## Make .venv and get the toolchains that are missing

toolchains: .venv/all-toolchains ## Get the toolchains of the optional languages too

samples: set-up ## Generate the token endpoint's samples and flows, prove them, print the tables
	@$(BIN)/wireproof generate $(SPEC) -o samples
	@$(BIN)/wireproof generate $(FLOWS) -o samples
	@# What the ledger says was proven somewhere is proven here as well, the first time.
	@if [ -e .venv/proven ]; then $(BIN)/wireproof verify $(SPEC); \
	else $(BIN)/wireproof verify --all $(SPEC) && touch .venv/proven; fi
	@$(BIN)/wireproof verify $(FLOWS)

test: set-up toolchains .venv/browser ## Run the whole test suite
	@$(BIN)/pytest -n $(JOBS) --dist loadgroup

proofs: set-up toolchains ## Prove all hard requests and all samples of client libraries, and keep that
	@WIREPROOF_SEAL=1 $(BIN)/pytest tests/proving/test_hard_requests.py tests/sdk/test_libraries.py

check: .venv/installed ## Lint, formatting, types, and who may import whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/pytest tests/project/test_imports.py

docs: .venv/installed ## Build the documentation site into site/build
	@$(BIN)/wireproof pages $(FLOWS) $(FLOW_LANGUAGES) -o site/docs/flows
	@$(BIN)/wireproof pages $(SPEC) -l all -o site/docs/token-endpoint
	@$(BIN)/wireproof sync site/docs --spec $(SPEC)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict -f site/mkdocs.yml

clean: ## Remove what the other targets made, but for the user's cache
	rm -rf .venv samples build dist site/build .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "wireproof needs Python 3.11 or newer: make PYTHON=python3.11")'
	@if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
		as_root=$$([ "$$(id -u)" = 0 ] || echo sudo -n); \
		{ $$as_root apt-get update -q && $$as_root apt-get install -qy python3-venv; } \
			|| { echo 'needs root: apt-get install python3-venv' >&2; exit 2; }; \
	fi
	@umask 022; $(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	@umask 022; $(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@umask 022; $(BIN)/python -m pip install --quiet --editable . --group dev
	@$(BIN)/python -m compileall -q generator # even where the environment forbids Python to keep what it compiles
	@touch $@

# A toolchain that cannot be had is named here and again by whatever needs it; the rest goes on.
.venv/toolchains: .venv/installed $(wildcard templates/*/language.toml)
	@if $(BIN)/wireproof languages --install --yes; then touch $@; fi

.venv/all-toolchains: .venv/toolchains $(wildcard tests/cases/sdk/templates/*/language.toml)
	@if $(BIN)/wireproof languages --install --yes all --templates tests/cases/sdk/templates; then touch $@; fi

# For the tests of the site: Debian's Chromium, axe-core, which finds what keeps people from reading, and the
# renderers of descriptions that show our samples.
.venv/browser: .venv/installed
	@missing=$$(for tool in chromium npm; do command -v $$tool >/dev/null || echo $$tool; done); \
	if [ -n "$$missing" ]; then \
		as_root=$$([ "$$(id -u)" = 0 ] || echo sudo -n); \
		{ $$as_root apt-get update -q && $$as_root apt-get install -qy --no-install-recommends $$missing; } \
			|| { echo "needs root: apt-get install $$missing" >&2; exit 2; }; \
	fi
	@npm install --silent --no-audit --no-fund --prefix .venv/npm axe-core@4
	@cd .venv/npm && npm pack --silent redoc@2.5 @scalar/api-reference@1.46 swagger-ui-dist@5 >/dev/null
	@touch $@
