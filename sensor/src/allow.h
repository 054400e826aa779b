/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLIMSOLL_ALLOW_H
#define PLIMSOLL_ALLOW_H

#include <stdint.h>

/* Adds a path for one slot, or for all (SLOT_NONE). `flags` are enum allow_flag. Returns 0 or an errno. */
int allow_add(int map_fd, uint32_t slot, const char *path, uint32_t flags);

/* Removes all paths of one slot, or those that were given for all (SLOT_NONE). */
int allow_forget(int map_fd, uint32_t slot);

#endif
