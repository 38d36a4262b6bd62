# make run, make test: the two that matter. make help lists the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
VPY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help install install-dev chromium run test test-long check format bench load chaos

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' Makefile | while IFS='|' read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

install: ## make .venv and install what running the site needs
	@if [ -z "$(PYTHON)" ]; then echo "No Python found. Install Python 3.11 or newer, or name it: make install PYTHON=/path/to/python"; exit 1; fi
	@"$(PYTHON)" config/install.py

install-dev:
	@if [ -z "$(PYTHON)" ]; then echo "No Python found. Install Python 3.11 or newer, or name it: make test PYTHON=/path/to/python"; exit 1; fi
	@"$(PYTHON)" config/install.py --dev

run: install ## the whole site in the foreground, with a demonstration school; Ctrl-C stops it
	@exec $(VPY) -m config.up --with-parent

chromium:
	@sh tests/runtime/install_chromium.sh

test: install-dev chromium ## every test: on PostgreSQL what it may decide differently, and at once on SQLite the rest
	@exec $(VPY) -m tests $(ARGS)

test-long: install-dev chromium ## every test, with new and five times as many made-up examples: looks for what no example has shown
	@SEARCH=1 $(VPY) -m tests $(ARGS)

check: install-dev ## format, lint, types, import contracts, lengths, missing migrations and such as a running site cannot take, settings for production
	$(VPY) -m ruff format --check .
	$(VPY) -m ruff check .
	$(VPY) -m mypy
	$(VPY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(VPY) -m tests.house.shape
	$(VPY) manage.py makemigrations --check --dry-run
	$(VPY) -m tests.house.migrations
	$(VPY) -m tests.house.licences
	HTTPS=1 DEBUG=0 $(VPY) manage.py check --deploy --fail-level WARNING

format: install-dev ## put the code into its form
	$(VPY) -m ruff format .
	$(VPY) -m ruff check --fix .

bench: install-dev ## how fast the engine marks, and how a herd of 200 students fares; a million answers: python -m tests.bench.million, and marked anew: tests.bench.remark
	$(VPY) -m tests.bench.engine
	$(VPY) -m tests.bench.herd

load: install-dev ## students at work on a whole running site: waits, errors, what was busy, what grew, what is missing
	$(VPY) -m tests.bench.load $(ARGS)

chaos: install-dev ## one fault after another on a whole running site, with an audit after each; ARGS=--postgresql for that database
	$(VPY) -m tests.chaos $(ARGS)
