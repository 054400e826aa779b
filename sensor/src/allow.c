/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Allow-lists for protect mode.
 *
 * in     slot and path
 * out    entries in the BPF map `allowed`
 * holds  a path is absolute and shorter than FRAME_TEXT_PATH: nothing else can ever match
 */
#include "allow.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include "event.h"

int allow_add(int map_fd, uint32_t slot, const char *path, uint32_t flags)
{
	struct allow_key key = {.slot = slot};
	size_t length = strlen(path);
	uint32_t had = 0;

	if (path[0] != '/' || length >= FRAME_TEXT_PATH)
		return EINVAL;
	memcpy(key.path, path, length);
	bpf_map_lookup_elem(map_fd, &key, &had);
	flags |= had;
	return bpf_map_update_elem(map_fd, &key, &flags, BPF_ANY) ? errno : 0;
}

int allow_forget(int map_fd, uint32_t slot)
{
	struct allow_key key, next;
	int more = !bpf_map_get_next_key(map_fd, NULL, &next);

	while (more) {
		key = next;
		more = !bpf_map_get_next_key(map_fd, &key, &next);
		if (key.slot == slot)
			bpf_map_delete_elem(map_fd, &key);
	}
	return 0;
}
