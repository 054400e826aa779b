/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_RING_H
#define PLIMSOLL_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
	uint64_t *consumer;
	const uint64_t *producer;
	const uint8_t *data;
	uint64_t mask;
};

/* Maps a BPF ring buffer. Returns 0 or an errno. */
int ring_open(struct ring *ring, int map_fd, size_t size);

/* The next committed sample, or NULL; it stays valid until ring_done. */
const void *ring_next(struct ring *ring, uint32_t *length);
void ring_done(struct ring *ring, uint32_t length);

/* Something was reserved that we did not take yet, committed or not. */
bool ring_has_more(const struct ring *ring);

#endif
