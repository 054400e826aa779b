/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Whose calls are whose: each thread's standing towards the containers.
 *
 * in     sched_process_fork, cgroup_attach_task, and the first call of a thread after anything changed
 * out    struct thread
 * holds  the runtime's own code in a container's cgroup is PENDING and never counted; a MEMBER stays one wherever it moves;
 *        a thread of which nothing is known is taken for a member, so that what we miss is shown and not hidden
 */
#ifndef PLIMSOLL_THREAD_BPF_H
#define PLIMSOLL_THREAD_BPF_H

static __always_inline struct thread *thread_of(struct task_struct *task)
{
	return bpf_task_storage_get(&threads, task, NULL, 0);
}

static __always_inline struct thread *thread_made(struct task_struct *task)
{
	return bpf_task_storage_get(&threads, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* The container a member belongs to still exists. */
static __always_inline bool is_member(struct thread *thread)
{
	struct slot *slot;

	if (thread->standing != MEMBER)
		return false;
	slot = slot_at(thread->slot);
	return slot && slot->cgroup_id == thread->cgroup_id && slot->state == SLOT_ACTIVE;
}

static __always_inline void make_member(struct thread *thread, __u32 slot, __u64 cgroup_id)
{
	thread->standing = MEMBER;
	thread->slot = slot;
	thread->cgroup_id = cgroup_id;
}

static __always_inline void make_pending(struct thread *thread, __u32 slot, __u64 cgroup_id, __u32 outer)
{
	thread->standing = PENDING;
	thread->slot = slot;
	thread->cgroup_id = cgroup_id;
	thread->outer_mount_namespace = outer;
}

/* Somebody put it there from outside. */
static __always_inline void admit(struct thread *thread, __u32 index, struct slot *slot, __u32 outer)
{
	if (slot->everyone)
		make_member(thread, index, slot->cgroup_id);
	else
		make_pending(thread, index, slot->cgroup_id, outer);
}

static __always_inline void make_stranger(struct thread *thread)
{
	thread->standing = STRANGER;
	thread->slot = SLOT_NONE;
	thread->exec_id = 0;
}

/* The runtime, caught between entering the container and executing its program when we started: its own executable comes from
 * outside the mount namespace it is in, and its parent stayed outside. */
static __noinline bool is_runtime_in_flight(struct task_struct *task)
{
	__u32 mine = mount_namespace_of(task);
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	struct mnt_namespace *home;
	struct vfsmount *mount;

	if (mine == host_mount_namespace)
		return true;
	if (mount_namespace_of(parent) == mine)
		return false;
	mount = BPF_CORE_READ(task, mm, exe_file, f_path.mnt);
	home = BPF_CORE_READ(mount_of(mount), mnt_ns);
	return home != BPF_CORE_READ(task, nsproxy, mnt_ns);
}

/* Brings a thread's standing up to date. Returns its state, or NULL when none could be kept. */
static __noinline struct thread *settle_thread(struct task_struct *task)
{
	struct thread *thread = thread_made(task);
	__u64 css_set = (__u64)BPF_CORE_READ(task, cgroups);
	struct slot *slot;
	bool fresh, moved;
	__u32 index;

	if (!thread) {
		count_one(&host_lost.threads_full);
		return NULL;
	}
	fresh = !thread->css_set;
	moved = thread->css_set != css_set;
	if (!moved && thread->generation == generation)
		return thread;
	thread->generation = generation;
	thread->css_set = css_set;
	if (is_member(thread))
		return thread;
	index = slot_of(counted_cgroup(task));
	slot = index == SLOT_NONE ? NULL : slot_at(index);
	if (!slot) {
		make_stranger(thread);
		return thread;
	}
	if (thread->standing == PENDING && thread->slot == index && thread->cgroup_id == slot->cgroup_id)
		return thread;
	if (fresh ? is_runtime_in_flight(task) : moved) {
		/* Moved a moment ago; on_cgroup_attach will say by whom. */
		admit(thread, index, slot, host_mount_namespace);
		return thread;
	}
	make_member(thread, index, slot->cgroup_id);
	root_from_running(slot, task);
	return thread;
}

/* The state of a thread that is of a container, or NULL. */
static __always_inline struct thread *settled_member(struct task_struct *task)
{
	struct thread *thread = settle_thread(task);

	return thread && is_member(thread) ? thread : NULL;
}

static __always_inline __u32 namespaces_that_differ(struct task_struct *parent, struct task_struct *child)
{
	struct nsproxy *a = BPF_CORE_READ(parent, nsproxy), *b = BPF_CORE_READ(child, nsproxy);
	__u32 flags = 0;

	if (BPF_CORE_READ(parent, cred, user_ns) != BPF_CORE_READ(child, cred, user_ns))
		flags |= 0x10000000; /* CLONE_NEWUSER */
	if (a == b)
		return flags;
	if (BPF_CORE_READ(a, mnt_ns) != BPF_CORE_READ(b, mnt_ns))
		flags |= 0x00020000; /* CLONE_NEWNS */
	if (BPF_CORE_READ(a, uts_ns) != BPF_CORE_READ(b, uts_ns))
		flags |= 0x04000000; /* CLONE_NEWUTS */
	if (BPF_CORE_READ(a, ipc_ns) != BPF_CORE_READ(b, ipc_ns))
		flags |= 0x08000000; /* CLONE_NEWIPC */
	if (BPF_CORE_READ(a, net_ns) != BPF_CORE_READ(b, net_ns))
		flags |= 0x40000000; /* CLONE_NEWNET */
	if (BPF_CORE_READ(a, cgroup_ns) != BPF_CORE_READ(b, cgroup_ns))
		flags |= 0x02000000; /* CLONE_NEWCGROUP */
	if (BPF_CORE_READ(a, pid_ns_for_children) != BPF_CORE_READ(b, pid_ns_for_children))
		flags |= 0x20000000; /* CLONE_NEWPID */
	return flags;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct thread *from = settle_thread(parent), *to;
	__u64 css_set = (__u64)BPF_CORE_READ(child, cgroups);
	struct slot *slot;
	__u32 index;

	if (from && is_member(from)) {
		from->new_namespaces = namespaces_that_differ(parent, child);
		to = thread_made(child);
		if (!to) {
			slot = slot_at(from->slot);
			count_one(&losses_of(slot)->threads_full);
			return 0;
		}
		to->generation = generation;
		to->css_set = css_set;
		to->exec_id = from->exec_id;
		make_member(to, from->slot, from->cgroup_id);
		return 0;
	}
	/* CLONE_INTO_CGROUP puts a child elsewhere at once. */
	if (from && from->standing == STRANGER && from->css_set == css_set)
		return 0;
	index = slot_of(counted_cgroup(child));
	slot = index == SLOT_NONE ? NULL : slot_at(index);
	if (!slot)
		return 0;
	to = thread_made(child);
	if (!to) {
		count_one(&losses_of(slot)->threads_full);
		return 0;
	}
	to->generation = generation;
	to->css_set = css_set;
	admit(to, index, slot,
	      from && from->standing == PENDING ? from->outer_mount_namespace : mount_namespace_of(parent));
	return 0;
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_cgroup_attach, struct cgroup *to, const char *path, struct task_struct *task, bool threadgroup)
{
	struct task_struct *attacher = bpf_get_current_task_btf();
	struct thread *thread;
	struct slot *slot;
	__u32 index;

	if (BPF_CORE_READ(to, root) != BPF_CORE_READ(counted_cgroup(attacher), root))
		return 0;
	index = slot_of(to);
	slot = index == SLOT_NONE ? NULL : slot_at(index);
	if (!slot)
		return 0; /* leaving is seen by the css_set */
	thread = thread_made(task);
	if (!thread) {
		count_one(&losses_of(slot)->threads_full);
		return 0;
	}
	if (is_member(thread))
		return 0;
	thread->css_set = (__u64)BPF_CORE_READ(task, cgroups);
	thread->generation = generation;
	admit(thread, index, slot, mount_namespace_of(attacher));
	return 0;
}

#endif
