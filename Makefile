# gongkai: available targets. `make help` lists them.

# With a working C compiler the C library of SQLite is built in, without one the
# pure Go port. Both read and write the same file.
CGO_ENABLED := $(shell [ "$$(go env CGO_ENABLED)" = 1 ] && echo | $$(go env CC) -include stdlib.h -fsyntax-only -x c - 2>/dev/null && echo 1 || echo 0)
export CGO_ENABLED

VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)
BUILD       := -tags sqlite_fts5 -ldflags '-s -w -X main.version=$(VERSION)'
TEST        := go test -tags sqlite_fts5 $(TESTFLAGS)
PROOF       := go test -tags sqlite_fts5,proof $(TESTFLAGS)
GOLANGCI    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
DEADCODE    := golang.org/x/tools/cmd/deadcode@v0.52.0
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
GITLEAKS    := github.com/zricethezav/gitleaks/v8@v8.30.1
CYCLONEDX   := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
NFPM        := github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.44.0
VULNDB      ?= https://vuln.go.dev
SECRETS     ?= git .
DEB_ARCH    ?= $(shell go env GOARCH)
DEB_VERSION := $(shell v=$$(git describe --tags 2>/dev/null) && echo $${v\#v} || git log -1 --format=0~%cd.%h --date=format:%Y%m%d%H%M)
PLATFORMS   := linux/amd64 linux/arm64 linux/loong64 windows/amd64
T           ?= 30s
ADDR        ?= 127.0.0.1:8080

.DEFAULT_GOAL := check
.PHONY: check help demo build test proof race bench browserbench pg backups worlds e2e screenshots lint lintbites golden docs fuzz cover fmt release reliability supply vulnerabilities secrets sbom deb container

check: lint test ## run before a commit: lint and test (the default)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## /{printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## build and serve a made-up county from a temporary directory (ADDR=127.0.0.1:8080)
	./gongkai serve --demo --addr $(ADDR)

build: ## build ./gongkai
	@[ $(CGO_ENABLED) = 1 ] || echo 'no working C compiler, or cgo is off: building in pure Go (CGO_ENABLED=0)'
	go build $(BUILD) -o gongkai ./cmd/gongkai

test: ## run all tests, and a share of each long proof (TESTFLAGS=-v)
	$(TEST) ./...

proof: ## run all tests with every long proof whole; on PostgreSQL too where it is installed
	.ci/pg --if-present $(PROOF) -timeout 60m ./...

race: ## run the concurrent tests under the race detector, with shorter enumerations
	$(TEST) -race -short ./workflow ./workflow/account ./workflow/register ./workflow/report ./workflow/similar ./models ./handlers
	$(TEST) -race -short -run Mem ./workflow/storetest

bench: ## run the benchmarks beside their bare twins, on SQLite and PostgreSQL
	@echo "# commit $(VERSION), $$(go version), $$(nproc) cores:$$(sed -n 's/^model name[^:]*://p' /proc/cpuinfo | head -n 1)"
	.ci/pg --if-present $(TEST) -run '^$$' -bench . -benchmem -timeout 60m ./workflow/... ./models ./cmd/gongkai

browserbench: ## measure the everyday pages in Chromium as on a slow PC, with 100,000 applications
	go test -tags 'sqlite_fts5 e2e' -run '^$$' -bench BrowserPages -benchtime 3x -timeout 30m ./cmd/gongkai

pg: ## run the store contract on PostgreSQL: at GONGKAI_TEST_POSTGRES, or a throwaway one
	.ci/pg $(TEST) -count=1 ./models

backups: ## make a backup every five seconds under load for five minutes, and kill many (fifteen minutes)
	.ci/pg --if-present go test -tags sqlite_fts5,reliability -count=1 -v -timeout 60m \
	-run 'Backup|Restore|Kill|MigrateTo|Keeper' ./cmd/gongkai

worlds: ## check every world of the independent model on SQLite and PostgreSQL (ten minutes)
	.ci/pg $(TEST) -count=1 -timeout 60m -v -run TestModelWorlds ./models -world 1

reliability: ## kill the program, cut the power, stop PostgreSQL, and see that nothing is lost (SHORT=1: CI's share)
	go test -tags sqlite_fts5,reliability -v -count=1 -timeout 3h $(if $(filter no,$(POWER)),-skip PowerCut) $(TESTFLAGS) \
	./cmd/gongkai/reliability $(if $(SHORT),,-long)
	@$(if $(filter no,$(POWER)),echo 'NOT TESTED: power cuts (POWER=no)')

e2e: ## run the browser test in Chromium (with axe-core if GONGKAI_AXE names its file)
	go test -tags 'sqlite_fts5 e2e' $(TESTFLAGS) -count=1 -timeout 30m -run Browser ./cmd/gongkai

screenshots: ## retake the pictures in docs/screenshots with Chromium
	go test -tags 'sqlite_fts5 e2e' -count=1 -run BrowserScreenshots ./cmd/gongkai -screenshots $(CURDIR)/docs/screenshots

lint: ## check formatting, vet, the linters of .golangci.yml, and that no code is dead
	@test -z "$$(gofmt -l .)" || { gofmt -d .; exit 1; }
	go vet -tags 'sqlite_fts5 e2e reliability' ./...
	go vet -tags 'sqlite_fts5 unsafe' ./models/...
	nice go run -ldflags '-s -w' $(GOLANGCI) run --allow-parallel-runners
	@dead=$$(nice go run $(DEADCODE) -test -tags sqlite_fts5,e2e,reliability ./...) && test -z "$$dead" || { echo "$$dead"; echo 'dead code: delete it, or move what only tests use to them'; exit 1; }

supply: vulnerabilities secrets sbom ## look for known vulnerabilities (VULNDB=URL) and for secrets, and list the parts

vulnerabilities: ## look for known vulnerabilities that the program reaches (VULNDB=URL)
	@echo 'known vulnerabilities by the database $(VULNDB)'
	nice go run -ldflags '-s -w' $(GOVULNCHECK) -db $(VULNDB) -tags sqlite_fts5 ./...

secrets: ## look for passwords and keys in every commit (SECRETS='dir PATH' for a directory)
	nice go run -ldflags '-s -w' $(GITLEAKS) $(SECRETS) -c .gitleaks.toml --no-banner --redact --verbose

sbom: build ## write dist/gongkai.cdx.json, the list of all modules in the program with their licences (CycloneDX)
	mkdir -p dist
	nice go run -ldflags '-s -w' $(CYCLONEDX) bin -json -std -licenses -version $(VERSION) -output dist/gongkai.cdx.json gongkai
	@echo "$$(grep -c '"purl"' dist/gongkai.cdx.json) parts in dist/gongkai.cdx.json"

lintbites: ## plant a finding for each linter in a copy, and see each found
	.ci/lint-bites $(GOLANGCI) $(DEADCODE)

golden: ## rewrite the golden files; review the diff afterwards
	$(TEST) $$(grep -rlF '"update"' --include='*_test.go' . | xargs -r -n1 dirname | sort -u) -update && git diff --stat

docs: ## regenerate docs/generated from the tables of the program
	go run -tags sqlite_fts5 ./cmd/gongkai doc

fuzz: ## run every fuzz target for T (T=30s, or T=500x for a number of inputs)
	@grep -rn --include='*_test.go' '^func Fuzz' . | sed -E 's/:[0-9]+:func (Fuzz[A-Za-z0-9_]*).*/ \1/' | \
	while read -r file target; do echo "$$target $$file"; \
	$(TEST) -run '^$$' -fuzz "^$$target\$$" -fuzztime $(T) "./$$(dirname "$$file")" </dev/null || exit 1; done

cover: ## report coverage by function
	$(TEST) -coverpkg=./... -coverprofile=cover.prof ./... && go tool cover -func=cover.prof

fmt: ## format the source files
	gofmt -w .

release: ## build static binaries for every platform into dist/, with checksums
	rm -rf dist && mkdir dist && $(foreach p,$(PLATFORMS),CGO_ENABLED=0 GOOS=$(word 1,$(subst /, ,$p)) GOARCH=$(word 2,$(subst /, ,$p)) go build -trimpath $(BUILD) -o dist/gongkai-$(VERSION)-$(subst /,-,$p)$(if $(findstring windows,$p),.exe) ./cmd/gongkai &&) true
	cd dist && sha256sum gongkai-* > SHA256SUMS && cat SHA256SUMS

deb: ## build a Debian package into dist/ (DEB_ARCH=amd64, arm64, loong64)
	mkdir -p dist/deb
	CGO_ENABLED=0 GOOS=linux GOARCH=$(DEB_ARCH) go build -trimpath $(BUILD) -o dist/deb/gongkai ./cmd/gongkai
	DEB_ARCH=$(DEB_ARCH) DEB_VERSION=$(DEB_VERSION) nice go run -ldflags '-s -w' $(NFPM) package -f packaging/nfpm.yaml -p deb -t dist/
	rm -r dist/deb && ls -l dist/*.deb

CONTAINER   ?= $(firstword $(shell command -v podman buildah docker))
container: ## build the container gongkai:VERSION, by podman, buildah or docker (CONTAINER=PROGRAM)
	@[ -n '$(CONTAINER)' ] || { echo 'no podman, buildah or docker'; exit 1; }
	rm -rf dist/container && mkdir -p dist/container/data && chmod 700 dist/container/data
	CGO_ENABLED=0 GOOS=linux go build -trimpath $(BUILD) -o dist/container/gongkai ./cmd/gongkai
	$(CONTAINER) build -f packaging/Containerfile -t gongkai:$(VERSION) -t gongkai:latest dist/container
	rm -r dist/container
