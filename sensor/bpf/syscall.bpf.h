/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Every system call of every container: the hot path.
 *
 * in     sys_exit, where number, arguments and result are all at hand, so that one program costs one trampoline
 * out    counters; novelties; privilege events
 * holds  a known call of a settled thread touches its state, one counter and three bits: no call, no hash map, no atomic, no event
 */
#ifndef PLIMSOLL_SYSCALL_BPF_H
#define PLIMSOLL_SYSCALL_BPF_H

#define MAX_ERRNO 4095
#define ERESTART_FIRST 512 /* the kernel's own ways to say "interrupted, try again" */
#define INTERRUPTED 4

static __always_inline __u32 error_of(long result)
{
	__u64 error = -result;

	if (error > MAX_ERRNO)
		return 0;
	return error >= ERESTART_FIRST && error <= 516 ? INTERRUPTED : error;
}

static __always_inline void count_call(__u32 index, __u32 token)
{
	__u32 cpu = bpf_get_smp_processor_id(), row;
	struct counters *counters;

	if (cpu < cpu_count) {
		row = cpu * slot_count + index;
		counters = bpf_map_lookup_elem(&counts, &row);
		if (counters)
			counters->calls[token & (TOKENS - 1)]++;
		return;
	}
	row = cpu_count * slot_count + index;
	counters = bpf_map_lookup_elem(&counts, &row);
	if (counters)
		__sync_fetch_and_add(&counters->calls[token & (TOKENS - 1)], 1);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit, struct pt_regs *regs, long result)
{
	struct recent *recent = recent_of_current(regs);
	struct behaviour *behaviour;
	__u32 index, token, before, pair;
	bool exact;
	__u64 gram, bit, bit2;
	struct novel novel;

	if (!recent)
		return 0;
	index = recent->counted;
	behaviour = bpf_map_lookup_elem(&behaviours, &index);
	if (!behaviour) /* SLOT_NONE is beyond the array */
		return 0;
	token = call_token(task_of(recent), regs->orig_ax, result);
	count_call(index, token);

	recent->history[recent->calls & (FRAME_HISTORY - 1)] = token | error_of(result) << 16;
	recent->calls++;
	before = recent->gram & TOKEN_MASK;
	gram = (recent->gram << GRAM_BITS_PER_TOKEN | token) & GRAM_MASK;
	recent->gram = gram;

	exact = before < EXACT_TOKENS && token < EXACT_TOKENS;
	pair = before << 9 | token;
	if (!exact)
		pair = EXACT_TOKENS << 9 | ((before << 10 | token) * (__u32)gram_seed >> 18 & (HASHED_PAIR_BITS - 1));
	bit = gram * gram_seed >> (64 - GRAM_BITS_LOG);
	bit2 = gram * gram_seed2 >> (64 - GRAM_BITS_LOG);

	novel.kinds = 0;
	if (!(behaviour->pairs[pair >> 6 & (PAIR_BITS / 64 - 1)] >> (pair & 63) & 1))
		novel.kinds |= NOVEL_PAIR;
	if (!(behaviour->grams[bit >> 6] >> (bit & 63) & 1) || !(behaviour->grams[bit2 >> 6] >> (bit2 & 63) & 1))
		novel.kinds |= NOVEL_NGRAM;
	if (novel.kinds || !exact) {
		novel.pair = pair;
		novel.gram = bit;
		novel.gram2 = bit2;
		novel.token = token;
		tell_novelty(recent, behaviour, &novel);
	}
	if (privileged_calls[token & (TOKENS - 1)].op)
		tell_privilege(index, regs, token, result);
	return 0;
}

#endif
