# wireaudit. `make demo` and `make test` install what they need (Debian); `make` only builds.
MODE ?= release
BUILD := build/$(MODE)
STAGES := base capture decode policy store report cli

CC ?= cc
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wformat=2 -Wvla -Wundef -Wcast-qual -Wwrite-strings -Wnull-dereference
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_cover := -O0 -g --coverage
LINK_release := -pie -Wl,-z,relro,-z,now
LINK_asan := -fsanitize=address,undefined
LINK_cover := --coverage
PACKAGES := libpcap sqlite3 yaml-0.1 zlib libzstd liblz4 nettle
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE -I. $(WARN) $(if $(CI),-Werror) $(FLAGS_$(MODE)) -MMD -MP $(CFLAGS) \
	$(shell pkg-config --cflags $(PACKAGES))
LIBS = $(shell pkg-config --libs $(PACKAGES)) -lnids
VERSION := 0.1.0

SOURCES := $(foreach s,$(STAGES),$(wildcard $(s)/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
PARTS := $(filter-out $(BUILD)/cli/main.o,$(OBJECTS))
UNIT := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/unit/*.c))

.PHONY: all clean
all: build/wireaudit

build/wireaudit: $(BUILD)/wireaudit
	@ln -sf $(MODE)/wireaudit $@

$(BUILD)/wireaudit: $(OBJECTS)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/unit: $(PARTS) $(UNIT)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBS) -lcriterion

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -DWIREAUDIT_VERSION='"$(VERSION)"' -c -o $@ $<

-include $(OBJECTS:.o=.d) $(UNIT:.o=.d)

clean:
	rm -rf build
