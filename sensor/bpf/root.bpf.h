/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which directory a container's root is.
 *
 * in     a task of the container
 * out    slot->root_dentry
 * holds  set once, from what the runtime prepared, so that a later chroot or pivot_root does not move it
 */
#ifndef PLIMSOLL_ROOT_BPF_H
#define PLIMSOLL_ROOT_BPF_H

#define MOUNT_DEPTH 16

static __always_inline struct mount *mount_of(struct vfsmount *vfs)
{
	return (struct mount *)((void *)vfs - bpf_core_field_offset(struct mount, mnt));
}

/* The task enters the container: its root is the container's. */
static __always_inline void root_from_entry(struct slot *slot, struct task_struct *task)
{
	if (!slot->root_dentry)
		slot->root_dentry = (__u64)BPF_CORE_READ(task, fs, root.dentry);
}

/* The container was there before us. Its oldest process may have changed its root directory since, so take the top of its mount
 * tree, and that of the pid namespace's init if this is in the same container. */
static __noinline void root_from_running(struct slot *slot, struct task_struct *task)
{
	struct task_struct *reaper = BPF_CORE_READ(task, thread_pid, numbers[0].ns, child_reaper);
	struct mount *mount, *last;
	__u32 level = BPF_CORE_READ(task, thread_pid, level) & 31;
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	struct upid upid = {};

	if (slot->root_dentry)
		return;
	bpf_core_read(&upid, sizeof(upid), &pid->numbers[level]);
	reaper = BPF_CORE_READ(upid.ns, child_reaper);
	if (reaper && BPF_CORE_READ(reaper, fs) && mount_namespace_of(reaper) == mount_namespace_of(task) &&
	    BPF_CORE_READ(reaper, cgroups) && cgroup_number(counted_cgroup(reaper)) == slot->cgroup_id)
		task = reaper;
	mount = mount_of(BPF_CORE_READ(task, fs, root.mnt));
	last = mount;
	for (int i = 0; i < MOUNT_DEPTH; i++) {
		struct mount *parent = BPF_CORE_READ(mount, mnt_parent);

		if (parent == mount)
			break;
		last = mount;
		mount = parent;
	}
	slot->root_dentry = (__u64)BPF_CORE_READ(last, mnt.mnt_root);
}

#endif
