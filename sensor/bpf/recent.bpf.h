/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * The recent calls of the current thread, found without calling anything.
 *
 * in     the address of the registers, which lie at the top of the thread's own kernel stack
 * out    struct recent, up to date with the thread's standing
 * holds  a tag belongs to one living thread: it is freed when the thread exits, before its stack can be another's
 */
#ifndef PLIMSOLL_RECENT_BPF_H
#define PLIMSOLL_RECENT_BPF_H

#define STALE 0xffffffffu /* a generation that never is: settle at the next call */
#define GRAM_BITS_PER_TOKEN 10
#define GRAM_MASK ((1ull << (FRAME_NGRAM * GRAM_BITS_PER_TOKEN)) - 1)
#define TOKEN_MASK ((1u << GRAM_BITS_PER_TOKEN) - 1)

extern void *bpf_rdonly_cast(const void *object, __u32 btf_id) __ksym __weak;

/* Reading through an address kept in a map, without a call since 6.2 (the cast is no instruction at all). Before: by asking. */
static __always_inline struct task_struct *task_of(struct recent *recent)
{
	if (bpf_rdonly_cast)
		return bpf_rdonly_cast((void *)recent->task, bpf_core_type_id_kernel(struct task_struct));
	return bpf_get_current_task_btf();
}

/* A pointer is a number to the verifier only as a difference of two. */
static __always_inline __u64 tag_of(struct pt_regs *regs)
{
	return (char *)regs - (char *)&generation;
}

static __always_inline struct recent_set *set_of(__u64 tag)
{
	/* Stacks are 16 KiB or more apart. */
	__u32 index = (__u32)(tag >> 13) * 0x9e3779b1u >> 12 & (recent_sets - 1);

	return bpf_map_lookup_elem(&recents, &index);
}

static __always_inline struct recent *find_recent(__u64 tag)
{
	struct recent_set *set = set_of(tag);

	if (!set)
		return NULL;
	if (set->tags[0] == tag)
		return &set->ways[0];
	if (set->tags[1] == tag)
		return &set->ways[1];
	if (set->tags[2] == tag)
		return &set->ways[2];
	if (set->tags[3] == tag)
		return &set->ways[3];
	return NULL;
}

static __always_inline struct recent *claim_recent(__u64 tag, struct thread *thread)
{
	struct recent_set *set = set_of(tag);
	struct recent *recent = &thread->own;

	if (!set)
		return recent;
	for (int i = 0; i < WAYS; i++)
		if (!set->tags[i] && !__sync_val_compare_and_swap(&set->tags[i], 0, tag)) {
			recent = &set->ways[i];
			thread->tag = tag;
			break;
		}
	return recent;
}

static __always_inline void start_afresh(struct recent *recent)
{
	recent->gram = GRAM_MASK; /* no native number is TOKEN_MASK: "before the first call" */
	recent->calls = 0;
}

/* Finds it the slow way, and decides whether its calls count. NULL when the call that is returning does not. */
static __noinline struct recent *settle_recent(__u64 tag)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct thread *thread = settle_thread(task);
	struct recent *recent;

	if (!thread)
		return NULL;
	recent = thread->tag ? find_recent(tag) : thread->own.task ? &thread->own : NULL;
	if (!recent) {
		recent = claim_recent(tag, thread);
		start_afresh(recent);
	}
	recent->task = bpf_get_current_task();
	recent->css_set = thread->css_set;
	recent->generation = thread->generation;
	recent->counted = is_member(thread) ? thread->slot : SLOT_NONE;
	if (thread->skip_next) {
		thread->skip_next = 0;
		start_afresh(recent);
		return NULL;
	}
	return recent;
}

/* From a place that has no registers at hand: the next call settles. */
static __always_inline void make_stale(struct thread *thread)
{
	struct recent *recent = thread->tag ? find_recent(thread->tag) : &thread->own;

	if (recent)
		recent->generation = STALE;
}

static __always_inline void free_recent(struct thread *thread)
{
	struct recent_set *set;

	if (!thread->tag)
		return;
	set = set_of(thread->tag);
	for (int i = 0; set && i < WAYS; i++)
		if (set->tags[i] == thread->tag)
			set->tags[i] = 0;
	thread->tag = 0;
}

static __always_inline struct recent *recent_of_current(struct pt_regs *regs)
{
	__u64 tag = tag_of(regs);
	struct recent *recent = find_recent(tag);

	if (recent && recent->generation == generation && recent->css_set == (__u64)task_of(recent)->cgroups)
		return recent;
	return settle_recent(tag);
}

#endif
