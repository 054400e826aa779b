/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What the sensor is measured against (`--bench`).
 *
 * in     sys_exit
 * out    `empty`: nothing, the cost of having any program here; `stream`: an event for each call of a container
 * holds  loaded instead of the sensor's own program, never beside it
 */
#ifndef PLIMSOLL_BENCH_BPF_H
#define PLIMSOLL_BENCH_BPF_H

#define EVENT_CALL 100 /* not a frame: the loader counts it and drops it */

struct call_event {
	struct event head;
	__u32 pid;
	__u32 tid;
	__u32 token;
	__s32 error;
};

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit_empty, struct pt_regs *regs, long result)
{
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit_stream, struct pt_regs *regs, long result)
{
	struct recent *recent = recent_of_current(regs);
	struct task_struct *task;
	struct call_event *event;
	struct slot *slot;

	if (!recent)
		return 0;
	task = task_of(recent);
	slot = slot_at(recent->counted);
	if (!slot)
		return 0;
	event = reserve_event(slot, sizeof(*event));
	if (!event)
		return 0;
	fill_head(&event->head, EVENT_CALL, sizeof(*event) - sizeof(event->head), slot->cgroup_id);
	event->pid = task->tgid;
	event->tid = task->pid;
	event->token = call_token(task, regs->orig_ax, result);
	event->error = error_of(result);
	submit_event(slot, event);
	return 0;
}

#endif
