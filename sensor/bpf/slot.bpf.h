/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Containers come and go: a slot for each, taken in the kernel so that not even the shortest one is missed.
 *
 * in     cgroup_mkdir, cgroup_rmdir
 * out    slots, slot_of_cgroup; FRAME_CONTAINER
 * holds  the first of nested containers wins; a slot is freed only by the loader, after it flushed what is in it
 */
#ifndef PLIMSOLL_SLOT_BPF_H
#define PLIMSOLL_SLOT_BPF_H

struct container_event {
	struct event head;
	struct frame_container body;
	char path[FRAME_TEXT_PATH];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct container_event);
} container_scratch SEC(".maps");

static __noinline __u32 claim_slot(__u64 cgroup_id)
{
	for (__u32 i = 0; i < MAX_SLOTS; i++) {
		__u32 index = i; /* one whose address is taken cannot bound the loop for the verifier */
		struct slot *slot;

		if (i >= slot_count)
			break;
		slot = slot_at(i);
		if (!slot)
			break;
		if (slot->cgroup_id || __sync_val_compare_and_swap(&slot->cgroup_id, 0, cgroup_id))
			continue;
		slot->slice = 1;
		slot->rate = default_rate;
		slot->protect = default_protect;
		slot->born_ns = bpf_ktime_get_boot_ns();
		/* The loader may have found the directory in the same moment. */
		if (bpf_map_update_elem(&slot_of_cgroup, &cgroup_id, &index, BPF_NOEXIST)) {
			slot->cgroup_id = 0;
			return SLOT_NONE - 1;
		}
		slot->state = SLOT_ACTIVE;
		return index;
	}
	count_one(&host_lost.containers_full);
	return SLOT_NONE;
}

static __noinline void tell_container(struct cgroup *cgroup, const char *path, __u32 slot, __u32 state)
{
	__u32 zero = 0;
	struct container_event *event = bpf_map_lookup_elem(&container_scratch, &zero);
	long length;

	if (!event)
		return;
	length = bpf_probe_read_kernel_str(event->path, sizeof(event->path), path) - 1;
	if (length < 0)
		length = 0;
	length &= FRAME_TEXT_PATH - 1;
	event->body.state = state;
	event->body.already_running = 0;
	event->body.path_length = length;
	event->body.slot = slot;
	fill_head(&event->head, FRAME_CONTAINER, sizeof(event->body) + length, cgroup_number(cgroup));
	output_event(NULL, event, sizeof(event->head) + sizeof(event->body) + length);
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(on_cgroup_mkdir, struct cgroup *cgroup, const char *path)
{
	struct cgroup *mine = counted_cgroup(bpf_get_current_task_btf());
	char name[CONTAINER_NAME_MAX] = {};
	long length;
	__u32 slot;

	/* Every hierarchy makes this event; all tasks share one root in the one that counts. */
	if (BPF_CORE_READ(cgroup, root) != BPF_CORE_READ(mine, root))
		return 0;
	length = bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(cgroup, kn, name)) - 1;
	if (length < CONTAINER_ID_LENGTH || !is_container_name(name, length) || slot_of(cgroup) != SLOT_NONE)
		return 0;
	slot = claim_slot(cgroup_number(cgroup));
	if (slot != SLOT_NONE - 1)
		tell_container(cgroup, path, slot, 1);
	return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(on_cgroup_rmdir, struct cgroup *cgroup, const char *path)
{
	__u64 id = cgroup_number(cgroup);
	__u32 *found = bpf_map_lookup_elem(&slot_of_cgroup, &id);
	struct slot *slot;
	__u32 index;

	if (!found)
		return 0;
	index = *found;
	slot = slot_at(index);
	if (!slot || slot->cgroup_id != id)
		return 0;
	bpf_map_delete_elem(&slot_of_cgroup, &id);
	slot->state = SLOT_RETIRED;
	__sync_fetch_and_add(&generation, 1);
	tell_container(cgroup, path, index, 2);
	return 0;
}

#endif
