/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_FRAMES_H
#define PLIMSOLL_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAMES_ROOM (1 << 20)

struct frames {
	int fd;
	bool is_socket;
	bool closed; /* the reader is gone, or will not be waited for any longer */
	int stop;    /* readable when the sensor shall end, -1 while unknown */
	uint64_t sequence;
	size_t start; /* bytes already written */
	size_t end;
	uint8_t bytes[FRAMES_ROOM];
};

/* Takes over file descriptor 1. Returns 0 or an errno. */
int frames_open(struct frames *frames);

/* One frame more fits, whatever it is. */
bool frames_have_room(const struct frames *frames);

/* Appends one frame in two pieces; the second may be empty. Frames that do not fit make the caller wait for the reader. */
void frames_add(struct frames *frames, uint16_t type, uint64_t time_ns, uint64_t cgroup_id, const void *head,
		size_t head_length, const void *rest, size_t rest_length);

/* Writes what the reader takes now. True when nothing is left. */
bool frames_flush(struct frames *frames);

/* The same, waiting up to `ms` for a slow reader. */
bool frames_drain(struct frames *frames, int ms);

#endif
