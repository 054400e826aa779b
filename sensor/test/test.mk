# SPDX-License-Identifier: Apache-2.0
# make test        everything (root)
# make test-unit   without a kernel
# make test-docker with a container engine of its own (root; docker, dockerd, busybox)
T := $(BUILD)/test
UNITS := $(patsubst src/%.c,$(BUILD)/%.o,src/crc32.c src/frames.c src/ring.c src/options.c)

$(T):
	mkdir -p $@

$(T)/unit: test/unit.c test/check.h $(UNITS) $(HEADERS) bpf/privilege_table.h | $(T)
	$(CC) -std=c11 $(CFLAGS) $(WARN) $(CPPFLAGS) -Isrc -Ibpf test/unit.c $(UNITS) -o $@

$(T)/actor: test/actor.c | $(T)
	$(CC) -std=c11 -O1 $(WARN) -Wno-clobbered -Wno-unused-result -D_GNU_SOURCE -static -pthread $< -o $@

$(T)/mark: test/mark.c | $(T)
	$(CC) -std=c11 -O1 -nostdlib -static -fno-stack-protector -ffreestanding $< -o $@

$(T)/kernel: test/kernel.c test/reader.c test/reader.h test/jail.c test/jail.h test/check.h $(BUILD)/crc32.o $(HEADERS) | $(T)
	$(CC) -std=c11 $(CFLAGS) $(WARN) $(CPPFLAGS) -Isrc test/kernel.c test/reader.c test/jail.c $(BUILD)/crc32.o -pthread -o $@

$(T)/show: test/show.c include/frame.h | $(T)
	$(CC) -std=c11 $(CFLAGS) $(WARN) $(CPPFLAGS) $< -o $@

test-unit: $(T)/unit
	$(T)/unit

test-kernel: all $(T)/kernel $(T)/actor $(T)/mark
	$(T)/kernel $(BUILD)/plimsoll-sensor $(T)

test-docker: all $(T)/show
	sh test/docker.sh $(BUILD)/plimsoll-sensor $(T)/show

test: test-unit test-kernel test-docker

.PHONY: test test-unit test-kernel test-docker
