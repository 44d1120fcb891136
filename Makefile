# Everything here needs Node 20.19 or newer, npm and make; `make` alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build test hil report-open cases demo bench bus times soak campaign hostile rates fleet day mutate coverage config-mutants fuzz planted powercut flash lint clean checked-types checked-lint checked-format checked-bundles checked-sources \
	built-firmware built-host

LIQUIDUS := node --no-warnings dist/host/cli/main.js
BOARD ?= pico
# More options for the command behind a target, for example: make hil ARGS="--help"
ARGS ?=

INSTALLED := node_modules/.package-lock.json
BUILT := dist/.built
# The output of each comes whole when it has ended; a failure of one ends the others.
TWO_AT_A_TIME := -j2 --output-sync=target
# Folders are in the list so that a deleted file counts as a change.
SOURCES := $(shell find firmware/. host/. hil/. .config/. package.json tsconfig.json 2>/dev/null)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: $(INSTALLED) ## install the packages, when the lock file has changed

build: $(BUILT) ## firmware bundles in dist/firmware, host and bench in dist

test: setup ## everything that must be green: types, lint, arrows, dead code, bundle, documents, tests
	@rm -f $(BUILT)
	@$(MAKE) --no-print-directory $(BUILT)
	@$(MAKE) --no-print-directory $(TWO_AT_A_TIME) checked-lint checked-types checked-format checked-bundles checked-sources
	npm run -s test

# What `make test` looks at before it runs anything.
checked-types:
	npm run -s typecheck
checked-lint:
	npm run -s rules
checked-format:
	npm run -s format:check
# One board built twice; `npm run build:verify` does it with all.
checked-bundles:
	npm run -s build:verify -- --board pico
checked-sources:
	npm run -s boundaries
	npm run -s deadcode
	npm run -s docs:check

hil: build ## run the scenario suite on the bundle; report in out/hil/report.html
	$(LIQUIDUS) hil run $(ARGS)

report-open: setup ## how long a report of the bench takes to open in Chromium: make report-open ARGS=out/hil/report.html
	node --no-warnings --import ./.config/ts-node.mjs test/bench/report-open.ts $(ARGS)

cases: build ## the eight cases of every row of the protection table: make cases ARGS="P14 P15"
	$(LIQUIDUS) hil cases $(ARGS)

demo: build ## virtual cell with its controller, in the browser; Ctrl-C ends it. In the terminal instead: npx liquidus demo
	$(LIQUIDUS) demo --web $(ARGS)

bench: build ## cost of the bundle and speed of the bench, beside the goals
	node --no-warnings --import ./.config/ts-node.mjs test/bench/bench.ts $(ARGS)

bus: build ## requests beside a newcomer's slave, poll rates, and a line that 31 other units fill; needs LIQUIDUS_ESPRUINO and valgrind
	node --no-warnings --import ./.config/ts-node.mjs test/bench/bus.ts $(ARGS)

times: build ## how fast each fault is answered: make times ARGS="--runs 100"
	$(LIQUIDUS) hil times $(ARGS)

soak: build ## weeks of quiet operation in virtual time: make soak ARGS="--days 60", or --hours 24 --target espruino
	node --no-warnings --import ./.config/ts-node.mjs test/bench/soak.ts $(ARGS)

campaign: build ## random mixes of faults on all cores: make campaign ARGS="--runs 30000", or --mode quiet for false trips
	$(LIQUIDUS) hil campaign $(ARGS)

hostile: setup ## the bus on lines that lie: make hostile N=1000000, also SEED=2
	node --no-warnings --import ./.config/ts-node.mjs test/bench/hostile.ts $(or $(N),100000) $(or $(SEED),1)

rates: setup ## requests per second beside libmodbus and pymodbus on the same slave
	node --no-warnings --import ./.config/ts-node.mjs test/bench/rates.ts $(ARGS)

fleet: build ## one daemon with 64 virtual controllers, one dead, one slow: poll rate, processor, memory: make fleet ARGS="--seconds 120"
	node --no-warnings --import ./.config/ts-node.mjs test/bench/fleet.ts $(ARGS)

day: build ## a simulated day of faults on the daemon, and its figures: make day ARGS="--hours 24 --units 4 --speed 240"
	node --no-warnings --import ./.config/ts-node.mjs test/bench/day.ts $(ARGS)

mutate: build ## mistakes planted one by one in the firmware, and which the tests find: make mutate ARGS="firmware/protect"
	npm run -s mutate -- $(ARGS)

coverage: build ## lines and branches of firmware/ that its tests run: make coverage, or ARGS="test/firmware/protect" for some of them
	npx vitest run --config .config/vitest.config.ts --project firmware --testTimeout 120000 --hookTimeout 120000 --coverage \
		--coverage.include='firmware/*/*.ts' --coverage.exclude='firmware/build/**' --coverage.exclude='**/*.d.ts' --coverage.reporter=text --coverage.reporter=json-summary $(ARGS)

config-mutants: build ## wrong rows in the built bundle, one by one, and which of the eight cases finds each
	node --no-warnings --import ./.config/ts-node.mjs test/bench/config-mutants.ts $(ARGS)

fuzz: build ## garbage on the serial line, N bursts of it, and what was found: make fuzz N=1000000 ARGS="--board esp32"
	node --expose-gc --no-warnings --import ./.config/ts-node.mjs test/fuzz/fuzz.ts --count $(or $(N),100000) $(ARGS)
powercut: build ## power cut at every write of every distinct sequence to flash and FRAM: make powercut ARGS="--board esp32 --every 8"
	node --no-warnings --import ./.config/ts-node.mjs test/firmware/powercut/powercut.ts $(ARGS)

planted: build ## known mistakes planted in a copy of the firmware, one by one, and what turns red
	node --no-warnings --import ./.config/ts-node.mjs test/bench/planted.ts $(ARGS)

flash: ## put the bundle on a board: make flash PORT=/dev/ttyACM0 BOARD=pico
	@if [ -z "$(PORT)" ]; then echo 'flash: name the serial port of the board, for example: make flash PORT=/dev/ttyACM0 BOARD=$(BOARD)' >&2; exit 1; fi
	@$(MAKE) --no-print-directory build
	$(LIQUIDUS) flash --port "$(PORT)" --board "$(BOARD)" $(ARGS)

lint: setup ## style and rules of the sources
	npm run -s lint

clean: ## remove what was built and measured; packages stay
	rm -rf dist out coverage

$(INSTALLED): package-lock.json
	npm ci
	@touch $@

$(BUILT): $(INSTALLED) $(SOURCES)
	@$(MAKE) --no-print-directory $(TWO_AT_A_TIME) built-firmware built-host
	@touch $@

built-firmware:
	npm run -s build:firmware
built-host:
	npm run -s build:host
