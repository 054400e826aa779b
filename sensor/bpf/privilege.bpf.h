/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Calls that change what a process may do, told one by one with their result.
 *
 * in     sys_exit of a call in privilege_table.h
 * out    FRAME_PRIVILEGE
 * holds  attempts that failed are told as well; texts are read after the call, so a program that changes them meanwhile in
 *        another thread changes what is told, but not the fact, the number or the result
 */
#ifndef PLIMSOLL_PRIVILEGE_BPF_H
#define PLIMSOLL_PRIVILEGE_BPF_H

#include "privilege_table.h"

#define PRIVILEGE_RATE 1000 /* a second and container; ptrace can be called in a loop */
#define NEW_NAMESPACE_FLAGS 0x7e020080ull /* every CLONE_NEW* flag */
#define CLONE_ONLY_FLAGS 0x7e020000ull    /* in clone, the low byte is a signal */

static const struct privileged_call privileged_calls[TOKENS] = {PRIVILEGED_CALLS(PRIVILEGED_ENTRY)};

#define DETAIL_ROOM (FRAME_TEXT_DETAIL / 2)

struct privilege_event {
	struct event head;
	struct frame_privilege body;
	char detail[FRAME_TEXT_DETAIL + DETAIL_ROOM];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct privilege_event);
} privilege_scratch SEC(".maps");

/* One text with its NUL; an empty one when it cannot be read. */
static __noinline __u32 put_text(struct privilege_event *event, __u32 used, __u64 address, __u32 room)
{
	long length = 0;

	if (!event)
		return used;
	used &= FRAME_TEXT_DETAIL - 1;
	if (address)
		length = bpf_probe_read_user_str(&event->detail[used], room & (DETAIL_ROOM - 1), (void *)address);
	if (length <= 0) {
		event->detail[used] = 0;
		length = 1;
	}
	return used + length;
}

#define TARGET_ROOM 240
#define SOURCE_ROOM 200
#define TYPE_ROOM 64

static __always_inline __u32 put_three(struct privilege_event *event, __u64 target, __u64 source, __u64 type)
{
	__u32 used = put_text(event, 0, target, TARGET_ROOM);

	used = put_text(event, used, source, SOURCE_ROOM);
	return put_text(event, used, type, TYPE_ROOM);
}

static __always_inline __u32 put_detail(struct privilege_event *event, __u32 detail, __u64 args[4])
{
	switch (detail) {
	case DETAIL_NAME:
		return put_text(event, 0, args[0], DETAIL_ROOM - 1) - 1;
	case DETAIL_MOUNT:
		return put_three(event, args[1], args[0], args[2]);
	case DETAIL_MOVE:
		return put_three(event, args[3], args[1], 0);
	case DETAIL_TARGET:
		return put_three(event, args[0], 0, 0);
	case DETAIL_PIVOT:
		return put_three(event, args[0], args[1], 0);
	case DETAIL_TYPE:
		return put_three(event, 0, 0, args[0]);
	case DETAIL_SOURCE:
		return put_three(event, 0, args[1], 0);
	default:
		return 0;
	}
}

/* The namespaces a clone made, or asked for in vain. What it made was seen by on_fork in the child itself, since the structure
 * clone3 points to may have been changed again. */
static __always_inline __u64 namespaces_of_clone(struct thread *thread, __u32 detail, __u64 args[4], long result)
{
	__u64 flags = args[0];

	if (result > 0) {
		flags = thread->new_namespaces;
		thread->new_namespaces = 0;
		return flags;
	}
	if (!result)
		return 0; /* the child's return from the same call */
	if (detail == DETAIL_CLONE)
		return flags & CLONE_ONLY_FLAGS;
	if (bpf_probe_read_user(&flags, sizeof(flags), (void *)args[0]))
		return 0;
	return flags & NEW_NAMESPACE_FLAGS;
}

static __noinline int tell_privilege(__u32 index, struct pt_regs *regs, __u32 token, long result)
{
	struct thread *thread = thread_of(bpf_get_current_task_btf());
	struct privileged_call call = privileged_calls[token & (TOKENS - 1)];
	struct slot *slot = slot_at(index);
	struct privilege_event *event;
	__u32 zero = 0, length;
	__u64 args[4];

	if (!slot || !thread)
		return 0;
	call_arguments(regs, token >= COMPAT_TOKEN, args);
	if (call.op == OP_NEW_NAMESPACE) {
		args[0] = namespaces_of_clone(thread, call.detail, args, result);
		if (!args[0])
			return 0;
	}
	if (!within_rate(&slot->privilege, PRIVILEGE_RATE)) {
		count_one(&slot->lost.held_back);
		return 0;
	}
	event = bpf_map_lookup_elem(&privilege_scratch, &zero);
	if (!event)
		return 0;
	length = put_detail(event, call.detail, args);
	if (length > FRAME_TEXT_DETAIL)
		length = FRAME_TEXT_DETAIL;
	fill_process(&event->body.process, thread->exec_id);
	event->body.op = call.op;
	event->body.syscall = token;
	event->body.detail_length = length;
	event->body.reserved = 0;
	event->body.result = result;
	for (int i = 0; i < 4; i++)
		event->body.args[i] = args[i];
	fill_head(&event->head, FRAME_PRIVILEGE, sizeof(event->body) + length, slot->cgroup_id);
	output_event(slot, event, sizeof(event->head) + sizeof(event->body) + length);
	return 0;
}

#endif
