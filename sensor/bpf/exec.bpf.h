/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * A process of a container runs a new program, or the runtime's process becomes one of the container.
 *
 * in     sched_process_exec: after the new program is loaded, before its first instruction
 * out    FRAME_EXEC; SIGKILL in protect mode
 * holds  protect mode decides whether or not there is room for the event
 */
#ifndef PLIMSOLL_EXEC_BPF_H
#define PLIMSOLL_EXEC_BPF_H

#define EXEC_TEXT 8192 /* a power of two above the four texts together */

struct exec_event {
	struct event head;
	struct frame_exec body;
	char text[EXEC_TEXT + FRAME_TEXT_ARGS];
};

struct exec_scratch {
	struct path_walk walk;
	struct exec_event event;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct exec_scratch);
} exec_scratch SEC(".maps");

/* Becomes a member when this exec is where the runtime hands over: it left the mount namespace of whoever put it here. The file
 * does not matter: a runtime copies itself to memory before it leaves, and whoever makes it execute itself afterwards
 * (CVE-2019-5736) is of the container. */
static __always_inline bool enters(struct task_struct *task, struct thread *thread)
{
	__u32 mine = mount_namespace_of(task);

	return thread->standing == PENDING && mine != thread->outer_mount_namespace && mine != host_mount_namespace;
}

static __always_inline __u32 put_path(struct exec_event *event, struct path_walk *walk, __u32 *used)
{
	__u32 at = walk->at, length;

	if (at > FRAME_TEXT_PATH)
		return 0;
	length = FRAME_TEXT_PATH - at;
	bpf_probe_read_kernel(&event->text[*used & (EXEC_TEXT - 1)], length & (2 * FRAME_TEXT_PATH - 1),
			      &walk->text[at & (FRAME_TEXT_PATH - 1)]);
	*used += length;
	return length;
}

static __always_inline __u32 put_filename(struct exec_event *event, struct linux_binprm *bprm, __u32 *used)
{
	long length = bpf_probe_read_kernel_str(&event->text[*used & (EXEC_TEXT - 1)], FRAME_TEXT_PATH,
						BPF_CORE_READ(bprm, filename));

	if (length <= 1)
		return 0;
	*used += length - 1;
	return length - 1;
}

static __always_inline __u32 put_args(struct exec_event *event, struct task_struct *task, __u32 *used, __u32 *flags)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	__u64 start = BPF_CORE_READ(mm, arg_start), end = BPF_CORE_READ(mm, arg_end);
	__u64 length = end > start ? end - start : 0;

	if (length > FRAME_TEXT_ARGS) {
		length = FRAME_TEXT_ARGS;
		*flags |= EXEC_ARGS_CUT;
	}
	if (!length)
		return 0;
	if (bpf_probe_read_user(&event->text[*used & (EXEC_TEXT - 1)], length & (2 * FRAME_TEXT_ARGS - 1), (void *)start)) {
		*flags |= EXEC_ARGS_CUT;
		return 0;
	}
	*used += length;
	return length;
}

static __always_inline void fill_exec(struct exec_event *event, struct task_struct *task, struct thread *thread)
{
	struct task_struct *parent = task->real_parent;
	struct frame_exec *body = &event->body;
	const struct cred *cred = BPF_CORE_READ(task, cred);
	struct thread *above = parent ? thread_of(parent) : NULL;

	fill_process(&body->process, thread->exec_id);
	body->parent_exec_id = above && above->standing == MEMBER ? above->exec_id : 0;
	bpf_core_read(body->parent_comm, sizeof(body->parent_comm), &parent->comm);
	bpf_core_read(&body->capabilities, sizeof(body->capabilities), &cred->cap_effective);
	for (int i = 0; i < 3; i++)
		body->stdio[i] = kind_of_descriptor(i);
	body->reserved = 0;
	body->mount_namespace = mount_namespace_of(task);
	body->pid_namespace = BPF_CORE_READ(task, nsproxy, pid_ns_for_children, ns.inum);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	struct thread *thread = settle_thread(task);
	struct exec_scratch *scratch;
	struct exec_event *event;
	struct path_walk *walk;
	struct file *file = BPF_CORE_READ(bprm, file);
	__u32 zero = 0, used = 0, flags = 0, index;
	struct fs_struct *fs = BPF_CORE_READ(task, fs);
	struct slot *slot;

	if (!thread || thread->standing == STRANGER)
		return 0;
	index = thread->slot;
	slot = slot_at(index);
	if (!slot)
		return 0;
	if (enters(task, thread)) {
		make_member(thread, index, slot->cgroup_id);
		root_from_entry(slot, task);
		thread->skip_next = 1; /* the execve itself was the runtime's call */
		make_stale(thread);
		flags |= EXEC_ENTERED;
	}
	if (thread->standing != MEMBER)
		return 0;
	thread->exec_id = __sync_fetch_and_add(&next_exec_id, 1);
	scratch = bpf_map_lookup_elem(&exec_scratch, &zero);
	if (!scratch)
		return 0;
	event = &scratch->event;
	walk = &scratch->walk;
	root_from_running(slot, task);
	walk_path(walk, (__u64)&file->f_path, slot->root_dentry);
	flags |= file_flags((__u64)file, slot->root_dentry);
	if (walk->cut)
		flags |= EXEC_PATH_CUT;
	if (walk->crossed || !walk->reached)
		flags |= EXEC_VOLUME;
	if (walk->nameless)
		flags |= EXEC_IN_MEMORY;
	if (BPF_CORE_READ(bprm, interp) != BPF_CORE_READ(bprm, filename))
		flags |= EXEC_SCRIPT;
	event->body.path_length = put_path(event, walk, &used);
	flags |= protect(slot, index, (__u64)file, flags, walk);
	event->body.filename_length = put_filename(event, bprm, &used);
	event->body.args_length = put_args(event, task, &used, &flags);
	walk_path(walk, (__u64)&fs->pwd, slot->root_dentry);
	event->body.cwd_length = put_path(event, walk, &used);
	if ((flags & (EXEC_PATH_CUT | EXEC_ARGS_CUT)) || walk->cut)
		count_one(&slot->lost.cut);
	event->body.inode = BPF_CORE_READ(file, f_inode, i_ino);
	fill_exec(event, task, thread);
	event->body.flags = flags;
	used &= EXEC_TEXT - 1;
	fill_head(&event->head, FRAME_EXEC, sizeof(event->body) + used, slot->cgroup_id);
	output_event(slot, event, sizeof(event->head) + sizeof(event->body) + used);
	return 0;
}

#endif
