# Everything a person types. `make run` starts the service, `make test` runs every test.
# Both make .venv first when it is missing or older than the lock.

HOST ?= 127.0.0.1
PORT ?= 8080
MINUTES ?= 10
EXAMPLES ?= 200
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: run test fuzz contract lint accuracy quality bench bench-peers load endurance docs site openapi lock help

run: ## Start the service on http://127.0.0.1:8080 (HOST=, PORT=)
	@PYTHON=$(PYTHON) scripts/bootstrap run
	@echo "Serving http://$(HOST):$(PORT)/ (stop with Ctrl-C)"
	@PETECHIAE_HOST=$(HOST) PETECHIAE_PORT=$(PORT) PETECHIAE_DEMO=$${PETECHIAE_DEMO:-1} \
	  exec $(BIN)/gunicorn --config cds/gunicorn_conf.py cds.wsgi:app

test: ## Run every test with coverage, with a floor for rules/
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m pytest --cov --cov-report=term
	@# Lines and branches together: a fifth of these are branches, so that 99 % keeps the branches above 95 %.
	$(BIN)/python -m coverage report --include='rules/*' --precision=2 --fail-under=99

fuzz: ## Strange requests, charts, tokens and feedback against the parsers (MINUTES=10)
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m tests.fuzzing $(MINUTES)

contract: ## Requests generated from openapi.yaml, good and bad (EXAMPLES=200 an operation)
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	CONTRACT_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q tests/contract/test_generated_requests.py

lint: ## ruff, mypy --strict, direction of imports
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py

accuracy: ## Accuracy on the project's own and invented cases, and on published ones beside it
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m benchmarks.accuracy

quality: ## What the reader makes of whole charts, every count and anticoagulant accounted for
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m benchmarks.data_quality

bench: ## Speed, in the process and through the server
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m benchmarks.speed

load: ## 200 clients at a time for a minute, into docs/load.md
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m benchmarks.load

endurance: ## The memory of the workers over 100,000 calls, into docs/endurance.md; takes an hour
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m benchmarks.endurance

bench-peers: ## Calls a second beside other servers, installed into build/peers
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m benchmarks.peers

docs: ## Write the computed parts of README.md and docs/, then the site
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	$(BIN)/python -m scripts.docs
	@$(MAKE) --no-print-directory site

site: ## Build the documentation as a site in build/site
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
	@echo "Open build/site/index.html"

openapi: ## Write openapi.yaml from the schemas
	@PYTHON=$(PYTHON) scripts/bootstrap run
	$(BIN)/python -m cds.openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

lock: ## Lock requirements/*.in with hashes
	@PYTHON=$(PYTHON) scripts/bootstrap dev
	PYTHON=$(BIN)/python scripts/lock

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18
