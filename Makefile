# Every target does its own set-up, in .venv, with nothing but make and Python 3.11 or later; once that is done,
# no target needs the network. Set-up is repeated when pyproject.toml changes or the checkout has moved.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint docs bench coverage clean

HERE   := $(shell pwd | cksum | cut -d ' ' -f 1)
RUN    := .venv/run-$(HERE)
DEV    := .venv/dev-$(HERE)
PYTHON := .venv/bin/python

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(RUN)  ## judge two bundled studies, one patient, then four trials, and write their reports
	@rm -rf build/demo && mkdir -p build/demo
	cd build/demo && ../../$(PYTHON) -m ebbtide demo gastric-car-t
	cd build/demo && ../../$(PYTHON) -m ebbtide demo atezolizumab

test: $(DEV)  ## run every test, and every example in the documentation
	$(PYTHON) -m pytest -n auto $(ARGS)

lint: $(DEV)  ## check style, types, import contracts and changelog fragments
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m towncrier build --draft --version unreleased > /dev/null

docs: $(DEV)  ## check the documentation: links, samples, and that nothing is left out
	$(PYTHON) -m pytest tests/house $(ARGS)

bench: $(DEV)  ## measure speed and memory against the floor, on a small study
	$(PYTHON) -m benchmarks.run $(ARGS)

coverage: $(DEV)  ## say which lines and branches no test reaches
	$(PYTHON) -m pytest -n auto --cov --cov-report=term $(ARGS)

clean:  ## remove what make has made
	rm -rf .venv build dist .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(RUN): pyproject.toml
	@sh .ci/setup '.[report]'
	@touch $@

$(DEV): $(RUN)
	@sh .ci/setup '.[dev]'
	@touch $@
