/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_SLOTS_H
#define PLIMSOLL_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "cgroups.h"
#include "frames.h"
#include "kernel.h"

/* What the loader remembers of one container. */
struct watch {
	uint64_t cgroup_id; /* 0 while nobody was told of the container */
	uint32_t window_ms;
	uint32_t slice_ms;
	uint64_t window_start;
	uint64_t window_due;
	uint64_t slice_due; /* 0 for never */
	struct frame_lost told;
	char *path; /* so that its end can be told if that event is lost */
	uint32_t previous[TOKENS];
};

struct slots {
	struct kernel *kernel;
	struct frames *frames;
	const struct cgroups *cgroups;
	uint32_t default_window_ms;
	uint32_t default_slice_ms;
	uint64_t heartbeat_due;
	bool missed; /* a container found no slot */
	struct watch *watches;
};

int slots_open(struct slots *slots, struct kernel *kernel, struct frames *frames, const struct cgroups *cgroups);

/* Finds containers that run already. */
void slots_discover(struct slots *slots);

/* An event about a container came out of the ring. */
void slots_container_event(struct slots *slots, const struct event *event);

/* Does what is due; returns when something is due next. */
uint64_t slots_tick(struct slots *slots, uint64_t now);

/* Counters and losses of everything, at the end. */
void slots_finish(struct slots *slots, uint64_t now);

/* Commands. SLOT_NONE when no such container is watched. */
uint32_t slots_index(const struct slots *slots, uint64_t cgroup_id);
void slots_set_window(struct slots *slots, uint32_t index, uint32_t ms, uint64_t now);
void slots_set_slice(struct slots *slots, uint32_t index, uint32_t ms, uint64_t now);
int slots_watch(struct slots *slots, uint64_t cgroup_id, const char *path);

#endif
