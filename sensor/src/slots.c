/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The containers being watched: their windows, slices and losses.
 *
 * in     the slots the kernel claimed, time, container events
 * out    FRAME_CONTAINER, FRAME_COUNTERS, FRAME_LOST
 * holds  a slot is freed only after its last counters and losses were told; what an event may have failed to tell is found by
 *        looking at the slots once a second
 */
#include "slots.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allow.h"
#include "clock.h"
#include "sensor.skel.h"

#define MAX_ENTRIES ((FRAME_MAX_PAYLOAD - sizeof(struct frame_counters)) / sizeof(struct frame_count))
_Static_assert(MAX_ENTRIES >= TOKENS, "all tokens fit in one frame");

int slots_open(struct slots *slots, struct kernel *kernel, struct frames *frames, const struct cgroups *cgroups)
{
	*slots = (struct slots){
		.kernel = kernel,
		.frames = frames,
		.cgroups = cgroups,
		.default_window_ms = 1000,
		.heartbeat_due = (boot_ns() / NS_PER_S + 1) * NS_PER_S,
		.watches = calloc(kernel->slot_count, sizeof(struct watch)),
	};
	return slots->watches ? 0 : ENOMEM;
}

static uint64_t next_edge(uint64_t now, uint32_t ms)
{
	uint64_t length = ms * NS_PER_MS;

	return (now / length + 1) * length;
}

static void begin_watch(struct slots *slots, uint32_t index, const char *path, uint64_t now)
{
	struct watch *watch = &slots->watches[index];

	free(watch->path);
	memset(watch, 0, sizeof(*watch));
	watch->cgroup_id = kernel_slot(slots->kernel, index)->cgroup_id;
	watch->path = strdup(path);
	watch->window_start = now;
	slots_set_window(slots, index, slots->default_window_ms, now);
	slots_set_slice(slots, index, slots->default_slice_ms, now);
}

static void tell_container(struct slots *slots, uint64_t cgroup_id, uint32_t index, int state, int already, const char *path,
			   uint64_t now)
{
	size_t length = strnlen(path, FRAME_TEXT_PATH);
	struct frame_container container = {
		.state = state, .already_running = already, .path_length = length, .slot = index};

	frames_add(slots->frames, FRAME_CONTAINER, now, cgroup_id, &container, sizeof(container), path, length);
}

static void tell_counters(struct slots *slots, uint32_t index, uint64_t end)
{
	struct watch *watch = &slots->watches[index];
	struct frame_counters head = {
		.start_ns = watch->window_start,
		.duration_ns = end - watch->window_start,
		.slice = kernel_slot(slots->kernel, index)->slice,
	};
	struct frame_count entries[TOKENS];
	uint32_t sums[TOKENS];

	kernel_sum(slots->kernel, index, sums);
	for (int token = 0; token < TOKENS; token++) {
		uint32_t count = sums[token] - watch->previous[token];

		if (count)
			entries[head.entries++] = (struct frame_count){.token = token, .count = count};
	}
	memcpy(watch->previous, sums, sizeof(sums));
	watch->window_start = end;
	/* An idle container is silent; the heartbeat says that we are not. */
	if (head.entries)
		frames_add(slots->frames, FRAME_COUNTERS, end, watch->cgroup_id, &head, sizeof(head), entries,
			   head.entries * sizeof(*entries));
}

static int lost_something_new(const struct frame_lost *now, const struct frame_lost *told)
{
	return now->ring_full != told->ring_full || now->threads_full != told->threads_full ||
	       now->containers_full != told->containers_full || now->held_back != told->held_back || now->cut != told->cut;
}

static void tell_lost(struct slots *slots, uint32_t index, uint64_t now)
{
	struct watch *watch = &slots->watches[index];
	struct frame_lost lost = kernel_slot(slots->kernel, index)->lost;

	if (!lost_something_new(&lost, &watch->told))
		return;
	watch->told = lost;
	frames_add(slots->frames, FRAME_LOST, now, watch->cgroup_id, &lost, sizeof(lost), NULL, 0);
}

