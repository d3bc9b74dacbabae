# Needs Python 3.11 or later, make and a package index; nothing else.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
INSTALL := -m pip install --quiet --disable-pip-version-check --constraint requirements.lock
INPUTS := pyproject.toml requirements.lock

help: ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

report: $(VENV)/report.done ## set up and build the main report: reports/astana-2025/
	@$(BIN)/summit-report build astana-2025

reports: $(VENV)/report.done ## build every edition of reports.yml
	@$(BIN)/summit-report build --all

test: $(VENV)/test.done ## set up and run lint, type checks and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

coverage: $(VENV)/test.done ## run all tests and say which lines none of them reaches; takes twice as long
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --cov=summit_report --cov-report=term-missing:skip-covered

lab: $(VENV)/lab.done ## open JupyterLab, ready to explore
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter lab --ServerApp.root_dir=. notebooks/00-explore.ipynb

bench: $(BENCH)/lab.done $(BENCH)/plain.done ## time builds against papermill + nbconvert; LONG=1 for 300 editions, too
	@$(BENCH)/plain/bin/python benchmarks/run_all.py $(BENCH)/lab $(BENCH)/plain $(if $(LONG),--long)

pictures: ## remake the pictures of pages in the README; needs pdftoppm (Debian: poppler-utils)
	pdftoppm -r 80 -png -f 1 -l 1 -singlefile reports/astana-2025/report.pdf docs/findings
	pdftoppm -r 80 -png -f 5 -l 5 -singlefile reports/astana-2025/report.pdf docs/figures

clean: ## remove environments and caches; reports and figures stay
	rm -rf $(VENV) $(BENCH) .pytest_cache .mypy_cache .ruff_cache .coverage .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One mark per extra, so that what is installed is installed once and again when the lock changes.
$(VENV)/report.done: EXTRA :=
$(VENV)/test.done: EXTRA := [test]
$(VENV)/lab.done: EXTRA := [lab]
$(VENV)/%.done: $(INPUTS)
	$(call environment,$(VENV))

$(BENCH)/plain.done: EXTRA := [bench]
$(BENCH)/lab.done: EXTRA := [bench,lab]
$(BENCH)/%.done: $(INPUTS)
	$(call environment,$(BENCH)/$*)

define environment
	@echo "Setting up $(1) for $(MAKECMDGOALS): some minutes the first time."
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	@$(1)/bin/python $(INSTALL) --editable ".$(EXTRA)"
	@$(1)/bin/python -m compileall -q src
	@touch $@
endef

.PHONY: help report reports test coverage lab bench pictures clean
