# Everything a user or CI runs. `make help` lists it.

EXAMPLE ?= cross-account
KEEP ?=
LIVE ?=
PORT ?= 0
DELAY ?= 0
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help demo demo-end test check bench fuzz mutate docs clean venv-demo venv-test venv-mutation

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\n  demo takes EXAMPLE=same-account, KEEP=1 (leave it running), PORT=5000, DELAY=2 (seconds before each delivery), LIVE=1 (on AWS, with your credentials).\n'

demo: venv-demo ## Build an example with the real Terraform on a local AWS, watch objects replicate, remove everything.
	@.venv/bin/s3-replication demo --example '$(EXAMPLE)' --port '$(PORT)' --delay '$(DELAY)' $(if $(filter-out 0,$(KEEP)),--keep) $(if $(filter-out 0,$(LIVE)),--live)

demo-end: venv-demo ## End a demo that was kept or did not finish.
	@.venv/bin/s3-replication demo --end

test: venv-test ## Everything: static checks, terraform validate, tflint, checkov, all tests.
	@.venv/bin/python tools/steps.py test

check: venv-test ## The part that takes a minute: static checks and unit tests.
	@.venv/bin/python tools/steps.py check

bench: venv-test ## Measure, and write docs/bench.md.
	@.venv/bin/python bench/run.py

fuzz: venv-test ## The property and fuzz tests, with many more examples than make test takes.
	@HYPOTHESIS_PROFILE=long .venv/bin/python -m pytest -q -n 2 -k "propert or fuzz" tests

mutate: venv-mutation ## Mutation testing of core/ and iam/, bounded.
	@.venv/bin/python tools/mutate.py

docs: venv-test ## Write the generated parts of the documents anew.
	@.venv/bin/python tools/module_tables.py
	@.venv/bin/python tools/fidelity.py
	@.venv/bin/python tools/permissions.py

clean: ## Remove everything that these targets have made, but not a running demo.
	@tools/clean

venv-demo:
	@tools/venv demo

venv-test:
	@tools/venv test

venv-mutation: venv-test
	@tools/venv mutation