static void end_watch(struct slots *slots, uint32_t index, uint64_t now)
{
	struct watch *watch = &slots->watches[index];
	struct slot *slot = kernel_slot(slots->kernel, index);

	tell_counters(slots, index, now);
	tell_lost(slots, index, now);
	tell_container(slots, watch->cgroup_id, index, 2, 0, watch->path ? watch->path : "", now);
	/* What the host's row keeps, so that the sum in it never shrinks. */
	slots->kernel->skeleton->bss->host_lost.ring_full += slot->lost.ring_full;
	allow_forget(slots->kernel->allowed_fd, index);
	free(watch->path);
	memset(watch, 0, sizeof(*watch));
	kernel_release(slots->kernel, index);
	if (slots->missed)
		slots_discover(slots);
}

struct found {
	struct slots *slots;
	uint64_t now;
	int already;
};

static void found_container(void *context, uint64_t id, const char *path)
{
	struct found *found = context;
	struct slots *slots = found->slots;
	uint32_t index = kernel_claim(slots->kernel, id, cgroups_birth(slots->cgroups, path, found->now));

	if (index == SLOT_NONE - 1) {
		/* It has a slot; was its event lost? */
		index = slots_index(slots, id);
		if (index == SLOT_NONE || slots->watches[index].cgroup_id == id)
			return;
	} else if (index == SLOT_NONE) {
		if (!slots->missed)
			fprintf(stderr, "plimsoll-sensor: more containers than slots (--slots %u)\n", slots->kernel->slot_count);
		slots->missed = true;
		if (found->already) {
			slots->kernel->skeleton->bss->host_lost.containers_full++;
			tell_container(slots, id, SLOT_NONE, 1, found->already, path, found->now);
		}
		return;
	}
	begin_watch(slots, index, path, found->now);
	tell_container(slots, id, index, 1, 1, path, found->now);
	kernel_resettle(slots->kernel);
}

void slots_discover(struct slots *slots)
{
	struct found found = {.slots = slots, .now = boot_ns(), .already = !slots->missed};

	slots->missed = false;
	cgroups_walk(slots->cgroups, found_container, &found);
}

uint32_t slots_index(const struct slots *slots, uint64_t cgroup_id)
{
	for (uint32_t i = 0; cgroup_id && i < slots->kernel->slot_count; i++)
		if (kernel_slot(slots->kernel, i)->cgroup_id == cgroup_id)
			return i;
	return SLOT_NONE;
}

void slots_container_event(struct slots *slots, const struct event *event)
{
	const struct frame_container *container = (const void *)(event + 1);
	char path[FRAME_TEXT_PATH + 1];
	size_t length = container->path_length < FRAME_TEXT_PATH ? container->path_length : FRAME_TEXT_PATH;
	uint32_t index = container->slot;
	uint64_t now = boot_ns();

	memcpy(path, container + 1, length);
	path[length] = 0;
	if (container->state == 2) {
		if (index < slots->kernel->slot_count && slots->watches[index].cgroup_id == event->cgroup_id)
			end_watch(slots, index, now);
		return;
	}
	if (index == SLOT_NONE) {
		slots->missed = true;
	} else {
		if (slots->watches[index].cgroup_id == event->cgroup_id)
			return; /* found meanwhile */
		begin_watch(slots, index, path, event->time_ns);
		slots->watches[index].cgroup_id = event->cgroup_id;
	}
	frames_add(slots->frames, FRAME_CONTAINER, event->time_ns, event->cgroup_id, container, sizeof(*container), container + 1,
		   length);
}

