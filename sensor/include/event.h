/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What the BPF programs and the loader share: the shape of the maps and of an event in the ring buffer.
 *
 * in     nothing
 * out    types and limits, used on both sides
 * holds  an event is a head and the payload of one frame (frame.h), so that the loader only prepends a header
 */
#ifndef PLIMSOLL_EVENT_H
#define PLIMSOLL_EVENT_H

#include "frame.h"

#define SLOT_NONE 0xffffffffu
#define MAX_SLOTS 4096
#define TOKENS 1024
#define TOKEN_UNKNOWN 511 /* a native number no table knows; no kernel has it */

/* Pairs of native numbers below EXACT_TOKENS have a bit each; all others are hashed into the rows above. */
#define EXACT_TOKENS 480
#define PAIR_BITS (1u << 18)
#define HASHED_PAIR_BITS ((512 - EXACT_TOKENS) * 512)
#define GRAM_BITS_LOG 18
#define GRAM_BITS (1u << GRAM_BITS_LOG)

struct event {
	__u32 type;   /* enum frame_type */
	__u32 length; /* bytes of payload that follow */
	__u64 time_ns;
	__u64 cgroup_id;
};

enum slot_state {
	SLOT_CLAIMED = 0, /* or free, when its cgroup_id is 0 */
	SLOT_ACTIVE = 1,
	SLOT_RETIRED = 2, /* the cgroup is gone; the loader flushes and frees it */
};

enum protect_mode { PROTECT_OFF = 0, PROTECT_DRY = 1, PROTECT_ENFORCE = 2 };

/* Bits of an allow-list entry. */
enum allow_flag {
	ALLOW_PLAIN = 1 << 0,
	ALLOW_VOLUME = 1 << 1, /* also on a mount that is not the container's root */
};

struct rate_limit {
	__u64 second;
	__u32 used;
	__u32 unused;
};

struct slot {
	__u64 cgroup_id; /* 0 for free; claimed by compare-and-swap from both sides */
	__u32 state;     /* enum slot_state */
	__u32 slice;
	__u32 protect; /* enum protect_mode */
	__u32 rate;    /* novelties a second, 0 for no limit */
	__u64 born_ns; /* CLOCK_BOOTTIME of the container's start */
	/* The dentry the container's root directory is: paths are told, and allowed, from there, whatever its processes
	 * mount, chroot or pivot to later. 0 while unknown. */
	__u64 root_dentry;
	__u32 everyone; /* watched by command: whoever is in it is of it, there is no runtime to wait for */
	__u32 unused;
	__u64 seen[TOKENS / 64];
	struct rate_limit novelty;
	struct rate_limit privilege;
	struct frame_lost lost;
};

/* What a container did in this slice. */
struct behaviour {
	__u64 pairs[PAIR_BITS / 64];
	__u64 grams[GRAM_BITS / 64];
};

struct counters {
	__u32 calls[TOKENS];
};

struct allow_key {
	__u32 slot; /* SLOT_NONE for every container */
	__u32 unused;
	char path[FRAME_TEXT_PATH]; /* the whole path, so that no collision can be forged; zero padded */
};

#endif
