# The README's two commands are `make demo` and `make test`; both make .venv from the lock first.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
LOCKS ?= requirements-serving.lock deploy/requirements-training.lock deploy/requirements-build.lock

export MLFLOW_DISABLE_TELEMETRY := true
export DO_NOT_TRACK := true
# Where an environment sets it, as that of an image does, each process would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help environment demo test quick check docs pictures coverage mutants bench reliability load sbom lock wheel wheelhouse serve

help:
	@echo "make demo   panel, model, service, one household, start to finish"
	@echo "make test   checks and tests"
	@echo "make quick  the tests of a minute: rules, schema, features, labels, splits, messages, …"
	@echo "make docs   write the generated pages again, and all pages as a site into dist/site"
	@echo "make pictures   take the README's picture of the console again"
	@echo "make coverage   the tests with branches counted; the pages below dist/coverage"
	@echo "make mutants   small changes of rules, labels, splits and tree engine that no test may overlook; ONLY='…'"
	@echo "make bench  run the benchmarks, write benchmarks/results.json; MLSERVER=python to add MLServer"
	@echo "make reliability   measure every promise at full length (hours), write docs/reliability.*; ROWS='15 16' for some"
	@echo "make load   the load and the overload alone, with their pictures; SECONDS=20 for a short one"
	@echo "make sbom   a bill of materials (CycloneDX) of both locks into dist/"
	@echo "make lock   resolve pyproject.toml into the two locks again"
	@echo "make wheel  build the wheel into dist/"
	@echo "make wheelhouse  every wheel for a machine without a network into dist/wheelhouse; LOCKS='…' for others"

environment: $(VENV)/.made

$(VENV)/.made: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages: a few minutes the first time"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: environment
	$(BIN)/riskmodel demo

check: environment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Three for two processors: some wait. Files in their order, those that take minutes first, so that no
# processor waits for a last one.
BY_FILE := -n 3 --dist loadfile --no-loadscope-reorder

test: check
	$(BIN)/python -m pytest -q $(BY_FILE)

quick: environment
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -p no:schemathesis -p no:locust \
	  --hypothesis-profile=quick -m 'not slow' tests/spec tests/unit

docs: environment
	$(BIN)/riskmodel reference commands > docs/commands.md
	$(BIN)/riskmodel reference data-dictionary > docs/data-dictionary.md
	$(BIN)/riskmodel reference data-quality > docs/data-quality.md
	$(BIN)/riskmodel reference problems > docs/problems.md
	$(BIN)/riskmodel reference purposes > docs/purposes.md
	$(BIN)/riskmodel reference rules > docs/rules.md
	$(BIN)/riskmodel reference settings > docs/settings.md
	$(BIN)/python -m riskmodel_api.reference > docs/routes.md
	$(BIN)/python docs/site/architecture.py page > docs/architecture.md
	$(BIN)/python docs/site/architecture.py picture > docs/pictures/architecture.svg
	PYTHONPATH=docs/site NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --config-file docs/site/mkdocs.yml

# The README's picture, of the champion that `make demo` left; needs Chromium and a Chinese font.
pictures: environment
	$(BIN)/python docs/site/console_picture.py docs/pictures/console.png

coverage: environment
	$(BIN)/python -m pytest -q $(BY_FILE) --cov --cov-report=term:skip-covered --cov-report=html:dist/coverage

# ONLY='riskmodel.modelling.splits*' for some; what it found last is in docs/mutants.md. Each change
# is tried in a fork: threads that LightGBM (OpenMP) has begun before would be waited for there.
mutants: export OMP_NUM_THREADS := 1
mutants: environment
	PATH=$(BIN):$$PATH $(BIN)/mutmut run --max-children 2 $(if $(ONLY),'$(ONLY)')
	PATH=$(BIN):$$PATH $(BIN)/mutmut results

bench: export RISKMODEL_STATE := var/bench
bench: environment
	rm -rf $(RISKMODEL_STATE)
	DEMO_ONCE=1 $(BIN)/riskmodel demo
	$(BIN)/python benchmarks/run.py $(if $(MLSERVER),--mlserver $(MLSERVER))

reliability load sbom pictures: export PYTHONPATH := src:api:tests
reliability: environment
	$(BIN)/python -m reliability.run $(ROWS)

load: environment
	$(BIN)/python -m reliability.row07_load $(SECONDS)
	$(BIN)/python -m reliability.row08_ten_times $(SECONDS)

sbom: environment
	mkdir -p dist
	$(BIN)/python -m reliability.bill_of_materials requirements.lock > dist/sbom.json
	$(BIN)/python -m reliability.bill_of_materials requirements-serving.lock > dist/sbom-serving.json

lock: environment
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --no-header --quiet --all-extras pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --no-header --quiet --extra api --extra postgres -c requirements.lock \
	  pyproject.toml -o requirements-serving.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --no-header --quiet --extra train --extra postgres -c requirements.lock \
	  pyproject.toml -o deploy/requirements-training.lock
	printf 'hatchling\neditables\n' | $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --no-header --no-annotate --quiet -c requirements.lock - \
	  -o deploy/requirements-build.lock

wheel: environment
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

# For a machine of the same kind and Python as this one: wheels differ by both.
wheelhouse: wheel sbom
	rm -rf dist/wheelhouse && mkdir -p dist/wheelhouse
	for lock in $(LOCKS); do \
	  $(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary :all: \
	    --require-hashes --dest dist/wheelhouse -r $$lock && cp $$lock dist/wheelhouse || exit 1; \
	done
	cp dist/riskmodel-*.whl dist/sbom*.json LICENSE dist/wheelhouse
	cd dist/wheelhouse && sha256sum * > SHA256SUMS

serve: environment
	$(BIN)/riskmodel serve
