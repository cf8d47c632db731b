# Nine words; each sets up what it needs. The first two are all that a newcomer has to know.
#
#   make run     the product with the demo region on http://127.0.0.1:8080
#   make test    every test, with a PostgreSQL, a Redis and a browser of its own
#   make dev     the product and the frontend, rebuilt while you edit
#   make check   format, lint, generated files, the law of the house: before every commit
#   make api     openapi.yaml and the frontend's types, made from the code
#   make e2e     the stories in a browser, on SQLite and on two nodes
#   make drill   the product broken again and again while people talk; also drill-full (an hour), drill-mutants, drill-workshop: docs/drill.md
#   make build   bin/kraftsam
#   make clean   away with everything that was built (not var/, where your data is)

SHELL := bash
.PHONY: help run test ground ground-race units race outside serial dev check api e2e drill drill-full drill-mutants drill-workshop build clean packages
help:
	@sed -n '3,11s/^# *//p' Makefile

MODULES := frontend/node_modules/.installed
WEB := frontend/build/index.html
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO_PACKAGES := ./app/... ./cmd/... ./frontend
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

# What `make run` is, unless your environment says otherwise.
run dev: export KRAFTSAM_ADDR ?= 127.0.0.1:8080
run dev: export KRAFTSAM_URL ?= http://$(KRAFTSAM_ADDR)
run dev: export KRAFTSAM_DATABASE_URL ?= sqlite:var/kraftsam.db
run dev: export KRAFTSAM_DEMO ?= on
run dev: export KRAFTSAM_REGISTRATION ?= open

run: build
	bin/kraftsam migrate
	bin/kraftsam seed --demo
	@echo "Open $$KRAFTSAM_URL and sign in as one of these. Ctrl-C stops."
	@exec bin/kraftsam serve

dev: $(MODULES)
	.ci/dev

build: $(WEB)
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X kraftsam/app.Version=$(VERSION)" -o bin/kraftsam ./cmd/kraftsam

# What needs the pages waits for them; the rest of Go is compiled meanwhile. What only waits runs beside what only works.
test: packages
	$(MAKE) -j2 --output-sync=target $(WEB) ground
	$(MAKE) build
	$(MAKE) -j2 --output-sync=target units ground-race
	KRAFTSAM_BINARY=$(CURDIR)/bin/kraftsam .ci/servers $(MAKE) -j2 race outside
	E2E_SPREAD=on .ci/e2e
	$(MAKE) -j2 --output-sync=target serial drill

ground:
	CGO_ENABLED=0 go build -trimpath ./app/platform/...

ground-race:
	go build $(filter-out -vet=off -ldflags=-w,$(RACE)) ./app/platform/...

units:
	cd frontend && npm test

race:
	go test $(RACE) -p 3 -shuffle=on -timeout 20m -skip '$(SERIAL)' ./cmd/kraftsam $(filter-out %/apptest/outside %/cmd/kraftsam,$(shell go list $(GO_PACKAGES)))

# It speaks with the built program, in which the race detector is not.
outside:
	CGO_ENABLED=0 go test -trimpath -shuffle=on -timeout 20m ./app/apptest/outside

# All of it but SQLite, which is C made into Go: there the race detector finds nothing, and makes it several times slower. What
# vet says stands in make check; what a debugger would want is left out, as linking takes as long as many tests.
RACE := -race -vet=off -ldflags=-w -gcflags=modernc.org/sqlite/...=-race=false -gcflags=modernc.org/libc/...=-race=false

# Thousands of steps one after the other, and images by the gigabyte: there the race detector finds nothing, and makes Go code ten
# times slower.
SERIAL := ^(TestEveryCall|TestShownCountsAreTheTruth|TestWhateverIsMovedNothingIsLost|TestWhateverHappensEachIsToldOnceAndInTime|TestEveryFileIsTakenOrLeavesNothing|TestHowMuchOneMaySend|TestEveryFileHasItsVerdict|TestAnImageIsTurnedAsItWasSeen|TestPreviews|TestTamperingShows|TestALongLogIsReadInPortions)$$
serial: packages
	CGO_ENABLED=0 .ci/servers go test -trimpath -timeout 20m -run '$(SERIAL)' ./app/apptest ./app/audit ./app/file/... ./app/forum ./app/notice

# SEED=… repeats a schedule. Notes and summary stay in var/drill. A short one in which nothing went wrong inside (3) proves
# nothing, and is held once more.
drill: packages build bin/drill
	bin/drill -plan short -seed $(or $(SEED),0) -out var/drill || { [ $$? -eq 3 ] && bin/drill -plan short -out var/drill; }

drill-full: packages build bin/drill
	bin/drill -plan full -seed $(or $(SEED),0) -out var/drill

# MUTANTS=… names some of them.
drill-mutants: packages $(WEB) bin/drill
	bin/drill -mutants cmd/drill/testdata/mutants $(MUTANTS)

# Three hundred people in one workshop, measured; then a smaller one under which a node is killed.
drill-workshop: packages build bin/drill
	bin/drill -hall 300 -out var/drill
	bin/drill -hall 60 -notes 60 -for 20s -setup pair -kill

bin/drill: $(shell find cmd/drill -name '*.go')
	CGO_ENABLED=0 go build -trimpath -o $@ ./cmd/drill

e2e: packages build
	.ci/e2e $(STORIES)

check: $(MODULES) .cache/golangci-lint
	.ci/check

api: $(MODULES)
	go run ./cmd/kraftsam openapi > .openapi.new && mv .openapi.new openapi.yaml
	cd frontend && npm run api

clean:
	rm -rf bin .cache frontend/build/* frontend/.svelte-kit frontend/node_modules frontend/test-results frontend/playwright-report

packages:
	@.ci/packages

$(MODULES): frontend/package-lock.json
	cd frontend && npm ci
	@touch $@

$(WEB): $(MODULES) $(shell find frontend/src frontend/static -type f) $(wildcard frontend/*.js frontend/*.ts frontend/*.json)
	cd frontend && npm run build
	@touch $@

.cache/golangci-lint: .ci/lint.mod .ci/lint.sum
	@mkdir -p .cache
	CGO_ENABLED=0 go build -trimpath -modfile=.ci/lint.mod -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
