/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of the loader that need no kernel.
 *
 * in     src/crc32 frames ring options, include/container_name.h, bpf/privilege_table.h
 * out    PASS and FAIL lines
 * holds  nothing here needs root
 */
#include <fcntl.h>
#include <linux/types.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <getopt.h>

#include "check.h"
#include "container_name.h"
#include "crc32.h"
#include "event.h"
#include "frames.h"
#include "options.h"
#include "ring.h"

int passed, failed;

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static int named(const char *text)
{
	char name[CONTAINER_NAME_MAX] = {0};
	size_t length = strlen(text);

	memcpy(name, text, length < sizeof(name) ? length : sizeof(name));
	return is_container_name(name, length);
}

static void test_names(void)
{
	static const char *const yes[] = {ID, "docker-" ID ".scope", "cri-containerd-" ID ".scope", "crio-" ID ".scope",
					  "libpod-" ID ".scope", "libpod-" ID, "nerdctl-" ID ".scope"};
	static const char *const no[] = {"", "docker", "libpod-conmon-" ID ".scope", "crio-conmon-" ID ".scope", "docker-" ID ".mount",
					 ID "-1234567890abcdef.timer", "a" ID, "x" ID, ID "a", ID ".scopes", ID ".scop", "docker_" ID,
					 "run-moby-" ID "-merged.mount",
					 "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"};

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		CHECK(named(yes[i]), "a container: %.40s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		CHECK(!named(no[i]), "not a container: %.40s", no[i]);
}

static void test_crc(void)
{
	uint8_t bytes[1000];
	uint32_t whole, pieces = 0;

	CHECK(crc32_add(0, "123456789", 9) == 0xcbf43926u, "crc32 check value");
	for (int i = 0; i < 1000; i++)
		bytes[i] = i * 7;
	whole = crc32_add(0, bytes, 1000);
	for (int at = 0, step = 1; at < 1000; at += step, step = step * 3 % 17 + 1)
		pieces = crc32_add(pieces, bytes + at, at + step > 1000 ? 1000 - at : step);
	CHECK(whole == pieces, "crc32 in pieces");
}

static void test_frames(void)
{
	static struct frames frames;
	static uint8_t got[FRAMES_ROOM + 4096];
	int pipes[2], keep = dup(STDOUT_FILENO), good = 1;
	size_t have = 0, at = 0;
	uint64_t expected = 0;
	uint8_t payload[3000];

	signal(SIGPIPE, SIG_IGN);
	fflush(stdout);
	if (pipe(pipes))
		exit(1);
	dup2(pipes[1], STDOUT_FILENO);
	close(pipes[1]);
	if (frames_open(&frames))
		exit(1);
	dup2(keep, pipes[1]); /* stdout is the pipe until we are done; text goes through `keep` */
	memset(payload, 'x', sizeof(payload));
	fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 65536);
	for (int i = 0; i < 100; i++)
		frames_add(&frames, FRAME_ACK, i, i, payload, i * 10, payload, i * 20);
	/* The reader is slow: what fits goes, the rest stays. */
	good &= !frames_flush(&frames);
	while (have < sizeof(got)) {
		fcntl(pipes[0], F_SETFL, O_NONBLOCK);
		ssize_t n = read(pipes[0], got + have, 777);

		if (n <= 0) {
			if (frames.end == 0)
				break;
			frames_flush(&frames);
			continue;
		}
		have += n;
	}
	while (at + sizeof(struct frame_header) <= have) {
		struct frame_header header;
		uint32_t sum;

		memcpy(&header, got + at, sizeof(header));
		sum = header.checksum;
		header.checksum = 0;
		good &= header.magic == FRAME_MAGIC && header.sequence == ++expected;
		good &= crc32_add(crc32_add(0, &header, sizeof(header)), got + at + sizeof(header), header.length) == sum;
		at += sizeof(header) + header.length;
	}
	close(pipes[0]);
	frames_add(&frames, FRAME_ACK, 0, 0, payload, 1, NULL, 0);
	frames_flush(&frames);
	dup2(keep, STDOUT_FILENO);
	CHECK(good && expected == 100 && at == have, "100 frames through a slow pipe, none damaged");
	CHECK(frames.closed, "a reader that is gone is noticed");
}

