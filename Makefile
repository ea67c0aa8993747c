# For developers, after ./test.sh has set everything up once.
.PHONY: setup run test check fix bench soak lock installer

setup: ## everything the tests need
	bash -c 'set -euo pipefail; source scripts/setup.sh; set_up dev'

run: ## the program
	./run.sh

test: ## the tests alone; make test ARGS="tests/unit/vault -k key"
	QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 .venv/bin/python -m pytest -m "not soak" $(ARGS)

check: ## every check and every test, as ./test.sh does
	bash scripts/check.sh

fix: ## lay the code out, and correct what ruff can correct by itself
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: ## measure speed
	QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 .venv/bin/python -m benchmarks

soak: ## the long campaigns
	QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 DIOGEL_SOAK=1 DIOGEL_FAULTS_SUMMARY=build/faults.json .venv/bin/python -m pytest -m soak --timeout 0

lock: ## take changes of pyproject.toml into the two locks
	bash scripts/lock.sh

installer: ## freeze the program into dist/diogel, and try it
	bash scripts/installer.sh