static void heartbeat(struct slots *slots, uint64_t now)
{
	struct frame_lost lost = slots->kernel->skeleton->bss->host_lost;
	int unknown = 0;

	slots->kernel->skeleton->bss->realtime_offset_ns = realtime_offset();
	for (uint32_t i = 0; i < slots->kernel->slot_count; i++) {
		struct slot *slot = kernel_slot(slots->kernel, i);

		if (!slot->cgroup_id)
			continue;
		lost.ring_full += slot->lost.ring_full;
		if (slots->watches[i].cgroup_id != slot->cgroup_id) {
			/* Its event was lost, or is still in the ring. */
			if (slot->state == SLOT_RETIRED)
				kernel_release(slots->kernel, i);
			else if (slot->state == SLOT_ACTIVE && now > slot->born_ns + NS_PER_S)
				unknown = 1;
			continue;
		}
		tell_lost(slots, i, now);
	}
	if (unknown)
		slots_discover(slots);
	frames_add(slots->frames, FRAME_LOST, now, 0, &lost, sizeof(lost), NULL, 0);
}

static void begin_slice(struct slots *slots, uint32_t index)
{
	struct slot *slot = kernel_slot(slots->kernel, index);

	slot->slice++;
	memset(slot->seen, 0, sizeof(slot->seen));
	memset(&slots->kernel->behaviours[index], 0, sizeof(struct behaviour));
}

uint64_t slots_tick(struct slots *slots, uint64_t now)
{
	uint64_t next;

	if (now >= slots->heartbeat_due) {
		heartbeat(slots, now);
		slots->heartbeat_due = (now / NS_PER_S + 1) * NS_PER_S;
	}
	next = slots->heartbeat_due;
	for (uint32_t i = 0; i < slots->kernel->slot_count; i++) {
		struct watch *watch = &slots->watches[i];

		if (!watch->cgroup_id)
			continue;
		if (now >= watch->window_due) {
			uint64_t length = watch->window_ms * NS_PER_MS;

			tell_counters(slots, i, now / length * length);
			watch->window_due = next_edge(now, watch->window_ms);
		}
		if (watch->slice_due && now >= watch->slice_due) {
			begin_slice(slots, i);
			watch->slice_due = next_edge(now, watch->slice_ms);
		}
		if (watch->window_due < next)
			next = watch->window_due;
		if (watch->slice_due && watch->slice_due < next)
			next = watch->slice_due;
		/* The event of its end may have been lost. */
		if (kernel_slot(slots->kernel, i)->state == SLOT_RETIRED && !ring_has_more(&slots->kernel->ring))
			end_watch(slots, i, now);
	}
	return next;
}

void slots_finish(struct slots *slots, uint64_t now)
{
	for (uint32_t i = 0; i < slots->kernel->slot_count; i++) {
		if (!slots->watches[i].cgroup_id)
			continue;
		tell_counters(slots, i, now);
		tell_lost(slots, i, now);
	}
	heartbeat(slots, now);
}

void slots_set_window(struct slots *slots, uint32_t index, uint32_t ms, uint64_t now)
{
	slots->watches[index].window_ms = ms;
	slots->watches[index].window_due = next_edge(now, ms);
}

void slots_set_slice(struct slots *slots, uint32_t index, uint32_t ms, uint64_t now)
{
	slots->watches[index].slice_ms = ms;
	slots->watches[index].slice_due = ms ? next_edge(now, ms) : 0;
}

int slots_watch(struct slots *slots, uint64_t cgroup_id, const char *path)
{
	uint64_t now = boot_ns();
	uint32_t index = kernel_claim(slots->kernel, cgroup_id, cgroups_birth(slots->cgroups, path, now));

	if (index == SLOT_NONE)
		return ENOSPC;
	if (index == SLOT_NONE - 1)
		return EEXIST;
	kernel_slot(slots->kernel, index)->everyone = 1;
	begin_watch(slots, index, path, now);
	tell_container(slots, cgroup_id, index, 1, 1, path, now);
	kernel_resettle(slots->kernel);
	return 0;
}
