# Everything that a person types here. Each target works on a fresh clone with nothing but Swift.
SWIFT  ?= swift
PREFIX ?= /usr/local
BIN     = .build/release

.PHONY: help run serve demo-cluster test check release install benchmark benchmark-databases format clean
help:
	@echo "make run        build a release and run the sample night (Examples/nightly)"
	@echo "make serve      show that night in the screen: prints a link to open"
	@echo "make demo-cluster  the same night on two hosts, one of them cut off in the middle (MariaDB, network namespaces)"
	@echo "make test       run every test"
	@echo "make check      lint, then every test"
	@echo "make install    copy yoban and yoban-shim to $(PREFIX)/bin, completions to $(PREFIX)/share"
	@echo "make benchmark  measure (Benchmarks/), about five minutes"
	@echo "make benchmark-databases  measure MariaDB and PostgreSQL, about an hour"

release:
	@scripts/prerequisites
	$(SWIFT) build -c release --static-swift-stdlib --product yoban-shim -Xlinker -s
	$(SWIFT) build -c release --static-swift-stdlib --product yoban -Xlinker -s

run: release
	@Examples/nightly/night --yoban $(BIN)/yoban

serve: release
	@$(BIN)/yoban user create "$$(id -un)" --role admin --config Examples/nightly/yoban.yaml 2>/dev/null || \
		$(BIN)/yoban user link "$$(id -un)" --config Examples/nightly/yoban.yaml
	@$(BIN)/yoban serve --config Examples/nightly/yoban.yaml

demo-cluster: release
	@scripts/prerequisites test
	@Examples/cluster/demo --yoban $(BIN)/yoban

test:
	@scripts/prerequisites test
	@scripts/test

check:
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift
	@$(MAKE) --no-print-directory test

format:
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift

install: release
	@scripts/install $(BIN) $(DESTDIR)$(PREFIX)

benchmark: release
	@Benchmarks/run $(BIN)

benchmark-databases: release
	@scripts/prerequisites test
	$(SWIFT) build -c release --static-swift-stdlib --product store-benchmark -Xlinker -s
	@Benchmarks/databases $(BIN)

clean:
	rm -rf .build Examples/nightly/var
