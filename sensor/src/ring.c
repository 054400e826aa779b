/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader's side of a BPF ring buffer (kernel/bpf/ringbuf.c). libbpf's own takes a sample before it asks whether there is room
 * for it, and does not tell whether one is under way; both matter here.
 *
 * in     the map
 * out    one sample at a time, in place
 * holds  a sample is freed only by ring_done, so a slow reader leaves the rest where it is
 */
#include "ring.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUSY (1u << 31)
#define DISCARDED (1u << 30)
#define HEAD 8

static uint64_t sample_size(uint32_t length)
{
	return ((length & ~(BUSY | DISCARDED)) + HEAD + 7) & ~7ull;
}

int ring_open(struct ring *ring, int map_fd, size_t size)
{
	long page = sysconf(_SC_PAGESIZE);
	void *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
	void *producer;

	if (consumer == MAP_FAILED)
		return errno;
	/* The data is mapped twice in a row, so that no sample is ever split. */
	producer = mmap(NULL, page + 2 * size, PROT_READ, MAP_SHARED, map_fd, page);
	if (producer == MAP_FAILED)
		return errno;
	ring->consumer = consumer;
	ring->producer = producer;
	ring->data = (const uint8_t *)producer + page;
	ring->mask = size - 1;
	return 0;
}

const void *ring_next(struct ring *ring, uint32_t *length)
{
	for (;;) {
		uint64_t at = *ring->consumer;
		const uint8_t *sample;
		uint32_t head;

		if (at >= __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE))
			return NULL;
		sample = ring->data + (at & ring->mask);
		head = __atomic_load_n((const uint32_t *)sample, __ATOMIC_ACQUIRE);
		if (head & BUSY)
			return NULL;
		*length = head & ~DISCARDED;
		if (!(head & DISCARDED))
			return sample + HEAD;
		ring_done(ring, *length);
	}
}

void ring_done(struct ring *ring, uint32_t length)
{
	__atomic_store_n(ring->consumer, *ring->consumer + sample_size(length), __ATOMIC_RELEASE);
}

bool ring_has_more(const struct ring *ring)
{
	return *ring->consumer < __atomic_load_n(ring->producer, __ATOMIC_SEQ_CST);
}
