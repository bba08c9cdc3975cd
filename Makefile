# make demo, make test: all that a newcomer needs. CONTRIBUTING.md tells the rest.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: install demo run test check audit-dependencies fuzz system lock docs pictures bench bench-quick faults clean

install: $(STAMP)

$(STAMP): requirements-dev.txt $(wildcard sandbox/pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Assay needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" % sys.version_info[:2])'
	@echo "Setting up .venv (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e ./sandbox
	@touch $@

demo: install
	@$(BIN)/python -m demo $(if $(RESET),--reset) $(if $(DEMO_PORT),--port $(DEMO_PORT))

run: install
	@$(BIN)/python -m bot

test: install system check
	cd sandbox && ../$(BIN)/python -m pytest -n 3 --dist loadfile
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd sandbox && ../$(BIN)/ruff format --check . && ../$(BIN)/ruff check . && ../$(BIN)/mypy && ../$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check
	tools/find-secrets

# Asks PyPI which of the packages that Assay runs with are known to be vulnerable; nothing else here asks the network.
audit-dependencies: install
	@tools/audit-dependencies

# Tries what reads what anybody may send, each reader for so many SECONDS, or one TARGET alone; what it finds lies in data/fuzz.
fuzz: install
	@$(BIN)/python -m fuzz $(TARGET) --seconds $(or $(SECONDS),180)

# What the tests need besides Python packages, where it is missing and may be installed: a browser, npm, and axe,
# which judges the page's accessibility.
system:
	@tools/system-packages
	@test -e node_modules/axe-core/axe.min.js || npm install --silent --no-save --no-package-lock --no-audit --no-fund axe-core@4.14.1

lock: install
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

docs: install
	$(BIN)/python -m docs.generate

pictures: install
	$(BIN)/python -m demo.pictures

# What docs/bench.md promises about speed, measured on this machine; the quick one takes under two minutes and says less.
bench: install
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

bench-quick: install
	@$(BIN)/python -m bench --quick $(if $(ONLY),--only $(ONLY))

# People at work while everything around Assay fails; docs/faults.md tells what must agree in the end.
faults: install
	@$(BIN)/python -m faults --seconds $(or $(SECONDS),3600) $(if $(SEED),--seed $(SEED))

clean:
	rm -rf .venv data test-output node_modules sandbox/dist $(foreach cache,mypy_cache ruff_cache pytest_cache import_linter_cache hypothesis,.$(cache) sandbox/.$(cache))
