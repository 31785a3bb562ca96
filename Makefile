# Everyday 日课. `make help` lists what there is.
PYTHON ?= python3
VENV := .venv/bin
# Development settings for the commands below; production sets its own (docs/operations/settings.md).
RUN_ENV := EVERYDAY_DEBUG=true
CHECK_ENV := EVERYDAY_DEBUG=true PYTHONPATH=platform
PYTEST := $(VENV)/python -m pytest
WEEKS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-services lint typecheck imports format messages check-curriculum bench bench-integrity bench-leftovers chaos doctor gpu-check test-cgroup clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

setup: ## Make .venv/ with everything pinned, and the small data sets
	@$(PYTHON) scripts/setup.py

setup-dev: ## As setup, with what tests and linters need
	@$(PYTHON) scripts/setup.py --dev

run: setup ## Start the whole platform on this machine, with demo accounts
	@$(RUN_ENV) $(VENV)/python manage.py up --demo

test: setup-dev lint typecheck imports ## Run every check and test that needs no server
	@$(CHECK_ENV) $(VENV)/python manage.py makemigrations --check --dry-run
	@$(CHECK_ENV) $(VENV)/python manage.py check_curriculum --quiet
	@$(PYTEST) -m "not services and not vm" -n 2 --dist loadgroup $(ARGS)

test-services: setup-dev ## Run the same processes against PostgreSQL and Redis servers started for the test
	@$(PYTEST) -m services $(ARGS)

test-cgroup: setup-dev ## Run the control groups' tests on kernels with version 1 and 2, in virtual machines (QEMU, no KVM)
	@$(PYTEST) -m vm tests/vm -n 2 --dist loadfile $(ARGS)

lint: setup-dev ## Ruff: errors and formatting
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .

typecheck: setup-dev ## Mypy, strict
	@$(CHECK_ENV) $(VENV)/mypy

imports: setup-dev ## Who may import whom
	@$(CHECK_ENV) PYTHONPATH=platform:. $(VENV)/lint-imports

format: setup-dev ## Format the code and fix what can be fixed
	@$(VENV)/ruff check --fix . ; $(VENV)/ruff format .

messages: setup-dev ## Collect and compile the interface's translations (needs gettext)
	@$(VENV)/python scripts/messages.py

check-curriculum: setup-dev ## Prove every reference, alternative and wrong solution on the sandboxed path
	@$(CHECK_ENV) $(VENV)/python manage.py check_curriculum --strict $(WEEKS)
	@$(VENV)/python -m workers prove --all --changed

bench: setup-dev ## Measure speed beside its targets, as ratios within one run (needs chromium; ARGS=--help)
	@$(VENV)/python -m benchmarks $(ARGS)

bench-leftovers: setup-dev ## Run a thousand jobs that end in every way, and look for what is left of them
	@$(VENV)/python -m benchmarks.leftovers $(ARGS)

bench-integrity: setup-dev ## Hand the same forgeries to our judge, otter-grader and nbgrader: who is fooled
	@$(VENV)/python -m benchmarks.integrity $(ARGS)

chaos: setup-dev ## Hand in 100 runs while the platform's processes are killed at random, and account for every one (6 to 10 minutes)
	@$(VENV)/python -m tests.functional.chaos $(ARGS)

doctor: setup ## Tell how learners' code is isolated on this machine
	@$(VENV)/python -m workers doctor

gpu-check: setup ## Try this machine's GPU: self-test, a training task, out of memory, a hang
	@$(VENV)/python -m workers gpu-check

clean: ## Remove caches, never data
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
