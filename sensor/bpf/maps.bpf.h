/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * All state the programs keep.
 *
 * in     sizes and settings from the loader (read-only data), commands (slots, allowed)
 * out    counters and bitmaps that the loader reads through its own mapping; events through the ring buffer
 * holds  arrays indexed by slot on the hot path, hash maps only where an event is rare anyway
 */
#ifndef PLIMSOLL_MAPS_BPF_H
#define PLIMSOLL_MAPS_BPF_H

/* Set by the loader before load, constants for the verifier afterwards. */
const volatile __u32 slot_count = 256;
const volatile __u32 cpu_count = 1;
const volatile bool unified_cgroups = false; /* pure cgroup v2: the default hierarchy tells containers apart */
const volatile bool exit_tells_group_dead = false; /* sched_process_exit has its second argument (6.16) */
const volatile __u32 host_mount_namespace = 0;
const volatile __u32 recent_sets = 4096; /* a power of two */
/* Random odd numbers: what collides in the Bloom bitmap cannot be worked out beforehand. */
const volatile __u64 gram_seed = 0x9e3779b97f4a7c15ull;
const volatile __u64 gram_seed2 = 0xc2b2ae3d27d4eb4full;

/* Shared with the loader while running. */
__u32 generation = 1;           /* grows when threads must look up their container again */
__u32 loader_sleeps = 0;        /* the loader waits without a time limit: wake it */
__u32 default_rate = 2000;      /* for containers that are not there yet */
__u32 default_protect = 0;
__s64 realtime_offset_ns = 0;
__u64 next_exec_id = 1;
struct frame_lost host_lost = {}; /* what belongs to no container */
__u32 padding_to_own_cache_line[16] = {};

enum standing {
	STRANGER = 0, /* not in a container */
	PENDING = 1,  /* put there by the container runtime, still running the runtime's code */
	MEMBER = 2,   /* of the container, for ever */
};

/* What every call of a thread touches. */
struct recent {
	__u64 task;       /* struct task_struct, to read through */
	__u64 css_set;    /* what `counted` was decided for */
	__u32 generation;
	__u32 counted;    /* slot whose behaviour its calls are, or SLOT_NONE */
	__u64 gram;       /* the last six tokens, ten bits each */
	__u32 calls;      /* made so far; also the position in `history` */
	__u32 unused[7];
	__u32 history[FRAME_HISTORY]; /* struct frame_call, written as one word */
};

/* A helper call costs as much as everything else we do at a system call: its return is made slow on purpose on processors that
 * guess returns wrongly (retbleed, SRSO), and bpf_task_storage_get has several. So the recent calls are found without one, in a
 * table keyed by where the thread's kernel stack is. Sets of four; a thread that finds its set full keeps its own in the task
 * storage, and is slower for it. */
#define WAYS 4

struct recent_set {
	__u64 tags[WAYS]; /* 0 for free */
	__u64 unused[4];
	struct recent ways[WAYS];
};

/* What is needed when something happens; made at a thread's first call, fork or attach. */
struct thread {
	__u64 css_set; /* what the standing was decided for; 0 when it was not yet */
	__u64 cgroup_id;
	__u64 exec_id;
	__u32 standing; /* enum standing */
	__u32 slot;
	__u32 generation;
	__u32 outer_mount_namespace; /* of whoever put a PENDING thread here */
	__u32 new_namespaces;        /* CLONE_NEW* flags of its last fork */
	__u32 skip_next;             /* the call that is returning was the runtime's */
	__u64 tag;                   /* its place in `recents`, 0 for none */
	struct recent own;           /* when that has no room */
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct thread);
} threads SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4096); /* a power of two, recent_sets */
	__type(key, __u32);
	__type(value, struct recent_set);
} recents SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* slots */
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* slots */
	__type(key, __u32);
	__type(value, struct behaviour);
} behaviours SEC(".maps");

/* One row a processor and slot, written without atomics, read by the loader without a system call. The last processor row is
 * for those that came online after the start; they share it with atomics. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* (processors + 1) × slots */
	__type(key, __u32);
	__type(value, struct counters);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2 * MAX_SLOTS);
	__type(key, __u64); /* cgroup id */
	__type(value, __u32);
} slot_of_cgroup SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, struct allow_key);
	__type(value, __u32); /* enum allow_flag */
} allowed SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
} events SEC(".maps");

static __always_inline struct slot *slot_at(__u32 index)
{
	return bpf_map_lookup_elem(&slots, &index);
}

#endif
