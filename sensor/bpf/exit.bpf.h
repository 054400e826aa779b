/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * A process of a container ends.
 *
 * in     sched_process_exit
 * out    FRAME_EXIT, once a process, when its last thread leaves
 * holds  the code is what wait(2) gives the parent
 */
#ifndef PLIMSOLL_EXIT_BPF_H
#define PLIMSOLL_EXIT_BPF_H

#define SIGNAL_GROUP_EXIT 0x00000004

struct exit_event {
	struct event head;
	struct frame_exit body;
};

SEC("tp_btf/sched_process_exit")
int on_exit(__u64 *context)
{
	struct task_struct *task = (struct task_struct *)context[0];
	struct signal_struct *signal;
	struct thread *thread;
	struct exit_event *event;
	struct slot *slot;

	task = bpf_get_current_task_btf();
	thread = thread_of(task);
	if (thread)
		free_recent(thread);
	signal = BPF_CORE_READ(task, signal);
	if (exit_tells_group_dead) {
		if (!(context[1] & 1))
			return 0;
	} else if (BPF_CORE_READ(signal, live.counter)) {
		return 0;
	}
	thread = settled_member(task);
	if (!thread)
		return 0;
	slot = slot_at(thread->slot);
	if (!slot)
		return 0;
	event = reserve_event(slot, sizeof(*event));
	if (!event)
		return 0;
	fill_process(&event->body.process, thread->exec_id);
	event->body.code = BPF_CORE_READ(signal, flags) & SIGNAL_GROUP_EXIT ? BPF_CORE_READ(signal, group_exit_code)
									     : BPF_CORE_READ(task, group_leader, exit_code);
	event->body.reserved = 0;
	fill_head(&event->head, FRAME_EXIT, sizeof(event->body), slot->cgroup_id);
	event->body.lifetime_ns = event->head.time_ns - event->body.process.start_ns;
	submit_event(slot, event);
	return 0;
}

#endif
