/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line.
 *
 * in     argv
 * out    struct options, or an exit code after telling what is wrong
 * holds  what is not understood is refused
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"

static const char usage[] =
	"usage: plimsoll-sensor [--slots N] [--ring MIB] [--cgroup-root DIR] [--probe | --bench empty|count|stream]\n"
	"\n"
	"Frames on stdout, commands on stdin, text on stderr: see PROTOCOL.md.\n"
	"  --slots N          containers watched at once (1 … 4096, default 256): about 68 KiB each, and 4 KiB a processor\n"
	"  --ring MIB         ring buffer (1 … 64, a power of two, default 4)\n"
	"  --cgroup-root DIR  where the hierarchy that tells containers apart is mounted\n"
	"  --probe            say what this kernel allows, as JSON; exit 0 if the sensor can run, 3 if not\n"
	"  --bench MODE       empty: only an empty program; stream: an event for each call; count: the sensor itself\n";

static int number(const char *text, uint32_t low, uint32_t high, uint32_t *value)
{
	char *end;
	unsigned long parsed = strtoul(text, &end, 10);

	if (!*text || *end || parsed < low || parsed > high)
		return 0;
	*value = parsed;
	return 1;
}

static int bench_mode(const char *text, enum run_mode *mode)
{
	if (!strcmp(text, "empty"))
		*mode = RUN_BENCH_EMPTY;
	else if (!strcmp(text, "stream"))
		*mode = RUN_BENCH_STREAM;
	else if (!strcmp(text, "count"))
		*mode = RUN_SENSOR;
	else
		return 0;
	return 1;
}

int options_parse(struct options *options, int argc, char **argv)
{
	static const struct option known[] = {
		{"slots", required_argument, 0, 's'},	    {"ring", required_argument, 0, 'r'},
		{"cgroup-root", required_argument, 0, 'c'}, {"probe", no_argument, 0, 'p'},
		{"bench", required_argument, 0, 'b'},	    {"help", no_argument, 0, 'h'},
		{0},
	};
	int option, good = 1;

	*options = (struct options){.mode = RUN_SENSOR, .slots = 256, .ring_mib = 4};
	while (good && (option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
		switch (option) {
		case 's':
			good = number(optarg, 1, MAX_SLOTS, &options->slots);
			break;
		case 'r':
			good = number(optarg, 1, 64, &options->ring_mib) && !(options->ring_mib & (options->ring_mib - 1));
			break;
		case 'c':
			options->cgroup_root = optarg;
			break;
		case 'p':
			options->mode = RUN_PROBE;
			break;
		case 'b':
			good = bench_mode(optarg, &options->mode);
			break;
		case 'h':
			fputs(usage, stderr);
			return EXIT_CLEAN;
		default:
			good = 0;
		}
	}
	if (good && optind == argc)
		return -1;
	fputs(usage, stderr);
	return EXIT_USAGE;
}
