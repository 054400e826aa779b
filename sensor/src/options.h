/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_OPTIONS_H
#define PLIMSOLL_OPTIONS_H

#include <stdint.h>

enum run_mode { RUN_SENSOR, RUN_PROBE, RUN_BENCH_EMPTY, RUN_BENCH_STREAM };

/* Exit codes (PROTOCOL.md). */
enum { EXIT_CLEAN = 0, EXIT_OTHER = 1, EXIT_USAGE = 2, EXIT_NOT_ALLOWED = 3 };

struct options {
	enum run_mode mode;
	uint32_t slots;
	uint32_t ring_mib;
	const char *cgroup_root; /* NULL to find it */
};

/* Returns -1 to go on, or the exit code. */
int options_parse(struct options *options, int argc, char **argv);

#endif
