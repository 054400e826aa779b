/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The wire between the sensor and its reader: a stream of frames on stdout.
 *
 * in     what the BPF programs saw, gathered by the loader
 * out    one header and one payload a frame; little endian, no implicit padding
 * holds  `sequence` grows by one with every frame of a run, so a reader can count what it missed;
 *        `checksum` covers the header and the payload, so a reader can find the next good frame after garbage;
 *        a frame is never longer than FRAME_MAX_PAYLOAD
 *
 * packages/agent/src/sense/layout.test.ts holds this file against the TypeScript decoder. Whoever changes a struct raises
 * FRAME_VERSION.
 */
#ifndef PLIMSOLL_FRAME_H
#define PLIMSOLL_FRAME_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define FRAME_MAGIC 0x464d4c50u /* "PLMF" */
#define FRAME_VERSION 1
#define FRAME_MAX_PAYLOAD 16384
#define FRAME_HISTORY 16
#define FRAME_NGRAM 6
#define FRAME_TEXT_PATH 1024
#define FRAME_TEXT_ARGS 4096
#define FRAME_TEXT_DETAIL 512

/* A syscall as a token: the number, plus COMPAT_TOKEN for a 32-bit (compat) entry. */
#define COMPAT_TOKEN 512

enum frame_type {
	FRAME_HELLO = 1,     /* first frame of a run */
	FRAME_CONTAINER = 2, /* a container's cgroup appeared or vanished */
	FRAME_EXEC = 3,
	FRAME_EXIT = 4,
	FRAME_PRIVILEGE = 5, /* one discrete, security-relevant call, after it returned */
	FRAME_NOVELTY = 6,   /* a syscall, pair or n-gram seen for the first time in this container's slice */
	FRAME_COUNTERS = 7,  /* syscalls of one container in one window */
	FRAME_LOST = 8,      /* every second for cgroup 0 (also the heartbeat), and for each container that lost something */
	FRAME_ACK = 9,       /* the answer to one command */
};

struct frame_header {
	__u32 magic;
	__u16 type;
	__u16 version;
	__u32 length;    /* payload bytes */
	__u32 checksum;  /* CRC-32 (IEEE 802.3, as in zlib) of the header with this field 0, then the payload */
	__u64 sequence;  /* from 1 */
	__u64 time_ns;   /* CLOCK_BOOTTIME of what the frame tells */
	__u64 cgroup_id; /* kernfs id (the cgroup directory's inode); 0 for the whole host */
};

struct frame_hello {
	__s64 realtime_offset_ns; /* CLOCK_REALTIME - CLOCK_BOOTTIME */
	__u32 slots;              /* containers that can be watched at once */
	__u32 cpus;
	__u32 cgroup_mode;        /* 1 v1, 2 v2, 3 hybrid */
	__u32 sensor_pid;
	char kernel[64];
	char machine[16];
};

struct frame_container {
	__u8 state;           /* 1 appeared, 2 vanished */
	__u8 already_running; /* 1 if it was there before the sensor */
	__u16 path_length;
	__u32 slot;           /* 0xffffffff when no slot was free: seen, but not watched */
	/* path_length bytes: the cgroup's path below its hierarchy's root */
};

/* Who did it. */
struct frame_process {
	__u32 pid;      /* thread group id, as the host sees it */
	__u32 tid;
	__u32 ppid;
	__u32 ns_pid;   /* thread group id, as the container sees it */
	__u32 uid;
	__u32 gid;
	__u32 loginuid; /* 0xffffffff for none */
	__u32 tty;      /* device number of the controlling terminal, 0 for none */
	__u64 start_ns; /* CLOCK_BOOTTIME of the process's start: with pid, its identity */
	__u64 exec_id;  /* sequence-independent number of the exec this image came from, inherited over fork; 0 when it
			   happened before the sensor started */
	char comm[16];
};

enum frame_exec_flag {
	EXEC_UPPER_LAYER = 1 << 0,  /* the file is in the container's writable layer, not in its image */
	EXEC_IN_MEMORY = 1 << 1,    /* memfd, shm or another file that has no name on disk */
	EXEC_DELETED = 1 << 2,      /* unlinked before it was executed */
	EXEC_ENTERED = 1 << 3,      /* first exec of a process that the container runtime put here: entry point or `exec` */
	EXEC_ARGS_CUT = 1 << 4,
	EXEC_PATH_CUT = 1 << 5,
	EXEC_SCRIPT = 1 << 6,       /* the kernel ran an interpreter for it */
	EXEC_KILLED = 1 << 7,       /* protect mode ended it before its first instruction */
	EXEC_WOULD_KILL = 1 << 8,   /* dry run of protect mode: it would have been */
	EXEC_LAYER_UNKNOWN = 1 << 9, /* not an overlay file system, or the kernel does not tell */
	EXEC_VOLUME = 1 << 10,      /* the file is on a mount that is not the container's root */
};

