/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * The programs that run in the kernel, one object.
 *
 * in     tp_btf tracepoints: sys_exit, sched_process_fork/exec/exit, cgroup_mkdir/rmdir/attach_task
 * out    events in the ring buffer, counters and bitmaps in arrays
 * holds  no kprobe, no fentry, no LSM hook: runs where those are missing or refused
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "../include/container_name.h"
#include "../include/event.h"

#include "arch.bpf.h"
#include "maps.bpf.h"
#include "emit.bpf.h"
#include "cgroup.bpf.h"
#include "slot.bpf.h"
#include "root.bpf.h"
#include "thread.bpf.h"
#include "recent.bpf.h"
#include "process.bpf.h"
#include "path.bpf.h"
#include "file.bpf.h"
#include "protect.bpf.h"
#include "stdio.bpf.h"
#include "exec.bpf.h"
#include "exit.bpf.h"
#include "novelty.bpf.h"
#include "privilege.bpf.h"
#include "syscall.bpf.h"
#include "bench.bpf.h"

/* The programs are under either licence; the kernel's helpers want to hear this one. */
char LICENSE[] SEC("license") = "GPL";
