/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_KERNEL_H
#define PLIMSOLL_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "cgroups.h"
#include "event.h"
#include "options.h"
#include "ring.h"

struct sensor; /* the skeleton */

/* What runs in the kernel, and our view of its memory. */
struct kernel {
	struct sensor *skeleton;
	uint32_t slot_count;
	uint32_t cpus; /* rows of counters, without the extra one for late processors */
	struct slot *slots;
	size_t slot_stride;
	struct behaviour *behaviours;
	struct counters *counts;
	struct ring ring;
	int allowed_fd;
	int slot_of_cgroup_fd;
};

/* Loads and attaches. Returns 0, or an errno after telling why on stderr. */
int kernel_open(struct kernel *kernel, const struct options *options, const struct cgroups *cgroups);
void kernel_close(struct kernel *kernel);

struct slot *kernel_slot(const struct kernel *kernel, uint32_t index);

/* Claims a slot as on_cgroup_mkdir does. SLOT_NONE when there is none; SLOT_NONE - 1 when it has one already. */
uint32_t kernel_claim(const struct kernel *kernel, uint64_t cgroup_id, uint64_t born_ns);

/* Forgets everything about a slot and frees it. */
void kernel_release(const struct kernel *kernel, uint32_t index);

/* Sum over all processors, modulo 2^32, of one slot's calls. */
void kernel_sum(const struct kernel *kernel, uint32_t index, uint32_t sums[TOKENS]);

/* Threads look up their container again at their next call. */
void kernel_resettle(const struct kernel *kernel);

#endif
