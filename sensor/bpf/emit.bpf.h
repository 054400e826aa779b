/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Handing an event to the loader, and counting those that could not be.
 *
 * in     a filled event
 * out    a sample in the ring buffer; a wake-up only when the loader sleeps without a time limit
 * holds  every event is counted once: as delivered, or as lost for want of room
 */
#ifndef PLIMSOLL_EMIT_BPF_H
#define PLIMSOLL_EMIT_BPF_H

#define WITHOUT_WAKEUP 1 /* BPF_RB_NO_WAKEUP */
#define WITH_WAKEUP 2    /* BPF_RB_FORCE_WAKEUP */

static __always_inline struct frame_lost *losses_of(struct slot *slot)
{
	return slot ? &slot->lost : &host_lost;
}

static __always_inline void count_one(__u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

/* While the loader is busy it looks by itself every few milliseconds; waking it for each event would cost more than the event.
 * The flag is read after the sample was reserved and the loader looks at the ring after it set the flag, so one sees the other. */
static __always_inline void wake_loader(void)
{
	void *nothing;

	if (!loader_sleeps)
		return;
	loader_sleeps = 0;
	nothing = bpf_ringbuf_reserve(&events, 8, 0);
	if (nothing)
		bpf_ringbuf_discard(nothing, WITH_WAKEUP);
}

static __always_inline void fill_head(struct event *head, __u32 type, __u32 length, __u64 cgroup_id)
{
	head->type = type;
	head->length = length;
	head->time_ns = bpf_ktime_get_boot_ns();
	head->cgroup_id = cgroup_id;
}

/* An event of fixed size: reserve, fill, submit. NULL means lost, and counted. */
static __always_inline void *reserve_event(struct slot *slot, __u64 size)
{
	void *event = bpf_ringbuf_reserve(&events, size, 0);

	if (!event)
		count_one(&losses_of(slot)->ring_full);
	return event;
}

static __always_inline void submit_event(struct slot *slot, void *event)
{
	bpf_ringbuf_submit(event, WITHOUT_WAKEUP);
	count_one(&losses_of(slot)->events);
	wake_loader();
}

/* An event that was gathered in a scratch buffer because its size varies. */
static __always_inline void output_event(struct slot *slot, void *event, __u64 size)
{
	if (bpf_ringbuf_output(&events, event, size, WITHOUT_WAKEUP)) {
		count_one(&losses_of(slot)->ring_full);
		return;
	}
	count_one(&losses_of(slot)->events);
	wake_loader();
}

#endif
