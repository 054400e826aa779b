/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which container a task's cgroup belongs to.
 *
 * in     a task, or a cgroup
 * out    a slot index, or SLOT_NONE
 * holds  a cgroup below a container's belongs to that container: nobody leaves it by making a directory
 */
#ifndef PLIMSOLL_CGROUP_BPF_H
#define PLIMSOLL_CGROUP_BPF_H

#define CGROUP_DEPTH 32

/* The task's cgroup in the hierarchy that tells containers apart. */
static __always_inline struct cgroup *counted_cgroup(struct task_struct *task)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	struct cgroup_subsys_state *state = NULL;

	if (unified_cgroups)
		return BPF_CORE_READ(set, dfl_cgrp);
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id)) {
		__u32 index = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);

		bpf_core_read(&state, sizeof(state), &set->subsys[index]);
	}
	return BPF_CORE_READ(state, cgroup);
}

static __always_inline __u64 cgroup_number(struct cgroup *cgroup)
{
	return BPF_CORE_READ(cgroup, kn, id);
}

static __noinline __u32 slot_of(struct cgroup *cgroup)
{
	for (int i = 0; i < CGROUP_DEPTH && cgroup; i++) {
		__u64 id = cgroup_number(cgroup);
		__u32 *slot = bpf_map_lookup_elem(&slot_of_cgroup, &id);

		if (slot)
			return *slot;
		cgroup = BPF_CORE_READ(cgroup, self.parent, cgroup);
	}
	return SLOT_NONE;
}

static __always_inline __u32 mount_namespace_of(struct task_struct *task)
{
	return BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
}

#endif
