# The few words that everything here is done with. `make help` lists them.
# Package indexes are never named: pip and npm follow the settings of whoever calls.

BIN := .venv/bin
BUILT := app/static/build
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/locales/*/LC_MESSAGES/messages.po))
SCRIPTS := $(wildcard app/static/js/*.js app/static/js/*/*.js)
SCRIPT_TESTS := $(wildcard tests/js/*.test.js)

# Options that keep the catalogues quiet in reviews: a moved line changes nothing.
EXTRACT := $(BIN)/pybabel -q extract --mapping pyproject.toml --no-location --omit-header --sort-output --width 120
UPDATE := $(BIN)/pybabel -q update --output-dir app/locales --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120

# A throw-away database with all migrations applied, for as long as one recipe line runs.
MIGRATED := dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	export ALOUD_DATA_DIR="$$dir" ALOUD_DATABASE_URL="sqlite:///$$dir/schema.db" && $(BIN)/aloud migrate

# Three tests at once on two cores: many of them wait for a disk or a browser. Tests of one group stay in one process.
TOGETHER := --numprocesses 3 --dist loadgroup

# make run PORT=8080 DATABASE_URL=postgresql+psycopg://…
ifdef PORT
run demo: export ALOUD_PORT := $(PORT)
endif
ifdef DATABASE_URL
run demo: export ALOUD_DATABASE_URL := $(DATABASE_URL)
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test faults sure style types schema words demo bench screens messages migration static clean

help: ## Show these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: .venv/.installed static $(CATALOGUES) ## Serve on port 8000, with the demo study when the database is empty
	@$(BIN)/aloud start

test: .venv/.installed-dev static $(CATALOGUES) ## Run all tests, in Node, Python, a browser and PostgreSQL
	@scripts/need.sh
	@$(if $(SCRIPT_TESTS),node --test --test-reporter=spec $(SCRIPT_TESTS))
	@$(BIN)/pytest -q $(TOGETHER)

faults: .venv/.installed-dev static $(CATALOGUES) ## Prove at length that nothing is lost: the long tests of tests/faults
	@scripts/need.sh
	@FAULTS=long $(BIN)/pytest -q $(TOGETHER)

sure: style types schema words test ## Check everything; before every push

style: .venv/.installed-dev ## Check format and lint
	@$(BIN)/ruff format --quiet --check || { echo "Run .venv/bin/ruff format"; exit 1; }
	@$(BIN)/ruff check --quiet

types: .venv/.installed-dev ## Check types, strictly
	@$(BIN)/mypy --no-error-summary

schema: .venv/.installed-dev ## Check that the migrations make the tables that the models describe
	@$(MIGRATED) && $(BIN)/alembic check

words: .venv/.installed-dev ## Check that the catalogues hold the sentences that the code says
	@file=$$(mktemp) && trap 'rm -f "$$file"' EXIT && $(EXTRACT) --output-file "$$file" app && \
	diff -u app/locales/messages.pot "$$file" && $(UPDATE) --input-file "$$file" --check 2>/dev/null || \
	{ echo "The message catalogues lag behind the code. Run make messages, translate what is new, commit."; exit 1; }
	@$(BIN)/pybabel compile --directory app/locales --statistics 2>&1 | grep translated | grep -v '(100%)' || true

demo: .venv/.installed $(CATALOGUES) ## Fill the database with a study of believable people
	@$(BIN)/aloud demo

bench: .venv/.installed-dev static $(CATALOGUES) ## Measure speed and size
	@$(BIN)/python -m benchmarks

screens: .venv/.installed-dev static $(CATALOGUES) ## Photograph every page into screens/
	@scripts/need.sh
	@$(BIN)/python -m scripts.screens

messages: .venv/.installed-dev ## Collect the sentences of the interface for translators
	@$(EXTRACT) --output-file app/locales/messages.pot app
	@$(UPDATE) --input-file app/locales/messages.pot
	@$(MAKE) --no-print-directory catalogues
.PHONY: catalogues
catalogues: $(CATALOGUES)

migration: .venv/.installed-dev ## Begin a migration: make migration name="case appointment"
	@test -n "$(name)" || { echo 'Say what it does: make migration name="case appointment"'; exit 1; }
	@$(MIGRATED) && $(BIN)/alembic revision --autogenerate --message "$(name)" --rev-id "$$(date +%Y%m%d)_$$(echo '$(name)' | tr ' A-Z' '_a-z')"

static: $(BUILT)/htmx.js ## Pack scripts and style for the phone

clean: ## Remove what can be made again; data stays
	@rm -rf .venv node_modules build *.egg-info $(BUILT) $(CATALOGUES) screens .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +

# Below: files, each made again only when what it is made of is newer.

.venv/bin/pip:
	@for python in python3 python3.13 python3.12 python3.11; do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exec $$python -m venv .venv; \
	done; echo "Aloud needs Python 3.11 or newer." >&2; exit 1

.venv/.installed: requirements.txt pyproject.toml | .venv/bin/pip
	@echo "Installing the pinned libraries; the first time takes about a minute."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing the tools for tests and checks."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.package-lock.json: package-lock.json
	@command -v npm >/dev/null || { echo "Aloud needs Node.js 18 or newer with npm, to pack the scripts of its pages." >&2; exit 1; }
	@npm ci --ignore-scripts --loglevel=error
	@touch $@

$(BUILT)/htmx.js: node_modules/.package-lock.json scripts/pack.js $(SCRIPTS) $(wildcard app/static/*.css app/static/css/*.css app/static/icons/*)
	@node scripts/pack.js

%.mo: %.po
	@$(BIN)/pybabel -q compile --input-file $< --output-file $@
