/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_READER_H
#define PLIMSOLL_READER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "frame.h"

struct received {
	struct frame_header header;
	uint64_t seen_ns; /* CLOCK_BOOTTIME when we had it */
	const void *payload;
};

/* A running sensor and everything it said. */
struct reader {
	pid_t pid;
	int commands;
	int frames;
	pthread_t thread;
	pthread_mutex_t lock;
	struct received *all;
	size_t count, room;
	int damaged; /* bad magic, checksum or sequence */
	bool ended;
	bool paused; /* the reader is slow */
	int next_command;
};

void reader_start(struct reader *reader, const char *sensor, char *const more[]);

typedef bool (*matcher)(const struct received *frame, const void *context);

/* Waits for a frame from number `from` on; NULL when none came in `ms`. */
const struct received *reader_wait(struct reader *reader, size_t from, uint16_t type, uint64_t cgroup, matcher match,
				   const void *context, int ms);
size_t reader_count(struct reader *reader);

/* Sends a command and waits for its answer. Returns the status, -1 when there was none. */
int reader_command(struct reader *reader, const char *format, ...);

/* Ends its input; returns its exit code, 128 + signal, or -1 when it had to be killed. */
int reader_stop(struct reader *reader);
int reader_reap(struct reader *reader);
void reader_free(struct reader *reader);

#endif
