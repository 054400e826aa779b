/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_CGROUPS_H
#define PLIMSOLL_CGROUPS_H

#include <limits.h>
#include <stdint.h>

enum cgroup_mode { CGROUP_V1 = 1, CGROUP_V2 = 2, CGROUP_HYBRID = 3 };

struct cgroups {
	int mode;            /* enum cgroup_mode, 0 when there are none */
	char root[PATH_MAX]; /* where the hierarchy that tells containers apart is mounted; empty when we cannot see it */
};

/* Reads /proc/self/mountinfo; `root` overrides what it says when not NULL. */
void cgroups_find(struct cgroups *cgroups, const char *root);
const char *cgroups_mode_name(int mode);

/* Calls `found` for each container's cgroup, not descending below one. `path` begins with a slash and is relative to the root. */
typedef void (*container_found)(void *context, uint64_t id, const char *path);
void cgroups_walk(const struct cgroups *cgroups, container_found found, void *context);

/* When the oldest process in a cgroup began (CLOCK_BOOTTIME); `otherwise` when none can be read. */
uint64_t cgroups_birth(const struct cgroups *cgroups, const char *path, uint64_t otherwise);

#endif
