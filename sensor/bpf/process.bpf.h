/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Who did it: the part that all events of a process share.
 *
 * in     the current task, the number of its exec
 * out    struct frame_process
 * holds  every field is the kernel's own view; what a process can choose itself is `comm` only
 */
#ifndef PLIMSOLL_PROCESS_BPF_H
#define PLIMSOLL_PROCESS_BPF_H

struct task_struct___audit {
	kuid_t loginuid;
} __attribute__((preserve_access_index));

struct task_struct___start {
	__u64 real_start_time; /* before 5.5 */
} __attribute__((preserve_access_index));

/* As in /proc/PID/stat (new_encode_dev). */
static __always_inline __u32 device_number(__u32 major, __u32 minor)
{
	return (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12);
}

static __always_inline __u32 terminal_of(struct task_struct *task)
{
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);

	if (!tty)
		return 0;
	return device_number(BPF_CORE_READ(tty, driver, major),
			     BPF_CORE_READ(tty, driver, minor_start) + BPF_CORE_READ(tty, index));
}

static __always_inline __u32 number_in_namespace(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, signal, pids[PIDTYPE_TGID]);
	__u32 level = BPF_CORE_READ(pid, level) & 31; /* MAX_PID_NS_LEVEL is 32 */
	int number = 0;

	bpf_core_read(&number, sizeof(number), &pid->numbers[level].nr);
	return number;
}

static __always_inline __u64 process_start(struct task_struct *task)
{
	return BPF_CORE_READ(task, group_leader, start_boottime);
}

/* Of the current task: a global function, verified once, takes no kernel pointers on older kernels. */
__noinline int fill_process(struct frame_process *process, __u64 exec_id)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct task_struct___audit *audited = (void *)task;
	struct cred *cred = (struct cred *)BPF_CORE_READ(task, cred);

	if (!process)
		return 0;
	process->pid = BPF_CORE_READ(task, tgid);
	process->tid = BPF_CORE_READ(task, pid);
	process->ppid = BPF_CORE_READ(task, real_parent, tgid);
	process->ns_pid = number_in_namespace(task);
	process->uid = BPF_CORE_READ(cred, uid.val);
	process->gid = BPF_CORE_READ(cred, gid.val);
	process->loginuid = 0xffffffff;
	if (bpf_core_field_exists(audited->loginuid))
		process->loginuid = BPF_CORE_READ(audited, loginuid.val);
	process->tty = terminal_of(task);
	process->start_ns = process_start(task);
	process->exec_id = exec_id;
	bpf_core_read(process->comm, sizeof(process->comm), &task->comm);
	return 0;
}

#endif