/* A ring as the kernel lays it out, on ordinary memory: the data twice in a row. */
static void test_ring(void)
{
	long page = sysconf(_SC_PAGESIZE);
	size_t size = page;
	int fd = memfd_create("ring", 0);
	uint8_t *producer;
	struct ring ring;
	uint32_t length, head;
	uint64_t *tail;

	if (ftruncate(fd, 2 * page + size))
		exit(1);
	CHECK(!ring_open(&ring, fd, size), "map a ring");
	producer = mmap(NULL, 2 * page + size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	tail = (uint64_t *)(producer + page);
	CHECK(!ring_next(&ring, &length) && !ring_has_more(&ring), "an empty ring");
	head = 5;
	memcpy(producer + 2 * page, &head, 4);
	memcpy(producer + 2 * page + 8, "hello", 5);
	head = 9 | 1u << 30; /* discarded */
	memcpy(producer + 2 * page + 16, &head, 4);
	head = 3 | 1u << 31; /* not yet committed */
	memcpy(producer + 2 * page + 40, &head, 4);
	*tail = 56;
	{
		const char *sample = ring_next(&ring, &length);

		CHECK(sample && length == 5 && !memcmp(sample, "hello", 5), "one sample");
	}
	ring_done(&ring, length);
	CHECK(!ring_next(&ring, &length), "past a discarded one, up to one under way");
	CHECK(ring_has_more(&ring) && *ring.consumer == 40, "one under way is known of");
	close(fd);
}

static void test_options(void)
{
	struct options options;
	char *good[] = {"sensor", "--slots", "7", "--ring", "2", NULL}, *bad[] = {"sensor", "--slots", "0", NULL};
	char *odd[] = {"sensor", "--ring", "3", NULL}, *extra[] = {"sensor", "x", NULL};
	int keep = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO);
	CHECK(options_parse(&options, 5, good) == -1 && options.slots == 7 && options.ring_mib == 2, "options");
	optind = 1;
	CHECK(options_parse(&options, 3, bad) == EXIT_USAGE, "no slots is no option");
	optind = 1;
	CHECK(options_parse(&options, 3, odd) == EXIT_USAGE, "a ring is a power of two");
	optind = 1;
	CHECK(options_parse(&options, 2, extra) == EXIT_USAGE, "what is not understood is refused");
	dup2(keep, STDERR_FILENO);
}

/* The table's numbers against the kernel's headers, which give both sets under one name. */
#include <privilege_table.h>
#define COLUMN(name, native, compat, op, detail) {#name, native, compat},
static const struct {
	const char *name;
	int native, compat;
} table[] = {PRIVILEGED_CALLS(COLUMN)};

static int number_in(const char *file, const char *name)
{
	char line[256], symbol[64];
	FILE *header = fopen(file, "r");
	int value = -2, number;

	if (!header)
		return -3;
	while (fgets(line, sizeof(line), header))
		if (sscanf(line, "#define __NR_%63s %d", symbol, &number) == 2 && !strcmp(symbol, name))
			value = number;
	fclose(header);
	return value;
}

static void test_privilege_numbers(void)
{
	const char *native = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", *compat = "/usr/include/x86_64-linux-gnu/asm/unistd_32.h";
	int wrong = 0, held = 0;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char name[64], wide[80];
		int n, c;

		snprintf(name, sizeof(name), "%s", table[i].name);
		if (strlen(name) > 2 && !strcmp(name + strlen(name) - 2, "16"))
			name[strlen(name) - 2] = 0; /* the old 16-bit one */
		if (!strcmp(name, "oldumount"))
			strcpy(name, "umount");
		n = number_in(native, name);
		c = number_in(compat, name);
		/* i386 has the 32-bit ids under setuid32 and so on; the table's row of that name without "16" means those. */
		snprintf(wide, sizeof(wide), "%s32", name);
		if (!strcmp(name, table[i].name) && number_in(compat, wide) >= 0)
			c = number_in(compat, wide);
		if (n == -3 || c == -3)
			continue;
		held++;
		if ((table[i].native >= 0 && n >= 0 && n != table[i].native) || (table[i].compat >= 0 && c >= 0 && c != table[i].compat)) {
			printf("      %s: %d %d, the headers say %d %d\n", table[i].name, table[i].native, table[i].compat, n, c);
			wrong++;
		}
	}
	CHECK(!wrong && held == (int)(sizeof(table) / sizeof(*table)), "%d privileged calls have the kernel's numbers, for both entries", held);
}

int main(void)
{
	test_names();
	test_crc();
	test_frames();
	test_ring();
	test_options();
	test_privilege_numbers();
	return check_result();
}
