/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * The calls that are told one by one, for 64-bit and for 32-bit entry: the numbers differ.
 *
 * in     nothing
 * out    privileged_calls[token]
 * holds  test/privilege_table_test.c holds both halves against the kernel's own headers
 */
#ifndef PLIMSOLL_PRIVILEGE_TABLE_H
#define PLIMSOLL_PRIVILEGE_TABLE_H

/* Where the texts of a call's detail are. */
enum detail {
	DETAIL_NONE,
	DETAIL_NAME,   /* argument 0 alone: a memfd's name, chroot's and swapon's path */
	DETAIL_MOUNT,  /* target 1, source 0, type 2 */
	DETAIL_MOVE,   /* target 3, source 1 */
	DETAIL_TARGET, /* target 0 */
	DETAIL_PIVOT,  /* target 0, source 1 */
	DETAIL_TYPE,   /* type 0 */
	DETAIL_SOURCE, /* source 1 */
	DETAIL_CLONE,  /* none, but only with a CLONE_NEW* flag */
	DETAIL_CLONE3,
};

struct privileged_call {
	__u8 op; /* enum frame_privilege_op, 0 for a call that is only counted */
	__u8 detail;
};

/* CALL(name, 64-bit number, 32-bit number, op, detail); -1 where an entry has no such call. */
#define PRIVILEGED_CALLS(CALL) \
	CALL(setuid, 105, 213, OP_SETUID, DETAIL_NONE) \
	CALL(setreuid, 113, 203, OP_SETUID, DETAIL_NONE) \
	CALL(setresuid, 117, 208, OP_SETUID, DETAIL_NONE) \
	CALL(setfsuid, 122, 215, OP_SETUID, DETAIL_NONE) \
	CALL(setuid16, -1, 23, OP_SETUID, DETAIL_NONE) \
	CALL(setreuid16, -1, 70, OP_SETUID, DETAIL_NONE) \
	CALL(setresuid16, -1, 164, OP_SETUID, DETAIL_NONE) \
	CALL(setfsuid16, -1, 138, OP_SETUID, DETAIL_NONE) \
	CALL(setgid, 106, 214, OP_SETGID, DETAIL_NONE) \
	CALL(setregid, 114, 204, OP_SETGID, DETAIL_NONE) \
	CALL(setgroups, 116, 206, OP_SETGID, DETAIL_NONE) \
	CALL(setresgid, 119, 210, OP_SETGID, DETAIL_NONE) \
	CALL(setfsgid, 123, 216, OP_SETGID, DETAIL_NONE) \
	CALL(setgid16, -1, 46, OP_SETGID, DETAIL_NONE) \
	CALL(setregid16, -1, 71, OP_SETGID, DETAIL_NONE) \
	CALL(setgroups16, -1, 81, OP_SETGID, DETAIL_NONE) \
	CALL(setresgid16, -1, 170, OP_SETGID, DETAIL_NONE) \
	CALL(setfsgid16, -1, 139, OP_SETGID, DETAIL_NONE) \
	CALL(capset, 126, 185, OP_CAPSET, DETAIL_NONE) \
	CALL(ptrace, 101, 26, OP_PTRACE, DETAIL_NONE) \
	CALL(mount, 165, 21, OP_MOUNT, DETAIL_MOUNT) \
	CALL(umount2, 166, 52, OP_MOUNT, DETAIL_TARGET) \
	CALL(oldumount, -1, 22, OP_MOUNT, DETAIL_TARGET) \
	CALL(pivot_root, 155, 217, OP_MOUNT, DETAIL_PIVOT) \
	CALL(open_tree, 428, 428, OP_MOUNT, DETAIL_SOURCE) \
	CALL(move_mount, 429, 429, OP_MOUNT, DETAIL_MOVE) \
	CALL(fsopen, 430, 430, OP_MOUNT, DETAIL_TYPE) \
	CALL(fsmount, 432, 432, OP_MOUNT, DETAIL_NONE) \
	CALL(mount_setattr, 442, 442, OP_MOUNT, DETAIL_SOURCE) \
	CALL(unshare, 272, 310, OP_UNSHARE, DETAIL_NONE) \
	CALL(setns, 308, 346, OP_SETNS, DETAIL_NONE) \
	CALL(clone, 56, 120, OP_NEW_NAMESPACE, DETAIL_CLONE) \
	CALL(clone3, 435, 435, OP_NEW_NAMESPACE, DETAIL_CLONE3) \
	CALL(bpf, 321, 357, OP_BPF, DETAIL_NONE) \
	CALL(init_module, 175, 128, OP_MODULE, DETAIL_NONE) \
	CALL(finit_module, 313, 350, OP_MODULE, DETAIL_NONE) \
	CALL(delete_module, 176, 129, OP_MODULE, DETAIL_NAME) \
	CALL(kexec_load, 246, 283, OP_MODULE, DETAIL_NONE) \
	CALL(kexec_file_load, 320, -1, OP_MODULE, DETAIL_NONE) \
	CALL(memfd_create, 319, 356, OP_MEMFD, DETAIL_NAME) \
	CALL(memfd_secret, 447, 447, OP_MEMFD, DETAIL_NONE) \
	CALL(chroot, 161, 61, OP_OTHER, DETAIL_NAME) \
	CALL(iopl, 172, 110, OP_OTHER, DETAIL_NONE) \
	CALL(ioperm, 173, 101, OP_OTHER, DETAIL_NONE) \
	CALL(add_key, 248, 286, OP_OTHER, DETAIL_NAME) \
	CALL(keyctl, 250, 288, OP_OTHER, DETAIL_NONE) \
	CALL(perf_event_open, 298, 336, OP_OTHER, DETAIL_NONE) \
	CALL(open_by_handle_at, 304, 342, OP_OTHER, DETAIL_NONE) \
	CALL(process_vm_readv, 310, 347, OP_OTHER, DETAIL_NONE) \
	CALL(process_vm_writev, 311, 348, OP_OTHER, DETAIL_NONE) \
	CALL(userfaultfd, 323, 374, OP_OTHER, DETAIL_NONE) \
	CALL(io_uring_setup, 425, 425, OP_OTHER, DETAIL_NONE) \
	CALL(pidfd_getfd, 438, 438, OP_OTHER, DETAIL_NONE)

/* A number of -1 lands in the last native entry, which no call has. */
#define PRIVILEGED_ENTRY(name, native, compat, op, detail) \
	[(native) < 0 ? 511 : (native)] = {(native) < 0 ? 0 : (op), (detail)}, \
	[(compat) < 0 ? 511 : COMPAT_TOKEN + (compat)] = {(compat) < 0 ? 0 : (op), (detail)},

#endif