/* What a standard descriptor of the new program is. */
enum frame_stdio {
	STDIO_CLOSED = 0,
	STDIO_FILE = 1,
	STDIO_TTY = 2,
	STDIO_PIPE = 3,
	STDIO_SOCKET = 4, /* AF_INET or AF_INET6 */
	STDIO_LOCAL_SOCKET = 5,
	STDIO_NULL = 6,
	STDIO_OTHER = 7,
};

struct frame_exec {
	struct frame_process process;
	__u64 parent_exec_id;
	__u64 inode;
	__u64 capabilities; /* effective */
	__u32 flags;        /* enum frame_exec_flag */
	__u8 stdio[3];      /* enum frame_stdio of descriptors 0, 1, 2 */
	__u8 reserved;
	char parent_comm[16];
	__u16 path_length;     /* the executable, as the container's root sees it */
	__u16 filename_length; /* the name it was called by */
	__u16 args_length;     /* arguments, each ended by a NUL */
	__u16 cwd_length;
	__u32 mount_namespace;
	__u32 pid_namespace;
	/* path, filename, args, cwd */
};

struct frame_exit {
	struct frame_process process;
	__u32 code; /* as wait(2) gives it */
	__u32 reserved;
	__u64 lifetime_ns;
};

enum frame_privilege_op {
	OP_SETUID = 1, /* also setreuid, setresuid, setfsuid: arguments as called */
	OP_SETGID = 2,
	OP_CAPSET = 3,
	OP_PTRACE = 4,
	OP_MOUNT = 5, /* also move_mount, fsmount, umount2, pivot_root: `syscall` tells which */
	OP_UNSHARE = 6,
	OP_SETNS = 7,
	OP_NEW_NAMESPACE = 8, /* clone or clone3 with a CLONE_NEW* flag: flags in args[0] */
	OP_BPF = 9,
	OP_MODULE = 10, /* init_module, finit_module, delete_module, kexec_load, kexec_file_load */
	OP_MEMFD = 11,
	OP_OTHER = 12, /* process_vm_writev, keyctl, perf_event_open, userfaultfd, io_uring_setup, open_by_handle_at, chroot */
};

struct frame_privilege {
	struct frame_process process;
	__u16 op;      /* enum frame_privilege_op */
	__u16 syscall; /* token */
	__u16 detail_length;
	__u16 reserved;
	__s64 result; /* as the call returned: negative errno, or the value */
	__u64 args[4];
	/* detail: mount target, source and type NUL-separated; the memfd's name */
};

enum frame_novelty_kind {
	NOVEL_SYSCALL = 1 << 0,
	NOVEL_PAIR = 1 << 1,
	NOVEL_NGRAM = 1 << 2,
};

struct frame_call {
	__u16 token;
	__s16 error; /* 0, or errno as a positive number */
};

struct frame_novelty {
	struct frame_process process;
	__u32 slice; /* number of the slice, from 1; the container's bitmaps are cleared when one begins */
	__u8 kinds;  /* enum frame_novelty_kind */
	__u8 calls;  /* how many of `history` are filled */
	__u16 reserved;
	struct frame_call history[FRAME_HISTORY]; /* oldest first; the last is the one that was new */
};

struct frame_count {
	__u16 token;
	__u16 reserved;
	__u32 count;
};

struct frame_counters {
	__u64 start_ns;
	__u64 duration_ns;
	__u32 slice;
	__u32 entries;
	/* entries × struct frame_count, ascending by token */
};

/* Totals since the sensor started; for cgroup 0 those that belong to no container, and the sum in `ring_full`. */
struct frame_lost {
	__u64 ring_full;       /* events with no room in the ring buffer */
	__u64 threads_full;    /* threads for which no state could be kept */
	__u64 containers_full; /* containers that found no slot */
	__u64 held_back;       /* novelties beyond the container's rate limit */
	__u64 cut;             /* texts that were longer than their field */
	__u64 events;          /* frames' worth of events that were delivered, for a ratio */
};

struct frame_ack {
	__u32 command; /* the number the command began with */
	__s32 status;  /* 0, or errno as a positive number */
	/* rest of the payload: a message */
};

#endif
