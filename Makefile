# The two commands of the README are `make demo` and `make test`; each sets up what it needs.

VENV := .venv
PY := $(VENV)/bin/python
SOURCES := nl2ros launch test tools setup.py
LINTERS := test/test_copyright.py test/test_flake8.py test/test_pep257.py
# Tests talk on a ROS domain of their own, so that they neither hear nor move a real robot.
TEST_ENV = ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST ROS_DOMAIN_ID=$$((10 + $$$$ % 90))
ifeq ($(ROS_DISTRO),humble)
TEST_ENV += ROS_LOCALHOST_ONLY=1
endif

# The sentence travels in the environment, never as shell text: quotes and Burmese stay whole.
export NL2ROS_DEMO_CMD = $(value CMD)
# Where an installed ROS 2 finds what was compiled into .venv; the wheels find it by themselves.
ifdef ROS_DISTRO
export AMENT_PREFIX_PATH := $(CURDIR)/$(VENV):$(AMENT_PREFIX_PATH)
export LD_LIBRARY_PATH := $(CURDIR)/$(VENV)/lib:$(LD_LIBRARY_PATH)
endif
# ROS would log into HOME, which need not exist.
export ROS_LOG_DIR ?= $(CURDIR)/log/ros
# Any Python 3 can start the set-up, which then looks for the one it needs.
export PYTHON
STARTER := $(firstword $(foreach name,$(PYTHON) python3 python3.11 python,\
             $(shell command -v $(name) 2>/dev/null)) python3)

.PHONY: help setup demo test lint clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo              drive the simulated robot, in the browser and here'
	@echo 'make demo CMD="TEXT"   one sentence: English or Burmese'
	@echo 'make test              run all tests'
	@echo 'make lint              run the ament linters and ruff'
	@echo 'make setup             only set up .venv (the others do it when needed)'
	@echo 'make clean             remove .venv and everything that was built'

setup:
	@$(STARTER) tools/set_up.py

demo:
	@$(STARTER) tools/set_up.py demo
	@$(PY) -m nl2ros.cli demo $${NL2ROS_DEMO_CMD:+-- "$$NL2ROS_DEMO_CMD"}

test: setup
	@$(TEST_ENV) $(PY) -m pytest

lint: setup
	@$(PY) -m ruff check $(SOURCES)
	@$(PY) -m pytest --quiet $(LINTERS)

clean:
	rm -rf $(VENV) build install log .pytest_cache .ruff_cache *.egg-info
	find nl2ros launch test tools -name __pycache__ -prune -exec rm -rf {} +
