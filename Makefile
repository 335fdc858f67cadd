# Every habit is a target; CI calls the same ones. `make` alone says what there is.
.PHONY: help demo test check fix bench docs install lock clean
PYTHON := .venv/bin/python

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

demo: ## run Dayaq on this machine with a demonstration country (PORT, DAYAQ_HOME, DATABASE_URL)
	@scripts/install.sh
	@exec .venv/bin/dayaq demo

test: ## everything: the check, what takes minutes, and the journeys in a browser
	@scripts/install.sh --dev
	@scripts/browser.sh
	@$(PYTHON) scripts/check.py --all

check: ## what must hold before each commit
	@scripts/install.sh --dev
	@$(PYTHON) scripts/check.py

fix: ## let the tools mend what they can
	@scripts/install.sh --dev
	@$(PYTHON) -m ruff check --fix
	@$(PYTHON) -m ruff format

bench: ## measure, beside a bare comparison
	@scripts/install.sh --dev
	@$(PYTHON) -m tests.bench

docs: ## write docs/reference from the code
	@scripts/install.sh --dev
	@$(PYTHON) scripts/docs.py

install: ## make .venv with the locked packages, tools included
	@scripts/install.sh --dev

lock: ## lock the dependencies of pyproject.toml again, with hashes
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml -o requirements.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## remove what can be made again; the database in .home stays
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	@find src -name '*.mo' -delete
