# Everything a user or CI runs. `make help` lists it.

EXAMPLE ?= cross-account
PORT ?= 0
DELAY ?= 0
export PYTHON
# These count on make's command line only: a variable of the environment must neither reach AWS nor leave anything running.
$(foreach word,LIVE KEEP YES,$(if $(filter command,$(firstword $(origin $(word)))),,$(eval override $(word) :=)))
# Only 1 switches on; any word but 1, 0 and nothing is refused before anything runs.
option = $(if $(filter-out 0 1,$($(1)))$(word 2,$($(1))),$(error $(1)=$($(1)) is not allowed: set $(1)=1, or leave it out),$(if $(filter 1,$($(1))),$(2)))
REFUSED := $(foreach word,LIVE KEEP YES,$(call option,$(word)))

.DEFAULT_GOAL := help
.PHONY: help demo demo-end test check bench fuzz mutate mutate-hcl docs clean venv-demo venv-test venv-mutation tflint

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\n  demo takes EXAMPLE=same-account, KEEP=1 (leave it running), PORT=5000, DELAY=2 (seconds before each delivery), LIVE=1 (on AWS, with your credentials; it asks first, or takes YES=1).\n'

demo: venv-demo ## Build an example with the real Terraform on a local AWS, watch objects replicate, remove everything.
	@.venv/bin/s3-replication demo --example '$(EXAMPLE)' --port '$(PORT)' --delay '$(DELAY)' $(call option,KEEP,--keep) $(call option,LIVE,--live) $(call option,YES,--yes)

demo-end: venv-demo ## End a demo that was kept or did not finish.
	@.venv/bin/s3-replication demo --end

test: ## Everything: static checks, terraform validate, tflint, checkov, all tests.
	@$(MAKE) --no-print-directory -j2 venv-test tflint
	@.venv/bin/python tools/steps.py test

check: venv-test ## The part that takes a minute: static checks and unit tests.
	@.venv/bin/python tools/steps.py check

bench: venv-test ## Measure, and write docs/bench.md; OPTIONS="check core" measures these two.
	@.venv/bin/python bench/run.py $(OPTIONS)

fuzz: venv-test ## The property and fuzz tests, with many more examples than make test takes.
	@HYPOTHESIS_PROFILE=long .venv/bin/python -m pytest -q -n 2 -k "propert or fuzz" tests

mutate: venv-mutation ## Mutation testing of core/ and iam/, bounded.
	@.venv/bin/python tools/mutate.py

mutate-hcl: venv-test ## Mutation testing of the module's HCL, bounded; OPTIONS="--module modules/source --limit 20".
	@.venv/bin/python tools/mutate_hcl.py $(OPTIONS)

docs: venv-test ## Write the generated documents and the topologies' shared files again.
	@.venv/bin/python tools/topologies.py
	@.venv/bin/python tools/module_tables.py
	@.venv/bin/python tools/checks.py
	@.venv/bin/python tools/fidelity.py
	@.venv/bin/python tools/permissions.py
	@.venv/bin/python tools/moto_names.py
	@.venv/bin/python tools/reader_policies.py
	@.venv/bin/python tools/demo_picture.py
	@.venv/bin/python tools/report_picture.py

clean: ## Remove everything that these targets have made, but not a running demo.
	@tools/clean

venv-demo:
	@tools/venv demo

venv-test:
	@tools/venv test

# Installed while pip works; if that fails, the step that needs it fails the run.
tflint:
	@tools/tflint >/dev/null || :

venv-mutation: venv-test
	@tools/venv mutation
