/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * A syscall, pair or 6-gram that this container did not make before in its slice.
 *
 * in     the thread, and which bits were clear
 * out    FRAME_NOVELTY with the last sixteen calls
 * holds  a bit is set only when its novelty was delivered: one that found no room, or was over the rate limit, is counted and
 *        told again at its next occurrence, so nothing stays unknown because of a burst
 */
#ifndef PLIMSOLL_NOVELTY_BPF_H
#define PLIMSOLL_NOVELTY_BPF_H

struct novelty_event {
	struct event head;
	struct frame_novelty body;
};

/* Room in this second. Races let a few more through, never fewer be counted. */
static __always_inline bool within_rate(struct rate_limit *limit, __u32 rate)
{
	__u64 second;

	if (!rate)
		return true;
	second = bpf_ktime_get_boot_ns() / 1000000000ull;
	if (limit->second != second) {
		limit->second = second;
		limit->used = 0;
	}
	if (limit->used >= rate)
		return false;
	__sync_fetch_and_add(&limit->used, 1);
	return true;
}

static __always_inline __u32 set_bit(__u64 *word, __u64 bit)
{
	return !(__sync_fetch_and_or(word, bit) & bit);
}

struct novel {
	__u32 pair;  /* bit numbers in struct behaviour */
	__u32 gram;
	__u32 gram2;
	__u32 token;
	__u32 kinds; /* candidates, decided again when the bits are set */
};

static __noinline int tell_novelty(struct recent *recent, struct behaviour *behaviour, struct novel *novel)
{
	struct slot *slot = slot_at(recent->counted);
	__u32 token = novel->token & (TOKENS - 1), kinds = novel->kinds, calls = recent->calls;
	struct thread *thread;
	__u64 seen_bit = 1ull << (token & 63);
	struct novelty_event *event;

	if (!slot)
		return 0;
	if (!(slot->seen[token >> 6] & seen_bit))
		kinds |= NOVEL_SYSCALL;
	if (!kinds)
		return 0;
	if (!within_rate(&slot->novelty, slot->rate)) {
		count_one(&slot->lost.held_back);
		return 0;
	}
	event = reserve_event(slot, sizeof(*event));
	if (!event)
		return 0;
	/* Whoever turns the bit tells it; a thread on another processor may have been faster. */
	if ((kinds & NOVEL_SYSCALL) && !set_bit(&slot->seen[token >> 6], seen_bit))
		kinds &= ~NOVEL_SYSCALL;
	if ((kinds & NOVEL_PAIR) &&
	    !set_bit(&behaviour->pairs[(novel->pair >> 6) & (PAIR_BITS / 64 - 1)], 1ull << (novel->pair & 63)))
		kinds &= ~NOVEL_PAIR;
	if (kinds & NOVEL_NGRAM) {
		__u32 first = set_bit(&behaviour->grams[(novel->gram >> 6) & (GRAM_BITS / 64 - 1)], 1ull << (novel->gram & 63));
		__u32 second = set_bit(&behaviour->grams[(novel->gram2 >> 6) & (GRAM_BITS / 64 - 1)], 1ull << (novel->gram2 & 63));

		if (!first && !second)
			kinds &= ~NOVEL_NGRAM;
	}
	if (!kinds) {
		bpf_ringbuf_discard(event, WITHOUT_WAKEUP);
		return 0;
	}
	thread = thread_of(bpf_get_current_task_btf());
	fill_process(&event->body.process, thread ? thread->exec_id : 0);
	event->body.slice = slot->slice;
	event->body.kinds = kinds;
	event->body.calls = calls < FRAME_HISTORY ? calls : FRAME_HISTORY;
	event->body.reserved = 0;
	for (int i = 0; i < FRAME_HISTORY; i++) {
		__u32 from = calls < FRAME_HISTORY ? i : calls + i;
		__u32 call = recent->history[from & (FRAME_HISTORY - 1)];

		event->body.history[i].token = call;
		event->body.history[i].error = call >> 16;
	}
	fill_head(&event->head, FRAME_NOVELTY, sizeof(event->body), slot->cgroup_id);
	submit_event(slot, event);
	return 0;
}

#endif
