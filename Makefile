# Mathscope. Everything a step needs is set up by the step itself, in .venv, and only once.

PORT ?= 8501
PYTHON ?=
ARGS ?=

PY := .venv/bin/python
SETUP := @PYTHON="$(PYTHON)" sh scripts/python.sh && $(PY) -m scripts.setup

.DEFAULT_GOAL := help
.PHONY: help rehearse survey scan run kernels test test-python test-rust test-browser lint format bench load soak lectures \
  thumbnails screenshots pictures lock wheels try-wheels try-replicas clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile
	@echo "  PYTHON=... names the Python to use (3.11 or newer), PORT=... the port of make run, ARGS=... adds arguments."

run: ## Install what is missing and start the application (PORT=8501)
	$(SETUP) app kernels
	@echo "Mathscope starts at http://localhost:$(PORT) (Ctrl-C ends it)."
	@$(PY) -m mathscope run --port $(PORT) $(ARGS)

wheels: ## Build the wheels of the application and of the kernels into dist/
	$(SETUP) dev
	@$(PY) -m scripts.wheels

try-wheels: wheels ## Build the wheels, install them in a fresh environment and use them
	@$(PY) -m scripts.try_wheels

try-replicas: ## Run two replicas behind the balancer, and end one in the middle of a drag (needs haproxy)
	$(SETUP) dev kernels browser
	@$(PY) -m scripts.try_replicas

kernels: ## Build the Rust kernels anew, if they have changed
	$(SETUP) app kernels!

test: ## Run all tests: linters, Python, Rust, browser
	$(SETUP) dev kernels! browser
	@$(PY) -m scripts.test lint python rust browser

test-python: ## Run the tests that need neither a browser nor cargo
	$(SETUP) dev kernels
	@$(PY) -m scripts.test python -- $(ARGS)

test-rust: ## Run the tests of the Rust kernels and examples
	$(SETUP) dev
	@$(PY) -m scripts.test rust

test-browser: ## Run the tests in a real browser
	$(SETUP) dev kernels browser
	@$(PY) -m scripts.test browser -- $(ARGS)

check: ## Check what every lesson must keep, for one (ARGS=svd)
	$(SETUP) dev kernels
	@$(PY) -m scripts.check $(ARGS)

lint: ## Run the linters: style, format, types, arrows between the folders
	$(SETUP) dev
	@$(PY) -m scripts.test lint

format: ## Format the Python and Rust sources
	$(SETUP) dev
	@$(PY) -m ruff check --fix-only --quiet . ; $(PY) -m ruff format .
	@for package in rust_kernels examples/rust; do \
	  if command -v cargo >/dev/null && [ -f $$package/Cargo.toml ]; then (cd $$package && cargo fmt --all); fi; done

bench: ## Measure a drag and the kernels beside their peers
	$(SETUP) dev kernels browser
	@$(PY) -m benchmarks.drag $(ARGS)
	@$(PY) -m benchmarks.kernels
	@$(PY) -m scripts.readme

load: ## Measure what one server carries: readers who drag, and heavy ones
	$(SETUP) dev kernels
	@$(PY) -m benchmarks.load $(ARGS)

soak: ## An hour of fifty readers, then 100,000 hostile requests (ARGS="--minutes 10")
	$(SETUP) dev kernels browser
	@$(PY) -m benchmarks.soak $(ARGS)
	@$(PY) -m benchmarks.soak.hostile

lectures: ## Check each scene of the ready lectures
	$(SETUP) app kernels
	@$(PY) -m mathscope lecture --check $(ARGS)

thumbnails: ## Draw the pictures of the lesson cards again
	$(SETUP) dev kernels browser
	@$(PY) -m mathscope thumbnails $(ARGS)

screenshots: ## Photograph every page into artifacts/
	$(SETUP) dev kernels browser
	@$(PY) -m pytest -m browser -n 2 tests/browser/test_every_page.py $(ARGS)

survey: ## Lead the figures of lessons through their states and say where texts overlap (ARGS=svd; all)
	$(SETUP) dev kernels browser
	@$(PY) -m scripts.survey $(ARGS)

scan: ## Look beyond the tests' states: programs, words, handles of lessons (ARGS="words svd"; all)
	$(SETUP) dev kernels
	@$(PY) -m scripts.scan $(ARGS)

rehearse: ## Drag everything on a lesson's page and photograph it (ARGS=svd)
	$(SETUP) dev kernels browser
	@$(PY) -m scripts.rehearse $(ARGS)

pictures: ## Take the pictures of the README again
	$(SETUP) dev kernels browser
	@$(PY) -m scripts.pictures

lock: ## Resolve requirements*.in into requirements*.txt (ARGS=--upgrade for newer versions)
	$(SETUP) dev
	@for name in requirements requirements-dev; do \
	  $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" $$name.in -o $$name.txt $(ARGS) || exit 1; done

clean: ## Remove everything that make has made
	@rm -rf .venv artifacts dist rust_kernels/target examples/rust/target
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
