/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The load: a loop that does nothing but make system calls, in one of two shapes.
 *
 * in     shape (mix | plain), seconds, warm-up seconds, processor
 * out    one line: nanoseconds of processor time a call (tenth percentile and median of batches of some milliseconds), calls made
 * holds  the same calls in the same order in every run; nothing is allocated, nothing touches a disk
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_BATCHES 100000

static int zero, null;
static char buffer[64];

/* Processor time of this thread: what others run on the same processor in between is not ours. */
static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* read and write in turn: the loop of the prior measurement (docs: 212 ns a call without a sensor). */
static int plain(void)
{
	for (int i = 0; i < 512; i++) {
		syscall(SYS_read, zero, buffer, 1);
		syscall(SYS_write, null, buffer, 1);
	}
	return 1024;
}

/* Nine cheap calls in an order that repeats only after 1,024: several hundred different 6-grams, as a real program has. */
static int mix(void)
{
	static const short calls[] = {SYS_read,    SYS_write,  SYS_getppid, SYS_getuid, SYS_getgid,
				      SYS_geteuid, SYS_getegid, SYS_lseek,   SYS_umask};
	uint32_t state = 12345;

	for (int i = 0; i < 1024; i++) {
		long number;

		state = state * 1664525u + 1013904223u;
		number = calls[(state >> 24) % (i & 64 ? 9 : 3)];
		if (number == SYS_read)
			syscall(number, zero, buffer, 1);
		else if (number == SYS_write)
			syscall(number, null, buffer, 1);
		else if (number == SYS_lseek)
			syscall(number, null, 0, SEEK_CUR);
		else
			syscall(number, 022);
	}
	return 1024;
}

int main(int argc, char **argv)
{
	int (*shape)(void) = argc > 1 && !strcmp(argv[1], "mix") ? mix : plain;
	double seconds = argc > 2 ? atof(argv[2]) : 1, warm_up = argc > 3 ? atof(argv[3]) : 0.2;
	uint64_t start, now, calls = 0;
	static double batch[MAX_BATCHES];
	size_t batches = 0;
	cpu_set_t processor;

	if (argc > 4) {
		CPU_ZERO(&processor);
		CPU_SET(atoi(argv[4]), &processor);
		if (sched_setaffinity(0, sizeof(processor), &processor))
			return 1;
	}
	zero = open("/dev/zero", O_RDONLY);
	null = open("/dev/null", O_WRONLY);
	if (zero < 0 || null < 0)
		return 1;
	for (start = now_ns(); now_ns() - start < warm_up * 1e9;)
		shape();
	start = now_ns();
	for (now = start; now - start < seconds * 1e9 && batches < MAX_BATCHES;) {
		uint64_t before = now;
		int made = 0;

		for (int i = 0; i < 8; i++)
			made += shape();
		now = now_ns();
		calls += made;
		batch[batches++] = (double)(now - before) / made;
	}
	qsort(batch, batches, sizeof(*batch), by_value);
	printf("%.3f %.3f %llu\n", batch[batches / 10], batch[batches / 2], (unsigned long long)calls);
	return 0;
}
