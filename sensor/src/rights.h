/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_RIGHTS_H
#define PLIMSOLL_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#define CAP_SYS_ADMIN_BIT 21
#define CAP_SYS_RESOURCE_BIT 24
#define CAP_PERFMON_BIT 38
#define CAP_BPF_BIT 39

/* Effective capabilities of this process. */
uint64_t rights_effective(void);

/* Before loading: end with the parent. Returns false when it is gone already. */
bool rights_follow_parent(void);

/* After loading: keep nothing but what reading our own maps takes. `map_fd` is one to try it on. Returns 0 or an errno. */
int rights_drop(int map_fd);

#endif
