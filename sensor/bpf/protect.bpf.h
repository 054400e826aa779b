/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Protect mode: may this executable run in this container?
 *
 * in     the slot's mode, its allow-list, and what is known of the file
 * out    EXEC_KILLED or EXEC_WOULD_KILL
 * holds  the whole path decides, as the container's root directory sees it, walked inside that root's own file system; what was
 *        written, mounted or unlinked since the container began is never allowed by a path alone; SIGKILL is pending before
 *        the kernel returns to the new program, so none of its instructions run
 */
#ifndef PLIMSOLL_PROTECT_BPF_H
#define PLIMSOLL_PROTECT_BPF_H

#define SIGKILL 9
#define NEVER_ALLOWED (EXEC_UPPER_LAYER | EXEC_IN_MEMORY | EXEC_DELETED | EXEC_PATH_CUT)

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct allow_key);
} allow_scratch SEC(".maps");

__noinline __u32 allowance(__u32 index, struct path_walk *walk)
{
	struct allow_key *key;
	__u32 zero = 0, flags = 0, at, *found;

	if (!walk)
		return 0;
	key = bpf_map_lookup_elem(&allow_scratch, &zero);
	at = walk->at;
	if (!key || !at || at >= FRAME_TEXT_PATH)
		return 0;
	for (int i = 0; i < FRAME_TEXT_PATH / 8; i++)
		((volatile __u64 *)key->path)[i] = 0;
	bpf_probe_read_kernel(key->path, (FRAME_TEXT_PATH - at) & (FRAME_TEXT_PATH - 1), &walk->text[at]);
	key->unused = 0;
	key->slot = index;
	found = bpf_map_lookup_elem(&allowed, key);
	if (found)
		flags = *found;
	key->slot = SLOT_NONE;
	found = bpf_map_lookup_elem(&allowed, key);
	if (found)
		flags |= *found;
	return flags;
}

/* Other file systems do not say which layer a file is of, but none lets a container set the time of change. */
static __always_inline bool is_newer_than_container(struct slot *slot, struct file *file)
{
	return changed_at(BPF_CORE_READ(file, f_inode)) >= (__s64)slot->born_ns + realtime_offset_ns;
}

static __always_inline bool may_run(struct slot *slot, __u32 index, struct file *file, __u32 flags, struct path_walk *walk)
{
	__u32 allow;

	if (flags & NEVER_ALLOWED)
		return false;
	allow = allowance(index, walk);
	if (flags & EXEC_VOLUME)
		return allow & ALLOW_VOLUME;
	if ((flags & EXEC_LAYER_UNKNOWN) && is_newer_than_container(slot, file))
		return false;
	return allow != 0;
}

__noinline __u32 protect(struct slot *slot, __u32 index, __u64 kernel_file, __u32 flags, struct path_walk *walk)
{
	struct file *file = (struct file *)kernel_file;

	if (!slot || !walk || slot->protect == PROTECT_OFF || may_run(slot, index, file, flags, walk))
		return 0;
	if (slot->protect == PROTECT_ENFORCE && !bpf_send_signal(SIGKILL))
		return EXEC_KILLED;
	return EXEC_WOULD_KILL;
}

#endif
