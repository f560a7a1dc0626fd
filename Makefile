# Every target sets up what it needs: on a fresh Debian 12 with Python 3.11, git and
# make, `make demo` and `make test` work as they stand.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   ?= demo
PORT   ?= 8765
SERVE  ?= 1
TESTS  ?=

.PHONY: help demo test check lint types imports bench docs lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements/run.txt pyproject.toml
	@scripts/environment run

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@scripts/environment dev

demo: $(VENV)/.run ## Initialise the example, run the main job, serve the portal (SERVE=0: exit)
	@scripts/demo $(DEMO) $(PORT) $(SERVE)

test: $(VENV)/.dev ## Format, lint, types, import contracts, every test
	@scripts/system-packages
	@scripts/check
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(TESTS)

check: $(VENV)/.dev ## Format, lint, types and import contracts only
	@scripts/check

bench: $(VENV)/.dev ## Benchmarks beside a peer and the physical limit, as ratios
	@scripts/bench

docs: $(VENV)/.dev ## Write the reference pages that are generated from the code
	@$(BIN)/python -m assay.reference docs/reference

lock: ## Renew the hashed lock files (needs uv)
	@scripts/lock

clean: ## Remove what the targets above created
	@rm -rf $(VENV) .bench-venv .bench-venv-newer $(DEMO) build dist
