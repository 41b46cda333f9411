# Two commands to remember: `make run` and `make test`. Each sets itself up first.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SITE_READY := $(VENV)/.site-ready

EXTRAS := tensorflow lab demo dask test
comma := ,
space := $() $()
ONE_THREAD := TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1 OPENBLAS_NUM_THREADS=1
# A third process on two cores would cost all of them a quarter more of the processor.
ON_ALL_CORES := -q -n auto --dist worksteal

# What Python makes of a file is kept, whatever the shell says: uv leaves that to the first process that imports it.
export PYTHONDONTWRITEBYTECODE :=

UV := $(BIN)/uv
PIP := $(BIN)/pip --disable-pip-version-check
LOCKED := $(UV) pip compile --universal --generate-hashes --no-header --python-version 3.11

# $(call install,LOCK): into the environment. uv takes seconds where pip takes minutes; pip does it where uv
# cannot, say because a mirror is set for pip alone.
define install
	@echo "Installing the packages of $(1) into $(VENV) (half a minute, more on a slow line) ..."
	@$(UV) pip install -q --python $(VENV) --require-hashes -r $(1) || { echo "Trying pip instead (some minutes) ..."; \
		$(PIP) install -q --require-hashes -r $(1); }
endef

# $(call part,NAME,COMMAND): run one part of the tests and print how long it took.
define part
	@printf '\n== %s\n' "$(1)"; start=$$(date +%s); { $(2); }; status=$$?; \
	printf -- '-- %s: %s s\n' "$(1)" "$$(( $$(date +%s) - start ))"; exit $$status
endef

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: $(READY) ## Set up, then take the tour (about two minutes): leaves runs/tour.html
	$(BIN)/vgkit tour

LANGUAGES := --one-language

.PHONY: test
test: parts ## Set up, then run all tests (six to eight minutes on two cores)

.PHONY: test-all
test-all: OPTIONS := --thorough
test-all: LANGUAGES :=
test-all: export JUPYTER_DEFAULT_PROVISIONER_NAME := local-provisioner
test-all: parts test-site ## Both with more tries at what chance decides, and every kernel started afresh

.PHONY: test-site
test-site: site ## Build the site, then try it in a browser: links, quiz, playground, accessibility
	$(call part,the site in a browser,$(ONE_THREAD) $(BIN)/pytest -q -n 3 --dist worksteal --durations=10 \
		tests/site tests/browser $(OPTIONS))

.PHONY: parts
parts: $(READY)
	$(call part,lint,$(BIN)/ruff check . && $(BIN)/ruff format --check .)
	$(call part,built files,$(BIN)/vgkit build --check)
	$(call part,unit tests and hints,$(ONE_THREAD) $(BIN)/pytest $(ON_ALL_CORES) --durations=10 $(OPTIONS))
	$(call part,solutions against their stored outputs,$(BIN)/vgkit verify $(LANGUAGES))

VERSION_TESTS ?= tests
# $(call versions,RESOLUTION): run unit tests on what uv resolves so from pyproject.toml, in an environment of its own.
define versions
	$(UV) venv -q --clear --python "$(PYTHON)" $(VENV)-$(1)
	$(UV) pip install -q --python $(VENV)-$(1) --resolution $(1) -e '.[$(subst $(space),$(comma),$(EXTRAS))]'
	$(UV) pip list -q --python $(VENV)-$(1) | grep -Ei '^(tensorflow|keras|numpy|ipython|ipywidgets)\b'
	$(ONE_THREAD) $(VENV)-$(1)/bin/python -m pytest $(ON_ALL_CORES) $(VERSION_TESTS)
endef

.PHONY: test-lowest
test-lowest: $(READY) ## Run the unit tests on the oldest versions that pyproject.toml allows
	$(call versions,lowest-direct)

.PHONY: test-highest
test-highest: $(READY) ## The same on the newest
	$(call versions,highest)

.PHONY: bench
bench: $(READY) ## Time the kit against plain Keras, PyTorch, JAX and the floor (about two hours)
	$(BIN)/python bench/bench.py

.PHONY: lab
lab: $(READY) ## Open JupyterLab on your own copies of the notebooks, in work/
	$(BIN)/vgkit lab

.PHONY: demo
demo: $(READY) ## Serve the demo page on this machine: a network looks at pictures of yours
	$(BIN)/vgkit demo

.PHONY: site
site: $(SITE_READY) ## Build the course as a site into site/: pages, quiz, playground
	$(BIN)/vgkit site

.PHONY: setup
setup: $(READY) ## Make the environment in .venv only

.PHONY: lock
lock: $(READY) ## Resolve the dependencies anew into requirements.txt and the other lock files
	echo uv | $(LOCKED) - -o requirements-uv.txt
	$(LOCKED) $(EXTRAS:%=--extra %) pyproject.toml -o requirements.txt
	"$(PYTHON)" -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
		print(*project["optional-dependencies"]["site"], sep="\n")' \
		| $(LOCKED) -c requirements.txt - -o requirements-site.txt

.PHONY: clean
clean: ## Remove the environments, everything in runs/, the site and what it was built with
	rm -rf $(VENV) $(VENV)-* runs site playground/node_modules playground/dist

$(READY): requirements.txt requirements-uv.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "vgkit needs Python 3.11, 3.12 or 3.13, and none was found." \
		"Install one, or name it: make PYTHON=/path/to/python"; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	$(PIP) install -q --require-hashes -r requirements-uv.txt || true  # without it, pip
	$(call install,requirements.txt)
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@TF_CPP_MIN_LOG_LEVEL=3 $(BIN)/python -c "import vgkit.diagnostics, vgkit.notebooks.execution, pytest"  # compile them
	@touch $(READY)

$(SITE_READY): $(READY) requirements-site.txt
	$(call install,requirements-site.txt)
	@touch $(SITE_READY)
