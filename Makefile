# wireaudit: `make demo` and `make test` install what they need (Debian) and do the rest; `make` only builds.
MODE ?= release
BUILD ?= build/$(MODE)
STAGES := base capture decode policy store report cli
VERSION := 0.1.0
PREFIX ?= /usr/local

CC ?= cc
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wformat=2 -Wvla -Wundef -Wcast-qual -Wwrite-strings -Wnull-dereference
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_cover := -O0 -g --coverage
LINK_release := -pie -Wl,-z,relro,-z,now
LINK_asan := -fsanitize=address,undefined
LINK_fuzz := -fsanitize=address,undefined
LINK_cover := --coverage
PACKAGES := libpcap sqlite3 yaml-0.1 zlib libzstd liblz4 nettle
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE -I. $(WARN) $(if $(CI),-Werror) $(FLAGS_$(MODE)) -MMD -MP \
	-DWIREAUDIT_VERSION='"$(VERSION)"' $(shell pkg-config --cflags $(PACKAGES)) $(CFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES)) -lnids

SOURCES := $(foreach s,$(STAGES),$(wildcard $(s)/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
PARTS := $(filter-out $(BUILD)/cli/main.o,$(OBJECTS))
UNIT := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/unit/*.c))
BENCH := $(BUILD)/generate $(BUILD)/bare $(BUILD)/verdicts $(BUILD)/stored
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz-%,$(filter-out %/seeds.c %/replay.c,$(wildcard tests/fuzz/*.c)))
FUZZ_MAIN := $(if $(filter fuzz,$(MODE)),-fsanitize=fuzzer,$(BUILD)/tests/fuzz/replay.o)

.PHONY: docs/rules.md all deps demo test check check-full lint bench fuzz fuzz-built memcheck cover browser hostile killed lab lab-samples install clean tests-built
all: $(BUILD)/wireaudit
	@ln -sf $(MODE)/wireaudit build/wireaudit

$(BUILD)/wireaudit: $(OBJECTS)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/unit: $(PARTS) $(UNIT)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBS) -lcriterion

$(filter-out %/verdicts %/stored,$(BENCH)): $(BUILD)/%: $(BUILD)/tests/bench/%.o
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ -lpcap

$(BUILD)/verdicts $(BUILD)/stored: $(BUILD)/%: $(PARTS) $(BUILD)/tests/bench/%.o
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBS)

$(FUZZ): $(BUILD)/fuzz-%: $(PARTS) $(BUILD)/tests/fuzz/%.o $(filter %.o,$(FUZZ_MAIN))
	$(CC) $(LINK_$(MODE)) $(filter -f%,$(FUZZ_MAIN)) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/fuzz-seeds-maker: $(PARTS) $(BUILD)/tests/fuzz/seeds.o
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/store/schema.o: store/schema.sql
$(BUILD)/report/html.o: report/html.css report/html.js

-include $(OBJECTS:.o=.d) $(UNIT:.o=.d) $(wildcard $(BUILD)/tests/bench/*.d $(BUILD)/tests/fuzz/*.d)

# Written by the program from its own tables; tests/golden/explain.sh fails when it is not current.
docs/rules.md: $(BUILD)/wireaudit
	$(BUILD)/wireaudit explain --markdown >$@

deps:
	@packaging/deps.sh build

demo: deps
	@$(MAKE) --no-print-directory all
	@samples/demo.sh build/wireaudit

test:
	@packaging/deps.sh build test
	@$(MAKE) --no-print-directory tests-built
	@tests/run.sh $(BUILD)

tests-built: $(BUILD)/wireaudit $(BUILD)/unit $(BENCH) $(FUZZ)

# What CI runs, without the installing of .ci/run.
check: lint
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory test MODE=asan

lint:
	@packaging/deps.sh build lint
	@$(MAKE) --no-print-directory $(BUILD)/wireaudit
	tests/lint/all.sh

# What takes longer or needs more of the machine: both compilers, valgrind, the benchmarks, a browser, the traffic lab.
check-full: check
	@packaging/deps.sh check
	@$(MAKE) --no-print-directory all BUILD=build/clang CC=clang CFLAGS=-Werror
	@$(MAKE) --no-print-directory hostile killed memcheck bench browser lab

# A thousand damaged databases, with sanitizers; make test has sixty.
hostile:
	@$(MAKE) --no-print-directory build/asan/wireaudit MODE=asan
	@tests/hostile/databases.py build/asan/wireaudit 1000

# Two hundred writers killed at any moment; make test has eight.
killed:
	@$(MAKE) --no-print-directory $(BUILD)/wireaudit $(BUILD)/generate
	@ROUNDS=200 tests/store/robust.py $(BUILD)/wireaudit

bench:
	@packaging/deps.sh build
	@$(MAKE) --no-print-directory $(BUILD)/wireaudit $(BENCH)
	@tests/bench/run.sh $(BUILD)

# Every target for so long: make fuzz SECONDS=300.
SECONDS ?= 20
fuzz:
	@packaging/deps.sh build check
	@$(MAKE) --no-print-directory fuzz-built MODE=fuzz CC=clang
	@tests/fuzz/run.sh build/fuzz $(SECONDS)

fuzz-built: $(FUZZ) $(BUILD)/fuzz-seeds-maker

memcheck:
	@packaging/deps.sh build check
	@$(MAKE) --no-print-directory all
	@tests/memcheck.sh build/wireaudit

cover:
	@packaging/deps.sh build test check
	@$(MAKE) --no-print-directory test MODE=cover
	lcov -q -c -d build/cover -o build/cover/all.info --exclude '*/tests/*' --exclude '/usr/*'
	lcov -l build/cover/all.info

# BROWSER_KEEP=FOLDER keeps the screenshots and the printed pages.
browser:
	@packaging/deps.sh build browser
	@$(MAKE) --no-print-directory all
	@tests/browser/run.sh build/wireaudit $(BROWSER_KEEP)

lab: all
	@tests/lab/lab.sh run build/wireaudit

lab-samples:
	@tests/lab/lab.sh samples

install: all
	install -Dm755 $(BUILD)/wireaudit $(DESTDIR)$(PREFIX)/bin/wireaudit
	install -Dm644 docs/wireaudit.1 $(DESTDIR)$(PREFIX)/share/man/man1/wireaudit.1

clean:
	rm -rf build
