/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_JAIL_H
#define PLIMSOLL_JAIL_H

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

/* A container as runc makes one, as far as the kernel can tell. */
struct jail {
	char cgroup[PATH_MAX];
	uint64_t id; /* of the cgroup */
	pid_t init;
};

#define JAIL_NOISE 333 /* getppid calls the "runtime" makes inside the cgroup */

/* Where cgroups can be made: the pids hierarchy, or the unified one. */
const char *jail_hierarchy(void);

/* Makes the cgroup. `name` is its directory, in this test's own folder. */
int jail_make(struct jail *jail, const char *name);

/* Starts the first process, with an overlay of `image` as its root, or with `image` itself when it begins with "plain:". */
pid_t jail_start(struct jail *jail, const char *image, char *const argv[]);

/* Waits until the first process runs its program: only then is there a root to enter. */
void jail_settle(struct jail *jail);

/* A further process, as `docker exec`; `fd8` and `fd9` stay open in it under these numbers, -1 for none. */
pid_t jail_enter(struct jail *jail, char *const argv[], int fd8, int fd9);

/* Exit code, or 128 + signal. */
int jail_wait(pid_t pid);

/* Ends the processes and removes the cgroup. */
void jail_end(struct jail *jail);

#endif
